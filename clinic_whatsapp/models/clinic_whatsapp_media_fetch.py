import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.clinic_crm.jobs import wake_once

from ..cloud_api import Action, Client, CloudApiError, GraphError, MediaError, MediaFile, decide
from ..cloud_api import media as files

_logger = logging.getLogger(__name__)

AT_ONCE = 4  # files a transaction: as many lie in memory
LEASE = timedelta(minutes=5)  # longer than a file may take
BACKOFF = (5, 20, 60, 300, 1800, 7200, 6 * 3600)  # seconds before a file is tried again
KEPT = timedelta(days=7)  # by Meta, of what patients send
SPOILT = 5  # times a file may arrive damaged before it is believed
UNKNOWN_OBJECT = 33  # Meta's subcode: no such thing, or not any more
TOKEN, UNAVAILABLE = 190, 131052  # Meta's codes


class ClinicWhatsappMedia(models.Model):
    """The job that fetches what patients sent: claim, commit, call outside any transaction, keep.

    A file that was fetched twice is kept once: nothing is lost when a job dies in between.
    """

    _inherit = 'clinic.whatsapp.media'

    # ------------------------------------------------------------------ in
    @api.model
    def _note(self, message, told):
        """Note that a message came with a file, to be fetched.

        :param message: `clinic.whatsapp.message`
        :param told: `cloud_api.Media`
        """
        media = self.sudo().create(
            {
                'account_id': message.account_id.id,
                'message_id': message.id,
                'patient_message_id': message.message_id.id,
                'direction': 'in',
                'kind': told.kind,
                'media_id': told.id[:200],
                'mime_type': told.mime_type.partition(';')[0].strip()[:100] or False,
                'filename': told.filename[:240] or False,
                'sha256': told.sha256[:100] or False,
                'voice': told.voice,
            }
        )
        media._wake()
        return media

    @api.model
    def _wake(self, at=None):
        """Run the job when this transaction commits, or at a time."""
        cron = self.env.ref('clinic_whatsapp.ir_cron_media').sudo()
        waiting = self.env.cr.precommit.data.setdefault('clinic.whatsapp.media.wake', set())
        if at in waiting:
            return
        waiting.add(at)
        self.env.cr.precommit.add(lambda: cron._trigger(at) if at else wake_once(cron))

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_move(self):
        """Move what is due, a few files at a time. Any number of jobs may run side by side."""
        with ThreadPoolExecutor(AT_ONCE, 'whatsapp-media') as pool:
            for claim, move, keep in self._moves():
                while calls := self._committed(claim):
                    running = {row_id: pool.submit(move, call) for row_id, call in calls.items()}
                    calls.clear()
                    while running:
                        row_id, future = running.popitem()
                        self._committed(partial(self._put_away, row_id, keep, future.result()))
                    if not self.env['ir.cron']._commit_progress(1, remaining=self._count_due()):
                        return
        if due := self._next_due():
            self._wake(due)

    @api.model
    def _put_away(self, row_id, keep, result):
        media = self.sudo().browse(row_id)
        media._alone(partial(keep, media), result)

    def _broke(self):
        """It is tried again, later and later, and says meanwhile that somebody has to look."""
        wait = BACKOFF[min(max(self.attempts, 1), len(BACKOFF)) - 1]
        self._note_plainly(
            error=self.env._("The system failed on this file: tell whoever runs the server."),
            due_at=fields.Datetime.now() + timedelta(seconds=wait),
        )

    @api.model
    def _moves(self):
        """What the job does: [(what claims files, what moves one in a thread, what takes it in)]"""
        return [(self._claim, _fetch, type(self)._fetched)]

    @api.model
    def _claim(self):
        """Take the next files to fetch: ``{id: call}`` in plain values."""
        taken = self._take(self._unfetched())
        calls = {media.id: media._alone(media._fetch_call) for media in taken}
        return {media_id: call for media_id, call in calls.items() if call}

    def _fetch_call(self):
        account = self.account_id
        return {
            'connection': account._connection(),
            'media_id': self.media_id,
            'kind': self.kind,
            'sha256': self.sha256 or '',
            'largest': account.media_megabytes * files.MB,
        }

    @api.model
    def _take(self, wanted, limit=AT_ONCE):
        """Some that are due, of numbers that may call, locked and under a lease."""
        self.env.cr.execute(
            SQL(
                "%s ORDER BY m.due_at, m.id LIMIT %s FOR UPDATE OF m SKIP LOCKED",
                self._due(SQL("m.id"), wanted),
                limit,
            )
        )
        taken = self.sudo().browse(row_id for [row_id] in self.env.cr.fetchall())
        for media in taken:
            media.write({'due_at': fields.Datetime.now() + LEASE, 'attempts': media.attempts + 1})
        return taken

    @api.model
    def _due(self, what, wanted, also_later=False):
        """A query for what waits and may be moved now."""
        self.flush_model()
        self.env['clinic.whatsapp.account'].flush_model()
        return SQL(
            """
            SELECT %(what)s FROM clinic_whatsapp_media m
              JOIN clinic_whatsapp_account a ON a.id = m.account_id
             WHERE %(wanted)s AND a.active AND a.has_token AND a.parked_at IS NULL
               AND %(when)s
            """,
            what=what,
            wanted=wanted,
            when=SQL("TRUE") if also_later else SQL("m.due_at <= %s", fields.Datetime.now()),
        )

    @api.model
    def _waiting(self):
        """What is still to be moved, in either direction, as a condition."""
        return self._unfetched()

    @api.model
    def _unfetched(self):
        return SQL("m.direction = 'in' AND m.state = 'waiting'")

    @api.model
    def _count_due(self):
        self.env.cr.execute(self._due(SQL("count(*)"), self._waiting()))
        return self.env.cr.fetchone()[0]

    @api.model
    def _next_due(self):
        """When the job has something to do again, or None."""
        self.env.cr.execute(self._due(SQL("min(m.due_at)"), self._waiting(), also_later=True))
        [due] = self.env.cr.fetchone()
        return due and max(due, fields.Datetime.now() + timedelta(seconds=1))

    # ------------------------------------------------------------------ what came of it
    def _fetched(self, result):
        """Take in what `_fetch` returned."""
        media = self.exists().try_lock_for_update()
        if not media or media.state != 'waiting':
            return  # another job was faster, or it went with its message
        media = media.with_context(lang=media.company_id._staff_lang())
        if isinstance(result, MediaFile):
            media._seal_bytes('content', result.content)
            media.write(
                {
                    'mime_type': result.mime_type,
                    'sha256': result.sha256,
                    'size': len(result.content),
                    'state': 'stored',
                    'error': False,
                }
            )
            media._changed()
        elif isinstance(result, MediaError) and not (
            result.reason == 'altered' and media.attempts < SPOILT
        ):
            media._close('refused', media._refusal_words(result.reason))
        elif isinstance(result, GraphError):
            media._not_given(result)
        else:
            media._later()

    def _not_given(self, error):
        """Meta did not give the file."""
        decision = decide(error, self.attempts)
        if error.code == TOKEN and decision.action is Action.STOP_ACCOUNT:
            Outbox = self.env['clinic.whatsapp.outbox']
            self.account_id._learn(decision, Outbox._words(error, decision.action))
        gone = error.subcode == UNKNOWN_OBJECT or error.code == UNAVAILABLE
        if gone and self.attempts >= len(BACKOFF) - 2:
            self._close('lost', self._lost_words())
        else:
            self._later(error.retry_after)

    def _later(self, seconds=None):
        """Try again, as long as Meta keeps it."""
        now = fields.Datetime.now()
        if self.direction == 'in' and now - self.create_date > KEPT:
            self._close('lost', self._lost_words())
            return
        wait = max(seconds or 0, BACKOFF[min(max(self.attempts, 1), len(BACKOFF)) - 1])
        self.due_at = now + timedelta(seconds=wait)

    def _close(self, state, sentence):
        self.write({'state': state, 'error': sentence})
        self._changed()

    def _lost_words(self):
        return self.env._("WhatsApp does not have this file any more. Ask for it again.")

    def _refusal_words(self, reason):
        """Why a file was not taken over, and what to do."""
        largest = min(self.account_id.media_megabytes, files.LARGEST[self.kind] // files.MB or 1)
        return {
            'too_large': self.env._(
                "The file is larger than %(n)s MB. Ask for a smaller one.", n=largest
            ),
            'altered': self.env._("The file arrives damaged. Ask for it again."),
            'empty': self.env._("The file is empty. Ask for it again."),
            'type': self.env._(
                "For safety the clinic takes photos, sound, video, PDF, Office documents and plain "
                "text only. Ask for a photo or a PDF."
            ),
        }.get(reason) or self.env._(
            "The file does not lie with WhatsApp itself, so it was not opened. Ask for it again."
        )


class ClinicWhatsappAccount(models.Model):
    _inherit = 'clinic.whatsapp.account'

    media_megabytes = fields.Integer(
        string="Largest file (MB)",
        default=25,
        required=True,
        help="Of what patients send; WhatsApp's own limits hold as well: 5 for photos, 16 for "
        "sound and video, 100 for documents.",
    )

    _media_range = models.Constraint(
        'CHECK (media_megabytes BETWEEN 1 AND 100)', "A file has between 1 and 100 MB."
    )

    def _resume(self):
        result = super()._resume()
        self.env['clinic.whatsapp.media'].sudo()._wake()
        return result


def _fetch(call):
    """One file, in a thread of its own: what came, or why not."""
    return move_with_client(
        call,
        lambda client: files.fetch(
            client,
            call['media_id'],
            kind=call['kind'],
            sha256=call['sha256'],
            largest=call['largest'],
        ),
    )


def move_with_client(call, move):
    try:
        client = Client(**call['connection'])
        try:
            return move(client)
        finally:
            client.close()
    except CloudApiError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a file that cannot be read is its own fault
        _logger.error("A file of WhatsApp could not be moved: %s", type(error).__name__)
        return error
