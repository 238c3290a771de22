from odoo import models
from odoo.exceptions import UserError

from ..cloud_api import PayloadError, messages
from ..cloud_api import media as files
from .clinic_whatsapp_outbox import ANSWER


class ClinicWhatsappIdentity(models.Model):
    _inherit = 'clinic.whatsapp.identity'

    def _send_file(self, name, data_bytes, mime_type, caption='', reply_to='', key=''):
        """Answer a person with a file, in the caller's transaction; it goes when that commits.

        :param str name: what the person sees it called
        :param str mime_type: as far as known; what it is is decided by the bytes
        :param str reply_to: wamid of the message it answers
        :param str key: the row's, for what may be asked for again
        :return: the row of `clinic.whatsapp.outbox`
        :raises UserError: it cannot be sent, in words; nothing is kept
        """
        self.ensure_one()
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        if not self._may_be_answered():
            raise UserError(
                self.env._(
                    "More than 24 hours have passed since the person last wrote: WhatsApp takes "
                    "only an approved text now."
                )
            )
        media = self.env['clinic.whatsapp.media']._new_to_send(
            self.account_id, name, data_bytes, mime_type
        )
        if caption and media.kind not in files.CAPTIONED:
            raise UserError(self.env._("No words go with sound: send them before or after it."))
        try:
            messages.media(media.kind, id='-', caption=caption)
        except PayloadError as error:
            raise UserError(Outbox._payload_words(error)) from error
        return Outbox._enqueue(
            self,
            key or f'file:{media.uuid}',
            content={'caption': caption, 'said': media._in_words(caption)},
            priority=ANSWER,
            media_id=media.id,
            reply_to=reply_to or False,
        )
