"""Where things live: CLINIC_HOME, this checkout's own corner of it, and the settings of both."""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .console import Problem

ADDONS = ('clinic_crm', 'clinic_whatsapp', 'clinic_feedback', 'clinic_cfdi')
# Of Odoo's, what the addons make use of where a clinic has it: the demo shows it.
OPTIONAL = ('spreadsheet_dashboard',)
DEMO_DATABASE = 'clinic_demo'
COUNTRY = 'MX'
LANGUAGE = 'es_MX'

# A Unix socket's path holds at most 107 bytes, and PostgreSQL adds a name of 20.
SOCKET_DIRECTORY_LIMIT = 80


def default_home():
    """A short folder that PostgreSQL's own user can reach: root's home is closed to it."""
    if os.geteuid() == 0:
        return Path('/var/lib/clinic')
    data = os.environ.get('XDG_DATA_HOME') or Path.home() / '.local' / 'share'
    return Path(data) / 'clinic'


def _port(variable, default):
    text = os.environ.get(variable) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(
            f"{variable} must be a port number, and is {text!r}.", f"Example: {variable}={default}"
        )
    return int(text)


@dataclass(frozen=True)
class Ground:
    """The paths and ports of one checkout."""

    root: Path
    home: Path

    @classmethod
    def here(cls):
        root = Path(__file__).resolve().parents[2]
        home = os.environ.get('CLINIC_HOME')
        return cls(root=root, home=Path(home).resolve() if home else default_home())

    @cached_property
    def checkout(self):
        """A short name for this checkout, from its path."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:8]

    @cached_property
    def state(self):
        """This checkout's own databases, logs, key and ports."""
        return self.home / 'checkouts' / self.checkout

    @property
    def logs(self):
        return self.state / 'log'

    @property
    def odoo_rc(self):
        return self.state / 'odoo.conf'

    @property
    def key_file(self):
        return Path(os.environ.get('CLINIC_KEY_FILE') or self.state / 'clinic.key')

    @property
    def port(self):
        return _port('CLINIC_PORT', 8069)

    @property
    def sandbox_port(self):
        return _port('CLINIC_SANDBOX_PORT', 8090)

    def socket_directory(self, name):
        """Where a private cluster's socket lies: short enough, whatever CLINIC_HOME is."""
        path = self.home / 'run' / name
        if len(str(path)) <= SOCKET_DIRECTORY_LIMIT:
            return path
        digest = hashlib.sha256(str(path).encode()).hexdigest()[:8]
        return Path(tempfile.gettempdir()) / f'clinic-{os.geteuid()}-{digest}'

    def prepare(self):
        """Make the folders, or say why they cannot be."""
        try:
            for folder in (self.home, self.home / 'locks', self.state, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                # PostgreSQL's own user passes through on its way to its data, and sees nothing.
                passages = ('', 'checkouts', 'run', 'test', f'checkouts/{self.checkout}')
                for passage in passages:
                    (self.home / passage).mkdir(exist_ok=True)
                    (self.home / passage).chmod(0o711)
                self.logs.chmod(0o711)
            for private in (self.state / 'data', self.home / 'test' / 'data'):
                private.mkdir(parents=True, exist_ok=True)
                private.chmod(0o700)
            # Whose this is, and its date when it was used last: see sweep.py.
            (self.state / 'checkout').write_text(f'{self.root}\n')
        except OSError as error:
            raise Problem(
                f"The folder {self.home} cannot be used: {error.strerror}.",
                "Name another one: CLINIC_HOME=/a/folder ./clinic …",
            ) from error

    def remember(self, **facts):
        """Keep small facts of this checkout (ports, versions) between runs."""
        path = self.state / 'state.json'
        known = self.remembered() | facts
        draft = path.with_suffix('.tmp')
        draft.write_text(json.dumps(known, indent=1, sort_keys=True))
        draft.replace(path)

    def remembered(self):
        try:
            return json.loads((self.state / 'state.json').read_text())
        except (OSError, ValueError):
            return {}


def fingerprint(folder, suffixes=None, skip=('tests', '__pycache__', 'node_modules')):
    """A hash over the files below a folder: what a database was made from."""
    digest = hashlib.sha256()
    for path in sorted(Path(folder).rglob('*')):
        relative = path.relative_to(folder)
        if path.is_dir() or any(part in skip for part in relative.parts):
            continue
        if suffixes and path.suffix not in suffixes:
            continue
        digest.update(f'{relative}\0'.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
