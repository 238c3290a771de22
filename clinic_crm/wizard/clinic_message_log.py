from odoo import api, fields, models

from ..models.clinic_message_kind import PURPOSES


class ClinicMessageLog(models.TransientModel):
    """Write down a call, a talk at the desk or a contact on a social network."""

    _name = 'clinic.message.log'
    _inherit = ['clinic.typed.mixin']
    _description = "Log a Contact"

    patient_id = fields.Many2one('clinic.patient', required=True, ondelete='cascade')
    channel = fields.Selection('_selection_channel', required=True, default='phone')
    direction = fields.Selection(
        [('in', "They contacted us"), ('out', "We contacted them")],
        required=True,
        default='in',
    )
    purpose = fields.Selection(PURPOSES, required=True, default='appointments')
    at = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    body = fields.Text(string="What was said", required=True)

    @api.model
    def _selection_channel(self):
        return self.env['clinic.message']._selection_channel()

    def action_log(self):
        for log in self:
            log.patient_id.check_access('read')
            self.env['clinic.message'].check_access('read')
            self.env['clinic.message']._log(
                log.patient_id,
                log.channel,
                log.direction,
                log.body,
                at=min(log.at, fields.Datetime.now()),
                purpose=log.purpose,
            )
            log.unlink()  # what was said stays in one place, encrypted
        return {'type': 'ir.actions.act_window_close'}
