"""Each way to a protected text is logged or refused, and no byte of it leaves another way."""

import logging
from unittest.mock import patch

import psycopg2
from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from .. import trail
from .vault_common import CANARY, CommittedCase

FIELDS = {'name': {}, 'allergies': {}}


def _columns(records):
    fields = records._fields.values()
    return [f.name for f in fields if f.store and records._has_field_access(f, 'read')]


READS = {
    'read': lambda r: r.read(['allergies']),
    'read of all columns': lambda r: r.read(_columns(r)),
    'web_read': lambda r: r.web_read(FIELDS),
    'web_search_read': lambda r: r.web_search_read([('id', 'in', r.ids)], FIELDS),
    'search_read': lambda r: r.search_read([('id', 'in', r.ids)], ['allergies']),
    'search_fetch': lambda r: r.search_fetch([('id', 'in', r.ids)], ['allergies']),
    'attribute': lambda r: [record.allergies for record in r],
    'mapped': lambda r: r.mapped('allergies'),
    'filtered': lambda r: r.filtered('allergies'),
    'sorted': lambda r: r.sorted('allergies'),
    'export_data': lambda r: r.export_data(['name', 'allergies']),
    'report': lambda r: r.env['ir.qweb']._render(
        etree.fromstring('<t><p t-foreach="docs" t-as="d" t-out="d.allergies"/></t>'), {'docs': r}
    ),
    'superuser code': lambda r: r.sudo().mapped('allergies'),
    'as OdooBot': lambda r: r.with_user(SUPERUSER_ID).mapped('allergies'),
    'copy': lambda r: [record.copy_data() for record in r],
    'onchange': lambda r: [p.onchange({'name': "x"}, ['name'], FIELDS) for p in r],
    'new record': lambda r: [r.new(origin=record).allergies for record in r],
    'save': lambda r: [record.web_save({'emergency_name': "x"}, FIELDS) for record in r],
    'remote call': lambda r: call_kw(r.browse(), 'read', [r.ids, ['allergies']], {}),
}

SILENT = {
    'name_search': lambda r: r.name_search("Uno"),
    'list without the text': lambda r: r.web_search_read([('id', 'in', r.ids)], {'name': {}}),
    'attribute beside it': lambda r: r.mapped('record_number'),
}

REFUSED = {
    'domain': lambda r: r.search([('allergies', 'ilike', CANARY[:6])]),
    'exact domain': lambda r: r.search([('allergies', '=', CANARY)]),
    'domain is set': lambda r: r.search([('allergies', '!=', False)]),
    'search_count': lambda r: r.search_count([('allergies', 'like', CANARY)]),
    'web_search_read': lambda r: r.web_search_read([('allergies', '=', CANARY)], FIELDS),
    'name_search': lambda r: r.name_search("U", [('allergies', 'ilike', "a")]),
    'order': lambda r: r.search([], order='allergies'),
    '_read_group': lambda r: r._read_group([], ['allergies'], ['__count']),
    'aggregate': lambda r: r._read_group([], [], ['allergies:array_agg']),
    'count of values': lambda r: r._read_group([], [], ['allergies:count_distinct']),
    'formatted_read_group': lambda r: r.formatted_read_group([], ['allergies'], ['__count']),
    'web_read_group': lambda r: r.web_read_group([], ['allergies'], ['__count']),
    'progress bar': lambda r: r.read_progress_bar([], 'name', {'field': 'allergies', 'colors': {}}),
    'filtered_domain': lambda r: r.filtered_domain([('allergies', 'ilike', "a")]),
    'filter of an automation': lambda r: r.sudo().filtered_domain([('allergies', '=', CANARY)]),
}


