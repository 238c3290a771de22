"""Encrypted texts behave as texts, and are sealed in their own place."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..fields import Encrypted
from .vault_common import CANARY, CURP, VaultCase


@tagged('post_install', '-at_install')
class TestEncryptedText(VaultCase):
    def test_it_keeps_what_a_text_keeps(self):
        for value in ("x", "Ñandú 😀\n\ttabs", " ", "a" * 100_000, "<b>&amp;</b>", "%s"):
            self.give(self.patient, value)
            self.assertEqual(self.stored(self.patient), value)

    def test_empty_values_are_those_of_a_text(self):
        for value, read in ((False, False), (None, False), ("", "")):
            self.give(self.patient, value)
            self.assertEqual(self.stored(self.patient), read)
        self.give(self.patient, False)
        self.assertIsNone(self.column(self.patient))

    def test_the_column_is_sealed_and_never_the_same_twice(self):
        first = self.column(self.patient)
        self.assertNotIn(b'canario', first)
        self.assertEqual(len(first), len(CANARY.encode()) + 29)
        self.patient.allergies = "x"
        self.patient.flush_recordset()
        self.patient.allergies = CANARY
        self.assertNotEqual(self.column(self.patient), first)

    def test_many_are_made_and_read_together(self):
        patients = self.Patient.create(
            [{'name': f"Paciente {n}", 'allergies': f"a{n}" if n % 3 else False} for n in range(30)]
        )
        patients.flush_recordset()
        patients.invalidate_recordset()
        with self.assertQueryCount(2):
            patients.fetch(['allergies'])
        self.assertEqual(
            patients.mapped('allergies'), [f"a{n}" if n % 3 else False for n in range(30)]
        )

    def test_writing_many_asks_for_their_keys_once(self):
        patients = self.Patient.create([{'name': f"Paciente {n}"} for n in range(20)])
        patients.flush_recordset()
        for n, patient in enumerate(patients):
            patient.allergies = f"b{n}"
        keys = "SELECT count(*) FROM clinic_vault_key WHERE uuid IN %s"
        with patch.object(type(self.Key), '_prepare', side_effect=self.Key._prepare) as prepare:
            patients.flush_recordset()
        self.assertEqual(prepare.call_count, 1)
        self.env.cr.execute(keys, [tuple(patients.mapped('uuid'))])
        self.assertEqual(self.env.cr.fetchone()[0], 20)
        patients.invalidate_recordset()
        self.assertEqual(patients.mapped('allergies'), [f"b{n}" for n in range(20)])

    def test_a_copy_is_sealed_anew_under_its_own_key(self):
        copy = self.other.copy()
        self.assertEqual(self.stored(copy), "Polen")
        self.assertNotEqual(copy.uuid, self.other.uuid)
        self.assertNotEqual(self.column(copy), self.column(self.other))

    def test_import_and_export(self):
        fname = self.Patient.load(['name', 'allergies'], [["Tres", "Látex"], ["Cuatro", ""]])
        self.assertFalse(fname['messages'])
        patients = self.Patient.browse(fname['ids'])
        patients.invalidate_recordset()
        self.assertEqual(
            patients.export_data(['name', 'allergies'])['datas'],
            [["Tres", "Látex"], ["Cuatro", ""]],
        )

    def test_a_savepoint_s_rollback_leaves_no_value_without_its_key(self):
        patient = self.Patient.create({'name': "Cinco"})
        self.env.flush_all()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            patient.allergies = "first"
            patient.flush_recordset()
            raise ZeroDivisionError
        patient.allergies = "second"
        self.assertEqual(self.stored(patient), "second")

    def test_the_client_is_not_offered_to_search_sort_or_group(self):
        about = self.Patient.fields_get(['allergies', 'curp'])
        for name, searchable in (('allergies', False), ('curp', True)):
            self.assertEqual(about[name]['type'], 'text')
            self.assertEqual(about[name]['searchable'], searchable)
            self.assertFalse(about[name]['sortable'] or about[name]['groupable'])

    def test_a_field_that_would_store_it_in_clear_is_refused(self):
        for wrong in ('tracking', 'translate', 'index', 'company_dependent'):
            field = Encrypted(**{wrong: True})
            with self.assertRaisesRegex(TypeError, wrong):
                field._get_attrs(type(self.Patient), 'wrong')
        related = fields.Text(related='allergies', store=True)
        related.name, related.model_name = 'leak', 'clinic.patient'
        related.store, related.related = True, 'allergies'
        related.related_field = self.Patient._fields['allergies']
        with self.assertRaisesRegex(TypeError, "leak"):
            self.env['clinic.vault.check']._check_field(related)
        self.env['clinic.vault.check']._check_registry()

    def test_a_default_value_in_clear_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env['ir.default'].set('clinic.patient', 'allergies', "x")


@tagged('post_install', '-at_install')
class TestLookup(VaultCase):
    def test_the_exact_value_is_found(self):
        find = self.Patient.search
        base = [('id', 'in', (self.patient | self.other).ids)]
        self.assertEqual(find([*base, ('curp', '=', f" {CURP.lower()} ")]), self.patient)
        self.assertEqual(find([*base, ('curp', 'in', ["x", CURP])]), self.patient)
        self.assertEqual(find([*base, ('curp', '!=', CURP)]), self.other)
        self.assertEqual(find([*base, ('curp', '=', False)]), self.other)
        self.assertEqual(find([*base, ('curp', '!=', False)]), self.patient)
        both = self.patient | self.other
        self.assertEqual(both.filtered_domain([('curp', '=', CURP.lower())]), self.patient)

    def test_the_index_follows_the_value_and_nobody_else(self):
        index = self.Patient._blind_index('curp', CURP)
        self.assertEqual(self.patient.curp_index, index)
        self.patient.curp_index = "forged"
        self.assertEqual(self.stored(self.patient, 'curp_index'), index)
        made = self.Patient.create({'name': "Seis", 'curp_index': index})
        self.assertFalse(made.curp_index)
        self.patient.curp = False
        self.assertFalse(self.stored(self.patient, 'curp_index'))

    def test_who_may_read_the_value_may_look_it_up(self):
        nurse = new_test_user(self.env, 'vault_nurse', groups='clinic_crm.group_nurse')
        patients = (self.patient | self.other).with_user(nurse)
        self.assertEqual(patients.search([('curp', '=', CURP)]), self.patient)
        self.assertEqual(patients.filtered_domain([('curp', '=', CURP)]), self.patient)
        self.patch(self.Patient._fields['curp'], 'groups', 'base.group_no_one')
        with self.assertRaises(AccessError):
            patients.search([('curp', '=', CURP)])
        with self.assertRaises(AccessError):
            patients.filtered_domain([('curp', '=', CURP)])

    def test_parts_are_refused(self):
        for operator in ('ilike', 'like', '=ilike', '=like', '>', '<='):
            with self.assertRaisesRegex(UserError, "exact value"):
                self.Patient.search([('curp', operator, CURP[:4])])
        with self.assertRaisesRegex(UserError, "exact value"):
            self.Patient.search([], order='curp')
