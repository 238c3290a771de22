"""What installing and uninstalling do outside the ORM."""


def uninstall_hook(env):
    """Drop the functions and triggers the addon put on its tables."""
    for function in ('clinic_log_is_kept', 'clinic_uuid_is_kept', 'clinic_vault_forget'):
        env.cr.execute(f'DROP FUNCTION IF EXISTS {function}() CASCADE')


def post_init_hook(env):
    env['clinic.health']._verify_constraints()
