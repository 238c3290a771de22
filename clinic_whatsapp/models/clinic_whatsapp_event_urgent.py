import logging

from odoo import models

from odoo.addons.clinic_crm.jobs import whole_or_not

from ..cloud_api import read_message

_logger = logging.getLogger(__name__)


class ClinicWhatsappEvent(models.Model):
    """A message that could not be taken in may still be urgent: the alert does not wait for it."""

    _inherit = 'clinic.whatsapp.event'

    def _failed(self, error):
        first = not self.attempts
        super()._failed(error)
        if self.kind != 'message' or not first:
            return
        whole_or_not(self.env, _logger, f"Event {self.id}", self._listen_all_the_same)

    def _listen_all_the_same(self):
        incoming = read_message(self._event())
        text = self.env['clinic.chat.session']._own_words(incoming)
        if not text:
            return
        sender = incoming.sender
        known = self.env['clinic.whatsapp.identity'].sudo()._known(self.account_id, sender)
        wamid = incoming.wamid or self.key
        self.env['clinic.alert'].sudo()._listen(
            text if known else f"{sender.name} +{sender.wa_id}\n{text}",
            known or None,
            self.account_id.company_id,
            known.patient_id or None,
            key=f'whatsapp:{self.account_id.id}:{wamid}',
        )
