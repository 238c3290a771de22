from markupsafe import Markup, escape

from odoo import fields, models

from ..analysis.interview import prompt

BUBBLE = Markup(
    '<div class="d-flex flex-column align-items-start mb-3">%s'
    '<div class="bg-white border rounded-3 px-3 py-2 shadow-sm"'
    ' style="max-width:22rem;white-space:pre-line">%s</div>%s</div>'
)  # fmt: skip
CHIP = Markup(
    '<div class="bg-white border rounded-3 px-3 py-1 mt-1 text-center text-info fw-bold"'
    ' style="min-width:11rem">%s</div>'
)
NOTE = Markup('<div class="small text-muted mb-1">%s</div>')


class SurveySurvey(models.Model):
    """What patients will see, before anything is sent."""

    _inherit = 'survey.survey'

    clinic_preview = fields.Html(
        string="As it looks in WhatsApp", compute='_compute_clinic_preview', sanitize=False
    )
    clinic_sent_count = fields.Integer(string="Were sent", compute='_compute_clinic_counts')
    clinic_done_count = fields.Integer(string="Were answered", compute='_compute_clinic_counts')

    def _compute_clinic_counts(self):
        """Of the branches one works in."""
        Request = self.env['clinic.feedback.request']
        rows = Request._read_group(
            [('survey_id', 'in', self.ids), ('user_input_id', '!=', False)],
            ['survey_id', 'state'],
            ['__count'],
        )
        counts = {(survey.id, state): count for survey, state, count in rows}
        for survey in self:
            mine = {state: n for (number, state), n in counts.items() if number == survey.id}
            survey.clinic_sent_count = sum(mine.values())
            survey.clinic_done_count = mine.get('done', 0)

    def _compute_clinic_preview(self):
        for survey in self:
            kind = self.env['clinic.message.kind'].sudo().search(
                [('code', '=', 'survey_invitation' if survey.clinic_in_chat else 'survey_link')]
            )  # fmt: skip
            values = kind._preview_values() if kind else {}
            if kind:
                more = {'preguntas': survey._origin._clinic_count_in_words()}
                if 'nota' in values and not survey.clinic_anonymous:
                    more['nota'] = ''
                text = kind._render(values | more)[1]
            else:
                text = ''
            parts = [_bubble(text, kind.button_ids.mapped('title'))]
            if survey._origin:
                parts += survey._origin._clinic_question_bubbles()
            survey.clinic_preview = Markup(
                '<div class="rounded-3 p-3" style="background:#efe7dd;max-width:26rem">%s</div>'
            ) % Markup('').join(parts)

    def _clinic_question_bubbles(self):
        if not self.clinic_in_chat:
            return [NOTE % self.env._("The questions are asked on the page behind the link.")]
        informal = self.env.company.sudo().root_id.clinic_informal
        script = self._clinic_script()
        titles = {question.id: question.title for question in script}
        options = {number: label for question in script for number, label in question.options}
        parts = []
        for question in script:
            said = prompt(question, informal=informal)
            when = ''
            if question.after:
                origin, low, high = question.after
                when = self.env._(
                    "Only if “%(question)s” gets %(low)s to %(high)s:",
                    question=titles.get(origin, ''), low=low, high=high,
                )  # fmt: skip
            elif question.triggers:
                chosen = ', '.join(options.get(one, '') for one in sorted(question.triggers))
                when = self.env._("Only if “%(answer)s” was chosen:", answer=chosen)
            parts.append(_bubble(said.text, [choice.title for choice in said.choices], when))
        return parts


def _bubble(text, choices=(), note=''):
    chips = Markup('').join(CHIP % title for title in choices)
    return BUBBLE % (NOTE % note if note else '', escape(text), chips)
