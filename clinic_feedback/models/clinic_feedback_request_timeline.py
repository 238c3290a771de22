from odoo import api, models

from .clinic_feedback_case_timeline import PREVIEW
from .clinic_feedback_request import ANSWERS


class ClinicFeedbackRequest(models.Model):
    """What a patient answered, on their timeline, for whoever may read answers.

    Reception sees surveys as sent, on the visit; what was answered is none of its business.
    """

    _name = 'clinic.feedback.request'
    _inherit = ['clinic.feedback.request', 'clinic.timeline.mixin']

    @api.model
    def _timeline_kinds(self):
        if not self.env.user.has_groups(ANSWERS):
            return []
        return [('opinion', self.env._("Opinions"), 'fa-star-o')]

    def _timeline_entries(self, patients, before, limit):
        if not self.env.user.has_groups(ANSWERS):
            return []
        requests = self.search(
            [('patient_id', 'in', patients.ids), ('finished_at', '<=', before)],
            order='finished_at desc, id desc',
            limit=limit,
        )
        lines = requests.sudo().user_input_id.user_input_line_ids  # Odoo's own are closed to staff
        texts = self.env['clinic.feedback.text'].search([('line_id', 'in', lines.ids)], order='id')
        texts.fetch(['line_id', 'text'])
        said = texts.grouped(lambda text: text.sudo().line_id.user_input_id)
        analyses = self.env['clinic.feedback.analysis'].search(
            [('request_id', 'in', requests.ids)], order='id'
        )
        found = analyses.grouped('request_id')
        kinds = dict(self._fields['score_kind']._description_selection(self.env))
        entries = []
        for request in requests:
            words = said.get(request.sudo().user_input_id) or texts.browse()
            lines = [text.text for text in words if text.text]
            if one := found.get(request):
                lines.append(" · ".join(one.mapped('display_name')))
            text = '\n'.join(lines)
            score = (
                f'{kinds[request.score_kind]}: {self._score_words(request)}'
                if request.score_kind
                else ''
            )
            entries.append(
                request._timeline_entry(
                    'opinion',
                    request.finished_at,
                    title=" · ".join(filter(None, [request.display_name, score])),
                    text=text if len(text) <= PREVIEW else text[:PREVIEW].rstrip() + "…",
                    state=request.state,
                    state_label=request.outcome,
                )
            )
        return entries

    @api.model
    def _score_words(self, request):
        most = 10 if request.score_kind == 'nps' else 5
        return self.env._("%(score)s of %(most)s", score=request.score, most=most)


class ClinicPractitioner(models.Model):
    """What patients answered and wrote of a practitioner's visits, one click away."""

    _inherit = 'clinic.practitioner'

    def action_opinions(self):
        return self._open_opinions(
            'clinic_feedback.clinic_survey_answer_action', [('user_input_id', '!=', False)]
        )

    def action_comments(self):
        return self._open_opinions('clinic_feedback.clinic_feedback_analysis_action', [])

    def _open_opinions(self, action, domain):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(action),
            'domain': [*domain, ('practitioner_id', '=', self.id)],
            'context': {},
        }
