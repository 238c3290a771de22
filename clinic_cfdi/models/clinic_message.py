from odoo import models


class ClinicMessage(models.Model):
    _inherit = 'clinic.message'

    _about_invoice = models.Index("(res_id, id DESC) WHERE res_model = 'account.move'")
