import base64
import mimetypes

from odoo import models
from odoo.exceptions import UserError

from ..cloud_api import messages
from .clinic_chat_session import ASIDE, OPTION
from .clinic_whatsapp_outbox import ANSWER

LIST_BUTTON = "Ver opciones"


class ClinicChatSession(models.Model):
    """A turn as WhatsApp shows it: one message, with up to three buttons or a list under it."""

    _inherit = 'clinic.chat.session'

    def _say(self, message, topic, turn, texts):
        """Put a turn on its way, once for the message it answers."""
        person = self.identity_id
        conversation = self.env['clinic.whatsapp.conversation'].sudo()._of(person)
        room = messages.BODY if turn.options else messages.TEXT
        while len(texts) > 1 and len('\n'.join(texts)) > room:
            texts = texts[1:]  # the question stands at the end
        text = '\n'.join(texts).strip()
        if text and not self._put(conversation, message, topic, turn, text):
            return  # who may not be written to is still heard: a person sees that they wrote
        for number, document in enumerate(turn.documents):
            self._hand_out(document, f'turn:{message.id}:{number}')
        self._waits(conversation, message, turn)

    def _put(self, conversation, message, topic, turn, text):
        """Whether it goes: a patient may have asked not to be written to."""
        person, kept = self.identity_id, None
        content = self._content(topic, turn, text)
        said = '\n'.join([text, *(f"[{option.title}]" for option in turn.options)])
        if person.patient_id:
            try:
                kept = conversation._write_down(person.patient_id, f'turn-{message.id}', said, None)
            except UserError:
                return False
        elif content['type'] == 'interactive':
            content = content | {'said': said}
        self.env['clinic.whatsapp.outbox'].sudo()._enqueue(
            person,
            f'turn:{message.id}',
            message=kept,
            # words alone are made of the message when they go
            content=None if kept and content['type'] == 'text' else content,
            priority=ANSWER,
        )
        return True

    def _content(self, topic, turn, text):
        """What is sent, as `cloud_api.messages` builds it."""
        options = [
            (f'{OPTION}.{topic._code}.{self.version}.{option.key}', option)
            for option in turn.options
        ]
        if not options:
            return messages.text(text)
        if len(options) <= messages.BUTTONS and all(
            len(option.title) <= messages.BUTTON_TITLE for _payload, option in options
        ):
            return messages.buttons(
                text, [messages.Button(payload, option.title) for payload, option in options]
            )
        rows = [messages.Row(p, option.title, option.description) for p, option in options]
        return messages.list_of(text, LIST_BUTTON, [messages.Section(rows)])

    def _hand_out(self, document, key):
        """Send a file of a turn, once for a key."""
        record = self.env[document.model].sudo().browse(document.res_id)
        content = base64.b64decode(record.with_context(bin_size=False)[document.field] or b'')
        mime_type = mimetypes.guess_type(document.name)[0] or 'application/octet-stream'
        self.identity_id._send_file(document.name, content, mime_type, key=key)

    def _waits(self, conversation, message, turn):
        """Nobody of the clinic has to answer what was answered; who waited before still does."""
        if turn.hand_over or self.env.context.get(ASIDE):
            return
        message.answered = True
        if conversation.waiting_since != message.at:
            return
        conversation.waiting_since = False
        conversation._tell()
