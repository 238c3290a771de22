"""Debian's packages: what the machine lacks, and a private apt that changes nothing of its own."""

import ctypes.util
import os
import re
import shutil
import sys
import time
from pathlib import Path

from .console import Problem, say
from .process import output, run, tail

KEYRING = Path('/usr/share/keyrings/debian-archive-keyring.gpg')

# How long another apt may hold its locks: a machine that has just started runs one of its own.
APT_PATIENCE = 600
RETRIES = '-oAcquire::Retries=3'

BROWSERS = ('google-chrome', 'chromium', 'chromium-browser', 'google-chrome-stable')


def find_browser():
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_postgres(major=None):
    """The folder of the newest PostgreSQL server's programs (15 or newer), or None.

    :param int major: only this version will do
    """
    folders = sorted(
        Path('/usr/lib/postgresql').glob('*/bin'),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    config = output(['pg_config', '--bindir'])
    if config:
        folders.append(Path(config))
    for folder in folders:
        version = output([folder / 'postgres', '--version'])
        if not version or not (folder / 'initdb').exists():
            continue
        if _major(version) == major or (major is None and _major(version) >= 15):
            return folder
    return None


def _major(version):
    number = re.search(r'(\d+)', version)
    return int(number[1]) if number else 0


def _library(name):
    return ctypes.util.find_library(name) is not None


# What is needed and what for, by the packages that bring it; looked for is what they can do.
CAPABILITIES = {
    'postgresql': (find_postgres, "the database server"),
    'postgresql-client': (lambda: find_postgres() or shutil.which('psql'), "the database"),
    'chromium': (find_browser, "browser tests"),
    'libpango-1.0-0': (lambda: _library('pango-1.0'), "PDF documents"),
    'libpangoft2-1.0-0': (lambda: _library('pangoft2-1.0'), "PDF documents"),
    'libharfbuzz-subset0': (lambda: _library('harfbuzz-subset'), "PDF documents"),
    'python3-venv': (
        lambda: output([sys.executable, '-c', 'import ensurepip, venv']) is not None,
        "Python's environment",
    ),
    'debian-archive-keyring': (KEYRING.exists, "the signature of Odoo's package"),
}


def ensure(*packages, log):
    """Install what is missing when root; else tell the exact command, for all of it at once."""
    missing = [name for name in packages if not CAPABILITIES[name][0]()]
    if not missing:
        return
    install(missing, log)
    still = [name for name in missing if not CAPABILITIES[name][0]()]
    if still:
        raise Problem(
            f"{', '.join(still)}: installed, but still not usable here.",
            f"See {log}. PostgreSQL must be 15 or newer.",
        )


def install(packages, log):
    names = ' '.join(packages)
    by_hand = f"apt-get update && apt-get install -y {names}"
    reasons = ', '.join(dict.fromkeys(CAPABILITIES[name][1] for name in packages))
    lacks = f"This machine lacks {', '.join(packages)} ({reasons})."
    if not shutil.which('apt-get'):
        raise Problem(lacks, "Install them with your system's package manager and run this again.")
    if os.geteuid() != 0:
        raise Problem(lacks, f"Run:  sudo sh -c '{by_hand}'")
    say(f"  · installing {', '.join(packages)} ({reasons})")
    env = os.environ | {'DEBIAN_FRONTEND': 'noninteractive', 'LC_ALL': 'C.UTF-8'}
    remedy = (f"Try it by hand:  {by_hand}",)
    _update(log, remedy, env)
    run(
        ['apt-get', RETRIES, f'-oDPkg::Lock::Timeout={APT_PATIENCE}', 'install', '-y', *packages],
        log,
        f"Debian could not install {', '.join(packages)}.",
        remedy,
        env=env,
        finish=True,
    )


def _update(log, remedy, env):
    """Read the package lists. Their lock, unlike dpkg's, apt does not wait for."""
    deadline = time.monotonic() + APT_PATIENCE
    while True:
        try:
            run(
                ['apt-get', RETRIES, 'update'],
                log,
                "Debian's package lists could not be read.",
                remedy,
                env=env,
                finish=True,
            )
            return
        except Problem:
            held = any("Could not get lock" in line for line in tail(log, 3))
            if not held or time.monotonic() > deadline:
                raise
        time.sleep(2)


def mirror(lists):
    """The Debian mirror the system's own apt is configured with, or None.

    A machine that has never run `apt-get update` knows its sources but not whose they are: then
    their indexes are read once.
    :param lists: a folder for those indexes, so that the system's own stay as they are
    """
    found = _mirror()
    if found is None:
        (lists / 'partial').mkdir(parents=True, exist_ok=True)
        options = [f'-oDir::State::lists={lists}', '-oAPT::Sandbox::User=', '-oDebug::NoLocking=1']
        output(['apt-get', *options, 'update'], env=os.environ | {'LC_ALL': 'C.UTF-8'})
        found = _mirror(*options)
    return found


def _mirror(*options):
    fields = '$(ORIGIN)|$(LABEL)|$(REPO_URI)'
    command = ['apt-get', *options, 'indextargets', '--format', fields, 'Created-By: Packages']
    for line in (output(command) or '').splitlines():
        origin, label, uri = line.split('|', 2)
        if origin == label == 'Debian':  # security updates have the origin, but not the label
            return uri
    return None
