from datetime import timedelta
from functools import cached_property

from odoo import fields, models

from ..cloud_api import PEOPLE_A_DAY, Action

FIRST_LIMIT = PEOPLE_A_DAY['TIER_NOT_SET']  # of a number Meta has told nothing of yet


class ClinicWhatsappAccount(models.Model):
    """How a number fares: whether it may send, and how fast."""

    _inherit = 'clinic.whatsapp.account'

    parked_at = fields.Datetime(string="Stopped by Meta on", readonly=True, copy=False)
    parked_reason = fields.Char(readonly=True, copy=False)
    slow_until = fields.Datetime(readonly=True, copy=False)
    paused_until = fields.Datetime(
        string="Nothing begun by us until",
        readonly=True,
        copy=False,
    )
    rate = fields.Integer(
        string="Messages a second",
        default=70,
        required=True,
        help="Meta allows 80, in and out together; 20 if the number is also in the phone's app.",
    )
    pair_seconds = fields.Float(
        string="Seconds between two to a person", default=6.0, required=True
    )
    # a visit booked step by step goes without a pause; Meta lends up to 45
    pair_burst = fields.Integer(string="At once to a person", default=15, required=True)
    daily_limit = fields.Integer(
        string="People a day",
        default=FIRST_LIMIT,
        required=True,
        help="How many people the clinic may write to first within 24 hours. Meta begins with 250 "
        "and raises it with good use.",
    )
    reserved_share = fields.Integer(
        string="Of them kept for reminders (%)",
        default=50,
        required=True,
        help="Promotions and surveys may use the rest.",
    )

    _rate_range = models.Constraint(
        'CHECK (rate BETWEEN 1 AND 1000)', "A number sends between 1 and 1000 messages a second."
    )
    _pair_range = models.Constraint(
        'CHECK (pair_seconds >= 0 AND pair_burst BETWEEN 1 AND 45)',
        "To one person between 1 and 45 messages go at once.",
    )
    _limit_range = models.Constraint(
        'CHECK (daily_limit >= 0 AND reserved_share BETWEEN 0 AND 100)',
        "The share kept for reminders is between 0 and 100 %.",
    )

    def _learn(self, decision, sentence):
        """What an error says of the whole number."""
        self.ensure_one()
        now = fields.Datetime.now()
        if decision.action is Action.STOP_ACCOUNT and not self.parked_at:
            self.sudo().write({'parked_at': now, 'parked_reason': sentence, 'connected': False})
        elif decision.action is Action.SLOW_DOWN:
            self.sudo().slow_until = now + timedelta(seconds=decision.after or 1)
        elif decision.action is Action.PAUSE_CAMPAIGNS:
            self.sudo().paused_until = now + timedelta(hours=24)

    def _resume(self):
        """The connection has been found good: what waits goes on."""
        self.sudo().write({'parked_at': False, 'parked_reason': False, 'slow_until': False})
        self.env['clinic.whatsapp.outbox'].sudo()._wake()

    def _budget(self):
        """What is left today of the people the clinic may write to first."""
        self.ensure_one()
        return Budget(
            self._reached, self.daily_limit, self.daily_limit * self.reserved_share // 100
        )

    def _reached(self):
        """The ids of the people the clinic has written to first within a day."""
        since = fields.Datetime.now() - timedelta(hours=24)
        self.env.cr.execute(
            "SELECT DISTINCT identity_id FROM clinic_whatsapp_outbox"
            " WHERE account_id = %s AND by_template AND called_at > %s",
            [self.id, since],
        )
        return {identity for [identity] in self.env.cr.fetchall()}


class Budget:
    """The people a number has written to first today, and how many more it may.

    Who they are is asked for the first that is begun: answers need no room.
    """

    def __init__(self, ask, limit, reserved):
        self._ask, self.limit, self.reserved = ask, limit, reserved

    @cached_property
    def reached(self):
        return self._ask()

    def take(self, row):
        """Count the person of a row in; False when there is no room for them today."""
        person = row.identity_id.id
        if person in self.reached:
            return True
        room = self.limit - (self.reserved if row.priority > 1 else 0)
        if len(self.reached) >= room:
            return False
        self.reached.add(person)
        return True
