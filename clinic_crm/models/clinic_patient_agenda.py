from odoo import fields, models


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    practitioner_id = fields.Many2one(
        'clinic.practitioner',
        string="Usual practitioner",
        ondelete='restrict',
        index='btree_not_null',
    )
