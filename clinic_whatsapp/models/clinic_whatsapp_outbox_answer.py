import time

from odoo import models

from ..cloud_api import Accepted, Action, GraphError, NotSent, decide, gravest
from ..cloud_api.errors import NO_CODE

WORDS_LENGTH = 300
TOKEN_REFUSED = 190


class ClinicWhatsappOutbox(models.Model):
    """What the answer to a call, or a status that came later, leads to."""

    _inherit = 'clinic.whatsapp.outbox'

    def _result(self, result):
        """Take in what a call returned or raised."""
        self.ensure_one()
        if isinstance(result, Accepted):
            self._accepted({self: result})
        elif self.state != 'sending':
            return  # a webhook was faster and knows more
        elif isinstance(result, GraphError):
            self._refused(result)
        elif isinstance(result, NotSent):
            self._again(
                min(600, 10 * 2**self.attempts),
                self.env._("No connection to Meta: it is tried again."),
            )
        else:
            self._doubt()

    def _reported(self, status, at):
        """Take in a status of Meta's (`cloud_api.Status`)."""
        self.ensure_one()
        if status.wamid and not self.wamid:
            self._accepted({self: Accepted(status.wamid)}, at=at)
        if status.billable is not None:
            self.write(
                {'billable': status.billable, 'pricing_category': status.pricing_category or False}
            )
        if status.status != 'failed':
            self._advance(status.status, at)
        elif self.state not in ('delivered', 'read', 'failed'):
            error = gravest(status.errors) or GraphError(NO_CODE)
            self._refused(error, later=True)

    def _refused(self, error, later=False):
        """Meta refused it.

        :param bool later: it had been accepted before: the same is never sent again by itself
        """
        decision = decide(error, self.attempts)
        sentence = self._words(error, decision.action)
        account = self.account_id
        account._learn(decision, sentence)
        if decision.action is Action.WINDOW_CLOSED:
            self.identity_id.window_until = False
            if not later and not self.by_template and not self.sudo().content:
                self._again(sentence=sentence, code=error.code)  # once more, by approved text
                return
        elif decision.action is Action.RECIPIENT:
            self.identity_id.unreachable_code = error.code
        elif decision.action is Action.OPTED_OUT:
            self._opted_out()
        elif decision.action is Action.TEMPLATE:
            self.template_id.sudo().write({'parked': True, 'parked_reason': str(error)[:200]})
        if decision.after is None or later or decision.action in (Action.NOT_NOW, Action.TEMPLATE):
            self._give_up(sentence, error.code)
        else:
            if decision.action is Action.WAIT_RECIPIENT:
                # by Meta's count nothing is left to borrow, whatever ours says
                borrowed = (account.pair_burst - 1) * account.pair_seconds
                due = time.time() + decision.after + borrowed
                person = self.identity_id
                person.next_send = max(person.next_send or 0.0, due)
            wait = decision.after or (600 if decision.action is Action.PAUSE_CAMPAIGNS else 0)
            self._again(wait, sentence, error.code)

    def _opted_out(self):
        """The person told WhatsApp that they want no promotions of ours."""
        patient = self.identity_id.patient_id
        if not patient:
            return
        patient.sudo()._record_consent(
            'marketing', 'refused', 'whatsapp', "Meta reports that the person stopped promotions."
        )

    def _words(self, error, action):
        """Why it did not go, for staff: what happened and what to do."""
        if error.code == TOKEN_REFUSED:
            return self.env._(
                "Meta no longer takes the access token: make a new one and write it under "
                "WhatsApp, Numbers."
            )
        known = {
            Action.STOP_ACCOUNT: self.env._(
                "Meta has stopped the number: open WhatsApp, Numbers, and test the connection."
            ),
            Action.SLOW_DOWN: self.env._("Too many messages at once: it goes in a moment."),
            Action.WAIT_RECIPIENT: self.env._(
                "Too many messages to this person at once: it goes in a moment."
            ),
            Action.PAUSE_CAMPAIGNS: self.env._(
                "Meta asks us to write less to people who have not written to us."
            ),
            Action.WINDOW_CLOSED: self.env._(
                "More than 24 hours have passed since the person last wrote: only an approved "
                "text goes."
            ),
            Action.RECIPIENT: self.env._(
                "This number cannot be reached by WhatsApp: call, or ask for another number."
            ),
            Action.NOT_NOW: self.env._(
                "WhatsApp does not take this to this person today: call, or write by e-mail."
            ),
            Action.OPTED_OUT: self.env._("The person wants no promotions by WhatsApp."),
            Action.TEMPLATE: self.env._(
                "Meta does not accept the approved text any more: look under WhatsApp, Approved "
                "texts."
            ),
            Action.RETRY: self.env._("WhatsApp has a disturbance: it is tried again."),
        }.get(action)
        if known:
            return known
        answer = (error.details or error.message)[:WORDS_LENGTH]
        return self.env._("WhatsApp refused it: %(answer)s", answer=answer)
