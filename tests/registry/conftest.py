import pytest


@pytest.fixture
def env():
    """A superuser's environment on the run's own database; nothing of it is kept."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.rollback()
