from odoo import fields, models

from .survey_question import RANGES


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
            analysis = self.env['clinic.feedback.analysis']._of_line(
                self, line, line._clinic_words()
            )
            if analysis:
                self.env['clinic.feedback.case']._weigh(self, analysis=analysis)
        return result
