from odoo import models

CASE_MOMENTS = (
    'deadline_at', 'take_by', 'taken_at', 'answered_at', 'closed_at', 'reopened_at',
)  # fmt: skip


class ClinicFeedbackCase(models.Model):
    _inherit = 'clinic.feedback.case'

    def _anonymise(self):
        """Closed ones: no patient, no text, no thread; how long each step took stays."""
        for case in self:
            shift = case.company_id._middle_of_month(case.opened_at) - case.opened_at
            case.write(
                {
                    'patient_id': False,
                    'appointment_id': False,
                    'action_taken': False,
                    'patient_words': False,
                    'told_uuid': False,
                    'next_step_at': False,
                    'opened_at': case.opened_at + shift,
                    **{name: case[name] + shift for name in CASE_MOMENTS if case[name]},
                }
            )
        about = [('res_model', '=', self._name), ('res_id', 'in', self.ids)]
        # those that were done are archived
        self.env['mail.activity'].sudo().with_context(active_test=False).search(about).unlink()
        self.env['ir.attachment'].sudo().search(about).unlink()
        self.env['mail.followers'].sudo().search(about).unlink()
        self.env['mail.message'].sudo().search(
            [('model', '=', self._name), ('res_id', 'in', self.ids)]
        ).unlink()
