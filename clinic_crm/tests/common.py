from odoo.tests import TransactionCase

from .staff_common import new_staff

ROLES = ('reception', 'nurse', 'practitioner', 'director', 'privacy')


class ClinicCase(TransactionCase):
    """A Mexican clinic with one user a role, and one who only works in the office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'tracking_disable': False})
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref('base.mx')
        groups = {
            role: (f'test_{role}', f'base.group_user,clinic_crm.group_{role}') for role in ROLES
        }
        groups['office'] = ('test_office', 'base.group_user,base.group_partner_manager')
        cls.users = new_staff(cls.env, groups)
        cls.outsider = cls.users.pop('office')
        cls.Patient = cls.env['clinic.patient'].with_user(cls.users['reception'])

    @classmethod
    def register(cls, name="Ana María Hernández López", **vals):
        """Register a patient as reception does."""
        return cls.Patient.create({'name': name, **vals})
