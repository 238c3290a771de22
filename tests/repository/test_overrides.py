"""What one file adds to a method of a model is not lost behind a file that is read after it."""

import ast

import pytest

from tests.support import source

ADDONS = [pytest.param(addon, id=addon.name) for addon in source.addons()]


def read_in_order(package):
    """The trees of a package's files, in the order in which Python reads them."""
    begun, trees = set(), {}

    def read(name):
        path = package / f'{name}.py'
        if name in begun or not path.exists():
            return
        begun.add(name)
        tree = ast.parse(path.read_text(encoding='utf-8'))
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                for module in [node.module] if node.module else [one.name for one in node.names]:
                    read(module)
        trees[name] = tree

    read('__init__')
    return trees


def strings(node):
    if isinstance(node, ast.Constant):
        return [node.value]
    return [one.value for one in getattr(node, 'elts', ()) if isinstance(one, ast.Constant)]


def model_of(cls):
    named = {
        target.id: strings(node.value)
        for node in cls.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in ('_name', '_inherit')
    }
    return next(iter(named.get('_name') or named.get('_inherit') or ()), None)


def calls_super(method):
    return any(isinstance(node, ast.Name) and node.id == 'super' for node in ast.walk(method))


@pytest.mark.parametrize('addon', ADDONS)
def test_no_method_hides_another(addon):
    known, hidden = {}, []
    for package in ('models', 'wizard'):
        for name, tree in read_in_order(addon / package).items():
            for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
                model = model_of(cls)
                for method in (node for node in cls.body if isinstance(node, ast.FunctionDef)):
                    key = model, method.name
                    if model and key in known and not calls_super(method):
                        hidden.append(f'{model}.{method.name}: {known[key]} behind {name}')
                    known[key] = name
    assert not hidden
