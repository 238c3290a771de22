from datetime import date

from odoo.tests import tagged

from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestRecordNumbers(ClinicCase):
    """A clinic that moves brings its patients along, with the numbers on their folders."""

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
