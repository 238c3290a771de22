"""A clinic of an older version brought up to date with the addons as they are here.

`past(ground, commit)` gives a database in which the addons of that commit were installed and its
own generator loaded a clinic; `bring_up_to_date` is what an administrator does; `Holdings` tell
what was in the database before, so that nothing is lost in silence.
"""

import configparser
import os
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

from psycopg2 import sql

from tests.support import source
from tests.support.ground import ROOT, Ground, connect
from tests.support.server import problems

ADDONS = [addon.name for addon in source.addons()]
# What Odoo keeps of itself is made anew by any update; what an addon brought it may take back.
NOT_HELD = ('ir\\_%', 'bus\\_%', 'res\\_groups%', 'base\\_registry%', 'mail\\_template%')
TOUCHED = {'write_date', 'write_uid'}

# What no generator writes: invoices that are sealed and wait to be stamped.
SEAL_ALL = """
documents = env.get('clinic.cfdi.document')
if hasattr(documents, '_of_moves'):
    sold = [('move_type', '=', 'out_invoice'), ('state', '=', 'posted')]
    documents._of_moves(env['account.move'].search(sold))
    env.cr.commit()
"""
OPEN_ALL = """
opened = 0
broken = []
for name, model in env.items():
    if model._abstract or model._transient or not model._auto:
        continue
    sealed = [f.name for f in model._fields.values() if type(f).__name__ == 'Encrypted' and f.store]
    for record in model.with_context(active_test=False).search([]) if sealed else ():
        for field in sealed:
            try:
                opened += bool(record[field])
            except Exception as error:
                broken.append(f'{record}.{field}: {error}')
result = {'opened': opened, 'broken': broken}
"""


