from datetime import timedelta

from odoo import api, fields, models

from ..links import SignedLink

# What a patient may stop and take up again; care itself is no message.
STOPPABLE = ('appointments', 'follow_up', 'marketing', 'feedback')
VALID = timedelta(days=400)  # how long the link of an old e-mail still works
LINK = SignedLink('clinic.messages.link')


class ClinicPatient(models.Model):
    """BAJA and ALTA: which messages the patient stops or takes up, on whatever way they say it."""

    _inherit = 'clinic.patient'

    def _stop_messages(self, purposes, channel, evidence, everything=False):
        """Withdraw these purposes for each patient, at once; safe to repeat.

        :param str evidence: the words and where they were said, for the ledger
        :param bool everything: also what rests on the relationship alone; what the patient asks
            for, answers and urgent texts still go
        """
        for purpose in purposes:
            states = self._consent_states(purpose)
            still = self.filtered(lambda p, states=states: states.get(p.id) != 'refused')
            still._record_consent(purpose, 'refused', channel, evidence)
        if everything:
            self.filtered(lambda p: p.preferred_channel != 'none').preferred_channel = 'none'

    def _resume_messages(self, purposes, channel, evidence):
        """Agree to these purposes for each patient; safe to repeat."""
        for purpose in purposes:
            states = self._consent_states(purpose)
            new = self.filtered(lambda p, states=states: states.get(p.id) != 'granted')
            new._record_consent(purpose, 'granted', channel, evidence)
        self.filtered(lambda p: p.preferred_channel == 'none').preferred_channel = False

    def _stopped_by_themself(self):
        """The purposes that one of these stopped from afar, by a message or a link.

        What was refused at the desk or on paper is not taken up by the mere word ALTA.
        """
        distant = {c._code for c in self.env['clinic.message.channel']._channels()} | {'web'}
        Consent = self.env['clinic.consent'].sudo()
        stopped = []
        for purpose in STOPPABLE:
            for patient in self:
                last = Consent.search(
                    [('patient_id', '=', patient.id), ('purpose', '=', purpose)],
                    order='at desc, id desc',
                    limit=1,
                )
                if last.state in ('refused', 'revoked') and last.channel in distant:
                    stopped.append(purpose)
                    break
        return stopped

    # ------------------------------------------------------------------ the link
    def _stop_link(self):
        """The page on which whoever reads the patient's messages chooses which go on."""
        self.ensure_one()
        return f'{self.get_base_url()}/clinic/mensajes/{self._stop_token()}'

    def _stop_token(self):
        return LINK.token(self, fields.Date.today() + VALID)

    @api.model
    def _of_stop_link(self, token):
        """The patient of a token, as superuser; empty if it is none of ours or has ended."""
        patient = LINK.find(self, token)
        return patient and patient._survivor()


class ClinicMessage(models.Model):
    _inherit = 'clinic.message'

    def _stop_link(self):
        """Where the reader may say that they want no more of these; empty: that is not asked."""
        self.ensure_one()
        if self.purpose not in STOPPABLE or self.sudo().kind_id.consent_rule == 'always':
            return ''
        return self.sudo().patient_id._stop_link()
