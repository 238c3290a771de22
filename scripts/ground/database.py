"""Odoo databases: made whole or not at all, cloned in half a second, with their files."""

import ast
import hashlib
import os
import shutil
import subprocess

from .config import ADDONS, COUNTRY, LANGUAGE, fingerprint
from .console import Problem
from .process import bound, run

# All bundles that some page names, but those that neither a clinic nor a test of ours opens.
PREGENERATE = """
QWeb = env.registry['ir.qweb']
find = QWeb._get_bundles_to_pregenarate
unwanted = {
    'api_doc.assets', 'mail.assets_discuss_public_test_tours', 'spreadsheet.public_spreadsheet',
    'web.assets_web_dark', 'web.qunit_suite_tests', 'web.tests_assets',
}
QWeb._get_bundles_to_pregenarate = lambda self: tuple(names - unwanted for names in find(self))
env['ir.qweb']._pregenerate_assets_bundles()
env.cr.commit()
"""


def manifest(ground, addon):
    return ast.literal_eval((ground.root / addon / '__manifest__.py').read_text())


def dependencies(ground):
    """Odoo's own modules that our addons stand on."""
    needed = {name for addon in ADDONS for name in manifest(ground, addon)['depends']}
    return sorted(needed - set(ADDONS))


def addon_fingerprints(ground):
    return {addon: fingerprint(ground.root / addon) for addon in ADDONS}


def bundles_mark(ground):
    """What the bundles' names are made from besides the content: the dates of the files in them."""
    files = (
        f'{path.relative_to(ground.root)} {path.stat().st_mtime_ns}'
        for addon in ADDONS
        for path in sorted((ground.root / addon / 'static').rglob('*'))
    )
    return combined(*files)


def combined(*parts):
    return hashlib.sha256('\0'.join(map(str, parts)).encode()).hexdigest()[:12]


def configuration(environment, server, data, database, port, **options):
    """The text of an odoo.conf; everything listens on loopback only."""
    ground = environment.ground
    paths = [*environment.odoo.addons_paths, ground.root]
    values = {
        'addons_path': ','.join(map(str, paths)),
        'data_dir': data,
        'db_name': database,
        'db_host': server.host or 'False',
        'db_port': server.port or 'False',
        'db_user': server.user,
        'dbfilter': f'^{database}$',
        'list_db': 'False',
        'http_interface': '127.0.0.1',
        'http_port': port,
        'without_demo': 'True',
    }
    lines = [f'{name} = {value}' for name, value in (values | options).items()]
    return '\n'.join(['[options]', *lines, ''])


def odoo(environment, rc, *arguments):
    """The command that runs Odoo with a configuration."""
    return [environment.python, '-m', 'odoo', arguments[0], '-c', rc, *arguments[1:]]


def variables(environment, server):
    return environment.variables() | server.variables()


class Databases:
    """What is done to databases of one server, files included."""

    def __init__(self, environment, server, data):
        self.environment = environment
        self.server = server
        self.data = data
        self.log = environment.ground.logs / f'database-{server.name}.log'

    def exists(self, name):
        return name in self.server.databases()

    def _files(self, name):
        return self.data / 'filestore' / name

    def drop(self, name, force=True):
        """Forget a database and its files.

        :raise Problem: somebody is connected and `force` is off
        """
        if force:
            self.server.disconnect(name)
        self._admin('dropdb', '--if-exists', name)
        shutil.rmtree(self._files(name), ignore_errors=True)
        (self.data / f'{name}.conf').unlink(missing_ok=True)

    def clone(self, source, target):
        """Copy a database that nobody is connected to, and its files by hard links."""
        self.drop(target)
        self._admin('createdb', '-T', source, target)
        self._copy_files(source, target)

    def _copy_files(self, source, target):
        if self._files(source).exists():
            shutil.copytree(self._files(source), self._files(target), copy_function=os.link)

    def rename(self, source, target):
        shutil.rmtree(self._files(target), ignore_errors=True)
        if self._files(source).exists():
            self._files(source).rename(self._files(target))
        if self.server.sql(f'ALTER DATABASE "{source}" RENAME TO "{target}"', 'postgres') is None:
            raise Problem(f"The database {source} could not be renamed.", f"See {self.log}.")

    def _admin(self, program, *arguments):
        run(
            self.server.command(program, *arguments),
            self.log,
            f"PostgreSQL refused: {program} {' '.join(arguments)}.",
            env=self.server.environment(),
        )

    def make(self, name, port=0):
        """A configuration file for one database of this server."""
        self.data.mkdir(parents=True, exist_ok=True)
        rc = self.data / f'{name}.conf'
        rc.write_text(configuration(self.environment, self.server, self.data, name, port))
        return rc

    def initialise(self, name):
        """An Odoo for Mexico, in Spanish, before any module: later it would be dollars."""
        self.drop(name)
        rc = self.make(name)
        command = [self.environment.python, '-m', 'odoo', 'db', '-c', rc, 'init', name]
        self._odoo([*command, '--country', COUNTRY, '--language', LANGUAGE])
        return rc

    def install(self, name, modules, update=()):
        rc = self.make(name)
        changes = []
        if modules:
            changes += ['-i', ','.join(modules)]
        if update:
            changes += ['-u', ','.join(update)]
        self._odoo(odoo(self.environment, rc, 'server', *changes, '--stop-after-init', '--no-http'))
        return rc

    def pregenerate(self, name):
        """Build the web client's bundles once: each browser test would do it again."""
        rc = self.make(name)
        command = odoo(self.environment, rc, 'shell', '--no-http', '--log-level=warn')
        result = subprocess.run(
            bound(command),
            input=PREGENERATE,
            text=True,
            capture_output=True,
            env=variables(self.environment, self.server),
            check=False,
        )
        if result.returncode:
            raise Problem("The web client's bundles could not be built.", result.stderr[-2000:])

    def _odoo(self, command):
        self.log.unlink(missing_ok=True)
        run(
            command,
            self.log,
            "Odoo could not prepare the database.",
            # Safe: the first ordinary commit afterwards also waits for all that came before it.
            env=variables(self.environment, self.server)
            | {'PGOPTIONS': '-c synchronous_commit=off'},
            cwd=self.environment.ground.root,
        )
        problems = [
            line
            for line in self.log.read_text(errors='replace').splitlines()
            if ' ERROR ' in line or ' CRITICAL ' in line
        ]
        if problems:
            raise Problem("Odoo reported errors while it prepared the database.", *problems[:10])
