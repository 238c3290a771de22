"""What uninstalling does outside the ORM."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.clinic_crm.hooks import forget_foreign_keys

from .models.account_chart_template import OURS


def uninstall_hook(env):
    """Take out what Odoo would keep: the foreign keys of our relations on models of others, and
    our taxes and account where no entry uses them."""
    forget_foreign_keys(env, 'clinic_cfdi')
    for name in OURS:  # the account last
        found = env['ir.model.data'].search(
            [('module', '=', 'account'), ('name', '=like', rf'%\_{name}')]
        )
        for data in found:
            record = env[data.model].browse(data.res_id).exists()
            try:
                with env.cr.savepoint(), mute_logger('odoo.sql_db', 'odoo.models.unlink'):
                    record.unlink()
            except (UserError, IntegrityError):
                continue  # it stays in the books
