"""The reads of a transaction on their way to `clinic.access.log`.

Reads are collected on the cursor and written by one INSERT on a connection of their own: a
read-only or replica cursor could not write them, and a rollback must not take them back. That
happens before the transaction commits, and after it is rolled back, since data could leave in the
text of an error. When the lines cannot be written, the read is refused.

Where things are kept: the collection in `cr.postrollback.data`, which lives as long as the
transaction and, unlike `cr.precommit.data`, survives the rollback of a savepoint. A savepoint drops
the functions registered in `precommit`; the mark of being registered goes with them.
"""

import logging
import re
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

import psycopg2
from psycopg2.pool import PoolError

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.service.server import thread_local
from odoo.sql_db import BaseCursor, db_connect
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

KEY = 'clinic_crm.trail'
LOCK_TIMEOUT = '5s'

_reason: ContextVar[str | None] = ContextVar('clinic_read_reason', default=None)
_bulk: ContextVar[bool] = ContextVar('clinic_read_bulk', default=False)


class Trail:
    """What one transaction has read and not written down yet."""

    def __init__(self):
        # (user, company, model, record, reason) -> [time, names of fields, ids of a bulk read]
        self.pending = {}
        # (user, model, record, field) read or bulk-read so far: said once a transaction
        self.seen = set()
        # (user, model, record, field) whose value this user has just given
        self.own = set()
        self.people = {}
        self.job = None

    def add(self, env, model, ids, names):
        user, reason, bulk = _actor(env), _reason.get(), _bulk.get()
        added = defaultdict(set)
        for name in names:
            for record_id in ids:
                key = (user, model, record_id, name, bulk)
                if key not in self.seen:
                    self.seen.add(key)
                    added[record_id].add(name)
        if not added:
            return False
        if not self.pending:
            self.job = _job(env)
        now = fields.Datetime.now()
        login, company = self._person(env, user)
        for record_id, fnames in added.items():
            key = (user, login, company, model, None if bulk else record_id, reason)
            entry = self.pending.setdefault(key, (now, set(), set()))
            entry[1].update(fnames)
            entry[2].add(record_id)
        return True

    def _person(self, env, user):
        key = (user, tuple(env.context.get('allowed_company_ids') or ()))
        if key not in self.people:
            try:
                company = env.company.id
            except AccessError:  # a company the user has no right to, asked for in the context
                company = None
            login = env['res.users'].sudo().browse(user).login
            self.people[key] = (login or None, company)
        return self.people[key]


def note_read(records, *names):
    """Note that the user got `names` of `records`, unless the user has just written them."""
    if not records._ids:
        return
    env = records.env
    trail = _trail(env.cr)
    user, bulk = _actor(env), _bulk.get()
    fresh = [
        name
        for name in names
        if any(
            (user, records._name, record_id, name, bulk) not in trail.seen
            and (user, records._name, record_id, name) not in trail.own
            for record_id in records._ids
        )
    ]
    if fresh:
        note_fetched(records, fresh)


def note_fetched(records, names):
    """Note that `names` of `records` came out of the database for the present user."""
    env = records.env
    trail = _trail(env.cr)
    if trail.add(env, records._name, records._ids, names):
        _register(env.cr, trail)


def note_written(records, name):
    """Note that the present user gave `records` their value of `name` in this transaction."""
    ids = [record_id for record_id in records._ids if record_id]
    if ids:
        user = _actor(records.env)
        _trail(records.env.cr).own.update(
            (user, records._name, record_id, name) for record_id in ids
        )


@contextmanager
def reading_because(reason, *, bulk=False):
    """Within the block, reads are logged with `reason`.

    :param bool bulk: for migrations and recomputations over many records: one line for each model
        with the number of records, instead of one a record
    """
    tokens = _reason.set(reason), _bulk.set(bulk)
    try:
        yield
    finally:
        _reason.reset(tokens[0])
        _bulk.reset(tokens[1])