def points(wanted: str | int) -> list[str]:
    """Commits to upgrade from: the one that is named, or so many of this history, spread evenly
    from the first whose generator loads a clinic to what is committed now; none without history.
    """
    if isinstance(wanted, str):
        return _git('rev-parse', '--short', f'{wanted}^{{commit}}').split()
    line = _git('rev-list', '--first-parent', '--reverse', '--abbrev-commit', 'HEAD').split()
    first = _git('rev-list', '--reverse', '--abbrev-commit', 'HEAD', '--', 'scripts/generate.py')
    known = [commit for commit in first.split() if commit in line][:1]
    if not known:
        return []
    line = line[line.index(known[0]) :]
    steps = max(1, min(wanted, len(line)) - 1)
    return list(dict.fromkeys(line[(len(line) - 1) * step // steps] for step in range(steps + 1)))


@contextmanager
def past(ground: Ground, commit: str, patients: int):
    """A database as that commit left it, with invented people in it; dropped at the end.

    :raise RuntimeError: with the last words of a step of that version that failed
    """
    with tempfile.TemporaryDirectory(prefix='clinic-past-') as folder:
        command = ['git', 'archive', commit]
        archive = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        subprocess.run(['tar', '-x', '-C', folder], input=archive.stdout, check=True)
        name = ground.clone(ground.deps, f'past_{commit}')
        try:
            rc = _configuration(ground, name, Path(folder))
            _odoo(ground, name, rc, folder, '-i')
            generator = Path(folder, 'scripts/generate.py')
            if generator.exists():
                arguments = ['--patients', str(patients), '--seed', '3']
                command = [str(generator), *arguments]
                _run(command, folder, ground.log('past-generate'), ODOO_RC=str(rc))
                command = ['-m', 'odoo', 'shell', '-c', str(rc), '-d', name, '--no-http']
                _run(command, folder, ground.log('past-seal'), SEAL_ALL)
            yield name
        finally:
            ground.drop(name)


def bring_up_to_date(ground: Ground, database: str) -> list[str]:
    """Update the four addons with today's code; returns what the log complains of."""
    log = _odoo(ground, database, ground.rc, ROOT, '-u')
    return problems(log.read_text(encoding='utf-8', errors='replace'))


class Holdings:
    """What a database holds: of each table the ids, and a digest of each column over them."""

    def __init__(self, database: str, of: 'Holdings | None' = None):
        """:param of: look only at the rows and tables that these held"""
        self.tables = {}
        with closing(connect(database)) as connection, connection.cursor() as cursor:
            there, self.brought = self._columns(cursor), self._brought(cursor)
            for table in of.tables if of else there:
                columns = there.get(table, [])
                ids = of.tables[table][0] if of else None
                found = self._look(cursor, table, columns, ids) if columns else ([], {})
                self.tables[table] = found

    def _columns(self, cursor):
        cursor.execute(
            """
            SELECT c.table_name, array_agg(c.column_name::text ORDER BY c.column_name)
              FROM information_schema.columns c JOIN information_schema.tables t
                   USING (table_schema, table_name)
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                   AND NOT table_name LIKE ANY (%s)
             GROUP BY c.table_name ORDER BY c.table_name""",
            [list(NOT_HELD)],
        )
        return {table: columns for table, columns in cursor if 'id' in columns}

    def _look(self, cursor, table, columns, ids):
        digest = sql.SQL("md5(string_agg(id || ':' || COALESCE({}::text, ''), ',' ORDER BY id))")
        query = sql.SQL('SELECT array_agg(id ORDER BY id), {} FROM {} WHERE %s OR id = ANY(%s)')
        kept = [column for column in columns if column not in TOUCHED]
        digests = sql.SQL(', ').join(digest.format(sql.Identifier(column)) for column in kept)
        cursor.execute(query.format(digests, sql.Identifier(table)), [ids is None, ids or []])
        found, *values = cursor.fetchone()
        return found or [], dict(zip(kept, values, strict=True))

    def _brought(self, cursor):
        """{table: ids} of what our addons' own data made."""
        cursor.execute(
            "SELECT replace(model, '.', '_'), array_agg(res_id) FROM ir_model_data"
            " WHERE module = ANY(%s) GROUP BY model",
            [ADDONS],
        )
        return dict(cursor.fetchall())

    def count(self, table: str) -> int:
        return len(self.tables.get(table, ([],))[0])

    def lost(self, after: 'Holdings') -> list[str]:
        """Tables that have fewer of these rows, with how many; what our data brought aside."""
        found = []
        for table, (ids, _columns) in self.tables.items():
            if gone := set(ids) - set(after.tables[table][0]) - set(self.brought.get(table, ())):
                found.append(f'{table}: {len(gone)} of {len(ids)} rows')
        return found

    def changed(self, after: 'Holdings') -> list[str]:
        """Columns whose values are others in the same rows, and those that are gone."""
        found = []
        for table, (ids, columns) in self.tables.items():
            now_ids, now = after.tables[table]
            if ids and ids == now_ids:
                found += [
                    f'{table}.{column}{"" if column in now else " (gone)"}'
                    for column, digest in columns.items()
                    if now.get(column) != digest
                ]
        return found


def _configuration(ground, database, folder):
    """Odoo's configuration with that folder's addons in the place of this checkout's."""
    config = configparser.RawConfigParser()
    config.read(ground.rc, encoding='utf-8')
    paths = config['options']['addons_path'].split(',')
    config['options']['addons_path'] = ','.join(str(folder) if p == str(ROOT) else p for p in paths)
    config['options'].update(db_name=database, dbfilter=f'^{database}$')
    rc = folder / 'odoo.conf'
    with rc.open('w', encoding='utf-8') as file:
        config.write(file)
    return rc


def _odoo(ground, database, rc, folder, change):
    """Install (`-i`) or update (`-u`) our addons; returns the log."""
    options = ['-d', database, change, ','.join(ADDONS), '--stop-after-init', '--no-http']
    command = ['-m', 'odoo', 'server', '-c', str(rc), *options]
    return _run(command, folder, ground.log(f'past{change}'))


def _run(arguments, folder, log, words='', **variables):
    """Run Python on that folder's code, with these words as its input; returns its log."""
    paths = [path for path in os.environ['PYTHONPATH'].split(os.pathsep) if path != str(ROOT)]
    env = os.environ | {'PYTHONPATH': os.pathsep.join(paths), 'PYTHONDONTWRITEBYTECODE': '1'}
    with log.open('wb') as output:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env=env | variables,
            input=words.encode(),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        last = '\n'.join(log.read_text(errors='replace').splitlines()[-15:])
        raise RuntimeError(f"{' '.join(arguments[:4])} failed in {folder} ({log}):\n{last}")
    return log


def _git(*arguments):
    """What git says; nothing where there is no history, as in an archive or a shallow clone."""
    command = ['git', '-C', str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
