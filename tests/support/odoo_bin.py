"""Odoo's command line as a file. A server with workers starts itself once more for the bus by the
path it was started by, and with `python -m odoo` fails at it again and again.
"""

import sys

if __name__ == '__main__':
    sys.path.pop(0)  # this folder, whose modules are nobody's but the tests'
    from odoo.cli.command import main

    main()
