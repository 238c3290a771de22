from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_time, formatLang

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
