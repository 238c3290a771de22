"""Sealed values stay in their place, and keys can be rotated, destroyed and missed."""

import os
import uuid
from unittest.mock import patch

import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.clinic_crm import vault

from .vault_common import CANARY, CURP, CommittedCase, VaultCase, key_file

KEYS = 'odoo.addons.clinic_crm.models.clinic_vault_key'


@tagged('post_install', '-at_install')
@mute_logger(KEYS)
class TestTampering(VaultCase):
    def refused(self, record, name='allergies'):
        with self.assertRaisesRegex(UserError, "changed outside"):
            record[name]

    def test_values_swapped_between_records(self):
        mine, other = self.column(self.patient), self.column(self.other)
        self.put(self.patient, other)
        self.put(self.other, mine)
        self.refused(self.patient)
        self.refused(self.other)

    def test_values_swapped_between_fields(self):
        self.put(self.patient, self.column(self.patient, 'curp'))
        self.refused(self.patient)

    def test_changed_and_cut_values(self):
        value = self.column(self.patient)
        for wrong in (value[:-1], value[:20], b'', value[:30] + b'\0' + value[31:], b'in clear'):
            self.put(self.patient, wrong)
            self.refused(self.patient)

    def test_keys_swapped_or_lost(self):
        self.env.flush_all()
        swap = "UPDATE clinic_vault_key SET wrapped = %s WHERE uuid = %s"
        self.env.cr.execute(
            "SELECT wrapped FROM clinic_vault_key WHERE uuid = %s", [self.other.uuid]
        )
        self.env.cr.execute(swap, [self.env.cr.fetchone()[0], self.patient.uuid])
        self.patient.invalidate_recordset()
        self.refused(self.patient)
        self.env.cr.execute("DELETE FROM clinic_vault_key WHERE uuid = %s", [self.patient.uuid])
        self.refused(self.patient)

    def test_the_uuid_is_given_once(self):
        with self.assertRaises(UserError):
            self.patient.uuid = self.other.uuid
        given = self.Patient.create({'name': "Siete", 'uuid': self.patient.uuid})
        self.assertNotEqual(given.uuid, self.patient.uuid)
        statement = "UPDATE clinic_patient SET uuid = gen_random_uuid() WHERE id = %s"
        self.env.flush_all()
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint(flush=False):
            self.env.cr.execute(statement, [self.patient.id], log_exceptions=False)


