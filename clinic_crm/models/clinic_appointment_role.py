from odoo import fields, models

from .clinic_resource import KINDS


class ClinicAppointmentRole(models.Model):
    """One thing a type of visit needs: somebody, a room or a device; the first one leads."""

    _name = 'clinic.appointment.role'
    _inherit = ['clinic.cached.mixin']
    _description = "Need of a type of visit"
    _order = 'type_id, sequence, id'

    type_id = fields.Many2one(
        'clinic.appointment.type',
        required=True,
        ondelete='cascade',
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default='practitioner')
    resource_ids = fields.Many2many(
        'clinic.resource',
        'clinic_appointment_role_resource_rel',
        'role_id',
        'resource_id',
        string="Any of",
        domain="[('kind', '=', kind)]",
        help="Empty: any of this kind.",
    )
    seats = fields.Integer(string="Places taken", required=True, default=1)
    own_buffers = fields.Boolean(string="Own time before and after")
    buffer_before = fields.Integer(string="Minutes before", required=True, default=0)
    buffer_after = fields.Integer(string="Minutes after", required=True, default=0)
    fair = fields.Boolean(string="Share the load", help="Prefer whoever has least to do that day.")

    _seats_range = models.Constraint(
        'CHECK (seats BETWEEN 1 AND 100)',
        "A visit takes between 1 and 100 places.",
    )
    _buffers_range = models.Constraint(
        'CHECK (buffer_before BETWEEN 0 AND 480 AND buffer_after BETWEEN 0 AND 480)',
        "The time before and after a visit is between 0 and 480 minutes.",
    )
