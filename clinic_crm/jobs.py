"""Work in the background, beside others who write the same rows."""

import time

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

COLLISIONS = 10  # so many, before it is the work's own fault
# what another transaction did: all of it is done once more
RUSH = (UniqueViolation, ConcurrencyError, OperationalError)
_called_out = {}  # database -> when its jobs were called out again last


def work_off(env, find, act, batch, in_all=False):
    """Do what is due, ``batch`` rows a transaction, until nothing is or the job's time is over.

    Any number of jobs may run it side by side: each takes rows that nobody else has locked.

    :param find: returns the recordset that is due now, what comes first first
    :param act: takes the rows of one transaction
    :param bool in_all: collisions count over the whole run, not in a row; for what reaches people,
        and would reach them again each time
    :return: whether nothing is due any more
    """
    Cron = env['ir.cron']
    collisions = 0
    while True:
        due = find()
        try:
            some = due.try_lock_for_update(limit=batch)
            if not some:
                return True
            act(some)
            env.flush_all()
            left = Cron._commit_progress(len(some), remaining=max(len(due) - len(some), 0))
        except (OperationalError, ConcurrencyError):
            collisions += 1
            if collisions > COLLISIONS:
                raise
            env.cr.rollback()
            env.invalidate_all()
            continue
        if not in_all:
            collisions = 0
        if not left:
            return False


def whole_or_not(env, logger, who, step, *values):
    """Run a step in a savepoint, whole or not at all; return whether it went well.

    Where it broke and what kind of error it was is logged; its words may be a patient's.

    :param str who: what it is done for, for the log
    :raises RUSH: another transaction was faster; the caller's is done once more, as a whole
    """
    try:
        with env.cr.savepoint():
            step(*values)
            env.flush_all()
    except RUSH:
        raise
    except Exception as error:  # noqa: BLE001 - what was done before it stays
        env.invalidate_all()
        where = error.__traceback__
        while where.tb_next:
            where = where.tb_next
        logger.error(
            "%s: %s broke: %s (%s:%s)",
            who,
            step.__name__,
            type(error).__name__,
            where.tb_frame.f_code.co_filename,
            where.tb_lineno,
        )
        return False
    return True


def wake_once(cron):
    """Run a job now unless a call is pending that nobody is answering yet.

    A pending call whose row is locked is being answered: what is new may have come too late for it.
    One that nobody has answered for seconds is called out again, at most once a second: whoever
    heard it first may have died. One that was answered since this transaction began is none.
    """
    cr = cron.env.cr
    try:
        with mute_logger('odoo.sql_db'), cr.savepoint(flush=False):
            cr.execute(
                "SELECT call_at < now() AT TIME ZONE 'UTC' - interval '3 seconds'"
                " FROM ir_cron_trigger WHERE cron_id = %s AND call_at <= now() AT TIME ZONE 'UTC'"
                " ORDER BY call_at LIMIT 1 FOR KEY SHARE SKIP LOCKED",
                [cron.id],
            )
            pending = cr.fetchone()
    except SerializationFailure:
        pending = None
    if not pending:
        cron._trigger()
    elif pending[0] and time.monotonic() - _called_out.get(cr.dbname, 0.0) > 1.0:
        _called_out[cr.dbname] = time.monotonic()
        cr.postcommit.add(cron._notifydb)
