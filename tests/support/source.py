"""The repository as the checks see it: its files, its addons and their syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Folders of an addon that belong to Odoo's layout; every other Python package in it is pure.
ODOO_FOLDERS = {'models', 'controllers', 'wizard', 'report', 'tests', 'populate'}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository: those under version control and the new ones not ignored."""
    try:
        names = (
            subprocess.run(
                ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
                cwd=ROOT,
                capture_output=True,
                check=True,
            )
            .stdout.decode()
            .split('\0')
        )
    except (OSError, subprocess.CalledProcessError):  # an archive without its history
        names = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob('*')
            if '__pycache__' not in path.parts
        ]
    return tuple(
        sorted(
            path
            for path in {ROOT / name for name in names if name}
            if path.is_file() and not path.is_symlink()
        )
    )


def python_files() -> list[Path]:
    return [path for path in files() if path.suffix == '.py']


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding='utf-8'), str(path))


@cache
def addons() -> tuple[Path, ...]:
    return tuple(
        path.parent
        for path in files()
        if path.name == '__manifest__.py' and path.parent.parent == ROOT
    )


@cache
def manifest(addon: Path) -> dict:
    return ast.literal_eval((addon / '__manifest__.py').read_text(encoding='utf-8'))


@cache
def closure(addon: Path) -> frozenset[str]:
    """The names of our addons that an addon rests on, itself included."""
    ours = {folder.name: folder for folder in addons()}
    names = {addon.name}
    for name in manifest(addon).get('depends', ()):
        if name in ours:
            names |= closure(ours[name])
    return frozenset(names)


@cache
def packages() -> tuple[Path, ...]:
    """The pure packages of all addons."""
    return tuple(
        path.parent
        for path in files()
        if path.name == '__init__.py'
        and path.parent.parent in addons()
        and path.parent.name not in ODOO_FOLDERS
    )


def inside(folder: Path, suffix: str = '') -> list[Path]:
    return [path for path in files() if folder in path.parents and path.name.endswith(suffix)]


def imports(path: Path) -> list[tuple[int, str, int]]:
    """Every module imported by a file, as (level, dotted name with what is taken from it, line).

    `from odoo import api` is (0, 'odoo.api', line); `from ..a import b` is (2, 'a.b', line).
    """
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(0, alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [
                (node.level, '.'.join(filter(None, (node.module, alias.name))), node.lineno)
                for alias in node.names
            ]
    return found


def classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]


def attributes(node: ast.ClassDef) -> dict[str, object]:
    """The literal class attributes (`_name = 'clinic.patient'`) of a class."""
    found = {}
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            try:
                found[line.targets[0].id] = ast.literal_eval(line.value)
            except ValueError:
                continue
    return found


def name_of(path: Path) -> str:
    """A path as people read it, from the repository's root."""
    return path.relative_to(ROOT).as_posix()
