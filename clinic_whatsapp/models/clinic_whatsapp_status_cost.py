from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, date_utils, format_date, formatLang

MONTHS = 6
KEPT_STATES = ('confirmed', 'arrived', 'in_consultation', 'done')


class ClinicWhatsappStatus(models.AbstractModel):
    """What WhatsApp costs the clinic, a month and a visit that was kept."""

    _inherit = 'clinic.whatsapp.status'

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
