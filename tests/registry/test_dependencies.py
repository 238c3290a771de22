"""An addon uses nothing of a module it does not depend on.

The templates hold all of Odoo's modules that any of the addons needs, so an install cannot show
a forgotten dependency; this can.
"""

import re

import pytest
from lxml import etree

from tests.support import source

REFERENCES = ('ref', 'parent', 'groups', 'inherit_id', 'action', 't-call', 't-inherit')
XML_ID = re.compile(r'\b([a-z][a-z0-9_]*)\.[a-zA-Z0-9_]+')
REF_CALL = re.compile(r"""\bref\(\s*['"]([a-z][a-z0-9_]*)\.[\w]+['"]""")


@pytest.fixture(scope='module')
def rests_on():
    """Every module that an addon depends on, near or far, itself included."""
    from odoo.modules.module import Manifest

    def closure(name):
        found = {name}
        for dependency in Manifest.for_addon(name)['depends']:
            found |= closure(dependency)
        return found | {'base'}

    return {addon.name: closure(addon.name) for addon in source.addons()}


@pytest.mark.parametrize('addon', [addon.name for addon in source.addons()])
def test_models(env, rests_on, addon):
    from odoo.fields import Field
    from odoo.models import MetaModel

    wrong = set()
    for definition in MetaModel._module_to_models__[addon]:
        used = {*definition._inherits, *_names(definition._inherit)}
        used |= {
            field._args__['comodel_name']
            for field in vars(definition).values()
            if isinstance(field, Field) and (field._args__ or {}).get('comodel_name')
        }
        wrong |= {
            f'{definition.__module__}: {name} of {env.registry[name]._original_module}'
            for name in used
            if env.registry[name]._original_module not in rests_on[addon]
        }
    assert not wrong


def _names(inherit):
    return [inherit] if isinstance(inherit, str) else inherit or []


@pytest.mark.parametrize('addon', source.addons(), ids=lambda addon: addon.name)
def test_references(env, rests_on, addon):
    modules = set(env['ir.module.module'].search([]).mapped('name'))
    wrong = []
    for path in source.inside(addon, '.xml'):
        if 'static' in path.relative_to(addon).parts:
            continue
        for element in etree.parse(path).iter(tag=etree.Element):
            named = [element.get(name, '') for name in REFERENCES]
            prefixes = {match for text in named for match in XML_ID.findall(text)}
            prefixes |= {match for text in element.values() for match in REF_CALL.findall(text)}
            wrong += [
                f'{source.name_of(path)}:{element.sourceline} {prefix}'
                for prefix in prefixes & modules - rests_on[addon.name]
            ]
    assert not wrong
