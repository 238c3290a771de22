"""What the machine must bring: looked for before the first long step, and asked for all at once."""

import os
import shutil

from . import debian, environment, odoo, postgres

WEASYPRINT = ('libpango-1.0-0', 'libpangoft2-1.0-0', 'libharfbuzz-subset0')


def ensure(ground, browser=False):
    """Install what is missing when root; else say in one command what to install.

    :param browser: browser tests will run
    """
    wanted = ['postgresql-client' if postgres.external() else 'postgresql', *WEASYPRINT]
    if browser:
        wanted.append('chromium')
    if not environment.place(ground).exists():
        wanted.append('python3-venv')
    fetches = not os.environ.get('ODOO_PATH') and not odoo.fetched(ground).exists()
    if fetches and shutil.which('apt-get'):
        wanted.append('debian-archive-keyring')
    debian.ensure(*wanted, log=ground.logs / 'packages.log')
