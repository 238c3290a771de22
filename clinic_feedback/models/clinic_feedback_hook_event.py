import json
import logging
import time
from datetime import timedelta, timezone
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.clinic_crm.jobs import whole_or_not, work_off

from ..hook import MOST_TRIES, SIGNATURE, HookError, deliver, next_try, sign
from .clinic_feedback_hook import EVENTS, PING

_logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than a delivery takes
KEPT = timedelta(days=90)
MANAGERS = 'clinic_feedback.group_manager,clinic_crm.group_director'


class ClinicFeedbackHookEvent(models.Model):
    """One notice on its way: written with what it tells of, sent by a job outside any transaction.

    It may arrive twice (a job that was cut off sends it again): its id is what the other system
    tells it by.
    """

    _name = 'clinic.feedback.hook.event'
    _description = "Notice to Another System"
    _order = 'id desc'
    _log_access = False

    hook_id = fields.Many2one(
        'clinic.feedback.hook', required=True, readonly=True, ondelete='cascade', index=True
    )
    # what it is about: the notice goes when that becomes nobody's
    request_id = fields.Many2one(
        'clinic.feedback.request',
        string="Survey sent",
        readonly=True,
        ondelete='cascade',
        index='btree_not_null',
        groups=fields.NO_ACCESS,
    )
    company_id = fields.Many2one(related='hook_id.company_id', store=True, index=True)
    uuid = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default=lambda self: str(uuid4())
    )
    kind = fields.Selection([*EVENTS, PING], string="What", required=True, readonly=True)
    body = fields.Text(string="What is sent", required=True, readonly=True)
    at = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [
            ('queued', "To be sent"),
            ('sending', "Being sent"),
            ('sent', "Delivered"),
            ('failed', "Not delivered"),
        ],
        required=True,
        readonly=True,
        default='queued',
        index=True,
    )
    tries = fields.Integer(readonly=True)
    next_at = fields.Datetime(string="Tried again", readonly=True, default=fields.Datetime.now)
    sent_at = fields.Datetime(string="Delivered on", readonly=True)
    error = fields.Char(string="Why not", readonly=True)

    _uuid_uniq = models.Constraint('UNIQUE (uuid)', "This notice has been written already.")
    _to_send = models.Index("(next_at, id) WHERE state IN ('queued', 'sending')")

    @api.depends('kind')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for event in self:
            event.display_name = kinds.get(event.kind)

    @api.model
    def _queue(self, hook, kind, content, request=None):
        """Write a notice down, and wake the job that sends it once this transaction is over."""
        uuid, now = str(uuid4()), fields.Datetime.now()
        told = {'id': uuid, 'event': kind, 'at': now.replace(tzinfo=timezone.utc).isoformat()}
        event = self.sudo().create(
            {
                'hook_id': hook.id,
                'request_id': request.id if request else False,
                'uuid': uuid,
                'kind': kind,
                'at': now,
                'body': json.dumps(told | content, ensure_ascii=False),
            }
        )
        self._wake()
        return event

    @api.model
    def _wake(self, at=None):
        self.env.ref('clinic_feedback.ir_cron_hook').sudo()._trigger(at)

    def action_send_again(self):
        """Whoever has mended the other side sends again what did not arrive."""
        self.check_access('read')
        if not self.env.user.has_groups(MANAGERS):
            raise AccessError(self.env._("Only who keeps the feedback sends notices again."))
        self.sudo().filtered(lambda event: event.state == 'failed').write(
            {'state': 'queued', 'tries': 0, 'next_at': fields.Datetime.now(), 'error': False}
        )
        self._wake()

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_deliver(self):
        """Claim, commit, call, commit: one a transaction, any number of jobs side by side.

        Who does not answer, or too slowly, is left alone for the rest of the run.
        """
        away = set()

        def deliver_one(event):
            if event._deliver() in ('late', 'silent'):
                away.add(event.hook_id.id)

        if work_off(self.env, lambda: self._due(away), deliver_one, 1):
            self.env['ir.cron']._commit_progress(remaining=0)  # theirs wait for the next run

    @api.model
    def _due(self, but=()):
        """
        :param but: ids of hooks not to be called now
        """
        return self.search(
            [
                ('state', 'in', ('queued', 'sending')),
                ('next_at', '<=', fields.Datetime.now()),
                ('hook_id', 'not in', list(but)),
            ],
            order='next_at, id',
            limit=100,
        )

    def _deliver(self):
        """
        :return: why it was not taken, as `HookError` names it; None if it was, or never left
        """
        self.ensure_one()
        hook = self.hook_id
        if self.kind != 'ping' and not hook.on:
            self._failed(self.env._("Notices are switched off."))
            return None
        if self.tries >= MOST_TRIES:  # cut off each time
            self._failed(self.env._("It broke on the way each time: look at the log."))
            return None
        headers = {}
        if not whole_or_not(self.env, _logger, f"Notice {self.id}", self._sign, headers):
            self._failed(self.env._("It cannot be signed: write the secret again."))
            return None
        self.write(
            {
                'state': 'sending',
                'tries': self.tries + 1,
                'next_at': fields.Datetime.now() + LEASE,  # if this job is cut off
            }
        )
        url, body, local = (hook.url or '').strip(), self.body.encode(), hook._local()
        self.env['ir.cron']._commit_progress()  # it leaves now, and no lock waits for it
        try:
            deliver(url, body, headers, local=local)
        except HookError as error:
            again = next_try(self.tries)
            spoken = hook.with_context(lang=hook.company_id._staff_lang())
            if again is None or self.kind == 'ping' or error.reason in ('address', 'private'):
                self._failed(spoken._error_words(error))
            else:
                at = fields.Datetime.now() + again
                self.write({'state': 'queued', 'next_at': at, 'error': spoken._error_words(error)})
                self._wake(at)
            return error.reason
        self.write({'state': 'sent', 'sent_at': fields.Datetime.now(), 'error': False})
        return None

    def _sign(self, headers):
        """Fill in the headers; raise what a secret raises that cannot be read."""
        secret = self.hook_id.secret
        if not secret:
            raise ValueError("there is no secret")
        headers |= {
            SIGNATURE: sign(secret, self.body.encode(), int(time.time())),
            'X-Clinic-Event': self.kind,
            'X-Clinic-Delivery': self.uuid,
        }

    def _failed(self, reason):
        self.write({'state': 'failed', 'error': reason})

    @api.autovacuum
    def _gc_old(self):
        """What is of long ago need not be kept, whether it arrived or not."""
        self.search([('at', '<', fields.Datetime.now() - KEPT)], limit=5000).unlink()
