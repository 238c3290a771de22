from odoo import fields, models


class ClinicSpecialty(models.Model):
    _name = 'clinic.specialty'
    _inherit = 'clinic.called.mixin'
    _description = "Specialty"
    _order = 'name, id'

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    practitioner_count = fields.Integer(
        string="Practitioners", compute='_compute_practitioner_count'
    )

    def _compute_practitioner_count(self):
        counts = dict(
            self.env['clinic.practitioner']._read_group(
                [('specialty_id', 'in', self.ids)], ['specialty_id'], ['__count']
            )
        )
        for specialty in self:
            specialty.practitioner_count = counts.get(specialty._origin, 0)
