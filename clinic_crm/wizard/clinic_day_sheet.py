from odoo import fields, models


class ClinicDaySheet(models.TransientModel):
    """Asks which day and whose, and prints the sheets."""

    _name = 'clinic.day.sheet'
    _description = "Print the day's sheet"

    day = fields.Date(required=True, default=fields.Date.context_today)
    practitioner_ids = fields.Many2many(
        'clinic.practitioner',
        string="Practitioners",
        help="Empty: everybody who has visits that day, a page each.",
    )

    def action_print(self):
        self.ensure_one()
        numbers = ','.join(map(str, self.practitioner_ids.ids))
        return {
            'type': 'ir.actions.act_url',
            'url': f'/clinic/paper/day?day={self.day}&practitioners={numbers}',
            'target': 'new',
            'close': True,
        }
