from odoo import models

from .clinic_feedback_erasure import DATED, keep_month

WHEN_DONE = ('start_datetime', 'end_datetime')  # until then a limit of time may hang on them


class SurveyUserInput(models.Model):
    """Of anonymous answers the database keeps the month alone: whoever may read the rows, and
    knows who was there at ten past four, would know whose they are."""

    _inherit = 'survey.user_input'

    def write(self, vals):
        result = super().write(vals)
        self._blur()
        return result

    def _blur(self):
        for answers in self.sudo().filtered('clinic_owned'):
            request = answers.clinic_request_ids
            if not request.is_anonymous:
                continue
            lines = answers.user_input_line_ids
            answers.flush_recordset()
            lines.flush_recordset()
            zone = request.company_id.clinic_tz
            names = DATED + WHEN_DONE if answers.state == 'done' else DATED
            for records, columns in ((answers, names), (lines, DATED)):
                keep_month(records, columns, zone)
                records.invalidate_recordset(columns, flush=False)


class SurveyUserInputLine(models.Model):
    _inherit = 'survey.user_input.line'

    def write(self, vals):
        result = super().write(vals)
        self.sudo().user_input_id._blur()
        return result


class ClinicFeedbackRequest(models.Model):
    _inherit = 'clinic.feedback.request'

    def _open_anonymously(self):
        # a note in the thread of the answers would have its moment
        answers = super(
            ClinicFeedbackRequest, self.with_context(mail_create_nolog=True)
        )._open_anonymously()
        answers._blur()
        return answers

    def _answered(self, lines):
        result = super()._answered(lines)
        self.sudo().user_input_id._blur()
        return result
