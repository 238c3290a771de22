from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, date_utils, format_date, format_time, formatLang

from .clinic_whatsapp_check import ENDS_SOON

LATE = timedelta(minutes=10)
SILENT = timedelta(days=3)
NEARLY_FULL = 0.8
MONTHS = 6
KEPT_STATES = ('confirmed', 'arrived', 'in_consultation', 'done')
GOOD, WARNING, DANGER = 'good', 'warning', 'danger'


@dataclass(frozen=True)
class Lamp:
    """One thing to watch of a number: ``tone`` is its colour, ``action`` shows the rows."""

    name: str
    label: str
    tone: str
    text: str
    action: dict | None = None


@dataclass(frozen=True)
class Watch:
    """How a lamp is lit: ``judge(account, figure)`` of what ``count(accounts)`` found, if any."""

    name: str
    label: str
    judge: Callable
    count: Callable | None = None
    remedy: str = ''


class ClinicWhatsappDelivery(models.Model):
    _inherit = 'clinic.whatsapp.delivery'

    _stuck = models.Index("(account_id) WHERE state = 'quarantine'")


class ClinicWhatsappEvent(models.Model):
    _inherit = 'clinic.whatsapp.event'

    _stuck = models.Index("(account_id) WHERE state = 'quarantine'")


class ClinicWhatsappOutbox(models.Model):
    _inherit = 'clinic.whatsapp.outbox'

    _billed = models.Index('(account_id, accepted_at) WHERE billable')
    _reached = models.Index('(account_id, called_at, identity_id) WHERE by_template')


