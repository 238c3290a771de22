import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.clinic_crm.models.clinic_message import RANK

from ..cloud_api import PayloadError, messages
from .clinic_whatsapp_outbox import STEPS

NO_SUCH_FILE = (100, 131009)  # Meta's codes for an id of a file that it does not know
UPLOAD_TIME = timedelta(minutes=10)  # a row waits so long for its file before it asks for it again
PARTS = 'clinic_whatsapp_parts'


class ClinicWhatsappOutbox(models.Model):
    """Rows that carry a file. A message with several goes in several rows, words first; it has
    come as far as its slowest part."""

    _inherit = 'clinic.whatsapp.outbox'

    media_id = fields.Many2one(
        'clinic.whatsapp.media', readonly=True, ondelete='restrict', index='btree_not_null'
    )
    part = fields.Boolean(readonly=True, help="One of several rows of its message.")

    @api.model
    def _enqueue(self, identity, key, **more):
        media = self.env['clinic.whatsapp.media'].browse(more.get('media_id'))
        if media and not media._is_uploaded():
            more['next_attempt_at'] = fields.Datetime.now() + UPLOAD_TIME
            media._wake()
        return super()._enqueue(identity, key, **more)

    def _is_at_hand(self):
        if self.media_id and not self.media_id._is_uploaded():
            self._again(UPLOAD_TIME.total_seconds())  # until then it is handed over
            self.media_id._wake()
            return False
        return super()._is_at_hand()

    def _contents(self):
        media = self.media_id
        is_open = self.identity_id._may_be_answered()
        if not media:
            if self.part and not is_open:
                raise UserError(self._files_need_words())
            return super()._contents()
        caption = self._caption()
        try:
            content = messages.media(
                media.kind,
                id=media.sudo().upload_id,
                caption=caption if is_open else '',
                filename=media._file_name(),
                voice=media.voice,
            )
        except PayloadError as error:
            raise UserError(self._payload_words(error)) from error
        if is_open:
            return content, False
        if self.sudo().content or self.part:
            raise UserError(self._files_need_words())
        self.template_id = self._template_for(self.account_id, self.message_id.kind_id, media.kind)
        return self.template_id._content(self.message_id, content), True

    def _caption(self):
        """The words under the file: those given with it, or the message's own."""
        if self.sudo().content:
            return json.loads(self.sudo().content).get('caption') or ''
        return '' if self.part else self.message_id.sudo().body or ''

    @api.model
    def _template_for(self, account, message_kind, kind):
        """The approved text of a kind of message that carries a file of this kind in its header.

        :raises UserError: there is none
        """
        template = self.env['clinic.whatsapp.template']._for(account, message_kind)
        if template._template().header_kind != kind.upper():
            raise UserError(self._files_need_words())
        return template

    @api.model
    def _files_need_words(self):
        return self.env._(
            "More than 24 hours have passed since the person last wrote, and the approved text "
            "carries no such file: wait for their answer, or send it by another way."
        )

    # ------------------------------------------------------------------ what became of it
    def _advance(self, state, at=None):
        parts = self.filtered('part')
        super(ClinicWhatsappOutbox, parts.with_context(**{PARTS: True}))._advance(state, at)
        return super(ClinicWhatsappOutbox, self - parts)._advance(state, at)

    def _refused(self, error, later=False):
        media = self.media_id
        if media and not later and error.code in NO_SUCH_FILE and media._forget_upload():
            self._again()  # nothing was sent: the file goes up anew, and then the message
            return
        super()._refused(error, later)

    def _give_up(self, sentence, code=0, unknown=False):
        if self.media_id:
            self.media_id.sudo().error = sentence
        if self.part:  # the whole goes another way, or not at all
            for row in self._parts(self.message_id) - self:
                if row.state == 'queued':
                    row._stop('cancelled', self.env._("Another part of the message did not go."))
        return super()._give_up(sentence, code, unknown)

    def _tell_record(self, message):
        """A file that a person answered with is part of the patient's record once it has gone."""
        if not message.message_id:
            media = self.media_id.with_context(lang=self.media_id.company_id._staff_lang())
            message.waiting_text = media._in_words(self._caption())
            if self.identity_id.patient_id:
                message.with_user(self.create_uid).sudo()._hand_to_patient()
        self.message_id = message.message_id

    @api.model
    def _parts(self, message):
        """The rows in which a message goes; of a part that was tried again the last one."""
        rows = self.sudo().search([('message_id', '=', message.id)], order='id')
        return self.concat(*{row.media_id: row for row in rows}.values())


class ClinicMessage(models.Model):
    _inherit = 'clinic.message'

    def _advance(self, state, at=None):
        if self.env.context.get(PARTS):
            rows = self.env['clinic.whatsapp.outbox']._parts(self)
            steps = [STEPS.get(row.state) for row in rows]
            if not all(steps):
                return False  # a part of it has not gone, or does not go
            state = min(steps, key=RANK.get, default=state)
        return super()._advance(state, at)
