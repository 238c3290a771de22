from odoo import api, fields, models
from odoo.tools import SQL, drop_view_if_exists

CATEGORIES = [
    ('marketing', "Marketing"),
    ('utility', "Utility"),
    ('authentication', "Authentication"),
    ('service', "Service"),
]


class ClinicWhatsappRate(models.Model):
    """What Meta charges the clinic for a message of a category, from a day on."""

    _name = 'clinic.whatsapp.rate'
    _description = "Price of a WhatsApp message"
    _order = 'account_id, category, date_from desc'

    account_id = fields.Many2one(
        'clinic.whatsapp.account', required=True, ondelete='cascade', index=True
    )
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    category = fields.Selection(CATEGORIES, required=True)
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._first_of_month()
    )
    price = fields.Float(string="Price each", required=True, digits=(12, 4))
    free_monthly = fields.Integer(
        string="Free a month",
        required=True,
        default=0,
        help="How many of them cost nothing each month. Those that Meta itself reports as free are "
        "never counted.",
    )

    _rate_uniq = models.Constraint(
        'UNIQUE (account_id, category, date_from)', "There is a price of that day already."
    )
    _rate_range = models.Constraint(
        'CHECK (price >= 0 AND free_monthly >= 0)', "A price is not below zero."
    )

    @api.model
    def _first_of_month(self):
        return fields.Date.context_today(self).replace(day=1)


class ClinicWhatsappAccount(models.Model):
    """The rate card of a number: Meta's list for Mexico, as the clinic enters it."""

    _inherit = 'clinic.whatsapp.account'

    currency_id = fields.Many2one(
        'res.currency',
        string="Meta charges in",
        default=lambda self: self.env.company.currency_id,
        required=True,
    )
    rate_ids = fields.One2many('clinic.whatsapp.rate', 'account_id', string="Prices", copy=True)


class ClinicWhatsappCost(models.Model):
    """Billable messages by month, number and category, at the price of that month.

    Counted from what Meta says of each message (`pricing` of its statuses), by the months of the
    branch's own clock.
    """

    _name = 'clinic.whatsapp.cost'
    _description = "Cost of WhatsApp"
    _auto = False
    _order = 'month desc, account_id, category'
    _rec_name = 'month'
    _depends = {
        'clinic.whatsapp.account': ['company_id', 'currency_id'],
        'clinic.whatsapp.outbox': ['account_id', 'accepted_at', 'billable', 'pricing_category'],
        'clinic.whatsapp.rate': ['account_id', 'category', 'date_from', 'free_monthly', 'price'],
        'res.company': ['clinic_tz'],
    }

    account_id = fields.Many2one('clinic.whatsapp.account', string="Number", readonly=True)
    company_id = fields.Many2one('res.company', string="Clinic or branch", readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    month = fields.Date(readonly=True)
    category = fields.Selection([*CATEGORIES, ('other', "Other")], readonly=True)
    billable = fields.Integer(string="Billable messages", readonly=True)
    free = fields.Integer(string="Of them free", readonly=True)
    cost = fields.Monetary(readonly=True, currency_field='currency_id')
    priced = fields.Boolean(readonly=True, help="There is a price for that month.")

    def init(self):
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._sql(SQL("TRUE")))
        )

    @api.model
    def _sql(self, where):
        """The rows as SQL.

        :param SQL where: on ``o`` (outbox) and ``a`` (account), to count no more than is shown
        """
        known = [category for category, _label in CATEGORIES]
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY b.month, b.account_id, b.category)::int AS id,
                   b.account_id, b.company_id, b.currency_id, b.month, b.category, b.billable,
                   least(b.billable, coalesce(r.free_monthly, 0)) AS free,
                   greatest(0, b.billable - coalesce(r.free_monthly, 0)) * coalesce(r.price, 0)
                       AS cost,
                   r.price IS NOT NULL AS priced
              FROM (SELECT o.account_id, a.company_id, a.currency_id,
                           CASE WHEN o.pricing_category = ANY(%(known)s)
                                THEN o.pricing_category ELSE 'other' END AS category,
                           date_trunc('month', o.accepted_at AT TIME ZONE 'UTC' AT TIME ZONE
                                      coalesce(c.clinic_tz, 'America/Mexico_City'))::date AS month,
                           count(*)::int AS billable
                      FROM clinic_whatsapp_outbox o
                      JOIN clinic_whatsapp_account a ON a.id = o.account_id
                      JOIN res_company c ON c.id = a.company_id
                     WHERE o.billable AND o.accepted_at IS NOT NULL AND %(where)s
                     GROUP BY 1, 2, 3, 4, 5) b
              LEFT JOIN LATERAL (
                    SELECT rate.price, rate.free_monthly FROM clinic_whatsapp_rate rate
                     WHERE rate.account_id = b.account_id AND rate.category = b.category
                       AND rate.date_from < b.month + interval '1 month'
                     ORDER BY rate.date_from DESC LIMIT 1) r ON true
            """,
            known=known,
            where=where,
        )
