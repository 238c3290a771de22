from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .staff_common import new_staff

ROLE = 'clinic_crm.group_nurse'


@tagged('post_install', '-at_install')
class TestRemembered(TransactionCase):
    """What every message asks for is remembered, and forgotten when it changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic = cls.env['res.company'].create({'name': "Clínica"})
        cls.nurse = new_staff(
            cls.env,
            {'nurse': ('recuerda', f'base.group_user,{ROLE}')},
            company_ids=[Command.set(cls.clinic.ids)],
            company_id=cls.clinic.id,
        )['nurse']

    def in_role(self):
        return self.env['res.users']._in_role(self.clinic, ROLE)

    def test_who_is_in_a_role(self):
        self.assertEqual(self.in_role(), self.nurse)
        before = self.env.cr.sql_log_count
        self.assertEqual(self.in_role(), self.nurse)
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_who_leaves_a_role_by_any_way(self):
        group = self.env.ref(ROLE)
        self.assertTrue(self.in_role())
        self.nurse.group_ids = [Command.unlink(group.id)]
        self.assertFalse(self.in_role())
        group.user_ids = [Command.link(self.nurse.id)]
        self.assertEqual(self.in_role(), self.nurse)
        group.user_ids = [Command.unlink(self.nurse.id)]
        self.assertFalse(self.in_role())
        parent = self.env['res.groups'].create(
            {'name': "Jefas", 'user_ids': [Command.link(self.nurse.id)]}
        )
        self.assertFalse(self.in_role())
        parent.implied_ids = [Command.link(group.id)]
        self.assertEqual(self.in_role(), self.nurse)
        self.nurse.active = False
        self.assertFalse(self.in_role())

    def test_who_leaves_the_clinic(self):
        self.assertTrue(self.in_role())
        self.nurse.write(
            {'company_id': self.env.company.id, 'company_ids': [Command.set(self.env.company.ids)]}
        )
        self.assertFalse(self.in_role())

    def test_a_branch_that_opens_is_the_clinic_s_too(self):
        self.nurse.company_ids = [Command.set(self.clinic.ids)]
        branch = self.env['res.company'].create({'name': "Sur", 'parent_id': self.clinic.id})
        self.assertFalse(self.env['res.users']._in_role(branch, ROLE))
        self.nurse.write({'company_ids': [Command.link(branch.id)]})
        self.assertEqual(self.env['res.users']._in_role(branch, ROLE), self.nurse)

    def test_the_language_of_a_clinic(self):
        self.env['res.lang']._activate_lang('es_MX')
        self.clinic.partner_id.lang = 'en_US'
        self.assertEqual(self.clinic._staff_lang(), 'en_US')
        self.clinic.partner_id.lang = 'es_MX'
        self.assertEqual(self.clinic._staff_lang(), 'es_MX')

    def test_a_kind_of_message(self):
        Kind = self.env['clinic.message.kind']
        with self.assertRaises(UserError):
            Kind._get('recordada')
        kind = Kind.create({'code': 'recordada', 'name': "R", 'purpose': 'care', 'body': "Hola"})
        self.assertEqual(Kind._get('recordada'), kind)
        kind.active = False
        with self.assertRaises(UserError):
            Kind._get('recordada')
        kind.active = True
        self.assertEqual(Kind._get('recordada'), kind)
        kind.unlink()
        with self.assertRaises(UserError):
            Kind._get('recordada')
