"""The addons' pure packages, and how to load one alone: no Odoo, no database, no models."""

import importlib
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def addons(root: Path = ROOT) -> list[Path]:
    """The folders of the addons, sorted by name."""
    return sorted(manifest.parent for manifest in root.glob('*/__manifest__.py'))


def packages(root: Path = ROOT) -> list[Path]:
    """The pure packages: those folders of an addon that carry tests of their own."""
    return sorted(
        folder.parent
        for addon in addons(root)
        for folder in addon.glob('*/tests')
        if (folder.parent / '__init__.py').exists() and not (folder / '__init__.py').exists()
    )


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
