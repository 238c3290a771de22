from datetime import timedelta

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from odoo.addons.clinic_crm.jobs import RUSH

from .clinic_whatsapp_event import BACKOFF, BATCH, COLLISIONS, ORDERED


class ClinicWhatsappEvent(models.Model):
    """The jobs that apply events, each its share of the conversations."""

    _inherit = 'clinic.whatsapp.event'

    @api.model
    def _cron_apply(self, job):
        """Apply the events of one job's conversations, some a transaction."""
        self = self.with_context(lang=self.env.company._staff_lang())
        Cron = self.env['ir.cron']
        collisions = 0
        while True:
            some = self.browse()
            try:
                with mute_logger('odoo.sql_db'):
                    some = self._next(job, 1 if collisions else BATCH)
                    some._apply_in_order()
                    self.env.flush_all()
                    left = Cron._commit_progress(len(some), remaining=self._count_waiting(job))
            except RUSH as error:  # somebody else changed the same: again, one by one
                collisions += 1
                self._step_back(min(collisions, COLLISIONS))
                if collisions > COLLISIONS and some:
                    some._step_aside(error)
                    collisions = 0
                continue
            collisions = 0
            if not some or not left:
                return

    def _apply_in_order(self):
        """Apply these; behind a message that fails, those of its conversation wait."""
        if len(self) > 1 and self._apply_together():
            return
        held = set()
        for event in self:
            line = event.kind in ORDERED and (event.account_id.id, event.sudo().conversation)
            if line and line in held:
                continue
            event._apply()
            if line and event.state == 'retry':
                held.add(line)

    def _apply_together(self):
        """Apply all in one go, which costs a fraction; False if that fails: nothing is done then,
        and they have to be applied one by one.
        """
        try:
            with self.env.cr.savepoint():
                self.sudo().fetch(['content'])  # opened at once
                statuses = self.filtered(lambda event: event.kind == 'status')
                statuses._apply_statuses()
                for event in self - statuses:
                    event._apply_plainly()
                self.env.flush_all()
        except RUSH:
            raise
        except Exception:  # noqa: BLE001 - which one it is, is found one by one
            self.env.invalidate_all()
            return False
        return True

    def _step_aside(self, error):
        """After one collision too many, let others go first. That others are busy is no fault of
        an event: it never leads to quarantine. A row that is there twice is.
        """
        try:
            if isinstance(error, UniqueViolation):
                self._failed(type(error).__name__)
            else:
                self.next_attempt_at = fields.Datetime.now() + timedelta(seconds=BACKOFF[0])
            self.env['ir.cron']._commit_progress(len(self))
        except OperationalError:
            self.env.cr.rollback()
            self.env.invalidate_all()

    @api.model
    def _next(self, job, limit):
        """The next events of a job, locked. Behind a message that waits, its conversation waits."""
        self.flush_model()
        self.env.cr.execute(SQL("%s FOR UPDATE OF e SKIP LOCKED", self._waiting(job, limit)))
        events = self.browse(row_id for [row_id] in self.env.cr.fetchall())
        # those that came together are applied in the order in which they were written
        return events.sorted(lambda event: (event.at or event.received_at, event.id))

    @api.model
    def _count_waiting(self, job):
        self.flush_model()
        self.env.cr.execute(SQL("SELECT count(*) FROM (%s) AS ready", self._waiting(job, BATCH)))
        return self.env.cr.fetchone()[0]

    @api.model
    def _waiting(self, job, limit):
        return SQL(
            """
            SELECT e.id FROM clinic_whatsapp_event e
             WHERE e.job = %(job)s AND e.state IN ('new', 'retry')
               AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= %(now)s)
               AND (e.kind NOT IN %(ordered)s OR NOT EXISTS (
                    SELECT FROM clinic_whatsapp_event before
                     WHERE before.account_id = e.account_id
                       AND before.conversation = e.conversation
                       AND before.state IN ('new', 'retry')
                       AND before.kind IN %(ordered)s
                       AND before.next_attempt_at > %(now)s
                       AND before.id < e.id))
             ORDER BY e.id
             LIMIT %(limit)s
            """,
            job=job,
            now=fields.Datetime.now(),
            ordered=ORDERED,
            limit=limit,
        )
