import base64

from odoo import api, fields, models

from ..paper import qr_png


class ClinicPractitionerFeed(models.TransientModel):
    """Shows a practitioner the address of the own agenda, to copy or to scan with a phone."""

    _name = 'clinic.practitioner.feed'
    _description = "Agenda on the phone"

    practitioner_id = fields.Many2one(
        'clinic.practitioner',
        required=True,
        readonly=True,
        ondelete='cascade',
        default=lambda self: self.env['clinic.appointment']._own_practitioner(),
    )
    address = fields.Char(compute='_compute_address')
    qr = fields.Binary(string="QR code", compute='_compute_address')

    @api.depends('practitioner_id.ics_token')
    def _compute_address(self):
        for feed in self:
            feed.address = feed.practitioner_id._feed_address()
            feed.qr = base64.b64encode(qr_png(feed.address))

    @api.model
    def _open(self, practitioner):
        feed = self.create({'practitioner_id': practitioner.id})
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("My agenda on the phone"),
            'res_model': self._name,
            'res_id': feed.id,
            'views': [(False, 'form')],
            'target': 'new',
        }

    def action_subscribe(self):
        """Hand the address to the phone's own calendar."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_url',
            'url': 'webcal://' + self.address.partition('://')[2],
            'target': 'self',
        }

    def action_renew(self):
        self.ensure_one()
        self.practitioner_id.action_renew_feed()
        return self._open(self.practitioner_id)
