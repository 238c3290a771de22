from odoo import fields, models


class ClinicSpecialty(models.Model):
    _name = 'clinic.specialty'
    _description = "Specialty"
    _order = 'name, id'

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
