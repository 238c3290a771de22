from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..agenda import epoch, moment, plan_series, zone
from .clinic_appointment_rights import MOVABLE

REACH_DAYS = 3  # around a visit that cannot be, how far its nearest alternative may be
LONGEST_SERIES = timedelta(days=2 * 366)


class ClinicAppointment(models.Model):
    """Visits of a series: judged together, booked or moved together, or left alone."""

    _inherit = 'clinic.appointment'

    series_id = fields.Many2one(
        'clinic.appointment.series',
        ondelete='restrict',
        index='btree_not_null',
        copy=False,
        readonly=True,
    )
    following_count = fields.Integer(
        string="Visits after it in the series", compute='_compute_following_count'
    )

    @api.depends('start', 'series_id.appointment_ids.start', 'series_id.appointment_ids.state')
    def _compute_following_count(self):
        in_series = self.filtered('series_id')
        starts = {}
        for visit in self.search(
            [('series_id', 'in', in_series.series_id.ids), ('state', 'in', MOVABLE)]
        ):
            starts.setdefault(visit.series_id, []).append(visit.start)
        for visit in self:
            others = starts.get(visit.series_id, ()) if visit.series_id else ()
            visit.following_count = sum(start > visit.start for start in others)

    # ------------------------------------------------------------------ before anything is booked
    @api.model
    def _plan_visits(
        self,
        visit_type,
        branch,
        starts,
        practitioner=None,
        patient=None,
        moved=None,
        keep=(),
        minutes=None,
    ):
        """The verdict (`agenda.Series`) on visits at these starts (naive UTC, ascending).

        :param moved: visits that would leave their present times for these
        :param keep: ids of resources preferred to others
        :raises UserError: the series is too long to be judged
        """
        if starts[-1] - starts[0] > LONGEST_SERIES:
            raise UserError(self.env._("A series lasts two years at most. Choose fewer visits."))
        reach = timedelta(days=REACH_DAYS)
        since, until = starts[0] - reach, starts[-1] + reach
        exclude = moved.ids if moved else ()
        world, request = self._agenda_question(
            visit_type,
            branch,
            since,
            until,
            practitioner,
            patient,
            exclude,
            keep=set(keep),
            staff=self._agenda_is_staff(),
            minutes=minutes,
        )
        return plan_series(world, request, starts, reach=REACH_DAYS)

    # ------------------------------------------------------------------ booked and moved together
    @api.model
    def _book_series(self, vals_list, rule):
        """Book these visits as a series: all of them, or none.

        :param rule: an `agenda.Repeat`
        """
        with self.env.cr.savepoint():
            visits = self.create(vals_list)
            first = visits[0]
            practitioner = first.practitioner_id
            series = (
                self.env['clinic.appointment.series']
                .sudo()
                .create(
                    {
                        'company_id': first.company_id.id,
                        'patient_id': first.patient_id.id,
                        'type_id': first.type_id.id,
                        'practitioner_id': practitioner.id,
                        'every': rule.every,
                        'unit': rule.unit,
                        'weekdays': ",".join(map(str, rule.weekdays)) or False,
                        'count': rule.count,
                    }
                )
            )
            visits.sudo()._through_door().write({'series_id': series.id})
        return visits

    def _following(self):
        """This visit and those of its series that come after it and can still be changed."""
        self.ensure_one()
        if not self.series_id:
            return self
        later = self.search(
            [
                ('series_id', '=', self.series_id.id),
                ('start', '>', self.start),
                ('state', 'in', MOVABLE),
            ],
            order='start, id',
        )
        return self + later

    def _shifted_starts(self, start):
        """The starts of these visits when the first of them moves to ``start`` (naive UTC).

        All move by as many days and as much of the clock: ten o'clock becomes eleven o'clock, also
        beyond a change of the clocks.
        """
        clock = zone(self[0].company_id.clinic_tz)
        shift = clock.wall(epoch(start)) - clock.wall(epoch(self[0].start))
        return [start] + [
            moment(clock.utc(clock.wall(epoch(visit.start)) + shift, forward=True))
            for visit in self[1:]
        ]

    def action_cancel_following(self):
        """Cancel this visit and those of its series after it."""
        return self._following().action_cancel()

    def action_open_series(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'clinic_crm.clinic_appointment_action'
        )
        return {
            **action,
            'name': self.series_id.display_name,
            'views': [(False, 'list'), (False, 'calendar'), (False, 'form')],
            'domain': [('series_id', '=', self.series_id.id)],
            'context': {},
        }
