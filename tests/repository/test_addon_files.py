"""Every addon is whole: nothing written is forgotten by Python, by the manifest or by security."""

import ast
import csv
import re
from collections import Counter

import pytest

from tests.support import source

ADDONS = [pytest.param(addon, id=addon.name) for addon in source.addons()]

# What Odoo assumes when a manifest is silent; saying it again is noise.
DEFAULTS = {
    'application': False,
    'auto_install': False,
    'installable': True,
    'sequence': 100,
    'assets': {},
    'countries': [],
    'data': [],
    'demo': [],
    'depends': [],
    'description': '',
    'external_dependencies': {},
    'images': [],
    'post_init_hook': '',
    'post_load': '',
    'pre_init_hook': '',
    'summary': '',
    'uninstall_hook': '',
    'version': '1.0',
    'website': '',
}
KNOWN = {*DEFAULTS, 'author', 'category', 'license', 'maintainer', 'name'}
REQUIRED = {'name', 'version', 'category', 'summary', 'author', 'license', 'depends', 'data'}

# An arrow may never run back: an addon depends on these of ours and on no other.
ARROWS = {
    'clinic_crm': set(),
    'clinic_whatsapp': {'clinic_crm'},
    'clinic_feedback': {'clinic_crm', 'clinic_whatsapp'},
    'clinic_cfdi': {'clinic_crm'},
}


@pytest.mark.parametrize('addon', ADDONS)
def test_manifest(addon):
    manifest = source.manifest(addon)
    assert not manifest.keys() - KNOWN, "unknown keys"
    assert not REQUIRED - manifest.keys(), "missing keys"
    assert not [key for key, value in manifest.items() if DEFAULTS.get(key, ...) == value], (
        "keys that say what Odoo assumes anyway"
    )
    assert manifest['license'] == 'LGPL-3'
    assert re.fullmatch(r'19\.0(\.\d+){3}', manifest['version'])
    assert manifest['depends'] == sorted(manifest['depends']), "dependencies in sorted order"


@pytest.mark.parametrize('addon', ADDONS)
def test_dependencies_run_one_way(addon):
    allowed = ARROWS.get(addon.name)
    assert allowed is not None, "a new addon: draw its arrows here and in docs/architecture.md"
    assert source.closure(addon) - {addon.name} <= allowed
    wrong = [
        f'{source.name_of(path)}:{line} {name}'
        for path in source.inside(addon, '.py')
        for level, name, line in source.imports(path)
        if level == 0
        and name.startswith('odoo.addons.clinic_')
        and name.split('.')[2] not in source.closure(addon)
    ]
    assert not wrong


@pytest.mark.parametrize('addon', ADDONS)
def test_every_python_file_is_imported(addon):
    """A model or a test that no `__init__` names is never run, and nobody notices."""
    forgotten = []
    for folder in sorted(source.ODOO_FOLDERS):
        init = addon / folder / '__init__.py'
        written = [
            path
            for path in source.inside(addon / folder, '.py')
            if path.parent == addon / folder and path != init
        ]
        if not written:
            continue
        imported = {name.split('.')[0] for _, name, _ in source.imports(init)}
        forgotten += [
            source.name_of(path)
            for path in written
            if path.stem not in imported and not (folder == 'tests' and path.stem == 'common')
        ]
    assert not forgotten


@pytest.mark.parametrize('addon', ADDONS)
def test_every_data_file_is_in_the_manifest(addon):
    manifest = source.manifest(addon)
    listed = Counter(manifest.get('data', []) + manifest.get('demo', []))
    assert not [name for name, times in listed.items() if times > 1], "listed twice"
    assert not [name for name in listed if not (addon / name).is_file()], "listed but missing"
    loaded = ('views', 'security', 'data', 'demo', 'report', 'wizard')
    forgotten = [
        name
        for path in source.inside(addon)
        if path.suffix in ('.xml', '.csv')
        and (name := path.relative_to(addon).as_posix()).split('/')[0] in loaded
        and name not in listed
    ]
    assert not forgotten, "written but not loaded"


@pytest.mark.parametrize('addon', ADDONS)
def test_every_model_has_an_access_line(addon):
    """A model without one can be read by nobody but Odoo itself, which tests as admin hide."""
    table = addon / 'security' / 'ir.model.access.csv'
    lines = list(csv.DictReader(table.open(encoding='utf-8'))) if table.exists() else []
    granted = {line['model_id:id'].split('.')[-1] for line in lines}
    missing = []
    for path in source.inside(addon, '.py'):
        for node in source.classes(path):
            bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
            name = source.attributes(node).get('_name')
            inherited = source.attributes(node).get('_inherit') or []
            new = name and name not in ([inherited] if isinstance(inherited, str) else inherited)
            if (
                new
                and bases & {'Model', 'TransientModel'}
                and f"model_{name.replace('.', '_')}" not in granted
            ):
                missing.append(f'{source.name_of(path)} {name}')
    assert not missing
    assert not [line['id'] for line in lines if not line['group_id:id']], "access for everybody"


def test_licence():
    text = (source.ROOT / 'LICENSE').read_text(encoding='utf-8')
    assert 'GNU LESSER GENERAL PUBLIC LICENSE' in text and 'Version 3' in text
