from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..cloud_api import Action, GraphError, MediaError, decide
from ..cloud_api import media as files
from .clinic_whatsapp_media_fetch import TOKEN, move_with_client

UPLOAD_KEPT = timedelta(days=29)  # Meta keeps it for 30
FRESH = timedelta(minutes=10)
UPLOAD_TRIES = 5  # for half an hour: what is said later waits behind the file


class ClinicWhatsappMedia(models.Model):
    """The other direction: a file is handed to WhatsApp first, then a message names it.

    Handing it over twice does no harm, so this part may be repeated freely; the message goes by the
    outbox, once.
    """

    _inherit = 'clinic.whatsapp.media'

    upload_id = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    uploaded_at = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _new_to_send(self, account, name, content, declared='', **more):
        """A file that is to go to a patient; its bytes are sealed unless they lie elsewhere.

        :param more: ``attachment_id``: where they lie; ``patient_message_id``
        :raises UserError: WhatsApp would not take it, in words
        """
        mime_type = files.sniff(content, declared.partition('/')[0])
        try:
            kind = files.sendable(content, declared).kind
        except MediaError as error:
            raise UserError(self._unsendable_words(error.reason, name, mime_type)) from error
        media = self.sudo().create(
            {
                'account_id': account.id,
                'direction': 'out',
                'kind': kind,
                'mime_type': mime_type,
                'filename': name[:240],
                'size': len(content),
                'voice': mime_type == 'audio/ogg',
                'state': 'stored',
                **more,
            }
        )
        if not more.get('attachment_id'):
            media._seal_bytes('content', content)
        return media

    @api.model
    def _unsendable_words(self, reason, name, mime_type):
        if reason == 'too_large':
            return self._too_large_words(name, f'{files.SENT_AS[mime_type][0]}/')
        if reason == 'empty':
            return self.env._("“%(name)s” is empty.", name=name)
        return self.env._(
            "WhatsApp does not take files like “%(name)s”: send a PDF or a photo, or by another "
            "way.",
            name=name,
        )

    @api.model
    def _too_large_words(self, name, declared):
        return self.env._(
            "“%(name)s” is larger than WhatsApp takes (%(n)s MB): send a smaller one, or by "
            "another way.",
            name=name,
            n=files.largest(declared) // files.MB,
        )

    def _is_uploaded(self):
        self.ensure_one()
        return bool(
            self.sudo().upload_id and self.uploaded_at > fields.Datetime.now() - UPLOAD_KEPT
        )

    def _forget_upload(self):
        """Meta does not know the file any more: it is handed over anew.

        :return: False when it was handed over just now, so that this cannot be the reason
        """
        self.ensure_one()
        if not self.uploaded_at or self.uploaded_at > fields.Datetime.now() - FRESH:
            return False
        self.write({'upload_id': False, 'attempts': 0, 'due_at': fields.Datetime.now()})
        self._wake()
        return True

    # ------------------------------------------------------------------ the job
    @api.model
    def _moves(self):
        return [(self._claim_uploads, _upload, type(self)._uploaded), *super()._moves()]

    @api.model
    def _waiting(self):
        return SQL("(%s OR %s)", super()._waiting(), self._unhanded())

    @api.model
    def _unhanded(self):
        """What a row waits for that is still to go: not for a message taken back meanwhile."""
        self.env['clinic.whatsapp.outbox'].flush_model()
        self.env['clinic.message'].flush_model(['state'])
        now = fields.Datetime.now()
        return SQL(
            """
            m.direction = 'out' AND (m.upload_id IS NULL OR m.uploaded_at < %(too_old)s)
            AND EXISTS (
                SELECT FROM clinic_whatsapp_outbox o
                  LEFT JOIN clinic_message said ON said.id = o.message_id
                 WHERE o.media_id = m.id AND o.state = 'queued'
                   AND (o.expires_at IS NULL OR o.expires_at > %(now)s)
                   AND (said.id IS NULL OR said.state IN ('queued', 'sending')))
            """,
            too_old=now - UPLOAD_KEPT,
            now=now,
        )

    @api.model
    def _claim_uploads(self):
        taken = self._take(self._unhanded())
        calls = {media.id: media._alone(media._upload_call) for media in taken}
        return {media_id: call for media_id, call in calls.items() if call}

    def _upload_call(self):
        media = self.with_context(lang=self.company_id._staff_lang())
        content = media._bytes()
        if content is None:
            media._not_taken(media.env._("The file is not there any more."))
            return None
        return {
            'connection': media.account_id._connection(),
            'number': media.account_id.phone_number_id,
            'content': content,
            'mime_type': files.SENT_AS[media.mime_type][1],
            'filename': media._file_name(),
        }

    def _uploaded(self, result):
        """Take in what `_upload` returned."""
        media = self.exists().try_lock_for_update()
        if not media:
            return
        media = media.with_context(lang=media.company_id._staff_lang())
        if isinstance(result, str):
            media.write(
                {
                    'upload_id': result,
                    'uploaded_at': fields.Datetime.now(),
                    'attempts': 0,
                    'error': False,
                }
            )
            media._rows_waiting().write({'next_attempt_at': False, 'error': False})
            self.env['clinic.whatsapp.outbox']._wake()
            return
        decision = decide(result, 1) if isinstance(result, GraphError) else None
        if decision and decision.action is Action.PAYLOAD:
            words = media.env['clinic.whatsapp.outbox']._words(result, decision.action)
            media._not_taken(words, result.code)
        elif media.attempts > UPLOAD_TRIES:
            media._not_taken(media.env._("WhatsApp did not take the file, however often tried."))
        else:
            if decision and result.code == TOKEN:
                Outbox = media.env['clinic.whatsapp.outbox']
                media.account_id._learn(decision, Outbox._words(result, decision.action))
            media._later(decision and result.retry_after)

    def _rows_waiting(self):
        return self.env['clinic.whatsapp.outbox'].search(
            [('media_id', 'in', self.ids), ('state', '=', 'queued')]
        )

    def _not_taken(self, sentence, code=0):
        """It does not go: whoever asked for it may try another way."""
        self.error = sentence
        for row in self._rows_waiting():
            row._give_up(sentence, code)


def _upload(call):
    """Hand over one file, in a thread of its own: Meta's id of it, or why not."""
    return move_with_client(
        call,
        lambda client: client.upload(
            call['number'], call['content'], call['mime_type'], call['filename']
        ),
    )
