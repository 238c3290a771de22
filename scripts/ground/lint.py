"""`./clinic lint`: each tool called directly, all findings shown before it fails."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from scripts import addon_packages

from .config import ADDONS
from .console import say


def lint(environment, fix=False):
    """Run every check; returns 0 when all are clean."""
    root = environment.ground.root
    tool = environment.folder / 'bin'
    places = [*ADDONS, 'scripts', 'tests', *(['sandbox'] if (root / 'sandbox').is_dir() else [])]
    places = [place for place in places if (root / place).is_dir()]
    first = [  # each may change what the next one reads
        [tool / 'ruff', 'check', *(['--fix'] if fix else []), *places],
        [tool / 'ruff', 'format', *([] if fix else ['--check']), *places],
    ]
    checks = [
        [
            *(environment.python, '-m', 'pylint', '--load-plugins=pylint_odoo', '-d', 'all'),
            *('-e', 'odoolint', '--valid-odoo-versions=19.0', '--score=n'),
            # a large model is split by concern: one class a file
            *('--disable=manifest-required-author,consider-merging-classes-inherited', *ADDONS),
        ],
        ['bash', '-n', root / 'clinic', root / '.ci/run'],
    ]
    if (root / 'scripts/translations.py').exists():
        checks.append([root / 'clinic', 'python', root / 'scripts/translations.py', 'check'])
    failed = [_name(command) for command in first if not _run(environment, root, command)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each says its words when it has ended
        rest = [*((root, check) for check in checks), *_types(environment, root)]
        passed = list(pool.map(lambda check: _run(environment, *check), rest))
    failed += [_name(rest[number][1]) for number, good in enumerate(passed) if not good]
    say(f"Lint: {', '.join(failed)} found something." if failed else "Lint: clean.")
    return 1 if failed else 0


def _run(environment, folder, command):
    """Run a check, say what it said, and tell whether it is content."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment.variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors='replace',
        check=False,
    )
    print(result.stdout, end='', flush=True)
    return not result.returncode


def _name(command):
    words = [str(part) for part in command]
    if '-m' in words:
        return words[words.index('-m') + 1]
    return ' '.join(word.rsplit('/', 1)[-1] for word in words[:2])


def _types(environment, root):
    """mypy over the pure packages and the sandbox.

    From within its addon, of which a package is then the top: seen from the root it would be
    `clinic_crm.vault`, and mypy would read `clinic_crm` too, and with it all models.
    """
    for addon, packages in groupby(addon_packages.packages(root), key=lambda path: path.parent):
        cache = environment.ground.home / 'mypy' / addon.name
        yield (
            addon,
            [
                *(environment.python, '-m', 'mypy', '--config-file', root / 'setup.cfg'),
                *('--exclude', r'(^|/)tests/', '--cache-dir', cache),
                *(package.name for package in packages),
            ],
        )
    if (root / 'sandbox').is_dir():
        yield (
            root,
            [
                *(environment.python, '-m', 'mypy', '--config-file', root / 'setup.cfg'),
                *('--exclude', r'(^|/)tests/', '--cache-dir', environment.ground.home / 'mypy'),
                'sandbox',
            ],
        )
