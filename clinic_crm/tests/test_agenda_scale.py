from lxml import etree

from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from .agenda_common import AgendaCase

FEW, MANY = 50, 5000
LISTED = {'record_number': {}, 'name': {}, 'phone': {}, 'age_text': {}, 'stage': {}}
ON_BOARD = {
    'start': {},
    'display_name': {},
    'state': {},
    'waiting_minutes': {},
    'type_id': {'fields': {'display_name': {}}},
    'practitioner_id': {'fields': {'display_name': {}}},
}
IN_CALENDAR = ['start', 'stop', 'display_name', 'state', 'state_color', 'practitioner_id']


@tagged('post_install', '-at_install')
class TestScale(AgendaCase):
    """As many queries for 5,000 patients as for 50; lists are cut so that both must count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number, patient in enumerate(cls.patients):
            cls.env['clinic.appointment'].with_user(cls.users['reception']).create(
                {
                    'patient_id': patient.id,
                    'type_id': cls.visit_type.id,
                    'practitioner_id': cls.ana.id,
                    'company_id': cls.clinic.id,
                    'start': cls.at(10 + number // 2, number % 2 * 30, day=2),
                }
            )

    def grow(self, count):
        """Copy the first patient, by SQL: the ORM would take a minute and proves nothing here."""
        self.env.flush_all()
        patient = self.patients[0]
        self._copy(
            patient.partner_id,
            count,
            id=SQL("nextval('res_partner_id_seq')"),
            name=SQL("'Copia ' || n"),
            complete_name=SQL("'Copia ' || n"),
        )
        self._copy(
            patient,
            count,
            id=SQL("nextval('clinic_patient_id_seq')"),
            # the contacts made just before, in their order
            partner_id=SQL("currval('res_partner_id_seq') - %s + n", count),
            uuid=SQL("gen_random_uuid()"),
            record_number=SQL("'C' || nextval('clinic_patient_id_seq')"),
            search_name=SQL("'copia ' || n"),
            sound_key=SQL("'name:' || n"),
        )
        self.env.cr.execute("ANALYZE clinic_patient, res_partner")
        self.env.invalidate_all()

    def _copy(self, record, count, **own):
        columns = list(table_columns(self.env.cr, record._table))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s m, generate_series(1, %s) n WHERE m.id = %s",
                SQL.identifier(record._table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(own.get(name) or SQL.identifier('m', name) for name in columns),
                SQL.identifier(record._table),
                count,
                record.id,
            )
        )

    def queries(self, work):
        """How many statements some work takes once the caches of the registry are warm."""
        before = 0
        for _time in range(2):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work()
        return self.env.cr.sql_log_count - before

    def counts(self):
        env = self.env(
            user=self.users['reception'], context={'allowed_company_ids': self.clinic.ids}
        )
        Patient, Visit = env['clinic.patient'], env['clinic.appointment']
        day = [('start', '>=', self.at(0, day=2)), ('start', '<', self.at(23, day=2))]
        form = etree.fromstring(Patient.get_view(view_type='form')['arch'])
        names = {node.get('name') for node in form.iter('field')}
        shown = {name: {} for name in names if name in Patient._fields}
        works = {
            'patient form': lambda: Patient.browse(self.patients[0].id).web_read(shown),
            'search by name': lambda: Patient.web_search_read(
                [('display_name', 'ilike', "copia")], LISTED, limit=40, count_limit=10001
            ),
            'search from Today': lambda: env['clinic.home'].search_patients("copia"),
            'Today': lambda: env['clinic.home'].get_today(),
            'board of the day': lambda: env['clinic.board'].get_board(),
            'kanban': lambda: Visit.web_search_read(day, ON_BOARD, limit=80),
            'kanban by state': lambda: Visit.formatted_read_group(day, ['state'], ['__count']),
            'calendar': lambda: Visit.search_read(day, IN_CALENDAR),
        }
        return {what: self.queries(work) for what, work in works.items()}

    def test_the_same_queries_for_few_and_for_many(self):
        self.grow(FEW)
        few = self.counts()
        self.grow(MANY - FEW)
        self.assertGreaterEqual(self.env['clinic.patient'].sudo().search_count([]), MANY)
        self.assertEqual(self.counts(), few)
