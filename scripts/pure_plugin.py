"""A pytest plugin that runs the tests of the pure packages without Odoo and without a database.

    python -m pytest -o addopts=-ra -p scripts.pure_plugin -p no:odoo [paths]

run from the repository's root. `-o addopts` takes setup.cfg's `--odoo-*` options away, which are
unknown without pytest-odoo. With no path it collects the tests of every pure package, of the
sandbox and of the folders of `tests/` named in GROUNDS; what needs Odoo is left out, also when it
lies below a path.

The plugin mounts `odoo`, `odoo.addons` and `odoo.addons.<addon>` as empty modules: a pure package
imports under the name it has in Odoo, and an `import odoo.…` inside it fails.
"""

import sys
from pathlib import Path

import pytest

from scripts.addon_packages import ROOT, addons, mount, packages

GROUNDS = ('pure', 'repository', 'ground')


def _is_pure(path: Path) -> bool:
    """Whether a path holds pure tests, lies inside them or on the way to them."""
    grounds = [package / 'tests' for package in packages()]
    grounds += [ROOT / 'sandbox' / 'tests', *(ROOT / 'tests' / name for name in GROUNDS)]
    return any(
        path == ground or path in ground.parents or ground in path.parents for ground in grounds
    )


def pytest_configure(config: pytest.Config) -> None:
    if 'odoo' in sys.modules:
        raise pytest.UsageError("Odoo is loaded already: run pure tests with -p no:odoo.")
    for addon in addons():
        mount(addon.name)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    if ROOT in collection_path.parents and not _is_pure(collection_path):
        return True
    return None


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect an addon as a plain folder: a pytest Package imports `__init__`, thus the models."""
    if ROOT in path.parents and ROOT / 'tests' not in (path, *path.parents):
        return pytest.Dir.from_parent(parent, path=path)
    return None
