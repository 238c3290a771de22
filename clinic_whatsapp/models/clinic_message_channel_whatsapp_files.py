from odoo import models
from odoo.exceptions import UserError

from odoo.addons.clinic_crm.models.clinic_message_channel import DeliveryError

from ..cloud_api import media as files
from ..cloud_api import messages
from .clinic_whatsapp_outbox import CAMPAIGN, PRIORITIES

CLOSED = ('failed', 'expired', 'cancelled')


class ClinicMessageChannelWhatsapp(models.AbstractModel):
    _inherit = 'clinic.message.channel.whatsapp'

    def _enqueue(self, message):
        """A single file carries the words under it; of several each goes by itself, words first."""
        attachments = message.sudo().attachment_ids.sorted('id')
        if not attachments:
            return super()._enqueue(message)
        account = self._account(message.patient_id)
        person = self.env['clinic.whatsapp.identity']._of_patient(account, message.patient_id)
        try:
            if not person:
                raise UserError(self._nobody())
            media = self._files(account, message, attachments)
            apart = len(media) > 1 or not self._fits_under(media, message.sudo().body)
            if not person._may_be_answered():
                Outbox = self.env['clinic.whatsapp.outbox']
                if apart and message.kind_id.files_behind_link:
                    media, apart = media[0], False  # the approved text carries one
                if apart:
                    raise UserError(Outbox._files_need_words())
                Outbox._template_for(account, message.kind_id, media.kind)
        except UserError as error:
            message._delivery_failed(DeliveryError(str(error)))
            return None
        self._enqueue_parts(person, message, media, apart)
        return None

    def _files(self, account, message, attachments):
        """The files of a message, noted once each.

        :raises UserError: WhatsApp takes one of them not
        """
        Media = self.env['clinic.whatsapp.media'].sudo()
        known = Media.search(
            [('attachment_id', 'in', attachments.ids), ('account_id', '=', account.id)]
        )
        media = Media
        for attachment in attachments:
            media |= known.filtered(
                lambda m, a=attachment: m.attachment_id == a
            ) or Media._new_to_send(
                account,
                attachment.name,
                attachment.raw or b'',
                attachment.mimetype or '',
                attachment_id=attachment.id,
                patient_message_id=message.id,
            )
        return media

    def _fits_under(self, media, words):
        return media.kind in files.CAPTIONED and 0 < len(words or '') <= messages.CAPTION

    def _enqueue_parts(self, person, message, media, apart):
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        before = Outbox.search([('message_id', '=', message.id)])
        parts = [media.browse(), *media] if apart else [media]
        for part in parts:
            tries = before.filtered(lambda row, p=part: row.media_id == p)
            if any(row.state not in CLOSED for row in tries):
                continue  # tried again by hand, only what did not go goes again
            name = f'file:{part.attachment_id.id}:{len(tries)}' if part else len(tries)
            Outbox._enqueue(
                person,
                f'message:{message.uuid}:{name}',
                message=message,
                priority=PRIORITIES.get(message.purpose, CAMPAIGN),
                media_id=part.id,
                part=apart,
            )
