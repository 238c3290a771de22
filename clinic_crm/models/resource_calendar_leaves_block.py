from odoo import fields, models


class ResourceCalendarLeaves(models.Model):
    _inherit = 'resource.calendar.leaves'

    clinic_block = fields.Boolean(
        string="Blocked by the practitioner",
        copy=False,
        readonly=True,
        help="From the page “My day”, where one tap takes it back.",
    )
