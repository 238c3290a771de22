"""An Odoo environment for scripts: `with environment() as env:`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def environment(database: str | None = None) -> Iterator:
    """Open the database of ODOO_RC, or another one of the same server, as the superuser.

    Commits when the block ends well and rolls back when it raises. Long work commits in between
    with `env.cr.commit()`.
    """
    import odoo.init  # noqa: F401 - prepares the namespace `odoo`
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    arguments = ['-c', os.environ['ODOO_RC'], '--no-http']
    config.parse_config([*arguments, *(['-d', database] if database else [])], setup_logging=True)
    (name,) = config['db_name']
    with Registry(name).cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {'lang': 'es_MX', 'tz': 'America/Mexico_City'})
