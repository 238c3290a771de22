from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_time

from ..agenda import Plan, Refusal, occurrences, union

# what a client may say of a visit to book; who and what it is comes from the wish
TIMES = ('start', 'stop', 'practitioner_id', 'resource_ids')
TOO_LONG = 2000  # characters of a reason


class ClinicBooking(models.AbstractModel):
    """Booking and moving, one visit or several.

    A refusal is an answer, not an error: ``{'refused': {'text', 'exception'}}``, where
    ``exception`` says what a written reason would overrule (``late``, ``overbook`` or None).
    Nothing is saved then, and the dialog keeps all that was typed.
    """

    _inherit = 'clinic.booking'

    # ------------------------------------------------------------------ could it be?
    @api.model
    @api.readonly
    def check(self, wish):
        """Judge a time written by hand or clicked in the calendar.

        :return: ``{'slot': …as `get_slots`…}`` or ``{'refused': …}``
        """
        visit_type, branch, practitioner, patient = self._chosen(wish)
        moved = self._moved(wish)
        try:
            start, stop = self._moment(wish, branch)
            probe = self._probe(visit_type, branch, practitioner, patient, start, stop)
            probe.is_session = moved.is_session
            probe._check_choice()
            verdict = self._verdict(probe, moved)
        except UserError as error:
            return self._answer(error)
        if isinstance(verdict, Refusal):
            return self._answer(probe._refused(verdict))
        [slot] = self.env['clinic.appointment']._slots_values([verdict], visit_type, branch)
        return {'slot': slot}

    @api.model
    def _verdict(self, probe, moved):
        Visit = self.env['clinic.appointment']
        patients, exclude = self._comers(moved, probe.patient_id)
        busy = Visit._agenda_patient_busy(patients, probe.start, probe.stop, exclude)
        [asked] = probe._ask({}, {}, {})
        request = replace(asked.request, patient_busy=union(busy.values()))
        world = Visit._agenda_world(
            probe.company_id,
            {number for role in request.roles for number in role.alternatives},
            probe.start,
            probe.stop,
            exclude=exclude,
            group_type=probe.type_id if request.places else None,
        )
        # a group visit is as long as its session
        return Plan(world, request).fits(probe.start, None if request.places else probe.stop)

    @api.model
    def _probe(self, visit_type, branch, practitioner, patient, start, stop):
        """A visit that is never saved: what the agenda's sentences speak of."""
        return self.env['clinic.appointment'].new(
            {
                'type_id': visit_type.id,
                'company_id': branch.id,
                'practitioner_id': practitioner.id,
                'patient_id': patient.id,
                'start': start,
                'stop': stop,
            }
        )

    @api.model
    def _moved(self, wish):
        """The visits a wish would move: none, one, or one and the following."""
        visit = self._visit(wish)
        return visit._following() if visit and wish.get('scope') == 'following' else visit

    @api.model
    def _comers(self, moved, patient):
        """Whose other visits are in the way, and the ids of those that are not: what is moved. With
        a group session everybody moves who has a place in it."""
        session = moved[:1].filtered('is_session')
        if not session:
            return patient, moved.ids
        return session._who_comes(), moved.ids + session._places().ids

    @api.model
    def _minutes(self, wish, moved):
        """How long: as somebody wrote, as the visit that moves, else (None) as its type."""
        if wish.get('minutes'):
            return int(wish['minutes'])
        if moved and moved[0].type_id.id == wish.get('type_id'):
            return moved[0]._length()
        return None

    # ------------------------------------------------------------------ several
    @api.model
    @api.readonly
    def plan(self, wish):
        """Judge a whole series before anything is booked.

        :param dict wish: a time (``start`` or ``local``) and ``repeat`` (``unit``, ``every``,
            ``count``, ``weekdays``), or ``visit_id`` of a visit that moves with the following ones
        :return: ``{'visits': [{'index', 'visit_id', 'when', 'slot', 'refusal', 'nearest'}]}``, or
            ``{'refused': …}``; ``slot`` when it fits, else ``nearest`` is what could take its place
        """
        visit_type, branch, practitioner, patient = self._chosen(wish)
        moved = self._moved(wish)
        try:
            start, stop = self._moment(wish, branch)
            if moved:
                starts = moved._shifted_starts(start)
            else:
                starts = occurrences(start, self._repeat(wish), branch.clinic_tz)
            probe = self._probe(visit_type, branch, practitioner, patient, start, stop)
            probe._check_choice()
            series = self.env['clinic.appointment']._plan_visits(
                visit_type,
                branch,
                starts,
                practitioner,
                patient or None,
                moved,
                keep=moved[:1].sudo().booking_ids.resource_id.ids,
                minutes=self._minutes(wish, moved),
            )
        except UserError as error:
            return self._answer(error)
        return {'visits': self._planned(series, starts, probe, moved)}

    @api.model
    def _planned(self, series, starts, probe, moved):
        Visit = self.env['clinic.appointment']
        conflicts = {conflict.index: conflict for conflict in series.conflicts}
        good = iter(series.slots)
        slots = [None if index in conflicts else next(good) for index in range(len(starts))]
        shown = [slot for slot in slots if slot]
        near = [conflict.nearest for conflict in series.conflicts if conflict.nearest]
        values = Visit._slots_values([*shown, *near], probe.type_id, probe.company_id)
        known = dict(zip(map(id, (*shown, *near)), values, strict=True))
        found = []
        for index, start in enumerate(starts):
            conflict = conflicts.get(index)
            probe.start = start  # its sentences are about this one
            found.append(
                {
                    'index': index,
                    'visit_id': moved[index].id if moved else False,
                    'when': self._when(start, probe.company_id),
                    'slot': slots[index] and known[id(slots[index])],
                    'refusal': conflict and probe._refusal_reasons(conflict.refusal),
                    'nearest': conflict and conflict.nearest and self._near(known, conflict, probe),
                }
            )
        return found

    @api.model
    def _near(self, known, conflict, probe):
        return {
            **known[id(conflict.nearest)],
            'when': self._when(conflict.nearest.start, probe.company_id),
        }

    @api.model
    def _repeat(self, wish):
        try:
            return self.env['clinic.appointment.series']._repeat(wish.get('repeat') or {})
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("Write how many visits, up to 60, and how often they repeat.")
            ) from error

    # ------------------------------------------------------------------ do it
    @api.model
    def book(self, wish):
        """Book what was chosen: one visit, or all of a series, or nothing.

        :param dict wish: also ``visits`` (the ``values`` of slots), ``reason``, ``exception`` (why
            it must be then), ``notify`` (tell the patient) and, for a series, ``repeat``
        :return: ``{'booked': [{'id', 'when', 'date', 'with', 'where'}], 'patient', 'type',
            'instructions'}`` or ``{'refused': …}``
        """
        visit_type, branch, practitioner, patient = self._chosen(wish)
        Visit = self.env['clinic.appointment']
        Visit.check_access('create')
        try:
            if not patient:
                raise UserError(self.env._("Choose the patient."))
            if closed := self._closed(patient):
                raise UserError(closed)
            common = {
                'patient_id': patient.id,
                'type_id': visit_type.id,
                'company_id': branch.id,
                'source': 'practitioner' if Visit._books_for_itself() else 'desk',
                'overbook_reason': self._text(wish.get('exception')),
                'notify_patient': bool(wish.get('notify', True)),
            }
            if reason := self._text(wish.get('reason')):
                common['reason'] = reason
            vals_list = [
                {'practitioner_id': practitioner.id, **common, **times}
                for times in self._times(wish, branch)
            ]
            rule = self._repeat(wish) if wish.get('repeat') else None
            with self.env.cr.savepoint():
                visits = Visit._book_series(vals_list, rule) if rule else Visit.create(vals_list)
        except UserError as error:
            return self._answer(error)
        return self._told(visits)

    @api.model
    def move(self, wish):
        """Move a visit, or it and the following of its series: all of them, or none.

        :param dict wish: ``visit_id``, ``scope`` (``one``, ``following``), ``visits`` (the
            ``values`` of slots, one for each) or ``start`` and ``stop``; ``exception``
        :return: as :meth:`book`
        """
        moved = self._moved(wish)
        moved.browse().check_access('write')
        if not moved:
            raise UserError(self.env._("Choose the visit to move."))
        try:
            if not moved.has_access('write'):
                raise UserError(
                    self.env._(
                        "This visit is of another practitioner: reception moves it, or they do."
                    )
                )
            more = {}
            if exception := self._text(wish.get('exception')):
                more['overbook_reason'] = exception
            if 'notify' in wish:
                more['notify_patient'] = bool(wish['notify'])
            for name in ('type_id', 'practitioner_id', 'company_id'):
                if wish.get(name) and moved[0][name].id != wish[name]:
                    more[name] = wish[name]
            branch = moved.company_id.browse(wish.get('company_id')) or moved[0].company_id
            if branch not in self.env.companies:
                raise UserError(self.env._("Choose a branch you work in."))
            vals_list = self._times(wish, branch)
            if len(moved) > len(vals_list) == 1:
                vals_list = self._shifted(moved, vals_list[0])
            if len(moved) != len(vals_list):
                raise UserError(self.env._("The series has changed meanwhile. Look at it again."))
            vals_list = [{**more, **vals} for vals in vals_list]
            with self.env.cr.savepoint():
                if len(moved) == 1:
                    moved.write(vals_list[0])
                else:
                    moved._move(vals_list, moved._allowed_waivers(exception))
        except UserError as error:
            return self._answer(error)
        return self._told(moved)

    @api.model
    def _shifted(self, moved, vals):
        """The times of the following visits, as those of the first one change."""
        start = fields.Datetime.to_datetime(vals['start'])
        length = fields.Datetime.to_datetime(vals['stop']) - start
        return [
            {**vals, 'start': fields.Datetime.to_string(one), 'stop': one + length}
            for one in moved._shifted_starts(start)
        ]

    # ------------------------------------------------------------------ words
    @api.model
    def _times(self, wish, branch):
        """The visits of a wish as values: what slots said, or one time written by hand."""
        visits = wish.get('visits')
        if visits:
            return [{name: values[name] for name in TIMES if values.get(name)} for values in visits]
        if wish.get('start') and wish.get('stop'):
            return [{name: wish[name] for name in ('start', 'stop')}]
        start, stop = self._moment(wish, branch)
        return [{'start': start, 'stop': stop}]

    @api.model
    def _text(self, text):
        text = (text or '').strip()
        if len(text) > TOO_LONG:
            raise UserError(
                self.env._("That text is too long: write up to %(limit)s letters.", limit=TOO_LONG)
            )
        return text or False

    @api.model
    def _answer(self, error):
        """A refusal as the dialog shows it; what nobody may do stays an error."""
        if isinstance(error, AccessError):
            raise error
        refusal = getattr(error, 'refusal', None)
        visit = self.env['clinic.appointment'].new({'source': 'desk'})
        kind = visit._exception_kind(refusal) if refusal else None
        return {'refused': {'text': error.args[0], 'exception': kind}}

    @api.model
    def _told(self, visits):
        """What was booked, to be read aloud to the patient."""
        first = visits[:1]
        return {
            'booked': [
                {
                    'id': visit.id,
                    'when': self._when(visit.start, visit.company_id),
                    'date': self._local(visit.start, visit.company_id).date().isoformat(),
                    'with': visit.practitioner_id.name or "",
                    'where': ", ".join(
                        (visit.sudo().session_id or visit.sudo())
                        .booking_ids.resource_id.filtered(lambda one: one.kind == 'room')
                        .mapped('name')
                    ),
                }
                for visit in visits
            ],
            'patient': first.patient_id.display_name or "",
            'type': first.type_id.name,
            'branch': first.company_id.name,
            'overbooked': any(visits.mapped('overbooked')),
            'instructions': first.type_id.sudo().instructions or "",
        }

    @api.model
    def _when(self, start, branch):
        """«viernes 27 de noviembre, 10:00 a. m.»."""
        day = self._day_label(self._local(start, branch).date().isoformat(), branch)
        hour = format_time(self.env, start, tz=branch.clinic_tz, time_format='short')
        return f"{day}, {hour}"
