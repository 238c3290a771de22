from odoo import models


class ClinicMessageChannelWhatsapp(models.AbstractModel):
    """WhatsApp, through the outbox of the connector."""

    _name = 'clinic.message.channel.whatsapp'
    _inherit = 'clinic.message.channel'
    _description = "WhatsApp to Patients"

    _code = 'whatsapp'
    _sequence = 10
    _icon = 'fa-whatsapp'
    _own_queue = True
    _sensitivities = ('neutral', 'personal')

    def _label(self):
        return self.env._("WhatsApp")

    def _problem(self, patient, kind):
        return self.env._("WhatsApp is not connected.")