class _Collect(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.text = []

    def emit(self, record):
        self.text.append(record.getMessage())


@tagged('post_install', '-at_install')
class TestWaysToRead(CommittedCase):
    def test_every_way_is_logged(self):
        expected = {('clinic.patient', patient_id) for patient_id in self.patient_ids}
        for name, read in READS.items():
            with self.subTest(way=name):
                self.setUp()
                with self.as_doctor() as patients:
                    read(patients)
                self.assertEqual(set(self.logged()), expected)
                self.assertTrue(all('allergies' in names for names in self.logged().values()))

    def test_what_does_not_show_the_text_is_not_logged(self):
        for name, read in SILENT.items():
            with self.subTest(way=name):
                with self.as_doctor() as patients:
                    read(patients)
                self.assertFalse(self.logged())

    def test_searching_sorting_and_grouping_is_refused_in_words(self):
        for name, read in REFUSED.items():
            with (
                self.subTest(way=name),
                self.assertRaisesRegex(AccessError, "stored encrypted"),
                self.as_doctor() as patients,
            ):
                read(patients)
        self.assertFalse(self.logged())

    def test_no_byte_leaves_by_the_log_the_server_s_log_or_the_tables(self):
        collected = _Collect()
        root = logging.getLogger()
        names = ('odoo.sql_db', 'odoo.service.model', 'odoo.models', 'odoo.addons.clinic_crm')
        levels = {name: logging.getLogger(name).level for name in names}
        root.addHandler(collected)
        try:
            for name in names:
                logging.getLogger(name).setLevel(logging.DEBUG)
            for read in READS.values():
                with self.as_doctor() as patients:
                    read(patients)
            with self.as_doctor() as patients:
                values = {'allergies': CANARY + "!"}
                call_kw(patients.browse(), 'write', [patients.ids[:1], values], {})
        finally:
            root.removeHandler(collected)
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
        self.assertTrue(collected.text)
        self.assertFalse([line for line in collected.text if 'canario' in line])
        for table in ('clinic_access_log', 'clinic_patient', 'clinic_vault_key'):
            rows = self._sql(f'SELECT t::text FROM {table} t')
            hexed = CANARY.encode()[8:20].hex()
            self.assertFalse([row for (row,) in rows if 'canario' in row or hexed in row], table)

    def test_only_the_records_asked_for_are_read(self):
        with self.as_doctor() as patients:
            self.assertEqual(patients[0].allergies[:5], CANARY[:5])
        self.assertEqual(set(self.logged()), {('clinic.patient', self.patient_ids[0])})


@tagged('post_install', '-at_install')
class TestTrail(CommittedCase):
    def test_one_insert_a_transaction_and_no_repetition(self):
        with patch.object(trail, '_insert', wraps=trail._insert) as insert:
            with self.as_doctor() as patients:
                for read in list(READS.values())[:8]:
                    read(patients)
        self.assertEqual(insert.call_count, 1)
        lines = self._sql("SELECT res_id FROM clinic_access_log WHERE id > %s", self.start)
        self.assertEqual(len(lines), 2)

    def test_a_rollback_takes_nothing_back(self):
        with self.assertRaises(ZeroDivisionError), self.as_doctor() as patients:
            patients.read(['allergies'])
            raise ZeroDivisionError
        self.assertEqual(len(self.logged()), 2)

    def test_a_savepoint_s_rollback_takes_nothing_back(self):
        with self.as_doctor() as patients:
            patients[0].read(['allergies'])
            with self.assertRaises(ZeroDivisionError), patients.env.cr.savepoint():
                patients[1].read(['allergies'])
                raise ZeroDivisionError
        self.assertEqual(len(self.logged()), 2)

    def test_a_read_only_transaction_is_logged(self):
        with self.as_doctor(readonly=True) as patients:
            patients.read(['allergies'])
        self.assertEqual(len(self.logged()), 2)

    def test_what_cannot_be_logged_is_refused(self):
        broken = patch.object(trail, 'db_connect', side_effect=psycopg2.OperationalError("down"))
        with self.assertLogs(trail._logger, 'CRITICAL'), self.assertRaises(UserError), broken:
            with self.as_doctor() as patients:
                patients[0].emergency_name = "changed"
                patients.read(['allergies'])
        with self.as_doctor() as patients:
            self.assertFalse(patients[0].emergency_name)

    def test_own_words_are_no_read_but_another_s_are(self):
        with self.as_doctor() as patients:
            patients[0].allergies = CANARY
            self.assertEqual(patients[0].allergies, CANARY)
        self.assertFalse(self.logged())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            patient = env['clinic.patient'].browse(self.patient_ids[0])
            patient.allergies = CANARY + "."
            self.assertTrue(patient.with_user(self.doctor_id).allergies)
            patient.allergies = CANARY
        self.assertEqual(len(self.logged()), 1)

    def test_a_bulk_read_is_one_line_with_its_reason(self):
        with self.as_doctor() as patients:
            with patients._reading_because("nightly count", bulk=True):
                patients.mapped('allergies')
            query = "SELECT res_id, record_count, reason FROM clinic_access_log WHERE id > %s"
            query += " ORDER BY id"
            patients.env.cr.flush()
            self.assertEqual(self._sql(query, self.start), [(None, 2, "nightly count")])
            # what is left in the cache is no way round the log
            self.assertTrue(patients[0].allergies)
        self.assertEqual(self._sql(query, self.start)[1:], [(self.patient_ids[0], 1, None)])

    def test_no_context_of_a_client_quiets_the_log_or_opens_the_column(self):
        for key in ('clinic_vault_fetch', 'clinic_read_bulk', 'clinic_read_reason'):
            with self.as_doctor() as patients:
                patients.with_context(**{key: True, 'cron_id': 1}).read(['allergies'])
                with self.assertRaises(AccessError):
                    patients.with_context(**{key: True}).search([], order='allergies')
        lines = self._sql(
            "SELECT reason, source, record_count FROM clinic_access_log WHERE id > %s", self.start
        )
        self.assertEqual(lines, [(None, None, 1)] * 6)


@tagged('post_install', '-at_install')
class TestLogIsKept(TransactionCase):
    def line(self, **values):
        """A line as the trail writes it, in this transaction."""
        values = {'model': 'clinic.patient', 'record_count': 1, 'field_names': 'x', **values}
        self.env.cr.execute(
            SQL(
                "INSERT INTO clinic_access_log (at, %s) VALUES (now(), %s) RETURNING id",
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(values.values()),
            )
        )
        return self.env['clinic.access.log'].browse(self.env.cr.fetchone())

    def test_privacy_alone_reads_it_with_the_record_number_only(self):
        patient = self.env['clinic.patient'].create({'name': "Uno"})
        line = self.line(res_id=patient.id)
        privacy = new_test_user(self.env, 'log_privacy', groups='clinic_crm.group_privacy')
        shown = line.with_user(privacy).read(['record_number', 'display_name'])[0]
        self.assertEqual(shown['record_number'], patient.record_number)
        self.assertNotIn("Uno", str(shown))
        for role in ('reception', 'nurse', 'practitioner', 'director'):
            user = new_test_user(self.env, f'log_{role}', groups=f'clinic_crm.group_{role}')
            with self.assertRaises(AccessError):
                line.with_user(user).read(['model'])

    def test_a_reader_is_archived_not_deleted(self):
        user = new_test_user(self.env, 'log_reader', groups='base.group_user')
        self.line(user_id=user.id)
        with self.assertRaisesRegex(UserError, "Archive"):
            user.unlink()

    def test_a_line_of_somebody_gone_is_still_shown(self):
        gone = self.env['res.users'].search([], order='id desc', limit=1).id + 1000
        line = self.line(user_id=gone, user_login="gone", res_id=2**31 - 1)
        spec = {'user_id': {'fields': {'display_name': {}}}, 'user_login': {}, 'record_number': {}}
        shown = line.web_read(spec)[0]
        self.assertEqual((shown['user_id'], shown['user_login']), (False, "gone"))

    def test_the_orm_refuses_to_touch_it(self):
        Log = self.env['clinic.access.log']
        with self.assertRaises(UserError):
            Log.create({'model': 'x', 'field_names': 'y'})
        with self.assertRaises(UserError):
            Log.write({'reason': "x"})

    def test_the_database_refuses_to_touch_it(self):
        line = self.line()
        with self.assertRaises(UserError):
            line.unlink()
        for statement in (
            "UPDATE clinic_access_log SET reason = 'x'",
            "DELETE FROM clinic_access_log",
            "TRUNCATE clinic_access_log",
        ):
            with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint(flush=False):
                self.env.cr.execute(statement, log_exceptions=False)
