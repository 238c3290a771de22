from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_time

from ..agenda import Code, Plan, Refusal

LOCK_WALK_IN = 0x0C11F  # class of PostgreSQL's advisory locks, see clinic_appointment_door
SHOWN_REASONS = 3
TAKEN = (Code.BUSY, Code.CAPACITY_FULL, Code.NONE_FREE)


class ClinicBoard(models.AbstractModel):
    """Somebody came without an appointment: registered, booked and received in one step.

    They take the first time today that is really free, with whoever is free first; so the agenda
    stays true and nobody else gets that time. Only when there is none left does it take a person's
    written reason, and the right to overbook where somebody's time is taken.
    """

    _inherit = 'clinic.board'

    # ------------------------------------------------------------------ to choose from
    @api.model
    @api.readonly
    def get_walk_in_choices(self):
        """Return ``{'types': [{'id', 'name', 'minutes', 'practitioners': [id]}], 'practitioners':
        [{'id', 'name'}], 'branches': [{'id', 'name'}], 'can_register', 'mine'}``."""
        Visit = self.env['clinic.appointment']
        ours = [('company_id', 'in', self.env.companies.root_id.ids)]
        doctors = self.env['clinic.practitioner'].search(ours)
        if Visit._books_for_itself():
            doctors = Visit._own_practitioner().with_env(self.env)
        by_resource = {doctor.sudo().resource_id.id: doctor.id for doctor in doctors}
        types = []
        for visit_type in self.env['clinic.appointment.type'].search(ours):
            lead = next(
                (
                    role
                    for kind, role in Visit._agenda_needs(visit_type.id)
                    if kind == 'practitioner'
                ),
                None,
            )
            able = by_resource.values()
            if lead and lead.alternatives:
                able = [by_resource[n] for n in lead.alternatives if n in by_resource]
            types.append(
                {
                    'id': visit_type.id,
                    'name': visit_type.name,
                    'minutes': visit_type.duration,
                    'practitioners': list(able) if lead else [],
                }
            )
        return {
            'types': types,
            'practitioners': [{'id': doctor.id, 'name': doctor.name} for doctor in doctors],
            'branches': [{'id': b.id, 'name': b.name} for b in self.env.companies.sudo()],
            'can_register': self.env['clinic.patient'].has_access('create'),
            'mine': Visit._own_practitioner().id,
        }

    @api.model
    @api.readonly
    def look_walk_in(self, wish):
        """Say when a walk-in would be seen, before anything is written.

        :param dict wish: ``type_id``, ``company_id``; optional ``practitioner_id``, ``patient_id``
        :return: ``{'time', 'practitioner', 'now'}``, or ``{'refusal': text, 'can_insist'}``
        """
        visit_type, branch, practitioner, patient = self._walk_in_wish(wish)
        plan, now = self._walk_in_plan(visit_type, branch, practitioner, patient)
        verdict = self._walk_in_verdict(plan, now, branch)
        if isinstance(verdict, Refusal):
            waivers = self.env['clinic.appointment']._allowed_waivers("x")
            return {
                'refusal': self._walk_in_refusal(verdict, visit_type, branch, patient),
                'can_insist': not isinstance(plan.fits(now, waive=waivers), Refusal),
            }
        [values] = self.env['clinic.appointment']._slots_values([verdict], visit_type, branch)
        return {
            'time': format_time(self.env, verdict.start, tz=branch.clinic_tz, time_format='HH:mm'),
            'practitioner': values['practitioner'],
            'now': verdict.start <= fields.Datetime.now(),
        }

    # ------------------------------------------------------------------ receiving
    @api.model
    def receive_walk_in(self, wish):
        """Register if need be, book, receive and give a turn: all of it, or nothing.

        :param dict wish: as `look_walk_in`; ``patient_id``, or ``name`` and ``phone`` of somebody
            new; ``insist``: why they are seen although nobody is free
        :return: ``{'visit_id', 'turn', 'patient', 'practitioner', 'room', 'time'}``
        :raises UserError: in words: no patient, nobody free, no right
        """
        Visit = self.env['clinic.appointment']
        Visit.check_access('create')
        visit_type, branch, practitioner, patient = self._walk_in_wish(wish)
        if not patient:
            if not (wish.get('name') or '').strip():
                raise UserError(self.env._("Choose the patient, or write the name of a new one."))
            patient = self.env['clinic.patient'].create(
                {'name': wish['name'], 'phone': wish.get('phone') or False}
            )
        # one walk-in of a branch after the other: each sees the times those before it took
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_WALK_IN, branch.id])
        with Visit._other_cursor(True) as fresh:
            plan, now = self._walk_in_plan(visit_type, branch, practitioner, patient, fresh)
        verdict = self._walk_in_verdict(plan, now, branch)
        reason = (wish.get('insist') or '').strip()
        waive = frozenset()
        vals = {
            'patient_id': patient.id,
            'type_id': visit_type.id,
            'company_id': branch.id,
            'practitioner_id': practitioner.id,
            'walk_in': True,
        }
        if isinstance(verdict, Refusal):
            if not reason:
                raise UserError(self._walk_in_refusal(verdict, visit_type, branch, patient))
            waive = Visit._allowed_waivers(reason)
            vals.update(start=verdict.start, overbook_reason=reason)
        else:
            [slot] = Visit._slots_values([verdict], visit_type, branch)
            vals.update(slot['values'])
        visit = Visit._book([vals], [waive])
        visit.write({'state': 'arrived'})
        turn = visit.sudo().turn_ids
        return {
            'visit_id': visit.id,
            'turn': turn.number,
            'patient': patient.display_name,
            'practitioner': visit.practitioner_id.display_name or "",
            'room': turn._room().name or "",
            'time': format_time(self.env, visit.start, tz=branch.clinic_tz, time_format='HH:mm'),
        }

    # ------------------------------------------------------------------ when
    @api.model
    def _walk_in_wish(self, wish):
        """As `clinic.booking._chosen`; but a practitioner receives for nobody else."""
        visit_type, branch, practitioner, patient = self.env['clinic.booking']._chosen(wish)
        Visit = self.env['clinic.appointment']
        if Visit._books_for_itself():
            practitioner = Visit._own_practitioner().with_env(self.env)
        return visit_type, branch, practitioner, patient

    @api.model
    def _walk_in_plan(self, visit_type, branch, practitioner, patient, fresh=None):
        """``(Plan, now)`` of a walk-in for the rest of the day."""
        Visit = self.env['clinic.appointment']
        now = fields.Datetime.now().replace(second=0)
        until = self._today(branch)[1]
        return Plan(
            *Visit._agenda_question(
                visit_type, branch, now, until, practitioner, patient, fresh=fresh
            )
        ), now

    @api.model
    def _walk_in_verdict(self, plan, now, branch):
        """The slot: now, else the first one today; or why there is none."""
        verdict = plan.fits(now)
        if isinstance(verdict, Refusal):
            return next(plan.search(now, self._today(branch)[1], limit=1), verdict)
        return verdict

    @api.model
    def _walk_in_refusal(self, refusal, visit_type, branch, patient):
        """Why there is no time left today, in sentences."""
        draft = self.env['clinic.appointment'].new(
            {
                'type_id': visit_type.id,
                'company_id': branch.id,
                'patient_id': patient.id,
                'start': refusal.start,
                'stop': refusal.stop,
            }
        )
        # until when somebody is busy is no answer: what is left of the day after that is too short
        why = {
            draft._reason_text(reason, staff=True): None
            for reason in refusal.reasons
            if reason.code not in TAKEN
        }
        return " ".join(
            [
                self.env._("There is no free time left today."),
                *list(why)[:SHOWN_REASONS],
                self.env._("Choose somebody else, or book another day."),
            ]
        ).replace("..", ".")
