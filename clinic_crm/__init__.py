from . import controllers, models


def post_init_hook(env):
    env['clinic.health']._verify_constraints()
