import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .clinic_whatsapp_outbox import ANSWER

# Behind a message that may have gone what is said later waits, lest it is read first: longer than
# the sender's `DOUBT`, so that what is sent once more goes before it; an answer not so long.
HELD = timedelta(minutes=20)
HELD_ANSWER = timedelta(minutes=1)


class ClinicWhatsappOutbox(models.Model):
    """Which row goes next, and when."""

    _inherit = 'clinic.whatsapp.outbox'

    @api.model
    def _ready(self, what, limit):
        """The rows that may go now: of each person the first, of each kind of haste its own line.

        Nothing of an account that is parked; where Meta asked to pause, only answers; nothing that
        would overtake a message that may have gone, for a while (`HELD`).
        """
        return SQL(
            """
            SELECT %(what)s FROM clinic_whatsapp_outbox o
              JOIN clinic_whatsapp_account a ON a.id = o.account_id
              JOIN clinic_whatsapp_identity i ON i.id = o.identity_id
             WHERE o.state = 'queued' AND a.active AND a.parked_at IS NULL
               AND (a.slow_until IS NULL OR a.slow_until <= %(now)s)
               AND (a.paused_until IS NULL OR a.paused_until <= %(now)s OR i.window_until > %(now)s)
               AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= %(now)s)
               AND coalesce(i.next_send, 0) - (a.pair_burst - 1) * a.pair_seconds <= %(clock)s
               AND NOT EXISTS (
                   SELECT FROM clinic_whatsapp_outbox before
                    WHERE %(before)s
                      AND (before.state != 'uncertain' OR before.called_at + %(held)s > %(now)s))
             ORDER BY o.priority, o.id
             LIMIT %(limit)s
               FOR UPDATE OF o SKIP LOCKED
            """,
            what=what,
            now=fields.Datetime.now(),
            clock=time.time(),
            before=self._before(('queued', 'sending', 'uncertain')),
            held=self._held(),
            limit=limit,
        )

    @api.model
    def _before(self, states):
        """The condition that a row `before` is to go before the row `o`, to the same person."""
        return SQL(
            "before.identity_id = o.identity_id AND before.priority = o.priority"
            " AND before.state IN %s AND before.id < o.id",
            states,
        )

    @api.model
    def _held(self):
        """How long the row `o` waits behind one that may have gone."""
        return SQL(
            "CASE WHEN o.priority = %s THEN %s::interval ELSE %s::interval END",
            ANSWER,
            HELD_ANSWER,
            HELD,
        )

    @api.model
    def _count_ready(self):
        self.flush_model()
        self.env.cr.execute(self._ready(SQL("o.id"), 1))
        return self.env.cr.rowcount

    @api.model
    def _wake_for_the_next(self, due):
        """What waits for its time, or for a little room to a person, is not left to the clock.

        Not before `_ready` would take it: else the job runs every second for nothing.

        :param due: what `_next_due` says
        """
        if due:
            soon = fields.Datetime.now() + timedelta(seconds=1)
            self._wake(max(due.replace(microsecond=0), soon))

    @api.model
    def _next_due(self):
        """When `_ready` will take something that waits, or None."""
        self.flush_model()
        self.env['clinic.whatsapp.account'].flush_model()
        self.env['clinic.whatsapp.identity'].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT min(greatest(
                           o.next_attempt_at, a.slow_until,
                           CASE WHEN i.window_until > now() AT TIME ZONE 'UTC' THEN NULL
                                ELSE a.paused_until END,
                           to_timestamp(coalesce(i.next_send, 0)
                                        - (a.pair_burst - 1) * a.pair_seconds) AT TIME ZONE 'UTC',
                           (SELECT max(before.called_at + %(held)s)
                              FROM clinic_whatsapp_outbox before WHERE %(doubtful)s)))
                  FROM clinic_whatsapp_outbox o
                  JOIN clinic_whatsapp_account a ON a.id = o.account_id
                  JOIN clinic_whatsapp_identity i ON i.id = o.identity_id
                 WHERE o.state = 'queued' AND a.active AND a.parked_at IS NULL
                   AND NOT EXISTS (
                       SELECT FROM clinic_whatsapp_outbox before WHERE %(before)s)
                """,
                held=self._held(),
                doubtful=self._before(('uncertain',)),
                before=self._before(('queued', 'sending')),
            )
        )
        return self.env.cr.fetchone()[0]
