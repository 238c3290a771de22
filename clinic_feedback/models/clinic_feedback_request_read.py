from markupsafe import Markup

from odoo import api, fields, models

from .clinic_feedback_request import ANSWERS

# Whoever has the link can answer: not those whose visits are rated.
LINK = 'clinic_feedback.group_manager,clinic_crm.group_director,clinic_crm.group_reception'

ROW = Markup('<div class="mb-3"><div class="text-muted">%s</div><div class="fs-5">%s</div></div>')


class ClinicFeedbackRequest(models.Model):
    """What was answered, to whoever may read it."""

    _inherit = 'clinic.feedback.request'

    answers = fields.Html(
        string="What was answered", compute='_compute_answers', sanitize=False, groups=ANSWERS
    )
    channel_link = fields.Char(
        string="Link of the survey", compute='_compute_channel_link', groups=LINK,
        help="The page on which this patient can answer; for whoever is on the phone with them.",
    )  # fmt: skip
    entered_by_id = fields.Many2one(
        'res.users', string="Typed by", readonly=True, copy=False, ondelete='set null',
        help="Somebody of the clinic: it was answered in their session.",
    )  # fmt: skip

    def _compute_answers(self):
        """Scores and options by the right on the request; words by their own, and logged."""
        Text = self.env['clinic.feedback.text']
        for request in self:
            lines = request.sudo().user_input_id.user_input_line_ids.sorted(
                lambda line: (line.question_sequence, line.id)
            )
            said = {text.line_id.id: text for text in Text.search([('line_id', 'in', lines.ids)])}
            rows = []
            for question, some in lines.grouped('question_id').items():
                words = [line._in_words(said.get(line.id)) for line in some]
                rows.append(ROW % (question.title, ', '.join(filter(None, words))))
            request.answers = Markup('').join(rows) or False

    @api.depends_context('uid')
    def _compute_channel_link(self):
        for request in self:
            usable = request._is_open() and not (request.is_anonymous or request._rates_me())
            request.channel_link = request._link() if usable else False

    def _rates_me(self):
        """Whether it is asked about a visit of the present user's."""
        seen = self.sudo()
        return self.env.user in (seen.practitioner_id | seen.about_id).user_id

    def _entered_by(self, user):
        """Who of the clinic typed an answer, for the patient; nothing of who typed an anonymous
        one."""
        if user._is_internal():
            self.filtered(lambda one: not one.is_anonymous).entered_by_id = user

    def action_open_patient(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'clinic.patient',
            'res_id': self.patient_id.id,
            'views': [(False, 'form')],
        }


class SurveyUserInputLine(models.Model):
    _inherit = 'survey.user_input.line'

    def _in_words(self, text=None):
        """An answer as a person reads it.

        :param text: its `clinic.feedback.text`, with the rights of whoever reads
        """
        self.ensure_one()
        if self.skipped:
            return self.env._("(skipped)")
        if self.answer_type in ('text_box', 'char_box'):
            return text.text if text else self.env._("(words that you may not read)")
        if self.answer_type == 'scale':
            return self.env._(
                "%(score)s of %(most)s", score=self.value_scale, most=self.question_id.scale_max
            )
        if self.answer_type == 'numerical_box':
            return f'{self.value_numerical_box:g}'
        return self.suggested_answer_id.value_label or self.display_name
