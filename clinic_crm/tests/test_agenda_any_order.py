"""A clinic in any order: whatever people do, at whatever step, what must hold holds after it."""

import random
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .booking_common import BookingCase

STEPS = 60
LIVE = "v.state NOT IN ('cancelled', 'no_show') AND (v.state <> 'hold' OR v.hold_until > %(now)s)"
SHARED = f"""
    WITH live AS (SELECT l.*, v.id AS visit FROM clinic_appointment_booking l
                    JOIN clinic_appointment v ON v.id = l.appointment_id WHERE {LIVE})
    SELECT a.visit, b.visit FROM live a JOIN live b
        ON a.id <> b.id AND a.visit < b.visit AND (a.resource_id, a.seat) = (b.resource_id, b.seat)
       AND a.block_start < b.block_stop AND b.block_start < a.block_stop"""
IN_TWO_PLACES = f"""
    WITH live AS (SELECT * FROM clinic_appointment v WHERE patient_id IS NOT NULL AND {LIVE})
    SELECT a.id, b.id FROM live a JOIN live b
        ON a.id < b.id AND a.patient_id = b.patient_id AND a.start < b.stop AND b.start < a.stop"""
#: what never is, as a query that finds it
NEVER = {
    'two that block one seat': """
        SELECT a.id, b.id FROM clinic_appointment_booking a JOIN clinic_appointment_booking b
            ON a.id < b.id AND (a.resource_id, a.seat) = (b.resource_id, b.seat)
           AND a.block_start < b.block_stop AND b.block_start < a.block_stop
         WHERE a.blocking AND b.blocking""",
    'a visit that does not reserve all it needs': f"""
        SELECT v.id FROM clinic_appointment v WHERE {LIVE} AND v.session_id IS NULL AND
               (SELECT sum(seats) FROM clinic_appointment_role r WHERE r.type_id = v.type_id)
               <> (SELECT count(*) FROM clinic_appointment_booking l WHERE l.appointment_id = v.id
                      AND l.block_start <= v.start AND l.block_stop >= v.stop)""",
    'a line that shares a time without an exception': f"""
        SELECT v.id FROM clinic_appointment v JOIN clinic_appointment_booking l
            ON l.appointment_id = v.id AND NOT l.blocking WHERE {LIVE} AND NOT v.overbooked""",
    'something given up that still blocks': """
        SELECT v.id FROM clinic_appointment v JOIN clinic_appointment_booking l
            ON l.appointment_id = v.id AND l.blocking WHERE v.state IN ('cancelled', 'no_show')""",
    'an exception without author or reason': """
        SELECT id FROM clinic_appointment v WHERE overbooked AND NOT is_session
           AND (overbook_user_id IS NULL OR overbook_reason IS NULL)""",
    'a place of a session that is elsewhere, or is not': f"""
        SELECT v.id FROM clinic_appointment v JOIN clinic_appointment s ON s.id = v.session_id
         WHERE {LIVE} AND ((v.start, v.stop, v.type_id, v.practitioner_id)
                           IS DISTINCT FROM (s.start, s.stop, s.type_id, s.practitioner_id)
                           OR s.state IN ('cancelled', 'no_show'))""",
    'more in a session than it has places': f"""
        SELECT s.id FROM clinic_appointment s JOIN clinic_appointment v ON v.session_id = s.id
         WHERE {LIVE} GROUP BY s.id
        HAVING count(*) > s.seats OR count(DISTINCT v.seat) < count(*)""",
    'somebody who waits since another day': """
        SELECT id FROM clinic_appointment WHERE state IN ('scheduled', 'confirmed')
           AND (arrived_at IS NOT NULL OR started_at IS NOT NULL)""",
}


