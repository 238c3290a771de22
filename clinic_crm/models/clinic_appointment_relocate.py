from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..agenda import Code


class ClinicAppointment(models.Model):
    """Visits whose practitioner, room or device is away when they are due.

    Nothing marks them: they follow from the leaves and the bookings, so one that was booked in the
    very moment of the leave is found too, and one that is moved, or whose leave is taken back, is
    no more.
    """

    _inherit = 'clinic.appointment'  # pylint: disable=consider-merging-classes-inherited

    to_relocate = fields.Boolean(
        string="To be moved",
        compute='_compute_to_relocate',
        search='_search_to_relocate',
        help="Whoever gives the visit is away at that time.",
    )

    @api.depends('start', 'stop', 'state', 'waived')
    def _compute_to_relocate(self):
        found = set()
        if self.ids:
            found = {row[0] for row in self.env.execute_query(self._to_relocate_query(self.ids))}
        for visit in self:
            visit.to_relocate = visit.id in found

    @api.model
    def _search_to_relocate(self, operator, value):
        if operator != 'in':
            return NotImplemented
        found = Domain('id', 'in', self._to_relocate_query())
        return found if True in value else ~found

    @api.model
    def _to_relocate_query(self, visits=None):
        """The ids of patients' visits to come that overlap a leave and were not booked over it."""
        for model in ('clinic.appointment.booking', 'clinic.resource', 'resource.calendar.leaves'):
            self.env[model].flush_model()
        self.flush_model()
        return SQL(
            """
            SELECT DISTINCT visit.id
              FROM resource_calendar_leaves leave
              JOIN clinic_resource means ON means.resource_id = leave.resource_id
              JOIN clinic_appointment_booking line ON line.resource_id = means.id
              JOIN clinic_appointment visit
                ON line.appointment_id = COALESCE(visit.session_id, visit.id)
             WHERE leave.time_type = 'leave'
               AND leave.date_to > %(now)s
               AND line.block_stop > %(now)s
               AND visit.start > %(now)s
               AND visit.start < leave.date_to
               AND visit.stop > leave.date_from
               AND visit.state IN ('scheduled', 'confirmed')
               AND visit.is_session IS NOT TRUE
               AND NOT %(leave)s = ANY(string_to_array(COALESCE(visit.waived, ''), ','))
               %(only)s
            """,
            now=fields.Datetime.now(),
            leave=Code.LEAVE.value,
            only=SQL("AND visit.id = ANY(%s)", list(visits)) if visits is not None else SQL(),
        )

    def action_keep_in_place(self):
        """The visit takes place all the same: the practitioner comes for it."""
        self.check_access('write')
        for visit in self:
            codes = set(filter(None, (visit.waived or '').split(','))) | {Code.LEAVE.value}
            visit.sudo()._through_door().write(
                {
                    'waived': ','.join(sorted(codes)),
                    # whoever authorised an earlier exception answers for it still
                    'overbook_user_id': visit.overbook_user_id.id or self.env.uid,
                }
            )
