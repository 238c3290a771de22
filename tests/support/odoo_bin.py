"""Odoo's command line as a file. A server with workers starts itself once more for the bus by the
path it was started by, and with `python -m odoo` fails at it again and again.
"""

import os
import sys

# A worker drops whoever does not speak for two seconds; no proxy stands before this server, and a
# crowd on the machine it runs on may have to wait longer for its turn.
os.environ.setdefault('ODOO_HTTP_SOCKET_TIMEOUT', '30')


def make_passwords_cheap():
    """As Odoo's own tests do: half a second for each password is for a clinic's safety."""
    import odoo.init  # noqa: F401

    from odoo.addons.base.models import res_users

    res_users.MIN_ROUNDS = 1


if __name__ == '__main__':
    sys.path.pop(0)  # this folder, whose modules are nobody's but the tests'
    make_passwords_cheap()
    from odoo.cli.command import main

    main()