class ClinicWhatsappStatus(models.AbstractModel):
    """How WhatsApp fares, for the manager's page and for the health page.

    Everything is counted by the database, for all numbers at once: as many statements with a
    million messages as with ten.
    """

    _name = 'clinic.whatsapp.status'
    _description = "State of WhatsApp"

    @api.model
    @api.readonly
    def get_status(self):
        """What the manager's page shows.

        :return: ``{'at', 'tone', 'accounts': [{'id', 'name', 'number', 'is_trial', 'place', 'tone',
            'lamps'}], 'months': [{'label', 'cost', 'per_visit', 'visits', 'billable', 'lines'}],
            'unpriced'}``
        :raises AccessError: for anybody but who manages WhatsApp
        """
        if not self.env.user.has_group('clinic_whatsapp.group_manager'):
            raise AccessError(self.env._("Only who manages WhatsApp sees its state."))
        accounts = self.env['clinic.whatsapp.account'].search([('active', '=', True)])
        lamps = self._lamps(accounts, self._watches())
        shown = [
            {
                'id': account.id,
                'name': account.name,
                'number': account.display_number or '',
                'is_trial': account.is_trial,
                'place': account.company_id.sudo().name,
                'tone': self._worst(lamps[account]),
                'lamps': [asdict(lamp) for lamp in lamps[account]],
            }
            for account in accounts
        ]
        return {
            'at': format_time(self.env, fields.Datetime.now(), time_format='short'),
            'tone': self._worst([lamp for each in lamps.values() for lamp in each]),
            'accounts': shown,
            **self._costs(accounts),
        }

    # ------------------------------------------------------------------ the lamps
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
    def _lamps(self, accounts, watches):
        """``{account: [Lamp]}``; each count is made once for all numbers."""
        counts = {watch.count for watch in watches if watch.count}
        figures = {count: count(accounts) for count in counts}
        return {
            account: [self._light(watch, account, figures) for watch in watches]
            for account in accounts
        }

    @api.model
    def _light(self, watch, account, figures):
        figure = figures[watch.count].get(account.id) if watch.count else None
        tone, text, action = watch.judge(account, figure)
        return Lamp(watch.name, watch.label, tone, text, action)

    @api.model
    def _worst(self, lamps):
        tones = {lamp.tone for lamp in lamps}
        return next((tone for tone in (DANGER, WARNING) if tone in tones), GOOD)

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

    # ------------------------------------------------------------------ counted by the database
    @api.model
    def _count(self, sql):
        self.env.flush_all()
        return {account_id: values for account_id, *values in self.env.execute_query(sql)}

    @api.model
    def _count_inbox(self, accounts):
        """``{account id: [waiting, the oldest's moment, in quarantine]}``"""
        return self._count(
            SQL(
                """
                SELECT account_id, count(*) FILTER (WHERE state <> 'quarantine'),
                       min(received_at) FILTER (WHERE state <> 'quarantine'),
                       count(*) FILTER (WHERE state = 'quarantine')
                  FROM (SELECT account_id, state, received_at FROM clinic_whatsapp_delivery
                         WHERE state = 'new'
                         UNION ALL
                        SELECT account_id, state, received_at FROM clinic_whatsapp_delivery
                         WHERE state = 'quarantine'
                         UNION ALL
                        SELECT account_id, state, received_at FROM clinic_whatsapp_event
                         WHERE state IN ('new', 'retry')
                         UNION ALL
                        SELECT account_id, state, received_at FROM clinic_whatsapp_event
                         WHERE state = 'quarantine') told
                 WHERE account_id = ANY(%(accounts)s)
                 GROUP BY account_id
                """,
                accounts=accounts.ids,
            )
        )

    @api.model
    def _count_outbox(self, accounts):
        """``{account id: [ready and waiting, since when the oldest is ready, uncertain]}``"""
        return self._count(
            SQL(
                """
                SELECT account_id, count(*) FILTER (WHERE ready_at <= %(now)s),
                       min(ready_at) FILTER (WHERE ready_at <= %(now)s),
                       count(*) FILTER (WHERE ready_at IS NULL)
                  FROM (SELECT account_id, greatest(create_date, next_attempt_at) AS ready_at
                          FROM clinic_whatsapp_outbox WHERE state = 'queued'
                         UNION ALL
                        SELECT account_id, NULL FROM clinic_whatsapp_outbox
                         WHERE state = 'uncertain') going
                 WHERE account_id = ANY(%(accounts)s)
                 GROUP BY account_id
                """,
                accounts=accounts.ids,
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def _count_people(self, accounts):
        """``{account id: people written to first within 24 hours}``"""
        found = self._count(
            SQL(
                """
                SELECT account_id, count(DISTINCT identity_id) FROM clinic_whatsapp_outbox
                 WHERE by_template AND called_at > %(since)s AND account_id = ANY(%(accounts)s)
                 GROUP BY account_id
                """,
                accounts=accounts.ids,
                since=self._day_ago(),
            )
        )
        return {account_id: people for account_id, [people] in found.items()}

    @api.model
    def _day_ago(self):
        return fields.Datetime.now() - timedelta(hours=24)

    # ------------------------------------------------------------------ what it costs
    @api.model
    def _costs(self, accounts):
        """The last months: billable messages, their cost, and the cost of a visit that was kept."""
        today = fields.Date.context_today(self)
        first = date_utils.subtract(date_utils.start_of(today, 'month'), months=MONTHS - 1)
        lines = self._cost_lines(accounts, first)
        visits = self._visits_by_month(accounts, first)
        months = []
        for back in range(MONTHS):
            month = date_utils.subtract(date_utils.start_of(today, 'month'), months=back)
            mine = [line for line in lines if line['month'] == month]
            if mine or not back:
                months.append(self._month(month, mine, visits.get(month, 0)))
        return {'months': months, 'unpriced': any(not line['priced'] for line in lines)}

    @api.model
    def _cost_lines(self, accounts, first):
        Cost = self.env['clinic.whatsapp.cost']
        self.env.flush_all()
        since = fields.Datetime.to_datetime(first) - timedelta(days=1)  # of any zone
        where = SQL(
            "o.account_id = ANY(%s) AND o.accepted_at >= %s", accounts.ids, since
        )  # fmt: skip
        return self.env.execute_query_dict(Cost._sql(where))

    @api.model
    def _visits_by_month(self, accounts, first):
        """``{month: visits that were confirmed or came}`` of the branches these numbers serve."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT date_trunc('month', v.start AT TIME ZONE 'UTC' AT TIME ZONE
                                  coalesce(c.clinic_tz, 'America/Mexico_City'))::date, count(*)
                  FROM clinic_appointment v JOIN res_company c ON c.id = v.company_id
                 WHERE v.state = ANY(%(states)s) AND v.start >= %(since)s AND v.start < %(until)s
                   AND EXISTS (SELECT FROM res_company own WHERE own.id = ANY(%(companies)s)
                                  AND c.parent_path LIKE own.parent_path || '%%')
                 GROUP BY 1
                """,
                states=list(KEPT_STATES),
                since=fields.Datetime.to_datetime(first) - timedelta(days=1),
                until=fields.Datetime.now() + timedelta(days=31),
                companies=accounts.company_id.ids,
            )
        )
        return dict(rows)

    @api.model
    def _month(self, month, lines, visits):
        labels = dict(self.env['clinic.whatsapp.cost']._fields['category']
                      ._description_selection(self.env))  # fmt: skip
        totals = {}
        by_category = {}
        for line in lines:
            currency = self.env['res.currency'].browse(line['currency_id'])
            totals[currency] = totals.get(currency, 0) + float(line['cost'])
            by_category[line['category']] = (
                by_category.get(line['category'], 0) + line['billable']
            )  # fmt: skip
        return {
            'label': format_date(self.env, month, date_format='MMMM y'),
            'billable': sum(by_category.values()),
            'visits': visits,
            'cost': self._money(totals),
            'per_visit': self._money({c: sum_ / visits for c, sum_ in totals.items()})
            if visits and lines
            else '',
            'lines': [
                {'label': labels[category], 'count': count}
                for category, count in sorted(by_category.items(), key=lambda one: -one[1])
            ],
        }

    @api.model
    def _money(self, totals):
        return " + ".join(
            formatLang(self.env, total, currency_obj=currency) + f" {currency.name}"
            for currency, total in totals.items()
        ) or formatLang(self.env, 0, currency_obj=self.env.company.currency_id)

    # ------------------------------------------------------------------ words
    @api.model
    def _number(self, count):
        return formatLang(self.env, count, digits=0)

    @api.model
    def _span(self, age):
        """A length of time as people say it."""
        minutes = int(age.total_seconds() // 60)
        if minutes < 1:
            return self.env._("less than a minute")
        if minutes < 120:
            return self.env._("%(count)s minutes", count=minutes)
        if minutes < 48 * 60:
            return self.env._("%(count)s hours", count=minutes // 60)
        return self.env._("%(count)s days", count=minutes // (24 * 60))

    @api.model
    def _ago(self, age):
        return self.env._("%(time)s ago.", time=self._span(age))
