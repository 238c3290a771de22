"""Odoo 19.0 Community: from ODOO_PATH, else unpacked from Debian's own package."""

import os
import shutil
import subprocess
from pathlib import Path

from . import debian
from .console import Problem
from .process import lock, need_space, output, run

PINNED = '19.0.0+dfsg-1'

# Odoo's package links fonts and scripts of other packages by relative paths: unpacked into the
# same root, they resolve. Two must come from trixie: sid's carry other file names.
COMPANIONS = (
    'fonts-montserrat',
    'fonts-ocr-b',
    'fonts-roboto-unhinted',
    'libjs-jquery',
    'libjs-jquery-form',
    'libjs-underscore',
    'fonts-font-awesome/trixie',
    'fonts-inconsolata/trixie',
)
BY_HAND = "Or give an Odoo 19.0 source tree of your own: ODOO_PATH=/path/to/odoo ./clinic up"
# Removed from Debian's package for its licence; the web client asks for it on every page.
SELFIE = 'addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js'


class Odoo:
    """A usable Odoo source tree.

    :ivar python_path: folder to put on PYTHONPATH
    :ivar addons_paths: folders of Odoo's own addons
    :ivar version: what to tell databases made from different trees apart by
    """

    def __init__(self, python_path, addons_paths, version):
        self.python_path = Path(python_path)
        self.addons_paths = [Path(path) for path in addons_paths]
        self.version = version


def fetched(ground):
    """Where Debian's Odoo lies once it was fetched."""
    return ground.home / 'odoo' / PINNED


def get(ground):
    """Find Odoo, fetching it when needed."""
    given = os.environ.get('ODOO_PATH')
    if given:
        return _from_source(Path(given).absolute())
    target = fetched(ground)
    if not target.exists():
        with lock(ground.home / 'locks' / 'odoo'):
            if not target.exists():
                _fetch(ground, target)
    os.utime(target / 'VERSION')  # in use: see sweep.py
    packages = target / 'usr/lib/python3/dist-packages'
    return Odoo(packages, [packages / 'odoo/addons'], (target / 'VERSION').read_text().strip())


def _from_source(path):
    release = path / 'odoo/release.py'
    if not release.exists() or 'version_info = (19, 0' not in release.read_text():
        raise Problem(
            f"ODOO_PATH={path} is not an Odoo 19.0 source tree (odoo/release.py says so).",
            "Point it at the folder that holds `odoo/` and `addons/`, or unset it.",
        )
    # Debian's tree has an `addons` beside `odoo` with Python alone: no views, no static files.
    whole = ('web/static', 'base/views')
    folders = [
        folder
        for folder in (path / 'addons', path / 'odoo/addons')
        if any((folder / part).is_dir() for part in whole)
    ]
    if not any((folder / 'web').is_dir() for folder in folders):
        raise Problem(f"ODOO_PATH={path} holds no `web` addon.", "Use a complete checkout.")
    commit = output(['git', '-C', path, 'rev-parse', 'HEAD'])
    return Odoo(path, folders, f'source-{commit or path}')


def _fetch(ground, target):
    if not shutil.which('apt-get') or not shutil.which('dpkg'):
        raise Problem("Odoo comes from Debian's package, and this machine has no apt.", BY_HAND)
    mirror = debian.mirror(ground.home / 'apt' / 'system-lists')
    if not mirror:
        raise Problem("This machine's apt names no Debian mirror.", BY_HAND)
    need_space(ground.home, 2.5)
    log = ground.logs / 'odoo.log'
    apt = ground.home / 'apt'
    debs = _download(apt, mirror, log)
    _unpack(debs, target, log)
    shutil.rmtree(apt)


def _download(apt, mirror, log):
    """A private apt: its lists, cache and sources lie in `apt`; the system's stay as they are."""
    for folder in ('lists/partial', 'cache/archives/partial', 'empty', 'debs'):
        (apt / folder).mkdir(parents=True, exist_ok=True)
    source = f'deb [signed-by={debian.KEYRING}] {mirror} {{}} main\n'
    (apt / 'sources.list').write_text(''.join(map(source.format, ('sid', 'trixie'))))
    options = [
        f'-oDir::Etc::sourcelist={apt}/sources.list',
        f'-oDir::Etc::sourceparts={apt}/empty',
        f'-oDir::State::lists={apt}/lists',
        f'-oDir::Cache={apt}/cache',
        '-oAPT::Sandbox::User=',
        '-oAcquire::Languages=none',
        debian.RETRIES,
    ]
    run(
        ['apt-get', *options, '-oAPT::Update::Error-Mode=any', 'update'],
        log,
        "Debian's mirror cannot be reached.",
        ["Check the network and the system's apt sources (apt-get update).", BY_HAND],
    )
    offered = output(['apt-cache', *options, 'show', '--no-all-versions', 'odoo-19']) or ''
    versions = [line.split()[1] for line in offered.splitlines() if line.startswith('Version: ')]
    pinned = f'odoo-19={PINNED}'
    if output(['apt-cache', *options, 'show', pinned]) is None:
        raise Problem(
            f"Debian's mirror no longer has Odoo {PINNED} (it has {versions or 'none'}).", BY_HAND
        )
    run(
        ['apt-get', *options, 'download', pinned, *COMPANIONS],
        log,
        "Odoo's package could not be downloaded.",
        ["Run the same command again: what has arrived is kept.", BY_HAND],
        cwd=apt / 'debs',
    )
    return sorted((apt / 'debs').glob('*.deb'))


def _unpack(debs, target, log):
    draft = target.with_name(f'{target.name}.partial')
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for deb in debs:
        run(['dpkg', '-x', deb, draft], log, f"{deb.name} could not be unpacked.")
    addons = draft / 'usr/lib/python3/dist-packages/odoo/addons'
    selfie = addons.parent / SELFIE
    if not selfie.exists():
        selfie.parent.mkdir(parents=True, exist_ok=True)
        selfie.write_text(
            "// Not part of Debian's package; blurring a video's background is off.\n"
        )
    dangling = subprocess.run(
        ['find', str(addons), '-xtype', 'l'], capture_output=True, text=True, check=True
    ).stdout.split()
    if dangling:
        raise Problem(f"Odoo's package misses files: {dangling[0]} and {len(dangling) - 1} more.")
    (draft / 'VERSION').write_text(f'debian-{PINNED}\n')
    draft.rename(target)
