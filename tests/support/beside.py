"""Run snippets in an Odoo environment: one JSON request a line in, one JSON answer a line out.

python -m tests.support.beside CONFIG DATABASE
"""

import json
import sys
import traceback

import odoo.init  # noqa: F401  (makes the namespace package whole)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def run(registry: Registry, code: str, values: dict):
    with registry.cursor() as cr:
        scope = {'env': api.Environment(cr, SUPERUSER_ID, {}), 'result': None, **values}
        exec(compile(code, '<snippet>', 'exec'), scope)
        scope['env'].flush_all()
    registry.signal_changes()
    return scope['result']


def main() -> None:
    rc, database = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr  # what a snippet prints is no answer
    config.parse_config(['-c', rc, '-d', database, '--no-http'])
    for line in sys.stdin:
        request = json.loads(line)
        try:
            registry = Registry(database).check_signaling()
            answer = {'result': run(registry, request['code'], request['values'])}
            text = json.dumps(answer)
        except Exception:
            text = json.dumps({'error': traceback.format_exc()})
        print(text, file=answers, flush=True)


if __name__ == '__main__':
    main()
