from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

KIND = 'desk'


class ClinicMessageCompose(models.TransientModel):
    """Write to one patient: shows beforehand by which way it goes, or why it cannot."""

    _name = 'clinic.message.compose'
    _inherit = ['clinic.typed.mixin']
    _description = "Message to a Patient"

    patient_id = fields.Many2one('clinic.patient', required=True, ondelete='cascade')
    uuid = fields.Char(default=lambda self: str(uuid4()), readonly=True)
    text = fields.Text(string="What to say")
    way = fields.Char(string="Goes by", compute='_compute_way')
    problem = fields.Char(compute='_compute_way')
    preview = fields.Text(string="The patient reads", compute='_compute_preview')

    @api.depends('patient_id')
    def _compute_way(self):
        kind = self.env['clinic.message.kind']._get(KIND)
        Message = self.env['clinic.message'].sudo()
        Channel = self.env['clinic.message.channel'].sudo()
        for compose in self:
            compose.patient_id._origin.check_access('read')
            patient = compose.patient_id.sudo()
            compose.way = compose.problem = False
            if not patient:
                continue
            channel, problem = None, Message._block(patient, kind)[1]
            if not problem:
                channel, problem = Channel._choose(patient, kind)
            compose.problem = problem
            if channel is not None:
                reader = patient._reader()
                compose.way = (
                    channel._label()
                    if reader == patient.partner_id
                    else self.env._(
                        "%(channel)s, to %(guardian)s",
                        channel=channel._label(),
                        guardian=reader.name,
                    )
                )

    @api.depends('patient_id', 'text')
    def _compute_preview(self):
        kind = self.env['clinic.message.kind']._get(KIND)
        Message = self.env['clinic.message'].sudo()
        for compose in self:
            compose.preview = False
            if compose.patient_id and (compose.text or '').strip():
                compose.patient_id._origin.check_access('read')
                values = Message._prepare_send_vals(
                    compose.patient_id.sudo(), kind, {'texto': compose.text.strip()}, None, None
                )
                compose.preview = values['body']

    def action_send(self):
        self.ensure_one()
        self.patient_id.check_access('read')
        self.env['clinic.message'].check_access('read')
        text = (self.text or '').strip()
        if not text:
            raise UserError(self.env._("Write what to tell the patient."))
        message = self.env['clinic.message']._send(
            self.patient_id, KIND, {'texto': text}, dedupe_key=f'desk:{self.uuid}'
        )
        self.env['clinic.message']._answered(self.patient_id)
        self.unlink()  # what was said stays in one place, encrypted
        problem = message.sudo().error
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning' if problem else 'success',
                'sticky': bool(problem),
                'message': problem
                or self.env._("It is on its way; the timeline says when it arrives."),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }
