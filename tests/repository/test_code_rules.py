"""House rules that ruff and pylint do not know."""

import ast
import re
from collections import Counter

import pytest

from tests.support import source

ADDONS = [pytest.param(addon, id=addon.name) for addon in source.addons()]
CODE = ('.py', '.js', '.xml', '.scss', '.sh')
TEXT = (*CODE, '.md', '.txt', '.cfg', '.toml', '.csv', '.html', '.json', '.yml', '')
LONGEST = 500

# The files that may be longer, each with its reason.
LONG: dict[str, str] = {}

MACHINE_PATH = re.compile(
    r'/(?:home|Users)/(?!user/|you/|usuario/)[a-z]\w*/|[^\w.$}]/(?:root|work|tmp/wt)/\w'
    r'|[A-Z]:\\Users\\'
)
REGISTRY = re.compile(
    r'extra[-_]index|index[-_]url|registry\.npmjs|files\.pythonhosted|pypi\.org/simple'
    r'|artifactory|proxy\.golang'
)


def texts():
    this = source.ROOT / 'tests' / 'repository' / 'test_code_rules.py'
    for path in source.files():
        if path.suffix in TEXT and path != this:
            try:
                yield path, path.read_text(encoding='utf-8')
            except UnicodeDecodeError:
                continue


def found(pattern):
    return [
        f'{source.name_of(path)}:{number}: {line.strip()[:90]}'
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_files_stay_short():
    long = {
        source.name_of(path): lines
        for path, text in texts()
        if path.suffix in CODE and (lines := text.count('\n')) > LONGEST
    }
    assert not long.keys() - LONG.keys()


def test_no_path_of_a_machine():
    assert not found(MACHINE_PATH)


def test_no_package_registry_is_named():
    """Where packages come from is the business of the machine's own pip and apt settings."""
    assert not found(REGISTRY)


def test_nothing_of_the_new_orm_package_is_imported():
    """`odoo.orm` is Odoo's inside; `odoo.api|fields|models|tools` are its public face."""
    assert not [
        f'{source.name_of(path)}:{line}'
        for path in source.python_files()
        for level, name, line in source.imports(path)
        if level == 0 and f'{name}.'.startswith('odoo.orm.')
    ]


@pytest.mark.parametrize('addon', ADDONS)
def test_public_methods_take_no_ids_or_context(addon):
    """Whatever has a public name can be called from outside, and Odoo reads these names itself."""
    wrong = []
    for path in source.inside(addon / 'models', '.py') + source.inside(addon / 'wizard', '.py'):
        for node in source.classes(path):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith('_'):
                    names = {arg.arg for arg in method.args.args + method.args.kwonlyargs}
                    if names & {'ids', 'context'}:
                        wrong.append(f'{source.name_of(path)}:{method.lineno} {method.name}')
    assert not wrong


def names_bound(node):
    """The names a class binds, again each time; a property and its setter are one."""
    for part in node.body:
        if isinstance(part, ast.Assign):
            yield from (target.id for target in part.targets if isinstance(target, ast.Name))
        elif isinstance(part, ast.FunctionDef):
            if not any(getattr(one, 'attr', '') == 'setter' for one in part.decorator_list):
                yield part.name


def test_a_class_names_nothing_twice():
    """An index or a constraint with the name of a method further down would never be made."""
    assert not [
        f'{source.name_of(path)}: {node.name}.{name}'
        for path in source.python_files()
        for node in source.classes(path)
        for name, times in Counter(names_bound(node)).items()
        if times > 1
    ]


def is_test(path):
    return path.name.startswith('test_') and 'tests' in path.parts


def test_no_test_sleeps():
    """A test waits for something that happens, never for time to pass."""
    wrong = []
    for path in filter(is_test, source.python_files()):
        wrong += [
            f'{source.name_of(path)}:{line}'
            for level, name, line in source.imports(path)
            if name == 'time.sleep'
        ]
        wrong += [
            f'{source.name_of(path)}:{node.lineno}'
            for node in ast.walk(source.tree(path))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ('sleep', 'wait_for_timeout')
        ]
    assert not wrong


@pytest.mark.parametrize('addon', ADDONS)
def test_odoo_tests_are_tagged(addon):
    """Without the tag a test runs while its addon installs, before the others have extended it."""
    wrong = []
    for path in filter(is_test, source.inside(addon / 'tests', '.py')):
        for node in source.classes(path):
            has_tests = any(
                isinstance(line, ast.FunctionDef) and line.name.startswith('test')
                for line in node.body
            )
            tags = {
                arg.value
                for decorator in node.decorator_list
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == 'tagged'
                for arg in decorator.args
                if isinstance(arg, ast.Constant)
            }
            if has_tests and not {'post_install', '-at_install'} <= tags:
                wrong.append(f'{source.name_of(path)}:{node.lineno} {node.name}')
    assert not wrong


def test_requirements_are_pinned():
    lines = [
        line.strip()
        for path in source.ROOT.glob('requirements*.txt')
        for line in path.read_text(encoding='utf-8').splitlines()
    ]
    loose = [
        line
        for line in lines
        if line
        and not line.startswith(('#', '-r '))
        and not re.match(r'[\w.\[\]-]+==[\w.]+( *;.*)?$', line)
    ]
    assert not loose
