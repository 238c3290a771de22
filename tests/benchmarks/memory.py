"""What the four addons add to an Odoo worker's memory."""

from tests.benchmarks.table import Table, goal, median
from tests.support.rpc import Client, RpcError
from tests.support.server import Server

TITLE = "memory of an Odoo worker, with and without the addons"
GOAL_MB = 60
RUNS = 3
VIEWS = [[False, 'list'], [False, 'form'], [False, 'search']]
ROOT_MENU = 'clinic_crm.menu_clinic_root'
PEOPLE = ('recepcion', 'doctora', 'direccion', 'privacidad', 'contador')


def measure(ground):
    table = Table(('Odoo', 'private memory (MB)', 'goal'))
    without = _private(ground, ground.deps)
    with_ours = _private(ground, ground.template)
    at_work = _private(ground, ground.template, PEOPLE)
    table.add("the modules we stand on", without, '')
    table.add("with the four addons, only contacts opened", with_ours, '')
    table.add("with the four addons, every screen of theirs opened", at_work, '')
    table.add("difference", at_work - without, goal(at_work - without, GOAL_MB))
    table.notes.append(
        f"Median of {RUNS} starts each, after an administrator logged in and opened contacts by "
        "JSON-RPC and was refused once in Spanish; memory no other process shares. Every screen: "
        f"what each menu of Clínica asks the server for, for {', '.join(PEOPLE)}. Pages are left "
        "out: building their bundles costs more than what is looked for."
    )
    return table


def _private(ground, template, people=()):
    """Megabytes that belong to the server's process alone, after some use."""
    server = Server(ground, 'memory', template=template, staff=bool(people)).wait()
    found = []
    try:
        for _run in range(RUNS):
            server.restart()
            _use(Client(server.url, server.database, 'admin'))
            for login in people:
                _use_clinic(Client(server.url, server.database, login))
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
    try:  # Odoo reads its own sentences in Spanish, some 30 MB, when it first says one
        client.call('res.users', 'unlink', [client.uid], context={'lang': 'es_MX'})
    except RpcError:
        return
    raise AssertionError("an administrator could delete the own login")


def _use_clinic(client):
    """What it asks for when each entry of the clinic's menu is opened, twice."""
    menus = client.call('ir.ui.menu', 'load_web_menus', [], False)
    for _time in range(2):
        for action in _actions(menus):
            _open(client, client.post('/web/action/load', {'action_id': action}))


def _actions(menus):
    """The ids of the actions of the clinic's menus."""
    waiting = [menu for menu in menus.values() if menu.get('xmlid') == ROOT_MENU]
    while waiting:
        menu = waiting.pop()
        waiting += [menus[str(child)] for child in menu['children']]
        if menu.get('actionID'):
            yield menu['actionID']


def _open(client, action):
    if action['type'] == 'ir.actions.client':
        client.call('clinic.home', 'get_today')
    elif action['type'] == 'ir.actions.act_window':
        model, kinds = action['res_model'], {'form': False, 'search': False}
        kinds |= {kind: view for view, kind in action['views']}
        client.call(model, 'get_views', [[view, kind] for kind, view in kinds.items()])
        if action['target'] != 'new':
            client.call(model, 'web_search_read', [], {'display_name': {}}, limit=80)


def _uss(pid):
    """Private kilobytes of a process."""
    with open(f'/proc/{pid}/smaps_rollup') as rollup:
        lines = dict(line.split(':', 1) for line in rollup if ':' in line)
    return sum(
        int(lines[name].split()[0]) for name in ('Private_Clean', 'Private_Dirty') if name in lines
    )
