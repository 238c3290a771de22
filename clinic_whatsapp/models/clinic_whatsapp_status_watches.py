from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .clinic_whatsapp_check import ENDS_SOON
from .clinic_whatsapp_status import DANGER, GOOD, WARNING, Watch

LATE = timedelta(minutes=10)
SILENT = timedelta(days=3)
NEARLY_FULL = 0.8


class ClinicWhatsappStatus(models.AbstractModel):
    """What is watched, and when it is amber or red."""

    _inherit = 'clinic.whatsapp.status'

    @api.model
    def _watches(self):
        """What is watched, in the order it is read."""
        return [
            Watch(
                'connection',
                self.env._("Connection"),
                self._judge_connection,
                remedy=self.env._("Open Settings, WhatsApp, Numbers, and test the connection."),
            ),
            Watch(
                'token',
                self.env._("Token"),
                self._judge_token,
                remedy=self.env._("Make a token that never runs out, and paste it at the number."),
            ),
            Watch(
                'last_webhook',
                self.env._("Last news from Meta"),
                self._judge_last_webhook,
                remedy=self.env._(
                    "Write to the number from any phone. If it stays so, test the connection."
                ),
            ),
            Watch(
                'inbox_lag',
                self.env._("What comes in"),
                self._judge_inbox_lag,
                self._count_inbox,
                remedy=self.env._("Look whether the work in the background runs."),
            ),
            Watch(
                'quarantine',
                self.env._("Could not be applied"),
                self._judge_quarantine,
                self._count_inbox,
                remedy=self.env._("Open Settings, WhatsApp, News from Meta, and try them again."),
            ),
            Watch(
                'outbox_age',
                self.env._("What goes out"),
                self._judge_outbox_age,
                self._count_outbox,
                remedy=self.env._("Open Settings, WhatsApp, On their way: each says why it waits."),
            ),
            Watch(
                'uncertain',
                self.env._("May have gone"),
                self._judge_uncertain,
                self._count_outbox,
                remedy=self.env._("They clear up by themselves within a day, or are shown to you."),
            ),
            Watch(
                'quality',
                self.env._("Quality"),
                self._judge_quality,
                remedy=self.env._("Write less, and only what patients asked for."),
            ),
            Watch(
                'limit',
                self.env._("Today's limit"),
                self._judge_limit,
                self._count_people,
                remedy=self.env._("What is over it goes tomorrow, reminders first."),
            ),
        ]

    @api.model
    def _judge_connection(self, account, _figure):
        action = account.action_setup()
        if account.parked_at:
            return DANGER, account.parked_reason or self.env._("Meta has stopped it."), action
        if not account.has_token:
            return WARNING, self.env._("It is not connected yet."), action
        if not account.checked_at:
            return WARNING, self.env._("It was never tested."), action
        if not account.connected:
            return WARNING, self.env._("A step is missing."), action
        return GOOD, self.env._("Every step is done."), action

    @api.model
    def _judge_token(self, account, _figure):
        until, now = account.token_expires_at, fields.Datetime.now()
        if not account.has_token:
            return WARNING, self.env._("There is none."), None
        if not until:
            return GOOD, self.env._("It does not run out, as far as Meta says."), None
        day = format_date(self.env, fields.Datetime.context_timestamp(account, until).date())
        if until <= now:
            return DANGER, self.env._("It ran out on %(day)s.", day=day), account.action_setup()
        text = self.env._("It runs out on %(day)s.", day=day)
        return (WARNING if until <= now + ENDS_SOON else GOOD), text, account.action_setup()

    @api.model
    def _judge_last_webhook(self, account, _figure):
        last = account.last_webhook_at
        if not last:
            return WARNING, self.env._("None has arrived yet."), account.action_setup()
        text = self._ago(fields.Datetime.now() - last)
        late = last < fields.Datetime.now() - SILENT
        return (WARNING if late else GOOD), text, account.action_setup() if late else None

    @api.model
    def _judge_inbox_lag(self, account, figure):
        waiting, oldest, _stuck = figure or (0, None, 0)
        if not waiting:
            return GOOD, self.env._("Everything is applied."), None
        age = fields.Datetime.now() - oldest
        text = self.env._(
            "%(count)s wait, the oldest for %(time)s.", count=waiting, time=self._span(age)
        )
        action = self._rows('clinic.whatsapp.event', account, [('state', 'in', ('new', 'retry'))])
        return (DANGER if age > LATE else GOOD), text, action

    @api.model
    def _judge_quarantine(self, account, figure):
        stuck = (figure or (0, None, 0))[2]
        if not stuck:
            return GOOD, self.env._("None."), None
        action = self._rows('clinic.whatsapp.event', account, [('state', '=', 'quarantine')])
        return WARNING, self.env._("%(count)s lie there to be seen.", count=stuck), action

    @api.model
    def _judge_outbox_age(self, account, figure):
        waiting, oldest, _doubtful = figure or (0, None, 0)
        if not waiting:
            return GOOD, self.env._("Nothing waits."), None
        age = fields.Datetime.now() - oldest
        text = self.env._(
            "%(count)s wait, the oldest for %(time)s.", count=waiting, time=self._span(age)
        )
        action = self._rows('clinic.whatsapp.outbox', account, [('state', '=', 'queued')])
        return (WARNING if age > LATE else GOOD), text, action

    @api.model
    def _judge_uncertain(self, account, figure):
        doubtful = (figure or (0, None, 0))[2]
        if not doubtful:
            return GOOD, self.env._("None."), None
        action = self._rows('clinic.whatsapp.outbox', account, [('state', '=', 'uncertain')])
        text = self.env._("Of %(count)s the answer was lost.", count=doubtful)
        return WARNING, text, action

    @api.model
    def _judge_quality(self, account, _figure):
        words = dict(account._fields['quality']._description_selection(self.env))
        tone = {'RED': DANGER, 'YELLOW': WARNING}.get(account.quality, GOOD)
        return tone, words.get(account.quality, words['UNKNOWN']), None

    @api.model
    def _judge_limit(self, account, figure):
        used, limit = figure or 0, account.daily_limit
        share = used / limit if limit else 1.0
        text = self.env._(
            "%(used)s of %(limit)s people in 24 hours.",
            used=self._number(used),
            limit=self._number(limit),
        )
        tone = DANGER if share >= 1 else WARNING if share >= NEARLY_FULL else GOOD
        action = self._rows(
            'clinic.whatsapp.outbox',
            account,
            [('by_template', '=', True), ('called_at', '>', self._day_ago())],
        )
        return tone, text, action if used else None

    @api.model
    def _rows(self, model, account, domain):
        """The action that shows the rows behind a lamp."""
        return {
            'type': 'ir.actions.act_window',
            'name': account.name,
            'res_model': model,
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('account_id', '=', account.id), *domain],
        }
