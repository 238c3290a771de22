from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, ormcache

from ..agenda import (
    Busy,
    Closure,
    Code,
    Policy,
    Request,
    Resource,
    Role,
    Session,
    Shift,
    Spans,
    World,
    epoch,
    expand_shifts,
    moment,
    union,
    zone,
)
from ..const import AGENDA_READERS
from .clinic_appointment import FREE_STATES

STAFF_GRACE = timedelta(minutes=15)  # who is entered while coming in is not in the past
MARGIN = timedelta(days=1)  # around what is asked: buffers, longest visits, whole local days
PATIENT_SOURCES = ('portal', 'whatsapp', 'web')


@dataclass(frozen=True)
class Means:
    """What never changes from one question to the next about a resource; kept in the cache."""

    resource: Resource
    kind: str
    odoo_id: int
    shifts: tuple[Shift, ...] | None
    calendars: frozenset[int]


class ClinicAppointment(models.Model):
    """What the clinic has and what a visit needs, as the values of the package `agenda`."""

    _inherit = 'clinic.appointment'

    # ------------------------------------------------------------------ kept in the cache
    @api.model
    @ormcache('branch_id')
    def _agenda_means(self, branch_id):
        """``{resource id: Means}`` of the clinic a branch belongs to, in order of preference."""
        root = self.env['res.company'].sudo().browse(branch_id).root_id
        resources = self.env['clinic.resource'].sudo().search([('company_id', '=', root.id)])
        return {resource.id: self._means_of(resource) for resource in resources}

    @api.model
    def _means_of(self, resource):
        return Means(
            Resource(
                resource.id,
                capacity=resource.capacity,
                buffer_before=resource.buffer_before,
                buffer_after=resource.buffer_after,
                branches=frozenset(resource.branch_ids.ids),
            ),
            resource.kind,
            resource.resource_id.id,
            resource._plain_shifts(resource.shift_ids),
            frozenset((resource.shift_ids.calendar_id or resource.calendar_id).ids),
        )

    @api.model
    @ormcache('type_id')
    def _agenda_needs(self, type_id):
        """``(kind, Role)`` of each need of a type, the leading one first.

        Without named alternatives the role is for any resource of its kind; one that is archived
        is still named, so that nobody else is taken for it.
        """
        Need = self.env['clinic.appointment.role'].sudo().with_context(active_test=False)
        needs = Need.search([('type_id', '=', type_id)])
        return tuple(
            (
                need.kind,
                Role(
                    f'{need.id}',
                    tuple(need.resource_ids.sorted().ids),
                    need.seats,
                    need.fair,
                    need.buffer_before if need.own_buffers else None,
                    need.buffer_after if need.own_buffers else None,
                ),
            )
            for need in needs
        )

    # ------------------------------------------------------------------ what is asked
    @api.model
    def _agenda_is_staff(self, source='desk'):
        return source not in PATIENT_SOURCES and self.env.user.has_groups(AGENDA_READERS)

    @api.model
    def _agenda_request(
        self,
        visit_type,
        branch,
        practitioner=None,
        wanted=(),
        keep=(),
        staff=True,
        session=None,
        minutes=None,
        **more,
    ):
        """The :class:`Request` for a type of visit in a branch.

        :param practitioner: only with this one
        :param wanted: ids of resources; where one of them can serve, only these may
        :param keep: ids of resources preferred to others, those a moved visit has now
        :param bool staff: whether who asks is bound by what binds patients (notice, window)
        :param minutes: how long, when not as long as its type; a group meets as long as its type
        """
        means, needs = self._agenda_means(branch.id), self._agenda_needs(visit_type.id)
        if not needs:
            raise UserError(
                self.env._(
                    "“%(type)s” cannot be booked yet: nobody has said who gives it. The direction "
                    "adds it under “Needs”.",
                    type=visit_type.sudo().display_name,
                )
            )
        roles, led = [], False
        for kind, role in needs:
            choice = role.alternatives or tuple(
                number for number, mean in means.items() if mean.kind == kind
            )
            if practitioner and kind == 'practitioner' and not led:
                led = True
                choice = tuple(n for n in choice if n == practitioner.sudo().resource_id.id)
            else:
                choice = tuple(n for n in choice if n in wanted) or choice
            kept = [number for number in choice if number in keep]
            choice = (*kept, *(number for number in choice if number not in keep))
            roles.append(
                Role(
                    role.name,
                    choice,
                    role.seats,
                    role.fair and not kept,
                    role.buffer_before,
                    role.buffer_after,
                )
            )
        visit_type = visit_type.sudo()
        now = fields.Datetime.now()
        places = 1 if visit_type.seats > 1 and not session else 0
        return Request(
            (not places and minutes) or visit_type.duration,
            tuple(roles),
            branch.clinic_tz,
            Policy(now - STAFF_GRACE)
            if staff
            else Policy(now, visit_type.min_notice, visit_type.max_days or None),
            visit_type.buffer_before,
            visit_type.buffer_after,
            visit_type.step,
            visit_type.grid == 'opening',
            branch.id,
            places=places,
            **more,
        )

    @api.model
    def _agenda_patient_busy(self, patients, since, until, exclude=()):
        """``{patient id: Spans}`` of the patients' own visits, those of ``exclude`` left out."""
        found = defaultdict(list)
        if patients:
            visits = self.sudo().search_fetch(
                [
                    ('patient_id', 'in', patients.ids),
                    ('start', '<', until),
                    ('stop', '>', since),
                    ('state', 'not in', ('cancelled', 'no_show')),
                    ('id', 'not in', list(exclude)),
                    '|',
                    ('state', '!=', 'hold'),
                    ('hold_until', '>', fields.Datetime.now()),
                ],
                ['patient_id', 'start', 'stop'],
            )
            for visit in visits:
                found[visit.patient_id.id].append((epoch(visit.start), epoch(visit.stop)))
        return {patient: Spans.of(pairs) for patient, pairs in found.items()}

    # ------------------------------------------------------------------ what there is
    @api.model
    def _agenda_question(
        self,
        visit_type,
        branch,
        since,
        until,
        practitioner=None,
        patient=None,
        exclude=(),
        fresh=None,
        **more,
    ):
        """``(World, Request)`` of one visit of a type in ``[since, until)``.

        :param patient: whose other visits are in the way, if it is known who comes; of a group
            session there are several
        :param more: parameters of :meth:`_agenda_request`
        """
        # what starts just before the end goes on beyond it
        busy = self._agenda_patient_busy(patient, since, until + MARGIN, exclude) if patient else {}
        request = self._agenda_request(
            visit_type,
            branch,
            practitioner,
            patient_busy=union(busy.values()),
            **more,
        )
        world = self._agenda_world(
            branch,
            {number for role in request.roles for number in role.alternatives},
            since,
            until,
            exclude=exclude,
            group_type=visit_type if request.places else None,
            fresh=fresh,
        )
        return world, request

    @api.model
    def _agenda_world(
        self, branch, resource_ids, since, until, exclude=(), group_type=None, fresh=None
    ):
        """The :class:`World` of some resources around ``[since, until)`` (naive UTC).

        :param exclude: ids of visits whose own lines do not count
        :param group_type: the type whose open sessions count
        :param fresh: a cursor that sees what others have committed since this transaction began;
            what it sees is taken as well
        """
        low, high = self._agenda_days(branch, since, until)
        resources = self._agenda_resources(branch, resource_ids, low, high)
        rows = self._agenda_busy_rows(self.env.cr, list(resources), low, high, exclude)
        if fresh:
            rows += self._agenda_busy_rows(fresh, list(resources), low, high, exclude)
        return World(
            resources,
            _busy(rows, merge=bool(fresh)),
            self._agenda_sessions(group_type, branch, low, high) if group_type else (),
        )

    @api.model
    def _agenda_days(self, branch, since, until):
        """(low, high): the whole local days around these moments, with a margin."""
        clock = zone(branch.clinic_tz)
        first, last = clock.day(epoch(since - MARGIN)), clock.day(epoch(until + MARGIN))
        return moment(clock.midnight(first)), moment(clock.midnight(last + 1))

    @api.model
    def _agenda_resources(self, branch, resource_ids, low, high):
        """``{resource id: agenda.Resource}``: hours and closures between two midnights."""
        means = self._agenda_means(branch.id)
        chosen = {number: means[number] for number in resource_ids if number in means}
        closures = self._agenda_closures(branch, chosen, low, high)
        days = fields.Date.to_date(low), fields.Date.to_date(high)
        resources = {}
        for number, mean in chosen.items():
            hours = None
            if mean.shifts is not None:
                hours = expand_shifts(mean.shifts, *days, branch.id)
            plain = mean.resource
            resources[number] = Resource(
                number,
                hours,
                closures.get(number, ()),
                plain.capacity,
                plain.buffer_before,
                plain.buffer_after,
                plain.branches,
            )
        return resources

    @api.model
    def _agenda_closures(self, branch, means, low, high):
        """``{resource id: closures}``: leaves of each, and rest days of the branch."""
        by_odoo_id = {mean.odoo_id: number for number, mean in means.items()}
        companies = [int(part) for part in branch.sudo().parent_path.split('/') if part]
        leaves = (
            self.env['resource.calendar.leaves']
            .sudo()
            .search_fetch(
                [
                    ('time_type', '=', 'leave'),
                    ('date_from', '<', high),
                    ('date_to', '>', low),
                    '|',
                    ('resource_id', 'in', list(by_odoo_id)),
                    '&',
                    ('resource_id', '=', False),
                    ('company_id', 'in', [*companies, False]),
                ],
                ['date_from', 'date_to', 'resource_id', 'calendar_id', 'company_id', 'name'],
            )
        )
        found = defaultdict(list)
        for leave in leaves:
            if leave.resource_id:
                closure = Closure(leave.date_from, leave.date_to, Code.LEAVE)
                found[by_odoo_id[leave.resource_id.id]].append(closure)
                continue
            # a rest day of the clinic is that day on the clock of each of its branches
            start, stop = (
                self._same_clock(instant, leave.company_id.clinic_tz, branch.clinic_tz)
                for instant in (leave.date_from, leave.date_to)
            )
            closure = Closure(start, stop, Code.HOLIDAY, leave.name or '')
            for number, mean in means.items():
                # what has no hours of its own follows the clinic's rest days only
                if not leave.calendar_id or leave.calendar_id.id in mean.calendars:
                    found[number].append(closure)
        return {number: tuple(closures) for number, closures in found.items()}

    @api.model
    def _same_clock(self, instant, tz, other_tz):
        """When clocks in ``other_tz`` show what those in ``tz`` show at this moment."""
        if not tz or tz == other_tz:
            return instant
        return moment(zone(other_tz).utc(zone(tz).wall(epoch(instant))))

    @api.model
    def _agenda_busy_rows(self, cr, resource_ids, low, high, exclude=()):
        """``(resource, seat, starts, stops)`` in epoch seconds, from one query on ``cr``.

        Times that touch come as one. What a hold that has run out reserves is not taken. What was
        squeezed in by an exception is, for all but those it was squeezed in over: the others have
        not been asked, also when those have left.
        """
        if cr is self.env.cr:
            self.flush_model(['state', 'start', 'overbooked'])
            self.env['clinic.appointment.booking'].flush_model()
        cr.execute(
            SQL(
                """
            SELECT resource_id, seat,
                   ARRAY(SELECT date_part('epoch', lower(part))::int8 FROM unnest(taken) part),
                   ARRAY(SELECT date_part('epoch', upper(part))::int8 FROM unnest(taken) part)
              FROM (SELECT resource_id, seat,
                           range_agg(tsrange(block_start, block_stop)) AS taken
                      FROM (SELECT resource_id, seat, block_start, block_stop
                              FROM clinic_appointment_booking
                             WHERE blocking
                               AND resource_id = ANY(%(resources)s)
                               AND block_start < %(high)s
                               AND block_stop > %(low)s
                               AND block_start > %(low)s - interval '2 days'
                               AND (expires_at IS NULL OR expires_at > %(now)s)
                               AND NOT (appointment_id = ANY(%(exclude)s))
                             UNION ALL
                            SELECT line.resource_id, line.seat, line.block_start, line.block_stop
                              FROM clinic_appointment visit
                              JOIN clinic_appointment_booking line
                                ON line.appointment_id = visit.id AND NOT line.blocking
                             WHERE visit.overbooked
                               AND visit.state NOT IN %(free)s
                               AND visit.start BETWEEN %(low)s - interval '2 days'
                                                   AND %(high)s + interval '1 day'
                               AND line.resource_id = ANY(%(resources)s)
                               AND line.block_start < %(high)s
                               AND line.block_stop > %(low)s
                               AND NOT (visit.id = ANY(%(exclude)s))
                               AND NOT EXISTS (
                                   SELECT FROM clinic_appointment_booking own
                                    WHERE own.appointment_id = ANY(%(exclude)s)
                                      AND own.resource_id = line.resource_id
                                      AND own.seat = line.seat
                                      AND own.block_start < line.block_stop
                                      AND own.block_stop > line.block_start)) AS line
                     GROUP BY resource_id, seat) AS line
            """,
                resources=list(resource_ids),
                low=low,
                high=high,
                now=fields.Datetime.now(),
                exclude=list(exclude),
                free=FREE_STATES,
            )
        )
        return cr.fetchall()

    @api.model
    def _agenda_sessions(self, visit_type, branch, low, high):
        """The open group sessions of a type, with how many places are taken."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
            SELECT s.id, s.start, s.stop, s.seats, s.waived,
                   (SELECT count(*) FROM clinic_appointment p
                     WHERE p.session_id = s.id AND p.state NOT IN ('cancelled', 'no_show')
                       AND (p.state <> 'hold' OR p.hold_until > %(now)s)),
                   ARRAY(SELECT resource_id FROM clinic_appointment_booking b
                          WHERE b.appointment_id = s.id)
              FROM clinic_appointment s
             WHERE s.is_session AND s.type_id = %(type)s AND s.company_id = %(branch)s
               AND s.state NOT IN ('cancelled', 'no_show', 'done')
               AND s.start < %(high)s AND s.stop > %(low)s
            """,
                type=visit_type.id,
                branch=branch.id,
                low=low,
                high=high,
                now=fields.Datetime.now(),
            )
        )
        return tuple(
            Session(number, start, stop, seats, taken, frozenset(resources), codes_of(waived))
            for number, start, stop, seats, waived, taken, resources in self.env.cr.fetchall()
        )


def codes_of(waived):
    """The codes of the exceptions that a visit keeps in its ``waived``."""
    return frozenset(map(Code, filter(None, (waived or '').split(','))))


def _busy(rows, merge):
    if not merge:
        return Busy.of_arrays(rows)
    pairs = defaultdict(list)
    for resource, seat, starts, stops in rows:
        pairs[resource, seat] += zip(starts, stops, strict=True)
    merged = []
    for (resource, seat), found in pairs.items():
        found.sort()
        merged.append((resource, seat, [a for a, _b in found], [b for _a, b in found]))
    return Busy.of_arrays(merged)
