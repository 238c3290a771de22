import logging
import random
import time
import traceback

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import SQL, mute_logger

from odoo.addons.clinic_crm.jobs import RUSH

_logger = logging.getLogger(__name__)

WRITES = 8  # times a job tries to write what others write too


class ClinicWhatsappKeptMixin(models.AbstractModel):
    """Rows that the connector writes: people change what `_by_hand` names, and nothing else."""

    _name = 'clinic.whatsapp.kept.mixin'
    _description = "Row kept by the connector"

    _by_hand = frozenset()

    def write(self, vals):
        if not self.env.su and (kept := sorted(set(vals) - self._by_hand)):
            raise AccessError(
                self.env._(
                    "“%(field)s” is kept by the connector and cannot be written.",
                    field=self._fields[kept[0]].get_description(self.env, ['string'])['string'],
                )
            )
        return super().write(vals)

    # ------------------------------------------------------------------ in jobs
    @api.model
    def _committed(self, step):
        """What a step returns once it is committed; None if others were faster every time."""
        for attempt in range(WRITES):
            try:
                with mute_logger('odoo.sql_db'):
                    result = step()
                    self._commit()
                return result
            except RUSH:
                self._step_back(attempt)
        return None

    @api.model
    def _commit(self):
        """Commit, and leave the job's row of progress alone: that costs more than the commit."""
        self.env['ir.cron'].with_context(ir_cron_progress_id=False)._commit_progress()

    def _alone(self, step, *values):
        """What `step` returns for this one row, in a savepoint.

        A row that breaks holds nobody else up: it is undone, and `_broke` notes on it that somebody
        has to look; None then.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return step(*values)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it is its own
            # where, and what kind of error: its words may be a patient's
            where = ''.join(traceback.format_tb(error.__traceback__)[-4:])
            name = getattr(getattr(step, 'func', step), '__name__', '')
            _logger.error(
                "%s %s, %s: %s\n%s", self._name, self.id, name, type(error).__name__, where
            )
            self.env.invalidate_all()
            self._broke()
            return None

    def _broke(self):
        """Note on this row, past everything that may stumble over it, that a step failed."""

    def _note_plainly(self, **values):
        """Write columns of this row by SQL alone: no hook, no rule, no other record."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(self._table),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()
                ),
                self.id,
            )
        )
        self.invalidate_recordset(list(values), flush=False)

    @api.model
    def _step_back(self, attempt):
        """Others were faster: let them, the longer the more often it happened."""
        self.env.cr.rollback()
        self.env.invalidate_all()
        time.sleep(random.uniform(0, 0.02 * 2**attempt))
