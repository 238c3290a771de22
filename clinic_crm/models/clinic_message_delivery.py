import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from .clinic_message import RANK
from .clinic_message_channel import DeliveryError
from .clinic_message_problem import MAY_OVERRIDE

_logger = logging.getLogger(__name__)

BACKOFF = (1, 5, 15, 60, 180, 360)  # minutes before each new attempt on the same channel
LEASE = timedelta(minutes=15)  # longer than any SMTP conversation


class ClinicMessage(models.Model):
    """Whether a message goes, by which channel, and what became of it."""

    _inherit = 'clinic.message'

    can_send_anyway = fields.Boolean(compute='_compute_can')
    can_retry = fields.Boolean(compute='_compute_can')

    @api.depends('state', 'error_code', 'purpose', 'expires_at', 'patient_id')
    def _compute_can(self):
        """A refusal is never overridden; a question not asked may be, for their own care."""
        now = fields.Datetime.now()
        for message in self:
            in_time = not message.expires_at or message.expires_at > now
            message.can_send_anyway = (
                in_time
                and message.state == 'cancelled'
                and message.error_code == 'not_asked'
                and message.purpose in MAY_OVERRIDE
            )
            message.can_retry = in_time and message.state == 'failed'

    def action_retry(self):
        """Try again by hand, after what was wrong has been put right."""
        self.check_access('read')
        for message in self:
            if not message.can_retry:
                raise UserError(
                    self.env._(
                        "Only a failed message that is still in time can be tried again.",
                    )
                )
            message.sudo()._requeue()

    def _send_anyway(self, reason):
        """Send without the patient's answer where the law allows it; the reason is kept."""
        self.check_access('read')
        for message in self:
            if not message.can_send_anyway:
                raise UserError(
                    self.env._(
                        "This message cannot be sent anyway: the patient refused, it is "
                        "a promotion or a survey, or it is too late.",
                    )
                )
            message.sudo().write({'override_id': self.env.uid, 'override_reason': reason})
            message.sudo()._requeue()

    def _requeue(self):
        self.write(
            {
                'state': 'queued',
                'error': False,
                'error_code': False,
                'attempts': 0,
                'channel': False,
                'tried_channels': False,
                'next_attempt_at': False,
            }
        )
        self._dispatch()

    def _dispatch(self):
        """Decide whether and how a queued message goes, and hand it to its channel."""
        self.ensure_one()
        if not self._still_goes():
            return
        tried = (self.tried_channels or '').split(',')
        channel, problem = self.env['clinic.message.channel']._choose(
            self.patient_id,
            self.kind_id,
            tried,
        )
        if channel is None:
            if not self._park():
                self._stop('failed', 'no_channel', problem)
            return
        self.write(
            {
                'channel': channel._code,
                'attempts': 0,
                'next_attempt_at': False,
                'error': False,
                'error_code': False,
            }
        )
        channel._enqueue(self)
        if not channel._own_queue:
            self._wake()

    def _still_goes(self, consents=None):
        """Return whether a queued message may go now; else close it with the reason.

        Channels ask again right before they send: patients change their minds while it waits.

        :param dict consents: (purpose, id of a patient) → state, of a caller who has asked for many
        """
        self.ensure_one()
        patient = self.patient_id._survivor()
        if patient != self.patient_id:
            self.patient_id = patient
        if self.expires_at and self.expires_at <= fields.Datetime.now():
            self._stop(
                'expired',
                'expired',
                self.env._("Too late to be useful. Call the patient if needed."),
            )
            return False
        consent = (consents or {}).get((self.kind_id.purpose, patient.id))
        code, sentence = self._block(patient, self.kind_id, bool(self.override_id), consent)
        if code:
            self._stop('cancelled', code, sentence)
            return False
        return True

    @api.model
    def _block(self, patient, kind, override=False, consent=None):
        """Return (error code, sentence) when the patient may not be written to, else (None, None).

        The one place that knows the rule; also asked by lists and by campaigns before they send.

        :param bool override: staff decided to send although the patient was not asked
        :param str consent: the patient's state on the kind's purpose, if the caller has it
        """
        if patient.deceased_date:
            return 'deceased', self.env._("The patient has died.")
        # of a visit a patient may wish to hear nothing: then somebody calls
        if kind.consent_rule == 'always' and kind.purpose == 'care':
            return None, None
        if not patient.active:
            return 'archived', self.env._("The patient is archived.")
        if patient.preferred_channel == 'none':
            return 'do_not_contact', self.env._("The patient asked not to be contacted.")
        state = consent or patient._consent_state(kind.purpose)
        unasked = state == 'not_asked' and (override or kind.consent_rule != 'granted')
        if state == 'granted' or unasked:
            return None, None
        purpose = dict(kind._fields['purpose']._description_selection(self.env))[kind.purpose]
        if state == 'refused':
            return 'refused', self.env._(
                "The patient refused messages of this kind: %(purpose)s.",
                purpose=purpose,
            )
        return 'not_asked', self.env._(
            "The patient has not been asked about this kind of message: %(purpose)s.",
            purpose=purpose,
        )

    def _stop(self, state, code, sentence):
        self.write({'state': state, 'error_code': code, 'error': sentence})

    def _take_back(self, sentence):
        """Cancel those of these that have not left; returns them.

        One that is leaving at this moment is locked by the job, and stays.
        """
        dropped = self.try_lock_for_update()
        dropped.write(
            {
                'state': 'cancelled',
                'error': sentence,
                'expires_at': fields.Datetime.now(),  # a channel with a queue of its own asks this
            }
        )
        return dropped

    @api.model
    def _free_key(self, key):
        """The key, numbered when it was used before: one that was taken back gives way."""
        before = self.search_count([('dedupe_key', '=like', f'{key}%')])
        return f'{key}:{before + 1}' if before else key

    def _advance(self, state, at=None):
        """Move to `sent`, `delivered` or `read`, never back; return whether it moved."""
        self.ensure_one()
        unsettled = self.state == 'failed' and self.error_code == 'unknown'
        if RANK[state] <= (RANK['sending'] if unsettled else RANK[self.state]):
            return False
        at = at or fields.Datetime.now()
        vals = {'state': state, 'error': False, 'error_code': False}
        if state == 'sent':
            vals['at'] = at
        for step in ('sent', 'delivered', 'read'):
            if RANK[step] <= RANK[state] and not self[f'{step}_at']:
                vals[f'{step}_at'] = at
        self.write(vals)
        return True

    def _delivery_failed(self, error):
        """Take in a DeliveryError: try later, try another channel, or give up and say why."""
        self.ensure_one()
        if RANK[self.state] >= RANK['failed']:
            return
        if error.unknown:
            self._stop('failed', 'unknown', error.sentence)
        elif error.temporary and self.attempts < len(BACKOFF):
            later = fields.Datetime.now() + timedelta(minutes=BACKOFF[self.attempts])
            self.write(
                {
                    'state': 'queued',
                    'attempts': self.attempts + 1,
                    'next_attempt_at': later,
                    'error': error.sentence,
                }
            )
            self._wake(later)
        elif self.kind_id.fallback:
            tried = ','.join(filter(None, [self.tried_channels, self.channel]))
            self.write({'tried_channels': tried, 'state': 'queued'})
            failed = self.channel
            self._dispatch()
            if self.state == 'failed':  # no other way: what went wrong says more than that
                self.write(
                    {
                        'channel': failed,
                        'error_code': 'delivery',
                        'error': error.sentence,
                    }
                )
        else:
            self._stop('failed', 'delivery', error.sentence)

    def _hand_over(self):
        """Commit that the message leaves now: from here on only a person may try it again."""
        self.ensure_one()
        self.write(
            {
                'state': 'sending',
                'next_attempt_at': fields.Datetime.now() + LEASE,
            }
        )
        self.env['ir.cron']._commit_progress()

    @api.model
    def _wake(self, at=None):
        """Run the delivery job when this transaction commits, or at a time; once a transaction."""
        waiting = self.env.cr.precommit.data.setdefault('clinic.message.wake', set())
        if at in waiting:
            return
        waiting.add(at)
        cron = self.env.ref('clinic_crm.ir_cron_deliver_messages').sudo()
        self.env.cr.precommit.add(lambda: cron._trigger(at))

    @api.model
    def _cron_deliver(self):
        """Send what is queued, one message a transaction. Any number of jobs may run side by side.

        A message whose sending was cut off between `sending` and its result is never sent again by
        itself: it fails with a sentence that says it may have arrived.
        """
        Cron = self.env['ir.cron']
        now = fields.Datetime.now()
        own = [c._code for c in self.env['clinic.message.channel']._channels() if not c._own_queue]
        collisions = 0
        while True:
            due = self.search(
                [
                    ('state', 'in', ('queued', 'sending')),
                    ('channel', 'in', own),
                    '|',
                    ('next_attempt_at', '=', False),
                    ('next_attempt_at', '<=', now),
                ],
                order='id',
                limit=100,
            )
            try:
                message = due.try_lock_for_update(limit=1)
                if not message:
                    return
                message._deliver_one()
            except OperationalError:  # another job was faster
                collisions += 1
                if collisions > 10:
                    raise
                self.env.cr.rollback()
                continue
            if not Cron._commit_progress(1, remaining=max(len(due) - 1, 0)):
                return

    def _deliver_one(self):
        lang = self.patient_id.company_id._staff_lang()
        message = self.with_context(lang=lang)
        if message.state == 'sending':
            message._delivery_failed(
                DeliveryError(
                    message.env._(
                        "Sending was cut off: it may have arrived. Ask before sending again.",
                    ),
                    unknown=True,
                )
            )
            return
        if not message._still_goes():
            return
        channel = message.env['clinic.message.channel']._channel(message.channel)
        try:
            problem = channel._problem(message.patient_id, message.kind_id)
            if problem:
                raise DeliveryError(problem)
            channel._deliver(message)
        except DeliveryError as error:
            message._delivery_failed(error)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("message %s could not be delivered", message.id)
            message.env.cr.rollback()
            message._delivery_failed(
                DeliveryError(
                    message._inner_failure(),
                    temporary=message.state == 'queued',
                    unknown=message.state == 'sending',
                )
            )
        else:
            message._advance('sent')
