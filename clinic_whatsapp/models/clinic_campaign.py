from odoo import fields, models


class ClinicCampaign(models.Model):
    """What Meta will charge for it, by the clinic's own prices."""

    _inherit = 'clinic.campaign'

    def _cost_in_words(self):
        words = super()._cost_in_words()
        Channel = self.env['clinic.message.channel.whatsapp'].sudo().with_company(self.company_id)
        account = Channel._account_of(self.company_id.root_id)
        if not self.id or not account:
            return words
        count = self._billable_count(account)
        if not count:
            return words
        template = self.env['clinic.whatsapp.template']._for(
            account, self.sudo().kind_id, missing_ok=True
        )
        category = (template.category or 'marketing').lower()
        rate = self.env['clinic.whatsapp.rate'].sudo().search(
            [
                ('account_id', '=', account.id),
                ('category', '=', category),
                ('date_from', '<=', fields.Date.context_today(self)),
            ],
            order='date_from DESC',
            limit=1,
        )  # fmt: skip
        if not rate:
            return self.env._(
                "%(count)s messages of WhatsApp at a price that is not written down: write it at "
                "the number, under Settings › WhatsApp.",
                count=count,
            )
        cost = count * rate.price
        return self.env._(
            "%(count)s messages of WhatsApp at %(price)s: %(cost)s",
            count=count,
            price=account.currency_id.format(rate.price),
            cost=account.currency_id.format(cost),
        )

    def _billable_count(self, account):
        """The patients who are written to by an approved text: those whose day is over."""
        lines = self.sudo().line_ids.filtered(
            lambda line: line.state == 'ready' and line.channel == 'whatsapp'
        )
        talking = self.env['clinic.whatsapp.identity'].sudo().search(
            [
                ('account_id', '=', account.id),
                ('patient_id', 'in', lines.patient_id.ids),
                ('window_until', '>', fields.Datetime.now()),
            ]
        )  # fmt: skip
        return len(lines.patient_id - talking.patient_id)
