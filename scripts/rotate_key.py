"""Change the clinic's master key:

    ODOO_RC=/etc/odoo/odoo.conf python scripts/rotate_key.py --database NAME [--resume]

with the Python of the clinic's Odoo; for the demo, `./clinic python scripts/rotate_key.py …`.

What it does, in this order:

1. adds a new master key to the key file (CLINIC_KEY_FILE) and makes it the current one; the old
   ones stay in the file, because the database and its older backups still need them;
2. wraps every data key of the database anew with it, a thousand to a transaction. No record is
   touched, and the clinic can stay open: a server reads the key file again when it has changed.

Interrupted at any point, nothing is lost: run it again with --resume, which skips step 1. Where
several servers share the database, copy the new key file to all of them between the two steps: run
with --add-only, copy the file, then run with --resume. Afterwards put a copy of the key file where
the old copy is kept, away from the backups of the database.

Needs the settings of the server (ODOO_RC) and the user that owns the key file.
"""

import argparse
import os
import sys
from importlib.util import find_spec

import odoo.init  # noqa: F401 - prepares the namespace `odoo`
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.module import initialize_sys_path
from odoo.modules.registry import Registry
from odoo.tools import config

if not find_spec('odoo.addons.clinic_crm'):  # ./clinic python has done it
    config.parse_config([], setup_logging=False)  # that of ODOO_RC
    initialize_sys_path()

from odoo.addons.clinic_crm import vault  # noqa: E402 - the addons' path comes first


def main(arguments):
    options = _options(arguments)
    added = options.resume
    try:
        if not options.resume:
            path = os.environ.get('CLINIC_KEY_FILE') or config.get('clinic_key_file')
            ring = vault.add_master_key(path)
            added = True
            print(f"New master key {ring.current_id} in {path}.")
        if not options.add_only:
            count = rotate(options.database)
            print(f"{count} data keys wrapped anew. Keep a copy of the key file.")
            if left := remaining(options.database):
                sys.exit(f"{left} data keys were in use by others. Run again with --resume.")
    except (vault.VaultError, UserError) as problem:
        again = " and run again with --resume" if added else ""
        sys.exit(f"Not finished: {problem}\nSet it right{again}.")


def rotate(database):
    """Wrap all data keys of a database with the current master key; returns how many were."""
    registry = Registry(database)
    total = 0
    while True:
        with registry.cursor() as cr:
            count = api.Environment(cr, SUPERUSER_ID, {})['clinic.vault.key']._rotate()
        if not count:
            return total
        total += count
        print(f"{total}…", file=sys.stderr)


def remaining(database):
    """How many data keys of a database are still wrapped with an older master key."""
    with Registry(database).cursor() as cr:
        Key = api.Environment(cr, SUPERUSER_ID, {})['clinic.vault.key']
        current = Key._ring().current_id
        return Key.search_count([('master_id', 'not in', (current, False))])


def _options(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('--database', required=True, help="the clinic's database")
    step = parser.add_mutually_exclusive_group()
    step.add_argument('--resume', action='store_true', help="only wrap, with the current key")
    step.add_argument('--add-only', action='store_true', help="only add the new master key")
    return parser.parse_args(arguments)


if __name__ == '__main__':
    main(sys.argv[1:])
