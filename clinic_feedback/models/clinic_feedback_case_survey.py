from odoo import models

MOMENT = 'case_closed'


class ClinicFeedbackCase(models.Model):
    """How a complaint was dealt with, asked when a rule wants it: once a case, when it is over.

    A closed case whose patient still has to say whether it is resolved is not over; one that is
    opened again takes back what was planned.
    """

    _inherit = 'clinic.feedback.case'

    def _close(self, root_cause, action_taken, ask=True):
        problem = super()._close(root_cause, action_taken, ask=ask)
        self._plan_survey()
        return problem

    def _verdict(self, resolved):
        counts = super()._verdict(resolved)
        if counts:
            self._plan_survey()
        return counts

    def _reopen(self):
        result = super()._reopen()
        self._plan_survey()
        return result

    def _plan_survey(self):
        Rule = self.env['clinic.feedback.rule'].sudo()
        Request = self.env['clinic.feedback.request'].sudo()
        for case in self.sudo().filtered('patient_id'):
            key = f'{MOMENT}:{case.id}'
            if case.state != 'closed' or case.verdict == 'asked':
                Request.search([('key', '=', key), ('state', '=', 'planned')]).state = 'withdrawn'
            elif case.request_id.moment != MOMENT:  # not about how that was dealt with, and so on
                rules = Rule.browse(Rule._of(case.company_id.root_id.id, MOMENT))
                visit = case.appointment_id
                rule = rules._fitting(case, bool(visit) and visit._is_first_visit())
                if rule:
                    Request._plan(rule, case.patient_id, key, visit, company=case.company_id)
