from odoo import fields, models


class ClinicMessageOverride(models.TransientModel):
    """Ask for the reason before a message goes without the patient's answer."""

    _name = 'clinic.message.override'
    _inherit = ['clinic.typed.mixin']
    _description = "Send Anyway"

    message_id = fields.Many2one('clinic.message', required=True, ondelete='cascade')
    problem = fields.Char(related='message_id.error', related_sudo=False)
    reason = fields.Char(required=True)

    def action_send(self):
        for override in self:
            override.message_id._send_anyway(override.reason)
        return {'type': 'ir.actions.act_window_close'}