@tagged('post_install', '-at_install')
class TestKeys(VaultCase):
    def test_without_a_key_file_only_protected_texts_stop(self):
        self.env.flush_all()
        self.env.invalidate_all()
        with key_file(make=False):
            self.assertEqual(self.patient.name, "Uno")
            self.assertTrue(self.Patient.create({'name': "Ocho"}))
            self.assertIn("file is missing", self.Key._key_problem())
            for act in (
                lambda: self.patient.allergies,
                lambda: self.Patient.create({'name': "Nueve", 'allergies': "x"}),
                lambda: self.Patient.search([('curp', '=', CURP)]),
            ):
                with self.assertRaisesRegex(UserError, r"CLINIC_KEY_FILE.*\./clinic up"):
                    act()
            with self.assertRaisesRegex(UserError, "CLINIC_KEY_FILE"), self.env.cr.savepoint():
                self.patient.write({'emergency_name': "x", 'allergies': "y"})
        self.assertFalse(self.patient.emergency_name)
        self.assertEqual(self.patient.allergies, CANARY)

    def test_health_tells_what_is_wrong_with_the_keys(self):
        self.assertIsNone(self.Key._key_problem())
        with key_file() as path:
            self.assertRegex(self.Key._key_problem(), "does not hold")
            path.chmod(0o640)
            self.assertIn("others on the server", self.Key._key_problem())
            path.chmod(0o600)
            path.write_text("nothing")
            self.assertIn("is damaged", self.Key._key_problem())

    def test_odoo_conf_may_name_the_file(self):
        path = self.Key._key_file()
        with (
            patch.dict(os.environ, {'CLINIC_KEY_FILE': ''}),
            patch.dict(config.options, {'clinic_key_file': path}),
        ):
            self.assertEqual(self.Key._key_file(), path)

    def test_rotation_wraps_keys_and_touches_no_record(self):
        self.env.cr.execute("DELETE FROM clinic_vault_key")
        with key_file() as path:
            patient = self.Patient.create({'name': "Diez", 'allergies': CANARY})
            sealed, index = self.column(patient), self.Patient._blind_index('curp', CURP)
            ring = vault.add_master_key(path)
            self.assertEqual(self.Key._rotate(), 1)
            self.assertEqual(self.Key._rotate(), 0)
            self.env.cr.execute("SELECT DISTINCT master_id FROM clinic_vault_key")
            self.assertEqual(self.env.cr.fetchall(), [(ring.current_id,)])
            self.assertEqual(self.stored(patient), CANARY)
            self.assertEqual(self.column(patient), sealed)
            self.assertEqual(self.Patient._blind_index('curp', CURP), index)
            self.assertIsNone(self.Key._key_problem())

    def test_destruction_is_for_ever_and_for_one_record(self):
        self.Key._destroy(self.patient)
        self.assertFalse(self.patient.allergies)
        self.assertTrue(self.patient.vault_destroyed_at)
        self.assertFalse(self.patient.curp_index)
        self.assertEqual(self.other.allergies, "Polen")
        self.assertFalse(self.other.vault_destroyed_at)
        with self.assertRaisesRegex(UserError, "destroyed"), self.env.cr.savepoint():
            self.patient.allergies = "again"
            self.patient.flush_recordset()
        self.patient.emergency_name = "can still be written"
        self.assertTrue(self.stored(self.patient, 'emergency_name'))
        bare = self.Patient.create({'name': "Once"})
        self.Key._destroy(bare)
        self.assertTrue(bare.vault_destroyed_at)

    def test_a_deleted_record_takes_its_key_along(self):
        uuid = self.other.uuid
        self.env.flush_all()
        self.other.unlink()
        self.env.cr.execute("SELECT 1 FROM clinic_vault_key WHERE uuid = %s", [uuid])
        self.assertFalse(self.env.cr.fetchall())

    def test_keys_are_nobody_s(self):
        key = self.Key.search([('uuid', '=', self.patient.uuid)])
        admin = self.env.ref('base.user_admin')
        for act in (
            lambda: key.with_user(admin).read(['wrapped']),
            lambda: self.Key.create({'uuid': "x", 'model_name': "y"}),
            lambda: key.write({'wrapped': False}),
            lambda: key.unlink(),
        ):
            with self.assertRaises(UserError):
                act()


@tagged('post_install', '-at_install')
class TestTwoAtOnce(CommittedCase):
    def test_the_first_sealed_text_of_a_record_by_two_people(self):
        """The second is repeated by Odoo, and then finds the key of the first."""
        record = str(uuid.uuid4())
        self.addCleanup(self._sql, "DELETE FROM clinic_vault_key WHERE uuid = %s", record)
        with self.registry.cursor() as late:
            keys = api.Environment(late, self.doctor_id, {})['clinic.vault.key'].sudo()
            self.assertFalse(keys._stored_keys([record]))
            with self.registry.cursor() as first:
                env = api.Environment(first, self.doctor_id, {})
                env['clinic.vault.key'].sudo()._prepare('clinic.patient', [record])
            with (
                self.assertRaises(psycopg2.errors.SerializationFailure),
                mute_logger('odoo.sql_db'),
            ):
                keys._prepare('clinic.patient', [record])
            late.rollback()
            keys._prepare('clinic.patient', [record])
        count = "SELECT count(*) FROM clinic_vault_key WHERE uuid = %s"
        self.assertEqual(self._sql(count, record), [(1,)])
