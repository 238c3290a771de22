from odoo import api, fields, models

from odoo.addons.clinic_crm.jobs import work_off

from ..resolution import next_step
from .clinic_feedback_case import OPEN, UNTAKEN


class ClinicFeedbackCase(models.Model):
    """The chain: who hears of a case that nobody takes, or that is late. Each hears once."""

    _inherit = 'clinic.feedback.case'

    def _plan_next(self, policy=None):
        """Set when the next of the chain hears of it, and wake the job at that moment."""
        cron = self.env.ref('clinic_feedback.ir_cron_case_chain').sudo()
        for case in self.sudo():
            at = False
            if case.state in OPEN:
                policy = policy or self.env['clinic.feedback.policy']._of(case.company_id)
                chain = policy._chain(case.user_id, case.company_id, case._not_to(case))
                at = next_step(chain, case.steps_done, case.deadline_at)
                if case.take_by and not case.untaken_told and case.state in UNTAKEN:
                    at = min(at, case.take_by) if at else case.take_by
            case.next_step_at = at
            if at:
                cron._trigger(at=at)

    def _escalate(self):
        """Tell the next of the chain, if the case still asks for it."""
        self.ensure_one()
        now = fields.Datetime.now()
        policy = self.env['clinic.feedback.policy']._of(self.company_id)
        if self.state in OPEN:
            chain = policy._chain(self.user_id, self.company_id, self._not_to(self))
            untaken = self.take_by and self.take_by <= now and self.state in UNTAKEN
            if untaken and not self.untaken_told:
                self.untaken_told = True
                if chain:
                    self._tell_above(self.env['res.users'].browse(chain[0].user), late=False)
            due = next_step(chain, self.steps_done, self.deadline_at)
            if due and due <= now:
                step = chain[self.steps_done]
                self.steps_done += 1
                self._tell_above(self.env['res.users'].browse(step.user), late=True)
        self._plan_next(policy)

    @api.model
    def _cron_chain(self):
        """Whose time has come, one a transaction. Any number of jobs may run side by side."""

        def escalate(case):
            case.with_context(lang=case.company_id._staff_lang())._escalate()

        work_off(self.env, self._due_steps, escalate, 1)

    @api.model
    def _due_steps(self):
        return self.search(
            [('next_step_at', '<=', fields.Datetime.now())], order='next_step_at', limit=100
        )
