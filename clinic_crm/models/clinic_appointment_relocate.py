from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..agenda import moment


class ClinicAppointment(models.Model):
    """Visits whose practitioner, room or device does not work when they are due: it is away, the
    clinic is closed, or its hours are others now.

    Nothing marks them: they follow from hours, leaves and bookings, whoever changed those and by
    whatever way. One that was booked in the very moment of the leave is found too, and one that is
    moved, or whose leave is taken back, is no more.
    """

    _inherit = 'clinic.appointment'

    to_relocate = fields.Boolean(
        string="To be moved",
        compute='_compute_to_relocate',
        search='_search_to_relocate',
        help="Whoever gives the visit does not work at that time.",
    )

    @api.depends('start', 'stop', 'state', 'waived')
    def _compute_to_relocate(self):
        found = self._displaced(self.ids) if self.ids else {}
        for visit in self:
            visit.to_relocate = visit.id in found

    @api.model
    def _search_to_relocate(self, operator, value):
        if operator != 'in':
            return NotImplemented
        found = Domain('id', 'in', list(self._displaced()))
        return found if True in value else ~found

    @api.model
    def _displaced(self, ids=None):
        """``{visit id: codes}`` of patients' visits to come that nobody agreed to see then.

        The queries are as many as there are branches, whatever the number of visits; each visit
        costs one look into the opening of each resource it reserves.

        :param ids: of these visits only
        """
        self.flush_model()
        self.env['clinic.appointment.booking'].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT visit.company_id, line.resource_id, array_agg(visit.id),
                   array_agg(date_part('epoch', visit.start)::int8),
                   array_agg(date_part('epoch', visit.stop)::int8)
              FROM clinic_appointment visit
              JOIN clinic_appointment_booking line
                ON line.appointment_id = COALESCE(visit.session_id, visit.id)
             WHERE visit.start > %(now)s
               AND visit.state IN ('scheduled', 'confirmed')
               AND visit.is_session IS NOT TRUE
               %(only)s
             GROUP BY visit.company_id, line.resource_id
            """,
                now=fields.Datetime.now(),
                only=SQL("AND visit.id = ANY(%s)", list(ids)) if ids is not None else SQL(),
            )
        )
        by_branch = defaultdict(dict)
        for branch, resource, *visits in rows:
            by_branch[branch][resource] = visits
        found = defaultdict(set)
        for branch_id, reserved in by_branch.items():
            branch = self.env['res.company'].sudo().browse(branch_id)
            first = min(min(starts) for _ids, starts, _stops in reserved.values())
            last = max(max(stops) for _ids, _starts, stops in reserved.values())
            low, high = self._agenda_days(branch, moment(first), moment(last))
            for number, resource in self._agenda_resources(branch, reserved, low, high).items():
                for visit, start, stop in zip(*reserved[number], strict=True):
                    if not resource.open.covers(start, stop):
                        found[visit] |= {code.value for code, _why in resource.away(start, stop)}
        for visit in self.sudo().browse(found):
            agreed = filter(None, (visit.waived, visit.session_id.waived))
            found[visit.id] -= set(','.join(agreed).split(','))
        return {visit: codes for visit, codes in found.items() if codes}

    def action_keep_in_place(self):
        """The visit takes place all the same: whoever gives it comes for it.

        Of one that needs no exception (any more) none is noted, nor who made it.
        """
        self.check_access('write')
        displaced = self._displaced(self.ids)
        for visit in self.filtered(lambda visit: visit.id in displaced):
            codes = set(filter(None, (visit.waived or '').split(',')))
            visit.sudo()._through_door().write(
                {
                    'waived': ','.join(sorted(codes | displaced[visit.id])),
                    # whoever authorised an earlier exception answers for it still
                    'overbook_user_id': visit.overbook_user_id.id or self.env.uid,
                }
            )
