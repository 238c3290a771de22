import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.language.endpoint import EndpointError, transcribe

_logger = logging.getLogger(__name__)

TRIES = 2
LEASE = timedelta(minutes=3)  # longer than a service is waited for
LARGEST = 16 * 1024 * 1024


class ClinicWhatsappMedia(models.Model):
    """Voice notes are written down by the clinic's service, if it has one, and then read as any
    text is: first for what cannot wait.

    Claim, commit, call outside any transaction, keep. What cannot be written down goes to a person.
    """

    _inherit = 'clinic.whatsapp.media'

    words_state = fields.Selection(
        [
            ('queued', "To be written down"),
            ('done', "Written down"),
            ('failed', "Could not be written down"),
        ],
        string="Words",
        readonly=True,
    )
    words_tries = fields.Integer(readonly=True)
    words_due_at = fields.Datetime(readonly=True)

    _to_write_down = models.Index("(words_due_at, id) WHERE words_state = 'queued'")

    def _changed(self):
        result = super()._changed()
        for media in self.filtered(lambda m: m.direction == 'in' and m.kind == 'audio'):
            if media.words_state != 'queued':
                continue
            if media.state == 'stored' and media.size <= LARGEST:
                media.words_due_at = fields.Datetime.now()
                media._wake_words()
            else:
                media._not_in_words()
        return result

    @api.model
    def _wake_words(self):
        self.env.ref('clinic_whatsapp.ir_cron_words').sudo()._trigger()

    @api.model
    def _cron_words(self):
        """Write down what is due, one voice note after the other."""
        while call := self._committed(self._claim_words):
            media_id, endpoint, content, mime_type = call
            result = _transcribe(endpoint, content, mime_type)  # no transaction is open
            self._committed(lambda m=media_id, r=result: self._keep_words(m, r))
            if not self.env['ir.cron']._commit_progress(1):
                return

    @api.model
    def _claim_words(self):
        """(id, endpoint, bytes, type) of the next one, under a lease; None: there is none."""
        due = self.sudo().search(
            [
                ('words_state', '=', 'queued'),
                ('words_due_at', '<=', fields.Datetime.now()),
                ('state', '=', 'stored'),
            ],
            order='words_due_at, id',
            limit=20,
        )
        for media in due.try_lock_for_update(limit=5):
            service = self.env['clinic.language.service']._of(media.company_id, 'voice')
            content = service and media._bytes()
            if not content or media.words_tries >= TRIES:
                media._not_in_words()
                continue
            media.write(
                {
                    'words_tries': media.words_tries + 1,
                    'words_due_at': fields.Datetime.now() + LEASE,
                }
            )
            return media.id, service._endpoint(), content, media.mime_type or 'audio/ogg'
        return None

    @api.model
    def _keep_words(self, media_id, result):
        """Take in what the service answered."""
        media = self.sudo().browse(media_id).exists()
        if not media or media.words_state != 'queued':
            return
        media = media.with_context(lang=media.company_id._staff_lang())
        service = media.env['clinic.language.service']._of(media.company_id, 'voice')
        if service:
            service._note_call(result)
        if isinstance(result, str) and result:
            media.words_state = 'done'
            media.message_id._in_words_now(result)
            return
        if isinstance(result, EndpointError):
            if result.reason in ('late', 'silent') and media.words_tries < TRIES:
                media.words_due_at = fields.Datetime.now() + timedelta(seconds=5)
                self.env.ref('clinic_whatsapp.ir_cron_words').sudo()._trigger(media.words_due_at)
                return
        media._not_in_words()

    def _not_in_words(self):
        """A person has to hear it."""
        for media in self:
            media.words_state = 'failed'
            self.env['clinic.chat.session'].sudo()._sound_unread(media.message_id)


class ClinicWhatsappMessage(models.Model):
    _inherit = 'clinic.whatsapp.message'

    def _in_words_now(self, words):
        """A voice note was written down: it is read for what cannot wait, and shown."""
        self.ensure_one()
        Session = self.env['clinic.chat.session'].sudo()
        Session._hear_urgency(self, words)
        Session._safely(self, self._note_words, words)

    def _note_words(self, words):
        told = self.env._(
            "%(note)s (written down by a machine) %(words)s", note=self.text or '', words=words
        )
        if self.message_id:
            self.message_id.sudo().body = told
        else:
            self.sudo().waiting_text = told
        self.env['clinic.whatsapp.conversation'].sudo()._of(self.identity_id)._tell()


class ClinicChatSession(models.Model):
    _inherit = 'clinic.chat.session'

    @api.model
    def _hear_sound(self, message):
        """Where a service writes down what is said, it is waited for."""
        service = self.env['clinic.language.service']._of(message.company_id, 'voice')
        media = message.media_ids[:1]
        if not service or not media:
            return super()._hear_sound(message)
        media.write({'words_state': 'queued', 'words_due_at': fields.Datetime.now()})
        if media.state != 'waiting':
            media._changed()
        return None


def _transcribe(endpoint, content, mime_type):
    """What is said, or why not. No database in here."""
    try:
        return transcribe(endpoint, content, mime_type=mime_type)
    except EndpointError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it was, a person hears it
        _logger.error("A voice note could not be written down: %s", type(error).__name__)
        return EndpointError('form')
