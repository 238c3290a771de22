from datetime import date, datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..agenda import epoch, moment, zone
from .clinic_appointment_slots import LONGEST_SEARCH, PARTS

KIND = 'practitioner'
LAST_YEAR = 2200
NEAR, SLOTS, DAYS = timedelta(days=14), 240, 5


class ClinicBooking(models.AbstractModel):
    """What the dialog «Book a visit» asks and does, with the rights of whoever uses it.

    Whoever books says a *wish*: ``type_id``, ``company_id``, ``practitioner_id`` (or whoever is
    free) and ``patient_id``. Times come and go in the branch's own clock.
    """

    _name = 'clinic.booking'
    _description = "Booking desk"

    # ------------------------------------------------------------------ what can be chosen
    @api.model
    @api.readonly
    def get_desk(self, wish=None):
        """What the dialog needs to begin, all of it in one answer.

        :param dict wish: what is known already: ``company_id``, ``start`` (text, UTC),
            ``visit_id`` of a visit to move
        :return: ``{'branch_id', 'branches': [{'id', 'name'}], 'types': [{'id', 'name',
            'duration', 'seats', 'practitioner_ids', 'has_practitioner'}], 'practitioners':
            [{'id', 'name', 'specialty', 'branch_ids'}], 'practitioner_id', 'can_create',
            'can_reason', 'waiting_list', 'today', 'local', 'visit'}``. ``practitioner_ids`` None:
            all of them; ``local``: the start on the branch's clock
        """
        wish = wish or {}
        Visit = self.env['clinic.appointment']
        visit = self._visit(wish)
        visit.check_access('write') if visit else Visit.check_access('create')
        branches = self.env.companies
        asked = visit.company_id.id or wish.get('company_id')
        branch = branches.filtered(lambda company: company.id == asked) or self.env.company
        own = Visit._own_practitioner() if Visit._books_for_itself() else None
        start = fields.Datetime.to_datetime(wish.get('start')) or visit.start
        return {
            'branch_id': branch.id,
            'branches': [{'id': one.id, 'name': one.name} for one in branches],
            'types': self._types(branches),
            'practitioners': self._practitioners(branches, own),
            'practitioner_id': own.id if own else False,
            'can_create': self.env['clinic.patient'].has_access('create'),
            'can_reason': Visit._has_field_access(Visit._fields['reason'], 'write'),
            'waiting_list': self.env['clinic.waiting.entry'].has_access('create'),
            'today': fields.Date.to_string(self._today(branch)),
            'local': self._local(start, branch).isoformat(timespec='minutes') if start else None,
            'visit': self._visit_to_move(visit) if visit else None,
        }

    @api.model
    def _visit(self, wish):
        visit = self.env['clinic.appointment'].browse(int(wish.get('visit_id') or 0) or [])
        visit.check_access('read')
        if visit and not visit.exists():
            raise UserError(self.env._("This visit is gone. Look at the agenda again."))
        return visit

    @api.model
    def _visit_to_move(self, visit):
        """The visit that changes its time, as the dialog shows it."""
        return {
            'id': visit.id,
            'label': visit.display_name,
            'when': self._when(visit.start, visit.company_id),
            'patient_id': visit.patient_id.id,
            'type_id': visit.type_id.id,
            'practitioner_id': visit.practitioner_id.id,
            'minutes': visit._length(),
            'following': len(visit._following()) - 1,
            'notify': visit.notify_patient,
        }

    @api.model
    def _types(self, branches):
        Visit = self.env['clinic.appointment']
        types = self.env['clinic.appointment.type'].search(
            [('company_id', 'in', branches.root_id.ids)]
        )
        by_resource = {
            practitioner.resource_id.id: practitioner.id
            for practitioner in self.env['clinic.practitioner'].sudo().search([])
        }
        found = []
        for visit_type in types:
            leads = [role for kind, role in Visit._agenda_needs(visit_type.id) if kind == KIND]
            named = leads and leads[0].alternatives
            found.append(
                {
                    'id': visit_type.id,
                    'name': visit_type.name,
                    'duration': visit_type.duration,
                    'seats': visit_type.seats,
                    'has_practitioner': bool(leads),
                    'practitioner_ids': [by_resource[n] for n in named if n in by_resource]
                    if named
                    else None,
                }
            )
        return found

    @api.model
    def _practitioners(self, branches, own):
        practitioners = self.env['clinic.practitioner'].search(
            [('company_id', 'in', branches.root_id.ids)]
        )
        if own is not None:
            practitioners &= own
        return [
            {
                'id': practitioner.id,
                'name': practitioner.name,
                'specialty': practitioner.specialty_id.name or "",
                'branch_ids': self._works_in(practitioner, branches),
            }
            for practitioner in practitioners
        ]

    @api.model
    def _works_in(self, practitioner, branches):
        """Ids of the branches somebody sees patients in."""
        resource = practitioner.sudo().resource_id
        allowed = resource.branch_ids or branches
        if resource.shift_ids and all(resource.shift_ids.mapped('company_id')):
            allowed &= resource.shift_ids.company_id
        return (allowed & branches).ids

    # ------------------------------------------------------------------ free times
    @api.model
    @api.readonly
    def get_days(self, wish):
        """The free slots of the next days that have any, for a wish.

        :param dict wish: also ``date`` (the first day, ISO; today when empty) and ``part``
        :return: ``{'days': [{'date', 'label', 'slots': […as `get_slots`…]}], 'next': date or
            False}``; ``next`` is the day to go on from
        """
        visit_type, branch, practitioner, patient = self._chosen(wish)
        moved = self._moved(wish)
        patients, exclude = self._comers(moved, patient)
        now = fields.Datetime.now()
        first = max(self._date(wish.get('date')) or self._today(branch), self._today(branch))
        since = max(self._midnight(first, branch), now)
        for reach in (NEAR, LONGEST_SEARCH):
            slots = self.env['clinic.appointment']._agenda_slots(
                visit_type,
                branch,
                since,
                since + reach,
                practitioner,
                patients or None,
                parts=[PARTS[wish['part']]] if wish.get('part') in PARTS else (),
                limit=SLOTS,
                staff=self.env['clinic.appointment']._agenda_is_staff(),
                exclude=exclude,  # what it has now does not stand in its own way
                minutes=self._minutes(wish, moved),
            )
            if slots:
                break
        cut = len(slots) == SLOTS
        if moved[:1].is_session:  # it joins no other
            slots = [slot for slot in slots if not slot.session]
        by_day = {}
        for slot in self.env['clinic.appointment']._slots_values(slots, visit_type, branch):
            if moved and self._is_where_it_was(moved[0], slot):
                continue
            by_day.setdefault(slot['date'], []).append(slot)
        if cut and len(by_day) > 1:
            by_day.popitem()  # cut off somewhere in that day
        shown = list(by_day.items())[:DAYS]
        return {
            'days': [
                {'date': day, 'label': self._day_label(day, branch), 'slots': found}
                for day, found in shown
            ],
            'next': bool(shown)
            and fields.Date.to_string(self._date(shown[-1][0]) + timedelta(days=1)),
        }

    @api.model
    def _is_where_it_was(self, visit, slot):
        """Whether a slot would change nothing of a visit that is moved."""
        now = (visit.start, visit.company_id, visit.type_id, visit.practitioner_id)
        values = slot['values']
        there = (values['company_id'], values['type_id'], slot['practitioner_id'])
        return slot['start'] == fields.Datetime.to_string(now[0]) and there == tuple(
            record.id for record in now[1:]
        )

    @api.model
    def _day_label(self, day, branch):
        """«mañana, viernes 27 de noviembre»: what is said aloud."""
        day, today = self._date(day), self._today(branch)
        # patterns of dates: in Spanish "EEEE d 'de' MMMM", with "'de' y" after it
        pattern = (
            self.env._("EEEE d MMMM") if day.year == today.year else self.env._("EEEE d MMMM y")
        )
        label = format_date(self.env, day, date_format=pattern)
        if day == today:
            return self.env._("today, %(day)s", day=label)
        if day == today + timedelta(days=1):
            return self.env._("tomorrow, %(day)s", day=label)
        return label

    # ------------------------------------------------------------------ reading a wish
    @api.model
    def _chosen(self, wish):
        """``(type, branch, practitioner, patient)`` of a wish, each one readable by the user."""
        branch = self.env['res.company'].browse(wish.get('company_id') or self.env.company.id)
        if branch not in self.env.companies:
            raise UserError(self.env._("Choose a branch you work in."))
        if not wish.get('type_id'):
            raise UserError(self.env._("Choose the type of visit."))
        chosen = [
            self.env[model].browse(int(wish.get(name) or 0) or [])
            for model, name in (
                ('clinic.appointment.type', 'type_id'),
                ('clinic.practitioner', 'practitioner_id'),
                ('clinic.patient', 'patient_id'),
            )
        ]
        for record in chosen:
            record.check_access('read')
        return chosen[0], branch, chosen[1], chosen[2]

    @api.model
    def _today(self, branch):
        return self._local(fields.Datetime.now(), branch).date()

    @api.model
    def _local(self, instant, branch):
        """The branch's clock at a moment (naive UTC)."""
        return branch._on_clock(instant)

    @api.model
    def _midnight(self, day, branch):
        return self._utc(datetime.combine(day, time.min), branch)

    @api.model
    def _utc(self, local, branch):
        """Naive UTC of a moment on the branch's clock."""
        return moment(zone(branch.clinic_tz).utc(epoch(local), forward=True))

    @api.model
    def _date(self, text):
        try:
            day = date.fromisoformat(text or '')
        except (TypeError, ValueError):
            return None
        return day if day.year < LAST_YEAR else None

    @api.model
    def _moment(self, wish, branch):
        """``(start, stop)`` (naive UTC) of a time written by hand.

        :param dict wish: ``local`` (ISO, the branch's clock) or ``start`` (UTC); ``minutes``
        :raises UserError: no such time
        """
        try:
            if wish.get('local'):
                start = self._utc(datetime.fromisoformat(wish['local']), branch)
            else:
                start = fields.Datetime.to_datetime(wish['start'])
            minutes = int(wish['minutes']) if wish.get('minutes') else None
            if not start or start.tzinfo or not 1970 < start.year < LAST_YEAR:
                raise ValueError
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise UserError(self.env._("Choose a day and a time.")) from error
        if minutes is not None and minutes <= 0:
            raise UserError(self.env._("The visit ends before it begins."))
        if minutes is not None and minutes > 24 * 60:
            raise UserError(self.env._("A visit takes between 1 minute and 24 hours."))
        duration = minutes or self.env['clinic.appointment.type'].browse(wish['type_id']).duration
        return start, start + timedelta(minutes=duration)
