"""Shared by the tests of the vault and of the access log."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import BaseCase, TransactionCase, get_db_name, new_test_user

from odoo.addons.clinic_crm import vault

CURP = 'HEGG560427MVZRRL04'
CANARY = "Alergia-canario-7731 a la penicilina"


@contextmanager
def key_file(make=True):
    """A key file of one's own; yields its path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'clinic.key'
        if make:
            vault.create_key_file(path)
        with patch.dict(os.environ, {'CLINIC_KEY_FILE': str(path)}):
            yield path


class CommittedCase(BaseCase):
    """Two patients and a doctor in committed rows, for what only real transactions show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            doctor = env['res.users'].with_context(active_test=False)
            doctor = doctor.search([('login', '=', 'vault_doctor')]) or new_test_user(
                env, 'vault_doctor', groups='clinic_crm.group_practitioner,base.group_allow_export'
            )
            doctor.active = True
            cls.doctor_id = doctor.id
            cls.patient_ids = (
                env['clinic.patient']
                .create(
                    [{'name': "Uno", 'allergies': CANARY}, {'name': "Dos", 'allergies': "Polen"}]
                )
                .ids
            )
        cls.addClassCleanup(cls._forget)

    @classmethod
    def _forget(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            patients = env['clinic.patient'].browse(cls.patient_ids).exists()
            partners = patients.partner_id
            cr.execute("DELETE FROM clinic_patient WHERE id IN %s", [tuple(patients.ids)])
            partners.unlink()
            # who has read a record cannot be deleted
            env['res.users'].browse(cls.doctor_id).active = False

    def setUp(self):
        super().setUp()
        self.start = self._sql("SELECT coalesce(max(id), 0) FROM clinic_access_log")[0][0]

    def _sql(self, query, *params):
        with self.registry.cursor() as cr:
            cr.execute(query, params)
            return cr.fetchall() if cr.description else []

    def logged(self):
        """{(model, record): names of fields} written since the test began, by the doctor."""
        return {
            (model, res_id): names
            for model, res_id, names in self._sql(
                "SELECT model, res_id, field_names FROM clinic_access_log"
                " WHERE id > %s AND user_id = %s",
                self.start,
                self.doctor_id,
            )
        }

    @contextmanager
    def as_doctor(self, readonly=False):
        """The patients as the doctor sees them, in a transaction of their own that commits."""
        with self.registry.cursor() as cr:
            if readonly:
                cr.execute("SET TRANSACTION READ ONLY")
            env = api.Environment(cr, self.doctor_id, {})
            yield env['clinic.patient'].browse(self.patient_ids)


class VaultCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Patient = cls.env['clinic.patient']
        cls.Key = cls.env['clinic.vault.key']
        cls.patient, cls.other = cls.Patient.create(
            [
                {'name': "Uno", 'allergies': CANARY, 'curp': CURP},
                {'name': "Dos", 'allergies': "Polen"},
            ]
        )

    def column(self, record, name='allergies'):
        record.flush_recordset()
        self.env.cr.execute(f'SELECT {name} FROM {record._table} WHERE id = %s', [record.id])
        value = self.env.cr.fetchone()[0]
        return bytes(value) if isinstance(value, memoryview) else value

    def give(self, record, value, name='allergies'):
        """Write the field itself, past what the model makes of the value."""
        record._fields[name].write(record, value)

    def put(self, record, value, name='allergies'):
        record.flush_recordset()
        self.env.cr.execute(
            f'UPDATE {record._table} SET {name} = %s WHERE id = %s', [value, record.id]
        )
        record.invalidate_recordset()

    def stored(self, record, name='allergies'):
        record.flush_recordset()
        record.invalidate_recordset()
        return record[name]
