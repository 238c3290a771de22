import logging

from odoo import models

from odoo.addons.clinic_crm.jobs import RUSH

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
        try:
            with self.env.cr.savepoint():
                self._listen_all_the_same()
                self.env.flush_all()
        except RUSH:
            raise
        except Exception as broken:  # noqa: BLE001 - it stays to be tried again
            self.env.invalidate_all()
            _logger.error("Event %s could not be heard: %s", self.id, type(broken).__name__)

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
