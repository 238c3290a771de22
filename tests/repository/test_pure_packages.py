"""The pure packages stand on their own: no Odoo inside, loadable alone, with tests."""

import subprocess
import sys
from collections import Counter

import pytest

from tests.support import source

PACKAGES = [pytest.param(package, id=source.name_of(package)) for package in source.packages()]

# Loads a package from its folder under a name of its own, with every module inside it.
LOAD = """
import importlib, importlib.util, pkgutil, sys
class NoOdoo:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] == 'odoo':
            raise ImportError(f'{name} is imported')
sys.meta_path.insert(0, NoOdoo())
for number, folder in enumerate(sys.argv[1:]):
    name = f'alone{number}'
    spec = importlib.util.spec_from_file_location(
        name, f'{folder}/__init__.py', submodule_search_locations=[folder])
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    for module in pkgutil.walk_packages([folder], name + '.'):
        if '.tests' not in module.name and not module.name.endswith('__main__'):
            importlib.import_module(module.name)
"""


def code(package):
    return [
        path
        for path in source.inside(package, '.py')
        if 'tests' not in path.relative_to(package).parts
    ]


@pytest.mark.parametrize('package', PACKAGES)
def test_imports_stay_inside(package):
    wrong = []
    for path in code(package):
        depth = len(path.relative_to(package).parts)
        wrong += [
            f'{source.name_of(path)}:{line} {name}'
            for level, name, line in source.imports(path)
            if level > depth or (level == 0 and name.split('.')[0] == 'odoo')
        ]
    assert not wrong


@pytest.mark.parametrize('package', PACKAGES)
def test_has_tests_without_a_database(package):
    assert not (package / 'tests' / '__init__.py').exists(), "it would become Odoo's to run"
    assert [
        path for path in source.inside(package / 'tests', '.py') if path.name.startswith('test_')
    ]


def test_each_loads_alone():
    folders = [str(package) for package in source.packages()]
    result = subprocess.run(
        [sys.executable, '-I', '-c', LOAD, *folders], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr


def test_names_of_their_test_files_are_unique():
    """Without an `__init__` beside them the file's name is the module's name."""
    names = Counter(
        path.name
        for package in source.packages()
        for path in source.inside(package / 'tests', '.py')
    )
    assert not [name for name, times in names.items() if times > 1]


def test_the_architecture_lists_them():
    table = (source.ROOT / 'docs' / 'architecture.md').read_text(encoding='utf-8')
    names = {source.name_of(package) for package in source.packages()}
    assert {name for name in names if f'| `{name}` |' not in table} == set()
