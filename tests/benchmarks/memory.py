"""What the four addons add to an Odoo worker's memory."""

import requests

from tests.benchmarks.table import Table, median
from tests.support.server import Server

TITLE = "memory of an Odoo worker, with and without the addons"
GOAL_MB = 60
RUNS = 3
PAGES = ('/web/login', '/odoo', '/web/webclient/translations', '/odoo/contacts')


def measure(ground):
    table = Table(('Odoo', 'private memory (MB)', 'goal'))
    without = median([_private(ground, ground.deps) for _run in range(RUNS)])
    with_ours = median([_private(ground, ground.template) for _run in range(RUNS)])
    table.add("the modules we stand on", without, '')
    table.add("with the four addons", with_ours, '')
    table.add("difference", with_ours - without, f'≤ {GOAL_MB}')
    table.notes.append(
        f"Median of {RUNS} servers each: registry loaded, an administrator logged in, "
        "web client and contacts opened; memory no other process shares (USS)."
    )
    return table


def _private(ground, template):
    """Megabytes that belong to the server's process alone, after some use."""
    server = Server(ground, 'memory', template=template, staff=False).wait()
    try:
        with requests.Session() as session:
            session.cookies.set('session_id', server.client('admin').cookie)
            for page in PAGES:
                session.get(server.url + page, timeout=120)
        return _uss(server.pid) / 1024
    finally:
        server.stop()


def _uss(pid):
    """Private kilobytes of a process."""
    with open(f'/proc/{pid}/smaps_rollup') as rollup:
        lines = dict(line.split(':', 1) for line in rollup if ':' in line)
    return sum(
        int(lines[name].split()[0]) for name in ('Private_Clean', 'Private_Dirty') if name in lines
    )
