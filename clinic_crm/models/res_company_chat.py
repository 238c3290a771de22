from odoo import fields, models


class ResCompany(models.Model):
    """How a clinic's conversations go."""

    _inherit = 'res.company'

    clinic_chat_birthdate = fields.Boolean(
        string="Ask for the birth date in the chat",
        help="Of somebody unknown who books a visit. Without it only the name is asked.",
    )
