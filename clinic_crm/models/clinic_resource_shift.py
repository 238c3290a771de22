from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClinicResourceShift(models.Model):
    """Working hours that a resource follows in one branch between two days."""

    _name = 'clinic.resource.shift'
    _inherit = ['clinic.cached.mixin']
    _description = "Shift of a resource"
    _order = 'resource_id, date_from, id'

    resource_id = fields.Many2one(
        'clinic.resource',
        required=True,
        ondelete='cascade',
        index=True,
    )
    calendar_id = fields.Many2one(
        'resource.calendar',
        string="Working hours",
        required=True,
        ondelete='restrict',
    )
    company_id = fields.Many2one(
        'res.company',
        string="Branch",
        help="Empty: in every branch, in the resource's own zone.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")

    _dates_in_order = models.Constraint(
        'CHECK (date_to >= date_from)',
        "The shift ends before it begins.",
    )

    @api.constrains('calendar_id')
    def _check_calendar(self):
        for shift in self:
            shift.sudo().calendar_id._check_agenda()

    @api.constrains('company_id', 'resource_id')
    def _check_branch(self):
        for shift in self:
            if shift.company_id and shift.company_id.root_id != shift.resource_id.company_id:
                raise ValidationError(
                    self.env._(
                        "%(branch)s is not a branch of %(clinic)s.",
                        branch=shift.company_id.name,
                        clinic=shift.resource_id.company_id.name,
                    )
                )
