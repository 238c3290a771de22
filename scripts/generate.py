"""Load the demo clinic, or any number of invented patients, into an Odoo database.

    ./clinic python scripts/generate.py --demo
    ./clinic python scripts/generate.py --patients 100000 --seed 7 --database bench

The database is that of ODOO_RC unless another is named. Loading the same seed again doubles
nothing; more patients of the same seed are added to those that are there.
"""

import argparse
import datetime
import logging
import sys
import zoneinfo
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.generator import World  # noqa: E402 - the path above comes first
from scripts.generator.ledger import NAMESPACE  # noqa: E402
from scripts.generator.load import load_world  # noqa: E402
from scripts.odoo_env import environment  # noqa: E402

DEMO = {'seed': 1, 'patients': 300}


def main():
    arguments = parser().parse_args()
    seed = DEMO['seed'] if arguments.demo else arguments.seed
    patients = DEMO['patients'] if arguments.demo else arguments.patients
    logging.getLogger('scripts').setLevel(logging.INFO)
    with environment(arguments.database) as env:
        strangers = patients_of_others(env)
        # Whoever tries the demo registers patients in it, and its next update goes on all the same.
        if strangers and not (arguments.demo and is_generated(env)):
            sys.exit(
                f"{env.cr.dbname} holds {strangers} patients that were not generated. "
                "Invented patients are never mixed with a clinic's own: choose another database."
            )
        if is_open_to_the_network():
            sys.exit(
                "Invented people have their login as password: they are only loaded where Odoo "
                "listens on this machine alone (http_interface = 127.0.0.1, no proxy_mode)."
            )
        load_world(env, World(seed, patients, *day(arguments.today)))
        env.registry.signal_changes()  # a server that is open reads its caches anew
    if arguments.mark:
        arguments.mark.touch()


def day(chosen):
    """(the day, the moment): those of the clock at the clinic, or a chosen day's mid morning."""
    if chosen:
        return chosen, None
    now = datetime.datetime.now(datetime.timezone.utc)
    zone = zoneinfo.ZoneInfo(World.clinic.branches[0].zone)
    return now.astimezone(zone).date(), now.replace(tzinfo=None, microsecond=0)


def parser():
    top = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    top.add_argument('--demo', action='store_true', help="the demo clinic of ./clinic up")
    top.add_argument('--patients', type=int, default=300, metavar='N')
    top.add_argument('--seed', type=int, default=1, metavar='S')
    top.add_argument('--database', help="instead of the one in ODOO_RC")
    top.add_argument('--mark', type=Path, metavar='FILE', help="touch this file when all is loaded")
    top.add_argument(
        '--today',
        type=datetime.date.fromisoformat,
        metavar='DATE',
        help="the day on which the clinic is looked at (default: today)",
    )
    return top


def is_open_to_the_network():
    """Whether others than this machine can reach Odoo as it is configured."""
    from odoo.tools import config

    loopback = ('127.0.0.1', '::1', 'localhost')
    return config['proxy_mode'] or config['http_interface'] not in loopback


def patients_of_others(env):
    """How many patients are in the database that no generator put there."""
    if 'clinic.patient' not in env:
        return 0
    env.cr.execute(
        "SELECT count(*) FROM clinic_patient p WHERE NOT EXISTS ("
        " SELECT FROM ir_model_data d"
        " WHERE d.module = %s AND d.model = 'clinic.patient' AND d.res_id = p.id)",
        [NAMESPACE],
    )
    return env.cr.fetchone()[0]


def is_generated(env):
    """Whether a generator filled the database before."""
    known = [('module', '=', NAMESPACE), ('model', '=', 'clinic.patient')]
    return bool(env['ir.model.data'].search_count(known, limit=1))


if __name__ == '__main__':
    main()
