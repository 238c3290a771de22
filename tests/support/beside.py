"""Run snippets in Odoo environments: one JSON request a line in, one JSON answer a line out.

    python -m tests.support.beside CONFIG DATABASE

A request `{"code": …, "rush": [values, …]}` runs the code once for each of the values. They run
in threads of their own with connections of their own, all let go at the same instant; each is
committed, and tried again after a serialization failure as Odoo does with a request. The answer is
a list of `{"result": …}` or `{"error": class and message, "trace": …}` in the same order.
"""

import json
import sys
import threading
import traceback

import odoo.init  # noqa: F401  (makes the namespace package whole)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

from tests.support.odoo_bin import make_passwords_cheap


def once(registry: Registry, code, values: dict, barrier: threading.Barrier) -> dict:
    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute('SELECT 1')  # the connection is open before the start
            cr.rollback()
            barrier.wait()

            def work():
                scope = {'env': env, 'result': None, **values}
                exec(code, scope)
                return scope['result']

            return {'result': retrying(work, env)}
    except Exception as error:
        barrier.abort()  # who still waits for the start would wait for ever; others do not care
        return {
            'error': f'{type(error).__name__}: {error}',
            'trace': traceback.format_exc(),
        }


def rush(database: str, text: str, people: list[dict]) -> list[dict]:
    registry = Registry(database).check_signaling()
    code = compile(text, '<snippet>', 'exec')
    barrier = threading.Barrier(len(people))
    answers = [None] * len(people)

    def run(number):
        threading.current_thread().dbname = database
        answers[number] = once(registry, code, people[number], barrier)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def main() -> None:
    rc, database = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr  # what a snippet prints is no answer
    config.parse_config(['-c', rc, '-d', database, '--no-http'])
    make_passwords_cheap()
    for line in sys.stdin:
        request = json.loads(line)
        print(
            json.dumps(rush(database, request['code'], request['rush'])), file=answers, flush=True
        )


if __name__ == '__main__':
    main()
