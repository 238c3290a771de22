"""What `clinic_cfdi` costs who installs it: time, database and memory, over what it stands on."""

import os
import resource
import subprocess
import sys
from contextlib import closing

from tests.benchmarks.memory import _private
from tests.benchmarks.table import Table, goal
from tests.support.ground import ROOT, connect

TITLE = "weight of clinic_cfdi over l10n_mx and clinic_crm"
CPU_SECONDS, DATABASE_MB, MEMORY_MB = 20, 5, 10


def measure(ground):
    table = Table(('what', 'without', 'with clinic_cfdi', 'difference', 'goal'))
    database = ground.clone(ground.deps, 'weight')
    bare = ''
    try:
        _odoo(ground, database, '-i', 'clinic_crm')
        before = _size(database)
        bare = ground.clone(database, 'weight_bare')
        start = _odoo(ground, database)
        install = _odoo(ground, database, '-i', 'clinic_cfdi')
        after = _size(database)
        cpu, grown = install - start, (after - before) / 1e6
        table.add(
            "CPU to install (s)", round(start, 1), round(install, 1), round(cpu, 1),
            goal(cpu, CPU_SECONDS),
        )  # fmt: skip
        table.add(
            "database (MB)", round(before / 1e6, 1), round(after / 1e6, 1), round(grown, 1),
            goal(grown, DATABASE_MB),
        )  # fmt: skip
        without, with_it = _private(ground, bare), _private(ground, database)
        more = with_it - without
        table.add("private memory (MB)", without, with_it, round(more, 1), goal(more, MEMORY_MB))
    finally:
        for name in filter(None, (database, bare)):
            ground.drop(name)
    table.notes.append(
        "Both sides hold clinic_crm and l10n_mx. CPU of the process alone, less that of a start "
        "which installs nothing; sizes after VACUUM FULL; memory as in `bench memory`, contacts "
        "opened."
    )
    return table


def _odoo(ground, database, *arguments):
    """Run Odoo on the database until it is loaded; the seconds of CPU it took."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, str(ROOT / 'tests/support/odoo_bin.py'), 'server']
    options = ['-c', str(ground.rc), '-d', database, '--no-http', '--stop-after-init']
    subprocess.run(
        [*command, *options, *arguments],
        cwd=ROOT,
        env=os.environ,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime


def _size(database):
    with closing(connect(database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute('VACUUM FULL')
            cursor.execute('SELECT pg_database_size(current_database())')
            return cursor.fetchone()[0]
