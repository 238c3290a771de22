"""XML ids follow one pattern a kind, so that nobody has to look one up."""

import re
from collections import Counter

import pytest
from lxml import etree

from tests.support import source

VIEW_KINDS = 'form|list|kanban|search|calendar|pivot|graph|activity|cohort|gantt|map|hierarchy'
PATTERNS = {
    'ir.ui.view': rf'\w+_view_({VIEW_KINDS})(_\w+)?',
    'ir.actions.act_window': r'\w+_action(_\w+)?',
    'ir.actions.client': r'\w+_action(_\w+)?',
    'ir.actions.server': r'\w+_action(_\w+)?',
    'ir.cron': r'ir_cron_\w+',
    'ir.rule': r'\w+_rule_\w+',
    'res.groups': r'group_\w+',
    'res.groups.privilege': r'privilege_\w+',
    'menuitem': r'menu_clinic_\w+',
}


def records(addon):
    """(file, kind, id, element) of every record and menu entry of an addon."""
    for path in source.inside(addon, '.xml'):
        if 'static' in path.relative_to(addon).parts or 'tests' in path.relative_to(addon).parts:
            continue
        for element in etree.parse(path).iter('record', 'menuitem'):
            kind = element.get('model', 'menuitem')
            yield path, kind, element.get('id', ''), element


def is_page(element):
    """Whether a view record is a page for QWeb, which is named as a template is."""
    return any(field.get('name') == 'type' and field.text == 'qweb' for field in element)


@pytest.mark.parametrize('addon', source.addons(), ids=lambda addon: addon.name)
def test_pattern(addon):
    wrong = [
        f'{source.name_of(path)} {kind} {name}'
        for path, kind, name, element in records(addon)
        if kind in PATTERNS
        and '.' not in name
        and not is_page(element)
        and not re.fullmatch(PATTERNS[kind], name)
    ]
    assert not wrong


@pytest.mark.parametrize('addon', source.addons(), ids=lambda addon: addon.name)
def test_unique(addon):
    """The second record of an id silently changes the first.

    One thing does so on purpose: a place in the menu gets its action where the action is.
    """
    names = Counter(
        name
        for _, kind, name, element in records(addon)
        if name and '.' not in name and not (kind == 'ir.ui.menu' and gives_action_only(element))
    )
    assert not [name for name, times in names.items() if times > 1]


def gives_action_only(element):
    return {field.get('name') for field in element} == {'action'}


@pytest.mark.parametrize('addon', source.addons(), ids=lambda addon: addon.name)
def test_references_stay_within_what_the_addon_depends_on(addon):
    ours = {folder.name for folder in source.addons()}
    pattern = re.compile(rf"\b({'|'.join(sorted(ours))})\.(?!py\b)[a-z_]+")
    wrong = [
        f'{source.name_of(path)}:{number} {match[0]}'
        for path in source.inside(addon, '.xml') + source.inside(addon, '.csv')
        if 'tests' not in path.relative_to(addon).parts
        for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1)
        for match in pattern.finditer(line)
        if match[1] not in source.closure(addon)
    ]
    assert not wrong
