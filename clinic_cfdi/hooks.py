"""What uninstalling does outside the ORM."""


def uninstall_hook(env):
    """Take out what Odoo would keep: the foreign keys of our relations on models of others."""
    env['ir.model.constraint'].search(
        [('module.name', '=', 'clinic_cfdi'), ('model.model', '=', 'account.move')]
    ).unlink()
