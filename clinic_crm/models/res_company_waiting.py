from odoo import fields, models


class ResCompany(models.Model):
    """How the waiting list is kept."""

    _inherit = 'res.company'

    clinic_offer_minutes = fields.Integer(
        string="Hold an offered time (minutes)",
        required=True,
        default=30,
        help="How long a freed time is held for the patient of the waiting list it is offered to.",
    )

    _clinic_offer_range = models.Constraint(
        'CHECK (clinic_offer_minutes BETWEEN 5 AND 1440)',
        "A time is held between 5 minutes and one day.",
    )
