import random
import time

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import mute_logger

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
                    self.env['ir.cron']._commit_progress(0)
                return result
            except (OperationalError, ConcurrencyError):
                self._step_back(attempt)
        return None

    @api.model
    def _step_back(self, attempt):
        """Others were faster: let them, the longer the more often it happened."""
        self.env.cr.rollback()
        self.env.invalidate_all()
        time.sleep(random.uniform(0, 0.02 * 2**attempt))
