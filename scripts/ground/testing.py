"""The test run: template databases made once, a clone for each run, pytest on it."""

import contextlib
import os

from . import database, environment, machine, odoo, postgres, sweep
from .config import ADDONS
from .console import step
from .process import Beside, attend, lock, run

BUNDLES = 'bundles built'
WHOLE = {'--slow', '-q', '-v', '-x'}  # with these alone everything is asked for
# The folders of tests that start servers and browsers, about half of all the work, in order: the
# installs are under way from the start, and looked at last. The storms end the other half.
ASIDE = ('concurrency', 'ground', 'journeys', 'install')
LAST = 'tests/chaos'


class Tests:
    """What a test run needs, made ready."""

    def __init__(self, ground, browser=True):
        self.ground = ground
        ground.prepare()
        machine.ensure(ground, browser=browser)
        with step("Odoo, Python's environment"):
            source = odoo.get(ground)
            self.environment = environment.get(ground, source, development=True)
        sweep.tell(sweep.folders(ground))

    # -- databases -----------------------------------------------------------------------------

    @contextlib.contextmanager
    def ready(self, browser=True):
        """Hold the test cluster with its templates made; the last one out stops the server.

        :param browser: build the web client's bundles too
        """
        self.server = postgres.for_tests(self.ground)
        data = self.ground.home / 'test' / 'data'
        self.databases = database.Databases(self.environment, self.server, data)
        self.key_file = self.ground.home / 'test' / 'clinic.key'
        in_use = self.ground.home / 'locks' / 'test-cluster'
        try:
            with lock(in_use, shared=True), contextlib.ExitStack() as held:
                self.server.start()
                with lock(self.ground.home / 'locks' / 'templates'):
                    self._ensure_key()
                    self.swept = sweep.databases(self.databases)
                    self.deps = self._dependencies_template()
                    if browser:
                        self._ensure_bundles(self.deps)
                    self.template = self._addons_template()
                    if browser:
                        self._ensure_bundles(self.template)
                    for name in (self.deps, self.template):
                        held.enter_context(lock(sweep.in_use(self.ground, name), shared=True))
                sweep.tell(self.swept)
                yield self
        finally:
            with lock(in_use, wait=False) as alone:
                if alone:
                    self.server.stop()

    def _ensure_key(self):
        if not self.key_file.exists():
            run(
                [self.environment.python, self.ground.root / 'scripts/make_key.py', self.key_file],
                self.ground.logs / 'key.log',
                "The tests' key could not be made.",
                env=self.environment.variables(),
            )
        os.environ['CLINIC_KEY_FILE'] = str(self.key_file)

    def _dependencies_template(self):
        """Only what our addons stand on: clones of it show whether each installs alone."""
        modules = database.dependencies(self.ground)
        requirements = (self.ground.root / 'requirements.txt').read_text()
        digest = database.combined(self.environment.odoo.version, requirements, *modules)
        name = f'{self.server.prefix}deps_{digest}'
        if not self.databases.exists(name):
            with step("A template with Odoo's own modules"):
                building = f'{name}_building'
                self.databases.initialise(building)
                self.databases.install(building, modules)
                self._keep(building, name)
        return name

    def _addons_template(self):
        """With our four addons, as they are in this checkout.

        Another one's with the same content does not do: its bundles have other names, and each
        server would build its own anew.
        """
        prints = database.addon_fingerprints(self.ground).values()
        digest = database.combined(self.deps, *prints, database.bundles_mark(self.ground))
        name = f'{self.server.prefix}addons_{digest}'
        if not self.databases.exists(name):
            building = f'{name}_building'
            with step("A template with the clinic's addons"):
                self.databases.clone(self.deps, building)
                self.databases.install(building, ADDONS)
                self._keep(building, name)
        return name

    def _keep(self, building, name):
        """Give a template its name, with what the planner must know of it: each clone has that too
        and no autovacuum begins to find it out while tests run.
        """
        self.server.sql('VACUUM (ANALYZE)', building)
        self.databases.rename(building, name)

    def _ensure_bundles(self, template):
        """A minute that only browser tests need; a comment on the database remembers it.

        What was built into the template of Odoo's own modules is not built again for the addons.
        """
        comment = (
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '%s'"
        )
        if self.server.sql(comment % template, 'postgres') != BUNDLES:
            with step("The web client's bundles"):
                self.databases.pregenerate(template)
            self.server.sql(f"COMMENT ON DATABASE {template} IS '{BUNDLES}'", 'postgres')

    def own_name(self, *purpose):
        """The name of a database of this run's own: swept away when its process is gone."""
        return '_'.join([f'{self.server.prefix}run', str(os.getpid()), *purpose])

    @contextlib.contextmanager
    def clone(self, *purpose):
        """A database of this run's own: tests that commit may leave what they like."""
        name = self.own_name(*purpose)
        with lock(self.ground.home / 'locks' / 'templates'):  # nobody is connected to a template
            self.databases.clone(self.template, name)
        try:
            yield name, self.databases.make(name)
        finally:
            self.databases.drop(name)

    # -- runs ----------------------------------------------------------------------------------

    def variables(self, rc):
        return database.variables(self.environment, self.server) | {
            'ODOO_RC': str(rc),
            'CLINIC_TEST_TEMPLATE': self.template,
            'CLINIC_DEPS_TEMPLATE': self.deps,
            'CLINIC_TEST_DATA': str(self.databases.data),
            'CLINIC_KEY_FILE': str(self.key_file),
        }

    def run(self, arguments):
        """pytest over what is asked for, on a clone; returns its exit code.

        Everything is taken by two runs side by side, each on a clone.
        """
        with self.ready(browser=_may_browse(arguments)), contextlib.ExitStack() as stack:

            def variables(*purpose):
                _name, rc = stack.enter_context(self.clone(*purpose))
                return self.variables(rc)

            if set(arguments) - WHOLE:
                return self._pytest(arguments, variables())
            aside, front = _halves(self.ground.root)
            command = [self.environment.python, '-m', 'pytest', *arguments, *aside]
            log = self.ground.logs / f'tests-{os.getpid()}.log'
            with Beside(command, variables('beside'), log, cwd=self.ground.root) as beside:
                result = self._pytest([*arguments, *front], variables())
                return result or beside.result()

    def run_pure(self, arguments):
        """Only what needs neither Odoo nor a database."""
        options = ['-p', 'no:odoo', '-p', 'scripts.pure_plugin', '-o', 'addopts=-ra']
        env = self.environment.variables()
        env['PYTHONPATH'] = str(self.ground.root)
        return self._pytest([*options, *arguments], env)

    def _pytest(self, arguments, env):
        command = [str(self.environment.python), '-m', 'pytest', *arguments]
        return attend(command, env, cwd=self.ground.root)


def _halves(root):
    """What is tested aside, and all the rest."""
    folders = sorted(path.parent for path in (root / 'tests').glob('*/__init__.py'))
    names = [f'tests/{folder.name}' for folder in folders if any(folder.glob('test_*.py'))]
    aside = [f'tests/{name}' for name in ASIDE]
    others = [name for name in names if name not in (*aside, LAST)]
    return aside, [*ADDONS, 'sandbox', *others, LAST]


def _is_place(argument):
    return not argument.startswith('-') and os.path.exists(argument.split('::')[0])


def _may_browse(arguments):
    """Whole runs and the top-level tests use a browser; a named test file of an addon seldom."""
    places = [argument for argument in arguments if _is_place(argument)]
    return not places or any(not place.startswith('clinic_') for place in places)
