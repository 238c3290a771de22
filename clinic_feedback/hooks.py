"""What uninstalling does outside the ORM."""

from odoo.addons.clinic_crm.hooks import forget_foreign_keys


def uninstall_hook(env):
    forget_foreign_keys(env, 'clinic_feedback')
