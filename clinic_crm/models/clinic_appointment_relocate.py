from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..agenda import epoch


class ClinicAppointment(models.Model):
    """Visits whose practitioner, room or device does not work when they are due: it is away, the
    clinic is closed, or its hours are others now.

    Nothing marks them: they follow from hours, leaves and bookings, whoever changed those and by
    whatever way. One that was booked in the very moment of the leave is found too, and one that is
    moved, or whose leave is taken back, is no more.
    """

    _inherit = 'clinic.appointment'  # pylint: disable=consider-merging-classes-inherited

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

        The queries are as many as there are branches, whatever the number of visits.

        :param ids: of these visits only
        """
        self.flush_model()
        self.env['clinic.appointment.booking'].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
            SELECT visit.id, visit.company_id, visit.start, visit.stop, visit.waived,
                   array_agg(DISTINCT line.resource_id) AS resources
              FROM clinic_appointment visit
              JOIN clinic_appointment_booking line
                ON line.appointment_id = COALESCE(visit.session_id, visit.id)
             WHERE visit.start > %(now)s
               AND visit.state IN ('scheduled', 'confirmed')
               AND visit.is_session IS NOT TRUE
               %(only)s
             GROUP BY visit.id
            """,
                now=fields.Datetime.now(),
                only=SQL("AND visit.id = ANY(%s)", list(ids)) if ids is not None else SQL(),
            )
        )
        by_branch = defaultdict(list)
        for row in rows:
            by_branch[row['company_id']].append(row)
        found = {}
        for branch_id, visits in by_branch.items():
            branch = self.env['res.company'].sudo().browse(branch_id)
            low, high = self._agenda_days(
                branch, min(row['start'] for row in visits), max(row['stop'] for row in visits)
            )
            numbers = {number for row in visits for number in row['resources']}
            resources = self._agenda_resources(branch, numbers, low, high)
            for row in visits:
                first, last = epoch(row['start']), epoch(row['stop'])
                codes = {
                    code.value
                    for number in row['resources']
                    if number in resources
                    for code, _closure in resources[number].away(first, last)
                } - set((row['waived'] or '').split(','))
                if codes:
                    found[row['id']] = codes
        return found

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
