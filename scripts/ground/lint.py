"""`./clinic lint`: each tool called directly, all findings shown before it fails."""

import subprocess

from .config import ADDONS
from .console import say

PURE_MARK = 'py.typed'


def lint(environment, fix=False):
    """Run every check; returns 0 when all are clean."""
    root = environment.ground.root
    tool = environment.folder / 'bin'
    places = [*ADDONS, 'scripts', 'tests', *(['sandbox'] if (root / 'sandbox').is_dir() else [])]
    places = [place for place in places if (root / place).is_dir()]
    checks = [
        [tool / 'ruff', 'check', *(['--fix'] if fix else []), *places],
        [tool / 'ruff', 'format', *([] if fix else ['--check']), *places],
        [
            *(environment.python, '-m', 'pylint', '--load-plugins=pylint_odoo', '-d', 'all'),
            *('-e', 'odoolint', '--valid-odoo-versions=19.0', '--score=n'),
            # a large model is split by concern: one class a file
            *('--disable=manifest-required-author,consider-merging-classes-inherited', *ADDONS),
        ],
        *_types(environment, root),
        ['bash', '-n', root / 'clinic', root / '.ci/run'],
    ]
    if (root / 'scripts/translations.py').exists():
        checks.append([root / 'clinic', 'python', root / 'scripts/translations.py', 'check'])
    failed = []
    for command in checks:
        name = _name(command)
        result = subprocess.run(
            [str(part) for part in command], cwd=root, env=environment.variables(), check=False
        )
        if result.returncode:
            failed.append(name)
    say(f"Lint: {', '.join(failed)} found something." if failed else "Lint: clean.")
    return 1 if failed else 0


def _name(command):
    words = [str(part) for part in command]
    if '-m' in words:
        return words[words.index('-m') + 1]
    return ' '.join(word.rsplit('/', 1)[-1] for word in words[:2])


def _types(environment, root):
    """mypy over the pure packages and the sandbox: what carries the mark of typed code."""
    marks = [*root.glob(f'clinic_*/*/{PURE_MARK}'), *root.glob(f'sandbox/{PURE_MARK}')]
    for mark in sorted(marks):
        package = mark.parent
        yield [
            *(environment.python, '-m', 'mypy', '--config-file', root / 'setup.cfg'),
            *('--exclude', '/tests/', '--cache-dir', environment.ground.home / 'mypy'),
            package.relative_to(root),
        ]
