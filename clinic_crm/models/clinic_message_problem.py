from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

RECENT = timedelta(days=30)
MAY_OVERRIDE = ('care', 'appointments', 'follow_up')


class ClinicMessage(models.Model):
    """What did not go: one definition for the home, the panel and lists, and its words."""

    _inherit = 'clinic.message'

    did_not_go = fields.Boolean(
        string="Did not go",
        compute='_compute_did_not_go',
        search='_search_did_not_go',
        help="To the patient, failed or too late, in the last 30 days.",
    )

    for_hands = fields.Boolean(
        string="Did not go, or waits for a decision",
        compute='_compute_for_hands',
        search='_search_for_hands',
    )

    def _compute_did_not_go(self):
        gone_wrong = self.filtered_domain(self._did_not_go_domain())
        for message in self:
            message.did_not_go = message in gone_wrong

    @api.model
    def _search_did_not_go(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._did_not_go_domain()

    @api.model
    def _did_not_go_domain(self):
        return (
            Domain('direction', '=', 'out')
            & Domain('state', 'in', ('failed', 'expired'))
            # who lacks a phone is one line of its own, not one for each message
            & Domain('error_code', '!=', 'no_address')
            & Domain('create_date', '>=', fields.Datetime.now() - RECENT)
        )

    @api.model
    def _for_hands_domain(self):
        """What did not go, and what waits for somebody to decide that it goes all the same."""
        return self._did_not_go_domain() | (
            Domain('state', '=', 'cancelled')
            & Domain('error_code', '=', 'not_asked')
            & Domain('purpose', 'in', MAY_OVERRIDE)
            & Domain('expires_at', '>', fields.Datetime.now())
        )

    def _compute_for_hands(self):
        found = self.filtered_domain(self._for_hands_domain())
        for message in self:
            message.for_hands = message in found

    @api.model
    def _search_for_hands(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._for_hands_domain()

    def _inner_failure(self):
        """Say what staff do after an error nobody foresaw."""
        if self.state == 'sending':
            return self.env._(
                "The system failed while sending: it may have arrived. Ask the patient before "
                "sending again."
            )
        return self.env._(
            "The system failed before sending. It tries again; if that fails too, tell whoever "
            "runs the server."
        )
