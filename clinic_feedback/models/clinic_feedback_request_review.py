from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.jobs import work_off

from .clinic_feedback_case import OPEN

KIND = 'review_invitation'
ONCE_IN = timedelta(days=180)
USEFUL = timedelta(days=30)


class ClinicFeedbackRequest(models.Model):
    """The invitation to write a review: to everybody who finished a survey, whatever they said.

    No score is looked at. While a case of the patient is open, and for as long after it was closed
    as anybody else waits, it stays due; then it goes like that of all others.
    """

    _inherit = 'clinic.feedback.request'

    review_at = fields.Datetime(readonly=True, copy=False, index='btree_not_null')

    def _on_finished(self):
        result = super()._on_finished()
        now = fields.Datetime.now()
        for request in self:
            if request.is_anonymous or not request.patient_id:
                continue
            policy = self.env['clinic.feedback.policy']._of(request.company_id)
            if policy.review_link:
                request.review_at = now + timedelta(hours=policy.review_hours)
        return result

    @api.model
    def _cron_invite_to_review(self):
        work_off(self.env, self._due_for_review, lambda one: one._invite_to_review(), 1)

    @api.model
    def _due_for_review(self):
        """The next ones, without whoever has a case that is open or was closed not long ago."""
        now = fields.Datetime.now()
        policy = self.env['clinic.feedback.policy'].sudo()
        longest = policy.search([], order='review_hours DESC', limit=1)
        rest = timedelta(hours=longest.review_hours)
        cases = self.env['clinic.feedback.case'].sudo().search(
            [
                ('patient_id', '!=', False),
                '|',
                ('state', 'in', OPEN),
                ('closed_at', '>', now - rest),
            ]
        )  # fmt: skip
        held = self.env['clinic.patient'].sudo().union(*(p._survivor() for p in cases.patient_id))
        return self.search(
            [('review_at', '<=', now), ('patient_id', 'not in', held._with_history().ids)],
            order='review_at, id',
            limit=100,
        )

    def _invite_to_review(self):
        """Send it, or leave it for good when it would be a nuisance."""
        self.ensure_one()
        now = fields.Datetime.now()
        due_at, self.review_at = self.review_at, False
        policy = self.env['clinic.feedback.policy']._of(self.company_id)
        Message = self.env['clinic.message'].sudo()
        everybody = self.patient_id._survivor()._with_history()
        before = Message.search_count(
            [
                ('patient_id', 'in', everybody.ids),
                ('kind_id.code', '=', KIND),
                ('at', '>', now - ONCE_IN),
            ],
            limit=1,
        )
        # whoever had a case had to wait until it was over: that time does not count
        case = self.env['clinic.feedback.case'].sudo().search(
            [('patient_id', 'in', everybody.ids), ('closed_at', '!=', False)],
            order='closed_at DESC',
            limit=1,
        )  # fmt: skip
        over = case and case.closed_at + timedelta(hours=policy.review_hours)
        if before or not policy.review_link or max(due_at, over or due_at) < now - USEFUL:
            return
        Message._if_made(
            f"The invitation to write a review, of survey {self.id},",
            lambda: Message.with_company(self.company_id)._send(
                self.patient_id,
                KIND,
                {'liga': policy.review_link.strip()},
                dedupe_key=f'{KIND}:{self.id}',
                record=self,
            ),
        )
