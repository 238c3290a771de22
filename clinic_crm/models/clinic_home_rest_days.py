from odoo import api, fields, models

from ..agenda import holidays
from .clinic_home import Card, Content

AHEAD_MONTH = 10  # from October on, next year's days are asked for


class ClinicHome(models.AbstractModel):
    """Rest days of the law on which the agenda would still offer visits."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'rest_days',
                self.env._("Rest days to confirm"),
                self._card_rest_days,
                groups='clinic_crm.group_director',
                sequence=50,
            ),
        ]

    @api.model
    def _card_rest_days(self):
        """Next year's before it comes, this year's when nobody has set any."""
        today = fields.Date.context_today(self)
        company = self.env.company.root_id
        for year in [today.year] + [today.year + 1] * (today.month >= AHEAD_MONTH):
            coming = [holiday for holiday in holidays(year) if holiday.day >= today]
            if not coming or self.env['clinic.rest.days']._known(company, year):
                continue
            action = self.env['ir.actions.act_window']._for_xml_id(
                'clinic_crm.clinic_rest_days_action'
            )
            return Content(
                count=len(coming),
                empty="",
                action={**action, 'context': {'default_year': str(year)}},
                tone='warning',
            )
        return None