@tagged('post_install', '-at_install')
class TestAnyOrder(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.types = (
            cls.visit_type
            + cls.make_type("Curación", ('practitioner', 'room'), buffer_before=5)
            + cls.make_type("Infusión", ('device',), duration=60)
            + cls.make_type("Taller", ('practitioner', 'room'), seats=3, duration=60)
            + cls.make_type("Cirugía", ('practitioner', 'practitioner', 'room'), buffer_after=15)
        )
        cls.env['clinic.resource'].create(
            {'name': "Consultorio 2", 'company_id': cls.clinic.id, 'buffer_after': 25}
        )

    def test_what_must_hold(self):
        for seed in range(2):
            with self.subTest(seed=seed), self.env.cr.savepoint() as undone:
                self.walk(random.Random(seed))
                undone.rollback()

    def walk(self, chance):
        self.later()
        self.chance, self.clock = chance, Datetime.now()
        done = []
        for _step in range(STEPS):
            name = chance.choice(
                ['book'] * 6 + ['move'] * 3 + ['step'] * 6 + ['hold', 'confirm', 'later', 'away']
            )
            shared, twice = self.found(SHARED), self.found(IN_TWO_PLACES)
            what = ()
            try:
                with self.env.cr.savepoint():
                    what = getattr(self, f'do_{name}')()
                    self.env.flush_all()
            except (UserError, AccessError) as refused:
                self.assertGreater(len(str(refused)), 15)
                what = ('refused', str(refused)[:60])
            self.env.invalidate_all()
            done.append((name, *what))
            for never, query in NEVER.items():
                self.assertFalse(self.found(query), (never, done))
            if 'may' not in what:
                self.assertFalse(self.found(SHARED) - shared, ("shared", done))
                self.assertFalse(self.found(IN_TWO_PLACES) - twice, ("in two places", done))
        self.shown_is_bookable(done)
        self.offered_can_be_held(done)

    def found(self, query):
        self.env.flush_all()
        self.env.cr.execute(query, {'now': Datetime.now()})
        return set(self.env.cr.fetchall())

    # ------------------------------------------------------------------ what people do
    def any_start(self):
        """Mostly one crowded morning."""
        day, hours = self.chance.choice([(3, 4), (3, 4), (3, 4), (3, 12), (2, 8)])
        return self.at(9, day=day) + timedelta(minutes=15 * self.chance.randrange(hours * 4))

    def anybody(self):
        return self.chance.choice(['reception', 'reception', 'doctor', 'director'])

    def exception(self, role):
        reason = self.chance.random() < 0.25 and "Urgencia"
        return {'overbook_reason': reason} if reason else {}, bool(
            reason and role in ('director', 'doctor')
        )

    def any_visit(self, role, domain=()):
        Visit = self.env['clinic.appointment'].with_user(self.users[role])
        found = Visit.search([('state', '!=', 'done'), *domain], order='id')
        return self.chance.choice(found) if found else Visit

    def do_book(self):
        role = self.anybody()
        more, may = self.exception(role)
        visit = self.book(
            self.any_start(),
            patient=self.chance.randrange(8),
            role=role,
            type_id=self.chance.choice(self.types).id,
            practitioner_id=self.chance.choice([self.ana.id, self.luis.id, False]),
            **more,
        )
        return visit.id, str(visit.start), visit.type_id.name, may and 'may'

    def do_move(self):
        role = self.anybody()
        visit = self.any_visit(role)
        if not visit:
            return ()
        more, may = self.exception(role)
        start = self.any_start()
        vals = self.chance.choice(
            [
                {'start': start},
                {'stop': visit.start + timedelta(minutes=self.chance.randrange(5, 90))},
                {'type_id': self.chance.choice(self.types).id},
                {'practitioner_id': self.chance.choice([self.ana.id, self.luis.id])},
                {'start': start, 'type_id': self.chance.choice(self.types).id},
            ]
        )
        visit.write({**vals, **more})
        return visit.id, vals, may and 'may'

    def do_step(self):
        role = self.anybody()
        visit = self.any_visit(role)
        if not visit:
            return ()
        state = self.chance.choice(
            ['confirmed', 'arrived', 'in_consultation', 'done', 'cancelled', 'no_show', 'scheduled']
        )
        before = visit.state
        more = {'cancelled_by': 'patient'} if state == 'cancelled' else {}
        visit.write({'state': state, **more})
        # an absence taken back brings the exception back that was made for the visit
        return visit.id, before, state, before in ('no_show', 'cancelled') and 'may'

    def do_hold(self):
        root = self.env['clinic.appointment'].with_user(self.env.ref('base.user_root'))
        start = self.any_start()
        visit = root._hold_for_patient(
            {
                'type_id': self.chance.choice(self.types[:3]).id,
                'company_id': self.clinic.id,
                'start': start,
                'source': 'whatsapp',
                'patient_id': self.chance.choice([False, self.patients[1].id]),
            },
            f'chat{self.chance.randrange(3)}',
        )
        return visit.id, str(start)

    def do_confirm(self):
        root = self.env['clinic.appointment'].with_user(self.env.ref('base.user_root'))
        holds = root.search([('state', '=', 'hold')], order='id')
        if not holds:
            return ()
        hold = self.chance.choice(holds)
        hold._confirm_hold(hold.patient_id or self.patients[self.chance.randrange(8)])
        return (hold.id,)

    def do_later(self):
        self.clock += timedelta(minutes=self.chance.choice([7, 45]))
        self.later(seconds=(self.clock - self.at(9, day=2)).total_seconds())
        return (str(self.clock),)

    def do_away(self):
        start = self.any_start()
        self.ana.resource_id._note_away("Ausencia", start, start + timedelta(minutes=45))
        return (str(start),)

    # ------------------------------------------------------------------ what is shown
    def offered_can_be_held(self, done):
        """What patients are offered can be held by them."""
        root = self.env['clinic.appointment'].with_user(self.env.ref('base.user_root'))
        for visit_type in self.types[:3]:
            for slot in root._times_for_patient(visit_type, self.clinic, limit=4):
                vals = {'type_id': visit_type.id, 'company_id': self.clinic.id}
                vals |= {'start': slot.start, 'stop': slot.stop, 'source': 'whatsapp'}
                hold = root._hold_for_patient(vals, 'somebody')
                self.assertEqual(hold.start, slot.start, done)
        root._let_go('somebody')

    def shown_is_bookable(self, done):
        """What is shown can be booked, and what can be booked on its grid is shown."""
        desk = self.desk()
        for visit_type in self.types:
            lead = self.ana if visit_type.role_ids[0].kind == 'practitioner' else self.ana.browse()
            wish = self.wish(
                type_id=visit_type.id, practitioner_id=lead.id, patient_id=self.patients[3].id
            )
            slots = [slot for day in desk.get_days(wish)['days'] for slot in day['slots']]
            for slot in self.chance.sample(slots, min(4, len(slots))):
                with self.env.cr.savepoint() as undone:
                    told = desk.book({**wish, 'visits': [slot['values']]})
                    self.assertIn('booked', told, (visit_type.name, slot, told, done))
                    undone.rollback()
            shown = {slot['start'] for slot in slots}
            for quarter in self.chance.sample(range(4 * 11), 12):
                start = self.at(9, day=3) + timedelta(minutes=15 * quarter)
                if start < Datetime.now():
                    continue  # the desk may write it down, it is not offered
                verdict = desk.check({**wish, 'start': str(start)})
                self.assertEqual('slot' in verdict, str(start) in shown, (start, verdict, done))
                with self.env.cr.savepoint() as undone:
                    told = desk.book({**wish, 'start': str(start), 'stop': False})
                    self.assertEqual('booked' in told, 'slot' in verdict, (told, verdict, done))
                    undone.rollback()
