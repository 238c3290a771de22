import base64
import binascii
import re
from contextlib import suppress

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import mute_logger

from ..cloud_api import MediaError, PayloadError, messages, voice
from ..cloud_api import media as files
from .clinic_whatsapp_outbox import ANSWER
from .clinic_whatsapp_reply import PLACES

KIND = 'chat'
LONGEST = messages.TEXT
_KEY = re.compile(r'[\w-]{8,64}')
_PLACE = re.compile(f"{{({'|'.join(PLACES)})}}")


class ClinicWhatsappConversation(models.Model):
    """What a person does in a conversation: answer, take it, pass it on, say who it is, end it."""

    _inherit = 'clinic.whatsapp.conversation'

    # ------------------------------------------------------------------ answer
    @api.model
    def desk_send(self, channel_id, text, key, reply_to=''):
        """Send free words, once for a key, whatever is pressed twice or lost on the way.

        :param str key: made by the client when the person presses Enter
        :return: the message as the desk shows it
        :raises UserError: it cannot go, in words; nothing was sent
        """
        conversation = self._of_channel(channel_id)
        text = (text or '').strip()
        if not text:
            raise UserError(self.env._("Write something first."))
        if len(text) > LONGEST:
            raise UserError(
                self.env._(
                    "WhatsApp takes %(most)s characters and this has %(n)s: send it in two parts.",
                    most=LONGEST,
                    n=len(text),
                )
            )
        if left := _PLACE.search(text):
            raise UserError(
                self.env._("Write what goes in %(place)s before sending.", place=left[0])
            )
        row = conversation._sent_before(key)
        if not row:
            if not conversation.sudo().identity_id._may_be_answered():
                raise UserError(
                    self.env._(
                        "More than 24 hours have passed since the person last wrote: WhatsApp "
                        "takes only an approved text now. Choose one; what you wrote stays here."
                    )
                )
            row = conversation._put(
                key, text, content=messages.text(text), reply_to=reply_to or False
            )
            conversation._answered()
        return row._for_desk(text)

    @api.model
    def desk_send_template(self, channel_id, template_id, values, key):
        """Send an approved text with these values, once for a key."""
        conversation = self._of_channel(channel_id)
        row = conversation._sent_before(key)
        if row:
            return row._for_desk(row._said_of(self.env)[row.id])
        account = conversation.sudo().identity_id.account_id
        record = self.env['clinic.whatsapp.template'].sudo().search(
            [
                ('id', '=', template_id),
                ('account_id.waba_id', '=', account.waba_id),
                ('usable', '=', True),
            ]
        )  # fmt: skip
        if not record:
            raise UserError(
                self.env._("Meta does not let this text be used any more: choose another one.")
            )
        template = record._template()
        values = {name: str(values.get(name) or '').strip() for name in template.variables}
        try:
            content = messages.template(record.name, record.language, template.fill(values))
        except PayloadError as error:
            raise UserError(record._problem_words(error)) from error
        shown = template.preview(values)
        said = '\n\n'.join(filter(None, (shown['header'], shown['body'], shown['footer'])))
        row = conversation._put(
            key,
            said,
            content=content | {'said': said},
            kind=record.kind_id,
            by_template=True,
            template_id=record.id,
        )
        conversation._answered()
        return row._for_desk(said)

    @api.model
    def desk_send_file(self, channel_id, name, data, mime_type, caption, key):
        """Send a file, in base64, once for a key."""
        conversation = self._of_channel(channel_id)
        row = conversation._sent_before(key)
        if not row:
            person = conversation.sudo().identity_id
            if len(data or '') > _in_base64(files.largest(mime_type or '')):
                raise UserError(
                    self.env['clinic.whatsapp.media']._too_large_words(name, mime_type or '')
                )
            try:
                content = base64.b64decode(data, validate=True)
            except (binascii.Error, TypeError) as error:
                raise UserError(
                    self.env._("The file did not arrive whole: choose it again.")
                ) from error
            if voice.is_webm(content):  # as Chrome records; what else is WebM is refused in words
                with suppress(MediaError):
                    content, mime_type = voice.to_ogg(content), 'audio/ogg'
                    name = f'{name.rpartition(".")[0] or name}.ogg'
            row = person._send_file(
                name,
                content,
                mime_type,
                caption=(caption or '').strip(),
                key=conversation._key(key),
            )
            conversation._answered()
        return row._for_desk(row._said_of(self.env)[row.id])

    def _sent_before(self, key):
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise ValueError("a key of 8 to 64 letters, digits and dashes")
        return self.env['clinic.whatsapp.outbox'].sudo().search(
            [('idempotency_key', '=', self._key(key))]
        )  # fmt: skip

    def _key(self, key):
        return f'desk:{self.id}:{key}'

    def _put(self, key, said, *, content, kind=None, **more):
        """Put words on their way, and on the patient's record if it is known whose it is."""
        person, message = self.sudo().identity_id, None
        if person.patient_id:
            message = self._write_down(person.patient_id, key, said, kind)
            if not more.get('by_template'):
                content = None  # made of the message when it goes
        return (
            self.env['clinic.whatsapp.outbox']
            .sudo()
            ._enqueue(
                person,
                self._key(key),
                message=message,
                content=content,
                priority=ANSWER,
                **more,
            )
        )

    def _write_down(self, patient, key, said, kind):
        """The `clinic.message` of what is said to a patient.

        :raises UserError: the patient may not be written to
        """
        Message = self.env['clinic.message'].sudo().with_company(self.sudo().company_id)
        kind = kind or self.env['clinic.message.kind'].sudo()._get(KIND)
        patient = patient._survivor()
        code, sentence = Message._block(patient, kind)
        if code:
            raise UserError(sentence)
        try:
            with mute_logger('odoo.sql_db'):
                return Message.create(
                    {
                        'patient_id': patient.id,
                        'company_id': Message._branch(patient).id,
                        'kind_id': kind.id,
                        'purpose': kind.purpose,
                        'channel': 'whatsapp',
                        'direction': 'out',
                        'state': 'queued',
                        'body': said,
                        'expires_at': fields.Datetime.add(fields.Datetime.now(), hours=24),
                        'author_id': self.env.uid,
                        'dedupe_key': self._key(key),
                    }
                )
        except UniqueViolation as error:
            raise ConcurrencyError("the same message was sent by another request") from error

    def _answered(self):
        """Nobody waits any more; who answers attends it, unless somebody does."""
        conversation = self.sudo()
        conversation.write(
            {
                'waiting_since': False,
                'is_open': True,
                'agent_id': conversation.agent_id.id or self.env.uid,
            }
        )
        conversation._touch(fields.Datetime.now())
        conversation._tell()

    # ------------------------------------------------------------------ who attends it
    @api.model
    def desk_take(self, channel_id):
        """Attend it oneself, also instead of a colleague."""
        conversation = self._of_channel(channel_id).sudo()
        conversation.agent_id = self.env.uid
        conversation._tell()

    @api.model
    def desk_release(self, channel_id):
        """Nobody in particular attends it any more."""
        conversation = self._of_channel(channel_id).sudo()
        conversation.agent_id = False
        conversation._tell()

    @api.model
    def desk_pass(self, channel_id, user_id, note=''):
        """Pass it to a colleague, with a word that patients never see."""
        conversation = self._of_channel(channel_id).sudo()
        colleague = conversation._team(conversation.company_id).filtered(
            lambda user: user.id == user_id
        )
        if not colleague:
            raise UserError(
                self.env._("This person does not answer patients in this branch: choose another.")
            )
        conversation.write(
            {
                'agent_id': colleague.id,
                # it waits for the colleague now, who may come back to it tomorrow
                'waiting_since': conversation.waiting_since or fields.Datetime.now(),
                'is_open': True,
            }
        )
        self.env['clinic.whatsapp.note'].sudo().create(
            {
                'conversation_id': conversation.id,
                'author_id': self.env.uid,
                'to_id': colleague.id,
                'text': (note or '').strip()[:2000] or False,
            }
        )
        conversation._tell()
        colleague._bus_send(
            'clinic.whatsapp/passed',
            {'channel_id': conversation.channel_id.id, 'by': self.env.user.name},
        )

    @api.model
    def desk_done(self, channel_id):
        """End it: out of everybody's list until the person writes again."""
        self._of_channel(channel_id).sudo()._close()

    # ------------------------------------------------------------------ who it is
    @api.model
    def desk_join(self, channel_id, patient_id):
        """Say who somebody unknown is: what they wrote goes to the patient's record.

        Whose it is already is not changed here: what was said stands on that patient's record.

        :raises UserError: it is known who they are, or the patient is of another clinic
        :raises AccessError: the user does not see the conversation, or not the patient
        """
        conversation = self._of_channel(channel_id)
        # by a search: what is not there, and what is not theirs, look the same
        everybody = self.env['clinic.patient'].with_context(active_test=False)
        patient = everybody.search([('id', '=', patient_id)])
        if not patient:
            raise AccessError(
                self.env._("This patient is not there any more, or not one of yours: search again.")
            )
        patient = patient._survivor()
        patient.check_access('read')
        person = conversation.identity_id
        known = person.sudo().patient_id
        known = known and known._survivor()
        if known and known != patient:
            raise UserError(
                self.env._(
                    "A colleague has said who this is. If that is wrong, correct it under "
                    "Messages › People on WhatsApp."
                )
            )
        if not known:
            person.patient_id = patient  # with the user's own rights
        conversation.sudo()._tell()


def _in_base64(size):
    """How many letters so many bytes become."""
    return (size + 2) // 3 * 4
