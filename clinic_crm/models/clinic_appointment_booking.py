from odoo import fields, models


class ClinicAppointmentBooking(models.Model):
    """One seat of one resource, taken by a visit. Written only by the visit itself.

    The database refuses two blocking lines of the same seat that overlap, whoever writes them.
    """

    _name = 'clinic.appointment.booking'
    _description = "Reserved resource"
    _order = 'block_start, resource_id, seat, id'
    _log_access = False

    appointment_id = fields.Many2one(
        'clinic.appointment',
        required=True,
        ondelete='cascade',
        index=True,
    )
    company_id = fields.Many2one(related='appointment_id.company_id', store=True, index=True)
    resource_id = fields.Many2one(
        'clinic.resource',
        required=True,
        ondelete='restrict',
        index=True,
    )
    role = fields.Char(required=True)
    seat = fields.Integer(required=True, default=1)
    capacity = fields.Integer(required=True, default=1)
    block_start = fields.Datetime(required=True)
    block_stop = fields.Datetime(required=True)
    blocking = fields.Boolean(required=True, default=True)
    expires_at = fields.Datetime(help="Of a hold: from then on the time is free again.")

    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(resource_id, resource_id, '[]') WITH =,
            int4range(seat, seat, '[]') WITH =,
            tsrange(block_start, block_stop, '[)') WITH &&
        ) WHERE (blocking)""",
        "That time has just been taken. Choose another.",
    )
    _range = models.Constraint(
        'CHECK (block_stop > block_start)',
        "The end must be after the start.",
    )
    _length = models.Constraint(
        "CHECK (block_stop - block_start <= interval '2 days')",
        "A visit cannot reserve anything for more than two days.",
    )
    _seat = models.Constraint(
        'CHECK (seat BETWEEN 1 AND capacity)',
        "This resource has no such seat.",
    )
    _expiry = models.Constraint(
        'CHECK (expires_at IS NULL OR blocking)',
        "Only a hold expires.",
    )
    # all that a search of free times reads, so that it need not open the rows themselves
    _by_start = models.Index(
        '(resource_id, block_start) INCLUDE (block_stop, seat, expires_at, appointment_id)'
        ' WHERE blocking'
    )