def write_trail(cr: BaseCursor, trail: Trail | None = None):
    """Write down what the transaction of `cr` has read so far.

    :raise UserError: it cannot be written, so what was read must not be shown
    """
    trail = trail or cr.postrollback.data.get(KEY)
    if trail is None or not trail.pending:
        return
    try:
        query = _insert(trail, *_circumstances())
        if _is_loading(cr):
            # the loading transaction may hold the table: a second connection would wait for ever
            cr.execute(query)
        else:
            with db_connect(cr.dbname).cursor() as log_cr:
                log_cr.execute(SQL("SET LOCAL lock_timeout = %s", LOCK_TIMEOUT))
                log_cr.execute(query)
    except (psycopg2.Error, PoolError) as error:
        _logger.critical("Reads of clinical records could not be logged; refused.", exc_info=True)
        env = cr.transaction and cr.transaction.default_env or _null_env(cr)
        raise UserError(
            env._(
                "This was not shown, because the clinic could not note down who reads it. Try "
                "again; if it happens again, tell the person who runs the server."
            )
        ) from error
    trail.pending.clear()


def _trail(cr) -> Trail:
    trail = cr.postrollback.data.get(KEY)
    if trail is None:
        trail = cr.postrollback.data[KEY] = Trail()
    return trail


def _register(cr, trail):
    for callbacks, function in (
        (cr.precommit, _before_commit),
        (cr.postcommit, _after_commit),
        (cr.postrollback, _after_rollback),
    ):
        mark = (KEY, function.__name__)
        if mark not in callbacks.data:
            callbacks.data[mark] = True
            callbacks.add(partial(function, cr, trail))


def _before_commit(cr, trail):
    # a later function of the same round may read again, and then has to register again
    cr.precommit.data.pop((KEY, _before_commit.__name__), None)
    write_trail(cr)


def _after_commit(cr, trail):
    # only what was read after the last savepoint was rolled back, see the module's text
    write_trail(cr, trail)


def _after_rollback(cr, trail):
    if _is_loading(cr):
        return
    try:
        write_trail(cr, cr.postrollback.data.get(KEY) or trail)
    except UserError:
        # A cursor that fails while it closes would never give its connection back. The answer to a
        # request is held back by `ir.http` instead.
        if '_obj' in vars(cr):
            raise


def _is_loading(cr):
    return cr.transaction is not None and not cr.transaction.registry.ready


def _actor(env):
    """The person: behind code that runs as the superuser, the user the transaction began for."""
    if env.uid == SUPERUSER_ID:
        default_env = env.transaction.default_env
        if default_env is not None and default_env.uid:
            return default_env.uid
    return env.uid


def _null_env(cr):
    return api.Environment(cr, SUPERUSER_ID, {})


def _job(env):
    """The name of the scheduled job this transaction belongs to, if any."""
    default_env = env.transaction.default_env
    cron_id = default_env is not None and default_env.context.get('cron_id')
    if request or not isinstance(cron_id, int):  # a client may put `cron_id` into its context
        return None
    return env['ir.cron'].sudo().browse(cron_id).exists().cron_name or None


def _circumstances():
    """What asked for the data, and from where: `(source or None, remote address or None)`."""
    if not request:
        return None, None
    called = getattr(thread_local, 'rpc_model_method', '')
    # the plain words a path begins with: what follows may be an access token
    path = re.match(r'(/[a-z_.-]{1,24}(?=/|$))*', request.httprequest.path)[0]
    return called or path or '/', request.httprequest.remote_addr


def _insert(trail, source, remote_addr):
    rows = [
        (
            user,
            login,
            company,
            model,
            record_id,
            len(ids),
            ','.join(sorted(names)),
            at,
            reason,
            trail.job or source,
            remote_addr,
        )
        for (user, login, company, model, record_id, reason), (
            at,
            names,
            ids,
        ) in trail.pending.items()
    ]
    return SQL(
        "INSERT INTO clinic_access_log (user_id, user_login, company_id, model, res_id,"
        " record_count, field_names, at, reason, source, remote_addr) VALUES %s",
        SQL(", ").join(rows),
    )
