from odoo import api, fields, models
from odoo.exceptions import UserError

from ..identity import normalise_phone
from ..models.clinic_message_kind import PURPOSES


class ClinicMessageLog(models.TransientModel):
    """Write down a call, a talk at the desk or a contact on a social network.

    Each channel is a button that saves: opening this and pressing one are the two clicks. Without a
    patient it is of somebody who asks for the first time, who is kept as such.
    """

    _name = 'clinic.message.log'
    _inherit = ['clinic.typed.mixin']
    _description = "Log a Contact"

    patient_id = fields.Many2one('clinic.patient', ondelete='cascade')
    new_name = fields.Char(string="Name")
    new_phone = fields.Char(string="Phone")
    known_ids = fields.Many2many(
        'clinic.patient', string="Registered with that phone", compute='_compute_known_ids'
    )
    channel = fields.Selection('_selection_channel')
    direction = fields.Selection(
        [('in', "They contacted us"), ('out', "We contacted them")],
        string="In or out",
        required=True,
        default='in',
    )
    purpose = fields.Selection(PURPOSES, required=True, default='appointments')
    at = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    body = fields.Text(string="What was said")

    @api.model
    def _selection_channel(self):
        return self.env['clinic.message']._selection_channel()

    @api.depends('new_phone', 'patient_id')
    def _compute_known_ids(self):
        Patient = self.env['clinic.patient']
        for log in self:
            log.known_ids = Patient
            if log.new_phone and not log.patient_id:
                number = normalise_phone(log.new_phone).e164
                log.known_ids = number and Patient.search(
                    [('partner_id.phone_sanitized', '=', number)], limit=5
                )

    def action_log(self):
        """Save it by the channel of the button that was pressed."""
        for log in self:
            channel = self.env.context.get('clinic_log_channel') or log.channel or 'phone'
            if channel not in dict(self._selection_channel()):
                raise UserError(self.env._("Choose how you spoke."))
            patient = log.patient_id or log._new_contact()
            patient.check_access('read')
            self.env['clinic.message'].check_access('read')
            self.env['clinic.message']._log(
                patient,
                channel,
                log.direction,
                log.body or False,
                at=min(log.at, fields.Datetime.now()),
                purpose=log.purpose,
            )
            log.unlink()  # what was said stays in one place, encrypted
        return {'type': 'ir.actions.act_window_close'}

    def _new_contact(self):
        """Keep somebody who asks for the first time, with a call to make."""
        self.ensure_one()
        if not (self.new_name or '').strip():
            raise UserError(
                self.env._("Choose the patient, or write the name of who asks for the first time.")
            )
        patient = self.env['clinic.patient'].create(
            {'name': self.new_name, 'phone': self.new_phone, 'stage': 'contact'}
        )
        patient._plan_call_back()
        return patient
