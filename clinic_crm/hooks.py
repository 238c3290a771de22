"""What installing and uninstalling do outside the ORM."""

# Functions of triggers, dropped with them. One name a line, in order.
FUNCTIONS = (
    'clinic_consent_append_only',
    'clinic_log_is_kept',
    'clinic_uuid_is_kept',
    'clinic_vault_forget',
)


def forget_foreign_keys(env, addon):
    """Take out the foreign keys of an addon's fields on models of others: Odoo would keep them."""
    env['ir.model.constraint'].search(
        [
            ('module.name', '=', addon),
            ('type', '=', 'f'),
            ('model.model', 'not like', 'clinic.'),
        ]
    ).unlink()


def uninstall_hook(env):
    """Drop the functions and triggers on the addon's tables, and the sequences it made."""
    forget_foreign_keys(env, 'clinic_crm')
    for function in FUNCTIONS:
        env.cr.execute(f'DROP FUNCTION IF EXISTS {function}() CASCADE')
    env['ir.sequence'].sudo().search([('code', '=like', 'clinic.%')]).unlink()


def post_init_hook(env):
    env['clinic.health']._verify_constraints()
    for company in env['res.company'].search([('parent_id', '=', False)]):
        env['clinic.patient']._record_number_sequence(company)
