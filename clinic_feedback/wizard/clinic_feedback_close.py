from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.clinic_feedback_case import CAUSES
from ..models.clinic_feedback_case_steps import ASK


class ClinicFeedbackClose(models.TransientModel):
    """Close a case: what went wrong, what was done, and what the patient will be asked."""

    _name = 'clinic.feedback.close'
    _inherit = ['clinic.typed.mixin']
    _description = "Close a Complaint"

    case_id = fields.Many2one('clinic.feedback.case', required=True, ondelete='cascade')
    root_cause = fields.Selection(CAUSES, string="What made it happen")
    action_taken = fields.Text(string="What was done")
    can_write_to = fields.Boolean(related='case_id.can_write_to')
    ask = fields.Boolean(string="Ask the patient whether it is resolved", default=True)
    question = fields.Text(string="The patient reads", compute='_compute_question')

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        case = self.env['clinic.feedback.case'].browse(values.get('case_id'))
        if case:
            case.check_access('read')
            values['root_cause'] = case.root_cause
            values['action_taken'] = case.action_taken
        return values

    @api.depends('case_id')
    def _compute_question(self):
        Message = self.env['clinic.message'].sudo()
        kind = self.env['clinic.message.kind']._get(ASK)
        for close in self:
            case = close.case_id._origin
            case.check_access('read')
            patient = case.sudo().patient_id
            close.question = False
            if patient:
                values = Message._prepare_send_vals(patient, kind, {}, None, None)
                titles = " · ".join(f"[{button.title}]" for button in kind.button_ids)
                close.question = f"{values['body']}\n\n{titles}"

    def action_close(self):
        self.ensure_one()
        text = (self.action_taken or '').strip()
        if not self.root_cause or not text:
            raise UserError(
                self.env._(
                    "Say what made it happen and what was done: that is what keeps it from "
                    "happening again."
                )
            )
        problem = self.case_id._close(self.root_cause, text, ask=self.ask)
        self.unlink()
        done = {'type': 'ir.actions.act_window_close'}
        if not problem:
            return done
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning',
                'sticky': True,
                'message': self.env._(
                    "The case is closed, but the patient was not asked: %(why)s", why=problem
                ),
                'next': done,
            },
        }
