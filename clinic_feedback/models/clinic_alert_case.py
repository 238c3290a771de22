from datetime import timedelta

from odoo import api, fields, models

from .clinic_feedback_case import UNTAKEN

PAUSE = 240  # minutes until the next person is asked, where the rules set no time to take a case


class ClinicAlert(models.Model):
    """An alert about a complaint: whoever takes it, on the telephone too, has the case."""

    _inherit = 'clinic.alert'

    kind = fields.Selection(
        selection_add=[('case', "Complaint")], ondelete={'case': 'set default'}
    )  # fmt: skip

    @api.model
    def _patient_of(self, record):
        """Who complains stands in the case, for those who may read it."""
        if record and record._name == 'clinic.feedback.case':
            return None
        return super()._patient_of(record)

    def _origin_action(self, record):
        """The patient, for who answers an urgency and may not read surveys."""
        survey = record._name == 'clinic.feedback.request'
        if survey and self.patient_id and not record.has_access('read'):
            return self.patient_id.action_open()
        return super()._origin_action(record)

    def _ask(self):
        """A complaint that is not critical has hours: nobody is called every five minutes."""
        result = super()._ask()
        case = self._record() if self.kind == 'case' and self.severity != 'urgent' else None
        if case:
            policy = self.env['clinic.feedback.policy']._of(case.company_id)
            minutes = policy._take_minutes(case.severity) or PAUSE
            self.next_at = fields.Datetime.now() + timedelta(minutes=minutes)
        return result

    def _add(self, text, person_words, severity, key):
        """One that turned critical does not keep the pace it had."""
        graver = self.kind == 'case' and severity == 'urgent' != self.severity
        result = super()._add(text, person_words, severity, key)
        if graver and self.state == 'new':
            self.next_at = fields.Datetime.now()
            self._wake()
        return result

    def _take(self, user):
        taken = super()._take(user)
        case = self._record() if self.kind == 'case' else None
        if taken and case and case.sudo().state in UNTAKEN:
            case._taken_by(user)
        return taken
