from odoo import fields, models


class ClinicWhatsappAccount(models.Model):
    """Whether patients are answered by themselves on this number."""

    _inherit = 'clinic.whatsapp.account'

    auto_answers = fields.Boolean(
        string="Answer by itself",
        default=True,
        help="Offers a menu, books visits and says prices and hours, at any time. Without it only "
        "answers to what the clinic has asked are understood; all else waits for a person.",
    )
