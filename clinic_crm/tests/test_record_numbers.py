from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestRecordNumbers(ClinicCase):
    """The numbers of files: counted by clinic, and taken over from paper."""

    def test_record_numbers_count_by_clinic(self):
        first, second = self.register("Ana Uno"), self.register("Ana Dos")
        self.assertEqual(int(second.record_number), int(first.record_number) + 1)
        other = self.env['res.company'].create({'name': "Otra clínica"})
        elsewhere = self.env['clinic.patient'].with_company(other).create({'name': "Ana Tres"})
        self.assertEqual((elsewhere.company_id, elsewhere.record_number), (other, '000001'))

    def test_numbers_brought_from_paper(self):
        """The clinic goes on counting past them, and none is given twice."""
        last = int(self.register("Ana Uno").record_number)
        for ahead in (1, 2, 4):
            self.register("Ana Papel", record_number=f' {last + ahead:06d} ')
        numbers = [int(self.register("Ana Nueva").record_number) for _ in range(3)]
        self.assertEqual(numbers, [last + 3, last + 5, last + 6])
        self.assertEqual(self.register("Ana Cinco", record_number=' a-77').record_number, 'A-77')
        both = self.Patient.create(
            [{'name': "Ana Lista", 'record_number': f'{last + 7:06d}'}, {'name': "Ana Lista"}]
        )
        self.assertEqual(int(both[1].record_number), last + 8)

    def test_a_list_is_imported_with_its_record_numbers(self):
        columns = ['name', 'record_number', 'phone', 'birthdate', 'curp']
        offered = self.Patient.fields_get(columns, ['readonly'])
        self.assertFalse([name for name in columns if offered[name]['readonly']])
        result = self.Patient.load(
            columns,
            [
                ["Ana Lista Uno", "A-900", "044 55 1234 5678", "1990-01-31", ""],
                ["Ana Lista Dos", "A-901", "", "", 'HELA900101MDFRPN04'],
            ],
        )
        self.assertEqual(result['messages'], [])
        one, two = self.Patient.browse(result['ids'])
        self.assertEqual((one.record_number, one.phone), ('A-900', "+52 55 1234 5678"))
        self.assertEqual(one.birthdate, date(1990, 1, 31))
        self.assertEqual((two.record_number, two.sex), ('A-901', 'female'), "by the CURP")
        self.assertEqual(two.birthdate, date(1990, 1, 1))

    def test_uninstalling_leaves_no_sequence(self):
        self.register()
        with patch('odoo.addons.clinic_crm.hooks.FUNCTIONS', ()):
            uninstall_hook(self.env)
        self.assertFalse(self.env['ir.sequence'].search([('code', '=like', 'clinic.%')]))

    def test_one_sequence_is_looked_up_for_many(self):
        cls = type(self.env['clinic.patient'])
        with patch.object(
            cls, '_record_number_sequence', autospec=True, side_effect=cls._record_number_sequence
        ) as lookup:
            patients = self.Patient.create([{'name': f"Ana {word}"} for word in ("Uno", "Dos")])
        lookup.assert_called_once()
        self.assertEqual(len(set(patients.mapped('record_number'))), 2)
