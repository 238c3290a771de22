"""The demo clinic: its database, and the servers that show it."""

import contextlib
import http.client
import os
import shutil
import socket
import time

from . import database, environment, machine, odoo, ownership, postgres, sweep
from .config import ADDONS, DEMO_DATABASE, LANGUAGE, OPTIONAL
from .console import Problem, report, say, step
from .process import Service, lock, run, tail

LOGINS = 'admin recepcion enfermeria doctora doctor direccion privacidad contador'.split()
# Seconds after which the day's visits are no longer where they would be by the clock.
STALE = 2 * 60 * 60


class Demo:
    """This checkout's demo: make it, start it, stop it."""

    def __init__(self, ground):
        self.ground = ground
        self.times = {}
        self.odoo = Service('odoo', ground.state)
        self.sandbox = Service('sandbox', ground.state)
        self.freshener = Service('freshener', ground.state)
        self.meta = ground.state / 'sandbox.json'  # what the sandbox knows of the demo's clinic
        self.hour = ground.state / 'hour'  # touched when the visits are where the clock is

    # -- up ------------------------------------------------------------------------------------

    def _alone(self):
        """One command at a time makes, opens or closes this checkout's demo."""
        return lock(self.ground.home / 'locks' / f'demo-{self.ground.checkout}')

    def up(self):
        """Open the clinic; returns whether it had to be opened."""
        self.ground.prepare()
        with self._alone():
            if self._is_open():
                if self._is_stale():
                    self._reach()
                    self._freshen()
                self._addresses("It is running already.")
                return False
            self.freshener.stop()
            self.odoo.stop()
            self.sandbox.stop()
            self._open()
            return True

    def _is_open(self):
        """Open, in order, where it was asked for and as the addons are now?"""
        known = self.ground.remembered()
        return (
            self.odoo.pid() is not None
            and known.get('port') == self.ground.port
            and known.get('addons') == database.addon_fingerprints(self.ground)
            and answers(self.ground.port, '/web/login')
        )

    def _open(self):
        ground = self.ground
        self._need_port('CLINIC_PORT', ground.port)
        if self._has_sandbox():
            self._need_port('CLINIC_SANDBOX_PORT', ground.sandbox_port)
        machine.ensure(ground)
        self.server = postgres.for_demo(ground)
        if self.server.shared:  # said before the long steps: it is not there, it is another's
            self.server.start()
            ownership.require(ground, self.server)
        with step("Odoo 19.0", self.times):
            source = odoo.get(ground)
        with step("Python's environment", self.times):
            self.environment = environment.get(ground, source)
        with step("PostgreSQL", self.times):
            self.server.start()
        self.databases = database.Databases(self.environment, self.server, ground.state / 'data')
        self._ensure_key()
        self._ensure_database()
        self._start()
        times = ground.remembered().get('times', {})
        ground.remember(times=times | {title: t for title, t in self.times.items() if t > 1})
        sweep.tell(sweep.folders(ground))

    def _has_sandbox(self):
        return (self.ground.root / 'sandbox' / '__main__.py').exists()

    def _need_port(self, variable, port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(('127.0.0.1', port))
            except PermissionError as error:
                raise Problem(
                    f"Port {port} is reserved for the system's administrator.",
                    f"Choose one above 1024:  {variable}=8069 ./clinic up",
                ) from error
            except OSError as error:
                raise Problem(
                    f"Port {port} is taken by another program.",
                    f"Stop it, or choose another:  {variable}={port + 1} ./clinic up",
                ) from error

    def _ensure_key(self):
        """The master key of everything encrypted: made once, never in the database."""
        if self.ground.key_file.exists():
            return
        if self.databases.exists(DEMO_DATABASE):
            raise Problem(
                f"The clinic's key is not at {self.ground.key_file}: without it nothing of the "
                "demo can be read.",
                "Put it back (CLINIC_KEY_FILE names it), or begin anew:  ./clinic reset",
            )
        command = [self.environment.python, self.ground.root / 'scripts/make_key.py']
        run(
            [*command, self.ground.key_file],
            self.ground.logs / 'key.log',
            "The clinic's key could not be made.",
            env=self.environment.variables(),
        )

    def _ensure_database(self):
        made_from = database.addon_fingerprints(self.ground)
        known = self.ground.remembered().get('addons', {})
        if not self.databases.exists(DEMO_DATABASE):
            self._build()
        elif changed := [addon for addon in ADDONS if known.get(addon) != made_from[addon]]:
            with step(f"Bringing the demo up to date ({', '.join(changed)})", self.times):
                self.databases.install(DEMO_DATABASE, [], update=changed)
            self._generate(DEMO_DATABASE)
        else:
            return
        self.ground.remember(addons=made_from)

    def _build(self):
        """Under another name until it is whole, so that an interrupted start begins again."""
        modules = [*database.dependencies(self.ground), *ADDONS, *OPTIONAL]
        building = ownership.building(self.ground, self.server)
        with step("An empty Odoo for Mexico", self.times):
            self.databases.initialise(building)
        if self.server.shared:
            ownership.mark(self.ground, self.server, building)
        with step(f"Installing {len(modules)} modules", self.times):
            self.databases.install(building, modules)
        self._generate(building)
        with step("Preparing the web client", self.times):
            self.databases.pregenerate(building)
        ownership.require(self.ground, self.server)  # another may have been quicker
        self.databases.rename(building, DEMO_DATABASE)

    def _generate(self, name):
        """Fill the demo; what is there already is left as it is."""
        with step("Loading the demo clinic", self.times):
            run(
                self._generator(),
                self.ground.logs / 'generate.log',
                "The demo clinic could not be loaded.",
                env=self._generator_environment(name),
                cwd=self.ground.root,
            )

    def _generator(self):
        script = self.ground.root / 'scripts/generate.py'
        return [self.environment.python, script, '--demo', '--mark', self.hour]

    def _generator_environment(self, name):
        variables = database.variables(self.environment, self.server)
        return variables | {
            'ODOO_RC': str(self.databases.make(name)),
            'CLINIC_SANDBOX_FILE': str(self.meta),
        }

    def _is_stale(self):
        try:
            return time.time() - self.hour.stat().st_mtime > STALE
        except FileNotFoundError:
            return True

    def _freshen(self):
        """Take the visits to this hour, beside the open clinic: nobody waits for it.

        Where it fails the clinic is open all the same; who watches it is told, and the next `up`
        tells it and tries again.
        """
        if not self.freshener.pid():
            self._tell_what_failed("It is tried again.")
            say("  · Bringing the visits to this hour; the screens follow in some seconds.")
            self.freshener.start(
                self._generator(), self._generator_environment(DEMO_DATABASE), self.ground.root
            )

    def _tell_what_failed(self, next_step):
        """Say that the last run ended before its end, if it did (one that was stopped did not)."""
        try:
            begun = self.freshener.pid_file.stat().st_mtime
            done = self.hour.stat().st_mtime if self.hour.exists() else 0
        except FileNotFoundError:
            return
        if self.freshener.pid() or done >= begun:
            return
        log = self.freshener.log
        report(
            Problem(
                "The visits could not be brought to this hour: those of before are shown.",
                next_step,
                f"Its last words ({log}):",
                *(f"| {line}" for line in tail(log, 5)),
            )
        )

    def _start(self):
        ground = self.ground
        text = database.configuration(
            self.environment,
            self.server,
            self.databases.data,
            DEMO_DATABASE,
            ground.port,
            load_language=LANGUAGE,
            max_cron_threads=2,
            workers=0,
            limit_time_real=600,
        )
        ground.odoo_rc.write_text(text)
        env = database.variables(self.environment, self.server)
        if self._has_sandbox():
            with step("The sandbox", self.times):
                clinic = f'http://localhost:{ground.port}'
                command = [self.environment.python, '-m', 'sandbox', '--clinic', clinic]
                command += ['--port', ground.sandbox_port, '--more', self.meta]
                command += ['--keep', ground.state / 'stamps.db']
                self.sandbox.start(command, env, ground.root)
        with step("The clinic's server", self.times):
            command = database.odoo(self.environment, ground.odoo_rc, 'server')
            self.odoo.start(command, env, ground.root)
            self._wait_until_healthy()
        moved = ground.remembered().get('sandbox_port', ground.sandbox_port) != ground.sandbox_port
        ground.remember(port=ground.port, sandbox_port=ground.sandbox_port)
        if moved or self._is_stale():
            self._freshen()
        self._addresses("The clinic is open.")

    def _wait_until_healthy(self, patience=120):
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not self.odoo.pid():
                break
            if answers(self.ground.port, '/web/health') and answers(self.ground.port, '/web/login'):
                return
            time.sleep(0.3)
        last = tail(self.odoo.log)
        self.odoo.stop()
        raise Problem(
            f"Odoo does not answer on port {self.ground.port} (see {self.odoo.log}).",
            *(f"| {line}" for line in last),
        )

    def _addresses(self, headline):
        port = self.ground.remembered().get('port', self.ground.port)
        say(f"\n{headline}\n\n  Clinic   http://localhost:{port}")
        if self.sandbox.pid():
            sandbox_port = self.ground.remembered().get('sandbox_port', self.ground.sandbox_port)
            say(f"  Phone    http://localhost:{sandbox_port}/phone")
            say(f"  Stamps   http://localhost:{sandbox_port}/stamps")
        say(f"  Logins   {' '.join(LOGINS)}   (the password is the login)")
        say("  Stop     ./clinic down\n")

    # -- down ----------------------------------------------------------------------------------

    def down(self):
        self.ground.prepare()
        with self._alone():
            return self._close()

    def _close(self):
        self.freshener.stop()
        stopped = [service.name for service in (self.odoo, self.sandbox) if service.stop()]
        postgres.for_demo(self.ground).stop()
        return stopped

    @contextlib.contextmanager
    def borrowed_server(self):
        """The demo's database server for a while; the last to leave a closed clinic stops it."""
        in_use = self.ground.home / 'locks' / f'demo-{self.ground.checkout}-borrowed'
        server = postgres.for_demo(self.ground)
        try:
            with lock(in_use, shared=True):
                with self._alone():
                    server.start()
                yield server
        finally:
            with self._alone(), lock(in_use, wait=False) as last:
                if last and not self.odoo.pid():
                    server.stop()

    def watch(self):
        """Stay in the foreground until Odoo ends or the person stops it."""
        told = False
        try:
            while self.odoo.pid():
                _reap_children()
                if not told and not self.freshener.pid():
                    told = True
                    self._tell_what_failed("To try again:  ./clinic up  in another terminal.")
                time.sleep(0.5)
        except KeyboardInterrupt:
            say("\nClosing the clinic…")
        finally:
            self.down()

    def reset(self):
        """Forget the demo, keep what was downloaded."""
        self.ground.prepare()
        with self._alone():
            self._close()
            self._forget()

    def _forget(self):
        if postgres.external():
            server = postgres.for_demo(self.ground)
            own = ownership.is_own(self.ground, server)
            names = [ownership.building(self.ground, server), *([DEMO_DATABASE] if own else [])]
            for name in names:
                server.disconnect(name)
                run(
                    server.command('dropdb', '--if-exists', name),
                    self.ground.logs / 'reset.log',
                    f"The database {name} could not be dropped.",
                    env=server.environment(),
                )
        shutil.rmtree(self.ground.state, ignore_errors=True)


def _reap_children():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        pass


def answers(port, path):
    """Does a local page answer 200?"""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    try:
        connection.request('GET', path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
