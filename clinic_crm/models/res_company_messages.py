from odoo import fields, models


class ResCompany(models.Model):
    """What patients read about a clinic or branch."""

    _inherit = 'res.company'

    clinic_hours = fields.Text(
        string="Opening hours",
        help="As patients read them: Lunes a viernes de 9:00 a 18:00 h.",
    )
    clinic_informal = fields.Boolean(
        string="Speak to patients with tú",
        help="Messages use usted unless this is set. It counts for all branches of the clinic.",
    )
