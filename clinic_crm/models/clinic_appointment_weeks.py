from datetime import timedelta

from babel.dates import format_interval

from odoo import api, fields, models
from odoo.tools import get_lang


class ClinicAppointment(models.Model):
    """Weeks in graphs and lists as people say them: «1–7 de nov», where Odoo writes «W45 2026»."""

    _inherit = 'clinic.appointment'

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec != 'start:week':
            return formatter

        def week(value):
            key, domain = formatter(value)
            return (key[0], self._week_label(value.date())) if key else key, domain

        return week

    @api.model
    def _week_label(self, first):
        """The week that begins on this day; with its year where that is not the current one."""
        last = first + timedelta(days=6)
        this_year = fields.Date.context_today(self).year
        skeleton = 'MMMd' if {first.year, last.year} == {this_year} else 'yMMMd'
        return format_interval(first, last, skeleton, locale=get_lang(self.env).code)
