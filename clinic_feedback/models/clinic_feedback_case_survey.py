from datetime import timedelta

from odoo import fields, models

MOMENT = 'case_closed'
SILENT = timedelta(hours=48)  # whoever has not said by then whether it is resolved, does not


class ClinicFeedbackCase(models.Model):
    """How a complaint was dealt with, asked when a rule wants it: once a case, when it is over.

    A closed case whose patient still has to say whether it is resolved is not over, for two days;
    one that is opened again takes back what was planned.
    """

    _inherit = 'clinic.feedback.case'

    def _close(self, root_cause, action_taken, ask=True):
        problem = super()._close(root_cause, action_taken, ask=ask)
        self._plan_survey()
        return problem

    def _ask_patient(self):
        """Who does not answer is looked for by the job of the chain, which a closed case has no
        other use for."""
        problem = super()._ask_patient()
        if not problem and self._survey_rules():
            self.next_step_at = fields.Datetime.now() + SILENT
        return problem

    def _escalate(self):
        if self.state == 'closed' and self.verdict == 'asked':
            self._plan_survey(silent=True)
        return super()._escalate()

    def _verdict(self, resolved):
        counts = super()._verdict(resolved)
        if counts:
            self._plan_survey()
        return counts

    def _reopen(self):
        result = super()._reopen()
        self._plan_survey()
        return result

    def _survey_rules(self):
        Rule = self.env['clinic.feedback.rule'].sudo()
        return Rule.browse(Rule._of(self.company_id.root_id.id, MOMENT))

    def _plan_survey(self, silent=False):
        """:param bool silent: whether the patient has had the time to say if it is resolved"""
        Request = self.env['clinic.feedback.request'].sudo()
        for case in self.sudo().filtered('patient_id'):
            key = f'{MOMENT}:{case.id}'
            if case.state != 'closed' or case.verdict == 'asked' and not silent:
                Request.search([('key', '=', key), ('state', '=', 'planned')]).state = 'withdrawn'
            elif case.request_id.moment != MOMENT:  # not about how that was dealt with, and so on
                visit = case.appointment_id
                rule = case._survey_rules()._fitting(case, bool(visit) and visit._is_first_visit())
                if rule:
                    Request._plan(rule, case.patient_id, key, visit, company=case.company_id)
