from odoo import fields, models

from .survey_question import RANGES

HEARD = 'clinic_urgency_heard'  # in the context: the alert of these words was raised already


class ClinicFeedbackRequest(models.Model):
    """What an answer leads to, in the transaction that stores it: an analysis, perhaps a case."""

    _inherit = 'clinic.feedback.request'

    analysis_ids = fields.One2many(
        'clinic.feedback.analysis', 'request_id', string="Comments", readonly=True
    )
    case_ids = fields.One2many('clinic.feedback.case', 'request_id', readonly=True)

    def _on_answered(self, line):
        result = super()._on_answered(line)
        if line.skipped:
            return result
        limits = RANGES.get(line.question_id.clinic_measure)
        if limits and line.answer_type == 'scale':
            self.env['clinic.feedback.case']._weigh(self, score=(line.value_scale, *limits))
        elif line.answer_type in ('text_box', 'char_box'):
            self._on_words(line, line._clinic_words())
        elif line.suggested_answer_id.clinic_aspect:
            self.env['clinic.feedback.case']._about(self, line.suggested_answer_id.clinic_aspect)
        return result

    def _correct(self, question, reading):
        kept = super()._correct(question, reading)
        if question.kind == 'scale':
            self.sudo().case_ids._read_score_again()
        return kept

    def _on_words(self, line, words):
        analysis = self.env['clinic.feedback.analysis']._of_line(self, line, words)
        if not analysis:
            return
        if analysis.urgent and not self.env.context.get(HEARD):
            self.env['clinic.alert']._listen(
                words,
                self,
                self.company_id,
                patient=self.patient_id or None,
                key=f'feedback:{line.id}',
            )
        self.env['clinic.feedback.case']._weigh(self, analysis=analysis)
