"""Run a file as a program with Odoo and the addons importable, without a database."""

import os
import runpy
import sys
from pathlib import Path

import odoo.init  # noqa: F401 - prepares the namespace `odoo`
from odoo.modules.module import initialize_sys_path
from odoo.tools import config

target, *arguments = sys.argv[1:]
config.parse_config(['--addons-path', os.environ['CLINIC_ADDONS_PATH']], setup_logging=False)
initialize_sys_path()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.argv = [target, *arguments]
runpy.run_path(target, run_name='__main__')
