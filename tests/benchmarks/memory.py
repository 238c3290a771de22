"""What the four addons add to an Odoo worker's memory."""

from tests.benchmarks.table import Table, median
from tests.support.rpc import Client
from tests.support.server import Server

TITLE = "memory of an Odoo worker, with and without the addons"
GOAL_MB = 60
RUNS = 3
VIEWS = [[False, 'list'], [False, 'form'], [False, 'search']]


def measure(ground):
    table = Table(('Odoo', 'private memory (MB)', 'goal'))
    without = _private(ground, ground.deps)
    with_ours = _private(ground, ground.template)
    table.add("the modules we stand on", without, '')
    table.add("with the four addons", with_ours, '')
    table.add("difference", with_ours - without, f'≤ {GOAL_MB}')
    table.notes.append(
        f"Median of {RUNS} starts each, after an administrator logged in and opened contacts by "
        "JSON-RPC; memory no other process shares. Pages are left out: building their bundles "
        "costs more than what is looked for."
    )
    return table


def _private(ground, template):
    """Megabytes that belong to the server's process alone, after some use."""
    server = Server(ground, 'memory', template=template, staff=False).wait()
    found = []
    try:
        for _run in range(RUNS):
            server.restart()
            _use(Client(server.url, server.database, 'admin'))
            found.append(_uss(server.pid) / 1024)
    finally:
        server.stop()
    return median(found)


def _use(client):
    """What the web client asks for when contacts are opened; twice, so that caches are full."""
    for _time in range(2):
        client.call('ir.ui.menu', 'load_web_menus', [], False)
        client.call('res.partner', 'get_views', VIEWS)
        client.call('res.partner', 'web_search_read', [], {'display_name': {}, 'phone': {}})


def _uss(pid):
    """Private kilobytes of a process."""
    with open(f'/proc/{pid}/smaps_rollup') as rollup:
        lines = dict(line.split(':', 1) for line in rollup if ':' in line)
    return sum(
        int(lines[name].split()[0]) for name in ('Private_Clean', 'Private_Dirty') if name in lines
    )
