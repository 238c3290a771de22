from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClinicCase

PIXEL = (
    b'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'
    b'+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
)


@tagged('post_install', '-at_install')
class TestOutsider(ClinicCase):
    """An internal user without a role in the clinic learns nothing, whatever model is added.

    The walks below go over every model of the registry: a new one is covered when it is written.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = cls.register("Ana Secreta", phone="5512345678", birthdate='1990-01-01')
        cls.patient.message_post(body="Nota interna")
        cls.patient.message_subscribe(cls.users['reception'].partner_id.ids)
        cls.patient.activity_schedule('mail.mail_activity_data_todo', user_id=cls.env.uid)
        cls.env['ir.attachment'].create(
            {
                'name': "estudio.pdf",
                'raw': b'x',
                'res_model': 'clinic.patient',
                'res_id': cls.patient.id,
            }
        )
        cls.other = (
            cls.env['res.partner']
            .with_user(cls.users['reception'])
            .create(
                {
                    'name': "Luis Cliente",
                    'phone': "+52 55 1234 5678",
                }
            )
        )
        cls.other.env.flush_all()  # as at the end of a request of theirs
        cls.env.invalidate_all()

    def models(self, clinic=True):
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(self.outsider)
            if model._auto and not model._transient and name.startswith('clinic.') == clinic:
                yield name, model

    def test_no_clinic_model_answers(self):
        seen = 0
        for name, Model in self.models():
            seen += 1
            ways = {
                'search': lambda m=Model: m.search([]),
                'count': lambda m=Model: m.search_count([]),
                'group': lambda m=Model: m._read_group([], [], ['__count']),
                'formatted': lambda m=Model: m.formatted_read_group([], [], ['__count']),
                'name_search': lambda m=Model: m.name_search("a"),
                'search_read': lambda m=Model: m.search_read([], ['id']),
                'read': lambda m=Model: m.browse(1).read(['id', 'display_name']),
                'fields': lambda m=Model: m.web_search_read([], {'id': {}}),
            }
            for way, call in ways.items():
                with self.subTest(model=name, way=way), self.assertRaises(AccessError):
                    call()
            with self.subTest(model=name, way='create'), self.assertRaises(UserError):
                Model.create({})
        self.assertTrue(seen)

    def test_no_transient_of_the_clinic_is_created(self):
        for name in sorted(self.env.registry):
            Model = self.env[name]
            if name.startswith('clinic.') and Model._transient:
                with self.subTest(model=name):
                    self.assertFalse(Model.with_user(self.outsider).has_access('create'))

    def test_no_field_leads_into_the_clinic(self):
        """A reverse field without groups is an oracle: `('patient_ids', '!=', False)`."""
        for _name, Model in self.models(clinic=False):
            for field in Model._fields.values():
                if not (field.comodel_name or '').startswith('clinic.'):
                    continue
                with self.subTest(field=str(field)):
                    self.assertFalse(Model._has_field_access(field, 'read'))
                    self.assertNotIn(field.name, Model.fields_get())
                    if field.store or field.search:
                        for domain in (
                            [(field.name, '!=', False)],
                            [(field.name, 'any', [('id', '>', 0)])],
                        ):
                            with self.assertRaises(AccessError):
                                Model.search_count(domain)

    def test_inherited_fields_do_not_lead_back(self):
        for domain in (
            [('patient_ids', '!=', False)],
            [('patient_ids.birthdate', '!=', False)],
            [('patient_ids', 'any', [('sex', '=', 'x')])],
            [('child_ids.patient_ids', '!=', False)],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                self.env['res.partner'].with_user(self.outsider).search(domain)
        for order in ('patient_ids', 'patient_ids.id'):
            with self.assertRaises(AccessError):
                self.env['res.partner'].with_user(self.outsider).search([], order=order)

    def test_nothing_that_points_at_records_counts_ours(self):
        """Messages, activities, followers, files, sequences…: whatever names a model and an id."""
        checked = set()
        for name, Model in self.models(clinic=False):
            if not Model.has_access('read'):
                continue
            for field in Model._fields.values():
                if field.type == 'many2one_reference' and field.store:
                    model_field = Model._fields[field.model_field]
                    if model_field.store:
                        domain = [(field.model_field, '=like', 'clinic.%')]
                    else:
                        continue
                elif field.type == 'reference' and field.store:
                    domain = [(field.name, '=like', 'clinic.%')]
                else:
                    continue
                with self.subTest(field=str(field)):
                    try:
                        count = Model.search_count(domain)
                    except AccessError:
                        count = 0
                    self.assertFalse(count)
                    checked.add(name)
        self.assertGreaterEqual(checked, {'mail.message', 'mail.followers', 'ir.attachment'})

    def test_the_next_number_is_no_count(self):
        Sequence = self.env['ir.sequence'].with_user(self.outsider)
        self.assertFalse(Sequence.search([('code', '=like', 'clinic.%')]))
        own = self.env['ir.sequence'].create({'name': "Suya", 'code': 'other.code'})
        self.assertIn(own, Sequence.search([]), "sequences of others stay as they are")
        nameless = self.env['ir.sequence'].create({'name': "Sin código"})
        self.assertIn(nameless, Sequence.search([]))

    def test_the_contact_looks_like_any_other(self):
        """Same fields, same messages, same values as a contact that is nobody's patient."""
        Contact = self.env['res.partner'].with_user(self.outsider)
        mine, theirs = Contact.browse(self.patient.partner_id.id), Contact.browse(self.other.id)
        own = {
            'id',
            'name',
            'complete_name',
            'display_name',
            'email_formatted',
            'signup_url',
            'create_date',
            'write_date',
            'calendar_last_notif_ack',
            'message_ids',
            'website_message_ids',
            'message_follower_ids',
            'commercial_partner_id',
            'color',
            'self',
            *(f'avatar_{size}' for size in (1920, 1024, 512, 256, 128)),
        }
        compared = 0
        for name in sorted(set(Contact.fields_get()) - own):
            with self.subTest(field=name):
                try:
                    values = [mine[name], theirs[name]]
                except AccessError:
                    continue  # of another application
                if Contact._fields[name].relational:
                    values = [value.ids for value in values]
                self.assertEqual(*values)
                compared += 1
        self.assertGreater(compared, 50)
        self.assertEqual(
            [m.body for m in mine.message_ids],
            [m.body for m in theirs.message_ids],
        )

    def test_files_of_a_patient(self):
        Files = self.env['ir.attachment'].with_user(self.outsider)
        self.patient.photo = PIXEL
        domain = [('res_model', '=', 'clinic.patient'), ('res_field', '!=', False)]
        self.assertTrue(self.env['ir.attachment'].search_count(domain))
        with self.assertRaises(AccessError):
            Files.search_count(domain)
        self.assertFalse(Files.search([]).filtered(lambda f: f.res_model == 'clinic.patient'))
        self.assertFalse(self.patient.partner_id.image_1920)

    def test_external_ids(self):
        exporter = self.users['reception']
        exporter.group_ids += self.env.ref('base.group_allow_export')
        self.patient.with_user(exporter).export_data(['id', 'name'])
        with self.assertRaises(AccessError):
            self.env['ir.model.data'].with_user(self.outsider).search([])


@tagged('post_install', '-at_install')
class TestNamesStay(ClinicCase):
    def test_no_name_typed_is_asked_of_odoo(self):
        """Whatever the order in which Odoo loads its modules."""
        if 'iap.autocomplete.api' not in self.env:
            self.skipTest("optional: Odoo's completion of companies is not installed")
        service = self.registry['iap.autocomplete.api']
        with patch.object(service, '_request_partner_autocomplete') as asked:
            desk = self.env['res.partner'].with_user(self.users['reception'])
            self.assertEqual(desk.autocomplete_by_name("Ana Secreta", False), [])
            self.assertEqual(desk.autocomplete_by_vat("HELA900101AB1", False), [])
        asked.assert_not_called()
