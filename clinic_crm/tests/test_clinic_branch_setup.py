from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestBranchSetup(ClinicCase):
    def setups(self, role='director'):
        return self.env['clinic.branch.setup'].with_user(self.users[role])

    def test_the_direction_writes_what_no_other_right_lets_it_write(self):
        company = self.company.with_user(self.users['director'])
        with self.assertRaises(AccessError):
            company.write({'clinic_hours': "Lunes a viernes de 8:00 a 15:00 h"})
        with Form(self.setups()) as form:
            self.assertEqual(form.clinic_tz, self.company.clinic_tz)
            form.clinic_hours = "Lunes a viernes de 8:00 a 15:00 h"
            form.clinic_alert_minutes = 7
            form.clinic_mail_name = 'citas@clinica.example'
        self.assertEqual(self.company.clinic_hours, "Lunes a viernes de 8:00 a 15:00 h")
        self.assertEqual(self.company.clinic_alert_minutes, 7)
        self.assertEqual(self.company.clinic_mail_name, 'citas')
        form.record.write({'clinic_hours': "Sábado"})
        self.assertEqual(self.company.clinic_hours, "Sábado")

    def test_another_branch_shows_and_keeps_its_own(self):
        branch = self.env['res.company'].create(
            {'name': "Sur", 'parent_id': self.company.id, 'clinic_hours': "Martes"}
        )
        self.company.clinic_hours = "Lunes"
        self.users['director'].company_ids += branch
        with Form(self.setups()) as form:
            form.company_id = branch
            self.assertEqual((form.clinic_hours, form.is_branch), ("Martes", True))
            form.clinic_hours = "Jueves"
        self.assertEqual((self.company.clinic_hours, branch.clinic_hours), ("Lunes", "Jueves"))

    def test_another_zone_is_told_of_when_visits_are_booked(self):
        setup = self.setups().new({'company_id': self.company.id, 'clinic_tz': 'America/Cancun'})
        self.assertIsNone(setup._onchange_clinic_tz())
        self.env['clinic.appointment'].sudo().create(
            {
                'patient_id': self.env['clinic.patient'].create({'name': "Ana"}).id,
                'type_id': self.env['clinic.appointment.type'].create({'name': "Consulta"}).id,
                'practitioner_id': self.env['clinic.practitioner'].create({'name': "Luis"}).id,
                'company_id': self.company.id,
                'start': fields.Datetime.now() + timedelta(days=1),
            }
        )
        self.assertIn("1 booked visits", setup._onchange_clinic_tz()['warning']['message'])

    def test_nobody_writes_where_they_do_not_work(self):
        other = self.env['res.company'].create({'name': "Otra", 'clinic_hours': "Martes"})
        asked = {'company_id': other.id, 'clinic_hours': "Nunca"}
        with self.assertRaisesRegex(UserError, "work in"):
            self.setups().create(asked)
        with self.assertRaisesRegex(UserError, "work in"):
            self.setups().create({}).write(asked)
        self.assertEqual(other.clinic_hours, "Martes")

    def test_nothing_else_of_a_company_is_in_it(self):
        own = {name for name in self.setups()._fields if name.startswith('clinic_')}
        for name, field in self.setups()._fields.items():
            self.assertEqual(bool(field.related), name in own, name)

    def test_the_other_roles_do_not_have_it(self):
        menu = self.env.ref('clinic_crm.menu_clinic_branches')
        for role, user in self.users.items():
            seen = menu.id in self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()
            self.assertEqual(seen, role == 'director', role)
            if role != 'director':
                with self.assertRaises(AccessError):
                    self.setups(role).create({'clinic_hours': "Nunca"})
