"""Load an addon's pure package alone: no Odoo, no database, none of the addon's models."""

import importlib
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def mount(addon):
    """Make `odoo.addons.<addon>` importable as a bare folder, unless Odoo has it already."""
    for name, path in (
        ('odoo', None),
        ('odoo.addons', None),
        (f'odoo.addons.{addon}', ROOT / addon),
    ):
        if name not in sys.modules:
            module = types.ModuleType(name)
            module.__path__ = [str(path)] if path else []
            sys.modules[name] = module


def load(addon, package):
    mount(addon)
    return importlib.import_module(f'odoo.addons.{addon}.{package}')
