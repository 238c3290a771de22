from odoo import api, fields, models

from .survey_question import WORDS
from .survey_survey import TYPE


class SurveyUserInput(models.Model):
    """The answers of a patient: known by the request that asked for them, never by a contact."""

    _inherit = 'survey.user_input'

    clinic_owned = fields.Boolean(
        string="Of a patient", readonly=True, copy=False, help="To a survey of the clinic."
    )
    clinic_request_ids = fields.One2many(
        'clinic.feedback.request', 'user_input_id', readonly=True, groups=fields.NO_ACCESS
    )

    @api.model_create_multi
    def create(self, vals_list):
        Survey = self.env['survey.survey'].sudo()
        for vals in vals_list:
            survey = Survey.browse(vals.get('survey_id'))
            vals['clinic_owned'] = survey.survey_type == TYPE
            if vals['clinic_owned']:
                # whose they are is the request's to say; an e-mail or a name here would be in clear
                vals.update(partner_id=False, email=False, nickname=False)
        return super().create(vals_list)

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Keep a zero, and let an answer that came by the other way stand.

        Odoo takes the number 0 for no answer: the worst score would be lost. A patient who has
        answered in the conversation and sends the page of the same question goes on.
        """
        if not self.clinic_owned:
            return super()._save_lines(question, answer, comment, overwrite_existing)
        if isinstance(answer, int | float) and not isinstance(answer, bool):
            answer = f'{answer:g}'
        known = self.user_input_line_ids.filtered(
            lambda line: line.question_id == question and not line._is_aside()
        )
        if known and not overwrite_existing:
            return None
        return super()._save_lines(question, answer, comment, overwrite_existing=True)

    def _save_line_simple_answer(self, question, old_answers, answer):
        old_answers = old_answers.filtered(lambda line: not line._is_aside())
        return super()._save_line_simple_answer(question, old_answers, answer)

    def _save_line_choice(self, question, old_answers, answers, comment):
        old_answers = old_answers.filtered(lambda line: not line._is_aside())
        return super()._save_line_choice(question, old_answers, answers, comment)

    def _clear_inactive_conditional_answers(self):
        """What was said in words stays, whatever becomes of the question it was said to."""
        ours = self.filtered('clinic_owned')
        for answers in ours:
            inactive = answers._get_inactive_conditional_questions()
            answers.user_input_line_ids.filtered(
                lambda line, gone=inactive: (
                    line.question_id in gone and (line.skipped or line.answer_type not in WORDS)
                )
            ).unlink()
        others = self - ours
        return super(SurveyUserInput, others)._clear_inactive_conditional_answers()

    def _get_inactive_conditional_questions(self):
        """Also those that depend on a score: Odoo's scales trigger nothing."""
        inactive = super()._get_inactive_conditional_questions()
        for question in self.survey_id.question_ids.filtered('clinic_after_id'):
            scores = self.user_input_line_ids.filtered(
                lambda line, q=question: line.question_id == q.clinic_after_id and not line.skipped
            ).mapped('value_scale')
            low, high = question.clinic_after_min, question.clinic_after_max
            if not any(low <= score <= high for score in scores):
                inactive |= question
        return inactive

    def _mark_in_progress(self):
        result = super()._mark_in_progress()
        self.sudo().clinic_request_ids._begun()
        return result

    def _mark_done(self):
        """Nobody follows a patient's answers by mail, and nothing is certified by them."""
        ours = self.filtered('clinic_owned')
        if ours:
            ours.write({'state': 'done', 'end_datetime': fields.Datetime.now()})
            ours.sudo().clinic_request_ids._finish()
        others = self - ours
        return super(SurveyUserInput, others)._mark_done() if others else None

    def action_print_answers(self):
        """On Odoo's page whoever has its address would read them."""
        asked = self.sudo().clinic_request_ids
        if not asked:
            return super().action_print_answers()
        return {
            'type': 'ir.actions.act_window',
            'res_model': asked._name,
            'res_id': asked.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }

    def _compute_scoring_values(self):
        """An opinion is no exam: what Odoo adds up for one is spared at each answer."""
        ours = self.filtered('clinic_owned')
        ours.scoring_percentage = ours.scoring_total = 0
        return super(SurveyUserInput, self - ours)._compute_scoring_values()
