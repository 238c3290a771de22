"""Install, update and uninstall the addons on databases of their own, in one process.

    python -m tests.install.matrix CONFIG ANSWER

Loading Odoo costs more than most steps, so one process takes all of them; it runs beside the
other tests and writes what it saw into the file ANSWER, as JSON: for each step its name, seconds,
the log's complaints, a traceback when it broke, and snapshots where they matter.
"""

import json
import logging
import sys
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

import odoo.init  # noqa: F401  (makes the namespace package whole)
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config

from tests.install import snapshot
from tests.support import source
from tests.support.ground import Ground
from tests.support.server import HARMLESS

ADDONS = [addon.name for addon in source.addons()]


class Complaints(logging.Handler):
    """Keeps the warnings and errors of one step."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.seen = []

    def emit(self, record):
        text = f'{record.levelname} {record.name}: {record.getMessage()}'
        if not HARMLESS.search(text):
            self.seen.append(text)


class Matrix:
    def __init__(self, ground: Ground):
        self.ground = ground
        self.steps = {}
        self.complaints = Complaints()
        logging.getLogger().addHandler(self.complaints)

    @contextmanager
    def step(self, name: str):
        """One step: what goes wrong in it is its own, the next step runs all the same."""
        self.complaints.seen = []
        facts = self.steps[name] = {}
        start = time.monotonic()
        try:
            yield facts
        except Exception:
            facts['error'] = traceback.format_exc()
        facts['seconds'] = round(time.monotonic() - start, 1)
        facts['complaints'] = self.complaints.seen

    @contextmanager
    def database(self, template: str, purpose: str):
        name = self.ground.clone(template, purpose)
        try:
            yield name
        finally:
            leave(name)
            self.ground.drop(name)

    def run(self) -> dict:
        self.orders()
        self.together()
        return self.steps

    def orders(self) -> None:
        """Each addon alone, and after it each other that it has not brought along."""
        for first in source.addons():
            with self.database(self.ground.deps, f'first_{first.name}') as name:
                with self.step(first.name) as facts:
                    install(name, [first.name])
                    facts['snapshot'] = snapshot.take(name)
                leave(name)  # to be copied
                for second in sorted(set(ADDONS) - source.closure(first)):
                    with self.database(name, f'then_{second}') as copy:
                        with self.step(f'{first.name} {second}') as facts:
                            install(copy, [second])
                            facts['snapshot'] = snapshot.take(copy)

    def together(self) -> None:
        with self.step('deps') as facts:
            facts['snapshot'] = snapshot.take(self.ground.deps)
        with self.database(self.ground.template, 'together') as name:
            with self.step('together') as facts:
                facts['snapshot'] = snapshot.take(name)
            with self.step('update') as facts:
                Registry.new(name, update_module=True, upgrade_modules=ADDONS)
                facts['snapshot'] = snapshot.take(name)
            with self.step('uninstall') as facts:
                uninstall(name)
                facts['snapshot'] = snapshot.take(name)
            with self.step('again') as facts:
                install(name, ADDONS)
                facts['snapshot'] = snapshot.take(name)
            with self.step('dashboards') as facts:
                install(name, ['spreadsheet_dashboard'])
                facts |= opened_board(name)


def leave(database: str) -> None:
    """Forget a database and close every connection to it."""
    Registry.delete(database)
    close_db(database)


def install(database: str, addons: list[str]) -> None:
    Registry.new(database, update_module=True, install_modules=addons)


def uninstall(database: str) -> None:
    """As an administrator does it, from the list of apps: what rests on `clinic_crm` goes too."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env['ir.module.module'].search([('name', '=', 'clinic_crm')]).button_immediate_uninstall()


def opened_board(database: str) -> dict:
    """The dashboard of opinions as the direction opens it: twice, it is one; its pivots can be
    asked, and there is no second root menu."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        group = env.ref('clinic_crm.group_director')
        director = env['res.users'].create(
            {'name': 'D', 'login': 'board_director', 'group_ids': [Command.set(group.ids)]}
        )
        env = env(user=director)
        first, second = (env['clinic.feedback.panel'].action_open_board() for _time in range(2))
        board = env['spreadsheet.dashboard'].browse(first['params']['dashboard_id'])
        content = json.loads(board._get_serialized_readonly_dashboard())['snapshot']
        for pivot in content['pivots'].values():
            groups = [group['fieldName'] for group in pivot['rows'] + pivot['columns']]
            moment = pivot['fieldMatching']['period']['chain']
            domain = [*pivot['domain'], (moment, '!=', False)]
            env[pivot['model']].formatted_read_group(domain, groups, ['__count'])
        for figure in content['sheets'][0]['figures']:
            if chart := figure['data'].get('metaData'):
                aggregates = ['__count'] if chart['measure'] == '__count' else ['score:avg']
                env[chart['resModel']].formatted_read_group(
                    figure['data']['searchParams']['domain'], chart['groupBy'], aggregates
                )
        menus = env['ir.ui.menu'].load_menus(False)
        names = {menu['xmlid'] for menu in menus.values() if menu.get('xmlid')}
        return {
            'same': first == second,
            'ours': 'clinic_feedback.menu_clinic_feedback_board' in names,
            'theirs': 'spreadsheet_dashboard.spreadsheet_dashboard_menu_root' in names,
        }


def main() -> None:
    rc, answer = sys.argv[1:]
    config.parse_config(['-c', rc, '--no-http'], setup_logging=True)
    steps = Matrix(Ground()).run()
    draft = Path(answer).with_suffix('.draft')
    draft.write_text(json.dumps(steps), encoding='utf-8')
    draft.rename(answer)


if __name__ == '__main__':
    main()
