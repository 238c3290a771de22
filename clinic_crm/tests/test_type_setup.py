from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestTypeSetup(AgendaCase):
    def test_the_price_is_its_products(self):
        self.visit_type.price = 650
        product = self.visit_type.product_id
        self.assertEqual((product.name, product.type), ("Consulta", 'service'))
        product.sudo().list_price = 700
        self.assertEqual(self.visit_type.price, 700)
        self.visit_type.price = 800
        self.assertEqual(product.list_price, 800)
        with self.assertRaises(UserError):
            self.visit_type.price = -1
        with self.assertRaises(AccessError):
            self.visit_type.with_user(self.users['reception']).price = 1

    def test_the_first_times(self):
        html = self.visit_type.with_context(allowed_company_ids=self.clinic.ids).preview_html
        self.assertIn("Dr. Luis Paz", html)
        self.assertEqual(html.count('<li>'), 5)

    def test_why_there_is_none(self):
        laser = self.make_type("Láser", ('practitioner', 'device'))
        self.device.branch_ids = self.border
        mine = laser.with_context(allowed_company_ids=self.clinic.ids)
        self.assertIn("Device: there is none in this branch", mine.preview_html)
        self.device.branch_ids = False
        self.ana.action_set_hours()
        long = self.make_type("Maratón", duration=12 * 60)
        mine = long.with_context(allowed_company_ids=self.clinic.ids)
        self.assertIn("does not work at that time", mine.preview_html)

    def test_what_cannot_be_is_refused_before_it_is_tried(self):
        """The form shows the free times of what it has just written."""
        shown = {'preview_html': {}}
        for wrong in ({'duration': 0}, {'step': 0}, {'seats': 0}):
            with (
                self.subTest(wrong=wrong),
                self.assertRaises(IntegrityError),
                mute_logger('odoo.sql_db'),
                self.cr.savepoint(),
            ):
                self.visit_type.web_save(wrong, shown)

    def test_what_visits_were_booked_with_is_archived(self):
        self.book(self.at(10))
        for used in (self.visit_type, self.ana):
            with self.subTest(used=used), self.assertRaisesRegex(UserError, "Archive it instead"):
                used.unlink()
        self.visit_type.active = False
        self.make_type("Nunca").unlink()
        self.luis.unlink()

    def test_a_user_without_the_role_is_noticed(self):
        self.assertFalse(self.ana.lacks_role or self.luis.lacks_role)
        with Form(self.luis) as form:
            form.user_id = self.users['nurse']
            self.assertTrue(form.lacks_role)

    def test_the_forms_of_the_direction(self):
        for model in ('clinic.resource', 'clinic.practitioner', 'clinic.appointment.type'):
            with self.subTest(model=model), Form(self.env[model]) as form:
                form.name = "Nuevo"
        self.env['clinic.specialty'].get_views([(False, 'list')])
