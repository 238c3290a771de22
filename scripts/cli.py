"""`./clinic`: one command line for setting up, trying, testing and measuring."""

import argparse
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.ground import database, environment, machine, odoo  # noqa: E402 - the path above comes first
from scripts.ground.config import DEMO_DATABASE, Ground  # noqa: E402
from scripts.ground.console import Problem, report, say  # noqa: E402
from scripts.ground.demo import Demo  # noqa: E402
from scripts.ground.lint import lint  # noqa: E402
from scripts.ground.process import Terminated, attend, disk_problem  # noqa: E402
from scripts.ground.regression import Regression  # noqa: E402
from scripts.ground.testing import Tests  # noqa: E402

ENOSPC = (28, 122)
OF_TEST = ('--pure', '--regression', '-h', '--help')  # what of `test` is not for pytest


def up(ground, arguments):
    demo = Demo(ground)
    if demo.up() and not arguments.detach:
        say("Press Ctrl-C to close the clinic.")
        demo.watch()


def down(ground, _arguments):
    stopped = Demo(ground).down()
    say(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def reset(ground, arguments):
    if not arguments.yes:
        say("This forgets the demo clinic of this checkout: its database, files and key.")
        if not sys.stdin.isatty() or input("Type yes to go on: ").strip() != 'yes':
            raise Problem("Nothing was changed.", "To skip the question:  ./clinic reset --yes")
    Demo(ground).reset()
    say("The demo clinic is gone. `./clinic up` makes a new one.")


def test(ground, arguments):
    pytest_arguments = arguments.pytest_arguments
    tests = Tests(ground, browser=not arguments.pure)
    if arguments.pure:
        return tests.run_pure(pytest_arguments)
    if arguments.regression:
        return Regression(tests).run()
    return tests.run(pytest_arguments)


def _environment(ground, development=False):
    ground.prepare()
    machine.ensure(ground)
    return environment.get(ground, odoo.get(ground), development)


def run_lint(ground, arguments):
    return lint(_environment(ground, development=True), fix=arguments.fix)


def shell(ground, arguments):
    if not ground.odoo_rc.exists():
        raise Problem("There is no demo clinic here yet.", "Make it:  ./clinic up --detach")
    env = _environment(ground)
    with Demo(ground).borrowed_server() as server:
        command = database.odoo(env, ground.odoo_rc, 'shell', '-d', DEMO_DATABASE, '--no-http')
        return attend([*command, *arguments.odoo_arguments], database.variables(env, server))


def python(ground, arguments):
    """The environment's interpreter, with Odoo and the addons importable."""
    env = _environment(ground, development=True)
    variables = env.variables()
    variables['CLINIC_ADDONS_PATH'] = ','.join(map(str, [*env.odoo.addons_paths, ground.root]))
    if ground.odoo_rc.exists():
        variables.setdefault('ODOO_RC', str(ground.odoo_rc))
    command = [env.python, ground.root / 'scripts/run_with_odoo.py', arguments.file]
    return attend([*command, *arguments.arguments], variables)


def bench(ground, arguments):
    tests = Tests(ground)
    if arguments.docs:
        fill = [tests.environment.python, '-m', 'tests.benchmarks.pages', ground.home / 'bench']
        return attend(fill, os.environ, cwd=ground.root)
    command = [tests.environment.python, '-m', 'tests.benchmarks', *arguments.names]
    browser = not arguments.names or any(name.startswith('journey') for name in arguments.names)
    with tests.ready(browser=browser), tests.clone() as (_name, rc):
        variables = tests.variables(rc)
        variables['PYTHONPATH'] = os.pathsep.join([str(ground.root), variables['PYTHONPATH']])
        return attend(command, variables, cwd=ground.root)


def parser():
    top = argparse.ArgumentParser(prog='./clinic', description=__doc__)
    commands = top.add_subparsers(dest='command', required=True, metavar='command')

    def command(name, function, help):
        sub = commands.add_parser(name, help=help, description=help)
        sub.set_defaults(function=function)
        return sub

    sub = command('up', up, "set up what is missing and open the demo clinic")
    sub.add_argument('--detach', action='store_true', help="return once it is open")
    command('down', down, "close the demo clinic")
    sub = command('test', test, "run the tests; further arguments go to pytest")
    sub.add_argument('--pure', action='store_true', help="only what needs no database")
    sub.add_argument(
        '--regression', action='store_true', help="Odoo's own tests, with our addons and without"
    )
    sub.add_argument('pytest_arguments', nargs=argparse.REMAINDER)
    sub = command('lint', run_lint, "check style, types, translations")
    sub.add_argument('--fix', action='store_true', help="format and mend what can be mended")
    sub = command('bench', bench, "measure, print the table, keep it as JSON")
    sub.add_argument('names', nargs='*', help="all, or some; chaos-in:5000 is another size")
    sub.add_argument(
        '--docs', action='store_true', help="write the tables kept into docs/benchmarks.md"
    )
    sub = command('shell', shell, "Odoo's Python shell on the demo clinic")
    sub.add_argument('odoo_arguments', nargs=argparse.REMAINDER)
    sub = command('python', python, "run a file with Odoo and the addons importable")
    sub.add_argument('file')
    sub.add_argument('arguments', nargs=argparse.REMAINDER)
    sub = command('reset', reset, "forget the demo clinic of this checkout")
    sub.add_argument('--yes', action='store_true', help="do not ask")
    return top


def _settle():
    """The same ground on every machine: tools found, messages in one language, signals heard."""
    sbin = '/usr/local/sbin:/usr/sbin:/sbin'  # not on the PATH of a root who came by plain `su`
    os.environ['PATH'] = f'{os.environ.get("PATH", os.defpath)}:{sbin}'
    os.environ['LC_ALL'] = 'C.UTF-8'
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors='replace')

    def stop(_signal, _frame):
        raise Terminated

    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)


def main():
    _settle()
    arguments = parser().parse_args(_spread(sys.argv[1:]))
    try:
        ground = Ground.here()
        return arguments.function(ground, arguments) or 0
    except Problem as problem:
        report(problem)
        return 1
    except KeyboardInterrupt:
        print("\nclinic: stopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in ENOSPC:
            raise
        report(disk_problem(Ground.here().home))
        return 1


def _spread(arguments):
    """pytest's options may follow `test` at once: argparse would take them for its own."""
    if arguments[:1] == ['test']:
        own = [argument for argument in arguments[1:2] if argument in OF_TEST]
        rest = arguments[1 + len(own) :]
        return ['test', *own, *(['--', *rest] if rest else [])]
    return arguments


if __name__ == '__main__':
    sys.exit(main())
