from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .booking_common import BookingCase


@tagged('post_install', '-at_install')
class TestBookingDesk(BookingCase):
    def test_who_may_open_it(self):
        for role in ('reception', 'director', 'doctor'):
            with self.subTest(role=role):
                desk = self.desk(role).get_desk()
                self.assertIn(self.visit_type.id, [one['id'] for one in desk['types']])
        for role in ('nurse', 'privacy'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.desk(role).get_desk()

    def test_a_practitioner_books_for_itself_alone(self):
        desk = self.desk('doctor').get_desk()
        self.assertEqual([one['id'] for one in desk['practitioners']], self.ana.ids)
        self.assertEqual(desk['practitioner_id'], self.ana.id)
        with self.assertRaises(AccessError):
            self.desk('doctor').book(
                self.wish(practitioner_id=self.luis.id, local='2026-11-03T10:00')
            )

    def test_who_gives_what_and_where(self):
        only = self.make_type("Ultrasonido")
        only.role_ids.resource_ids = self.luis.resource_id
        chairs = self.make_type("Infusión", ('device',))
        desk = self.desk().get_desk({'company_id': self.border.id})
        self.assertEqual(desk['branch_id'], self.border.id)
        types = {one['id']: one for one in desk['types']}
        self.assertEqual(types[only.id]['practitioner_ids'], self.luis.ids)
        self.assertIsNone(types[self.visit_type.id]['practitioner_ids'])
        self.assertFalse(types[chairs.id]['has_practitioner'])
        works = {one['id']: set(one['branch_ids']) for one in desk['practitioners']}
        self.assertEqual(works[self.ana.id], {self.clinic.id, self.border.id})
        self.assertEqual(works[self.luis.id], {self.clinic.id})

    def test_the_direction_reads_no_reason(self):
        self.assertTrue(self.desk().get_desk()['can_reason'])
        self.assertFalse(self.desk('director').get_desk()['can_reason'])

    def test_days_with_their_slots(self):
        self.book(self.at(9, day=3))
        found = self.desk().get_days(self.wish(patient_id=False, date='2026-11-03'))
        self.assertEqual(len(found['days']), 5)
        first = found['days'][0]
        self.assertEqual(first['date'], '2026-11-03')
        self.assertIn("tomorrow", first['label'])
        self.assertEqual(first['slots'][0]['start'], str(self.at(9, 30)))
        self.assertEqual(found['days'][-1]['date'], '2026-11-09')  # not on the weekend
        after = self.desk().get_days(self.wish(date=found['next']))
        self.assertEqual(after['days'][0]['date'], '2026-11-10')

    def test_part_of_the_day_and_a_day_that_has_passed(self):
        found = self.desk().get_days(self.wish(date='2020-01-01', part='evening'))
        self.assertEqual(found['days'][0]['date'], '2026-11-02')
        self.assertEqual(found['days'][0]['slots'][0]['start'], str(self.at(18, day=2)))

    def test_what_is_shown_can_be_booked(self):
        both = self.make_type("Curación", ('practitioner', 'room'))
        wish = self.wish(type_id=both.id, practitioner_id=False)
        slot = self.desk().get_days(wish)['days'][0]['slots'][0]
        self.assertEqual(slot['rooms'], "Consultorio 1")
        told = self.desk().book({**wish, 'visits': [slot['values']]})
        visit = self.visits()
        self.assertEqual(told['booked'][0]['id'], visit.id)
        self.assertEqual(told['booked'][0]['where'], "Consultorio 1")
        self.assertEqual(visit.practitioner_id.id, slot['practitioner_id'])
        self.assertEqual(visit.source, 'desk')

    def test_another_branch_needs_the_right_to_it(self):
        stranger = self.env['res.company'].sudo().create({'name': "Otra"})
        with self.assertRaisesRegex(UserError, "branch you work in"):
            self.desk().get_days(self.wish(company_id=stranger.id))


@tagged('post_install', '-at_install')
class TestBook(BookingCase):
    def test_by_hand_on_the_clock_of_the_branch(self):
        told = self.desk().book(
            self.wish(company_id=self.border.id, local='2026-11-03T10:00', minutes=45)
        )
        visit = self.visits()
        self.assertEqual(visit.start, self.at(10, tz='America/Tijuana'))
        self.assertEqual(visit.stop, self.at(10, 45, tz='America/Tijuana'))
        self.assertIn("10:00", told['booked'][0]['when'])

    def test_a_reason_is_kept_sealed(self):
        self.desk().book(self.wish(local='2026-11-03T10:00', reason="Dolor de muela 🦷"))
        visit = self.visits()
        self.assertEqual(visit.with_user(self.users['reception']).reason, "Dolor de muela 🦷")
        self.env.flush_all()
        self.env.cr.execute("SELECT reason FROM clinic_appointment WHERE id = %s", [visit.id])
        self.assertNotIn(b"muela", bytes(self.env.cr.fetchone()[0]))

    def test_a_taken_time_is_an_answer_and_saves_nothing(self):
        self.book(self.at(10))
        answer = self.desk().book(
            self.wish(patient_id=self.patients[1].id, local='2026-11-03T10:15')
        )
        self.assertIn("Dra. Ana Ríos is taken until", answer['refused']['text'])
        self.assertIsNone(answer['refused']['exception'])  # reception may not overbook
        self.assertEqual(len(self.visits()), 1)

    def test_overbooking_in_place(self):
        self.book(self.at(10))
        wish = self.wish(patient_id=self.patients[1].id, local='2026-11-03T10:00')
        refused = self.desk('director').check(wish)['refused']
        self.assertEqual(refused['exception'], 'overbook')
        answer = self.desk('director').book({**wish, 'exception': "Urgencia"})
        self.assertTrue(answer['overbooked'])
        self.assertTrue(self.visits()[1].overbooked)

    def test_past_and_after_hours_with_a_reason(self):
        for local in ('2026-11-01T10:00', '2026-11-03T21:00'):
            with self.subTest(local=local):
                wish = self.wish(local=local)
                self.assertEqual(self.desk().check(wish)['refused']['exception'], 'late')
                self.assertEqual(self.desk().book(wish)['refused']['exception'], 'late')
                self.assertIn('booked', self.desk().book({**wish, 'exception': "Urgencia"}))

    def test_check(self):
        self.assertEqual(
            self.desk().check(self.wish(local='2026-11-03T10:00'))['slot']['start'],
            str(self.at(10)),
        )
        self.book(self.at(10))
        refused = self.desk().check(self.wish(local='2026-11-03T10:00'))['refused']
        self.assertIn("Paciente 0 already has a visit", refused['text'])
        self.assertEqual(self.env['clinic.appointment'].search_count([]), 1)

    def test_bad_input(self):
        book = self.desk().book
        for more, words in (
            ({'local': '2026-11-03T10:00', 'minutes': -5}, "ends before it begins"),
            ({'local': '2026-11-03T10:00', 'minutes': 5000}, "24 hours"),
            ({'local': 'mañana'}, "Choose a day and a time"),
            ({'local': '0001-01-01T00:00'}, "Choose a day and a time"),
            ({}, "Choose a day and a time"),
            ({'local': '2026-11-03T10:00', 'patient_id': False}, "Choose the patient"),
            ({'local': '2026-11-03T10:00', 'reason': "a" * 2001}, "too long"),
        ):
            with self.subTest(more=more):
                self.assertRegex(book(self.wish(**more))['refused']['text'], words)
        self.assertFalse(self.visits())

    def test_whoever_may_not_book(self):
        for role in ('nurse', 'privacy'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.desk(role).book(self.wish(local='2026-11-03T10:00'))

    def test_reschedule(self):
        visit = self.book(self.at(10))
        self.book(self.at(12), patient=1)
        refused = self.desk().move({'visit_id': visit.id, **self.wish(local='2026-11-03T12:00')})
        self.assertIn("is taken until", refused['refused']['text'])
        self.assertEqual(visit.start, self.at(10))
        self.assertFalse(visit.overbook_reason)
        self.desk().move({'visit_id': visit.id, **self.wish(local='2026-11-03T11:00')})
        self.assertEqual(visit.start, self.at(11))
        # as the calendar drops it
        times = {'start': str(self.at(11)), 'stop': str(self.at(11, 45))}
        self.assertIn('booked', self.desk().move({'visit_id': visit.id, 'scope': 'one', **times}))
        self.assertEqual(visit.stop, self.at(11, 45))
        other = self.wish(practitioner_id=self.luis.id, local='2026-11-03T12:00')
        self.desk().move({'visit_id': visit.id, **other})
        self.assertEqual(visit.practitioner_id, self.luis)
        # its own time is not in its way
        mine = self.wish(practitioner_id=self.luis.id, local='2026-11-03T12:15')
        check = self.desk().check({'visit_id': visit.id, **mine})
        self.assertIn('slot', check)

    def test_a_little_later_or_as_another_type_is_offered(self):
        visit = self.book(self.at(10))
        self.book(self.at(10, 30), patient=1, practitioner_id=self.luis.id)
        wish = self.wish(visit_id=visit.id, date='2026-11-03')

        def starts(**more):
            found = self.desk().get_days({**wish, **more})['days'][0]['slots']
            return {slot['start'] for slot in found}

        now, later = str(self.at(10)), str(self.at(10, 15))
        self.visit_type.step = 15
        self.assertIn(later, starts())
        self.assertNotIn(now, starts(), "there it is already")
        other = self.make_type("Control", duration=30)
        self.assertIn(now, starts(type_id=other.id))
        self.assertIn(now, starts(practitioner_id=self.luis.id))

    def test_a_longer_one_stays_as_long(self):
        visit = self.book(self.at(10), stop=self.at(11))
        wish = self.wish(visit_id=visit.id, date='2026-11-04')
        slot = self.desk().get_days(wish)['days'][0]['slots'][0]
        self.desk().move({**wish, 'visits': [slot['values']]})
        self.assertEqual(visit.stop - visit.start, timedelta(hours=1))

    def test_to_another_branch(self):
        visit = self.book(self.at(10))
        there = self.wish(company_id=self.border.id, local='2026-11-03T12:00')
        told = self.desk().move({'visit_id': visit.id, **there})
        self.assertEqual(told['branch'], "Tijuana")
        self.assertEqual(visit.company_id, self.border)
        self.assertEqual(visit.start, self.at(12, tz='America/Tijuana'))
        stranger = self.env['res.company'].sudo().create({'name': "Otra"})
        there['company_id'] = stranger.id
        answer = self.desk().move({'visit_id': visit.id, **there})
        self.assertIn("branch you work in", answer['refused']['text'])

    def test_the_year_is_said_when_it_is_another(self):
        told = self.desk().book(self.wish(local='2027-01-04T10:00'))
        self.assertIn("2027", told['booked'][0]['when'])
        self.assertEqual(told['booked'][0]['date'], '2027-01-04')

    def test_the_patient_is_told_or_not(self):
        self.desk().book(self.wish(local='2026-11-03T10:00'))
        self.desk().book(self.wish(local='2026-11-03T11:00', notify=False))
        self.assertEqual(self.visits().mapped('notify_patient'), [True, False])

    def test_a_merged_record_is_not_booked(self):
        self.patients[0].sudo()._merge_into(self.patients[1])
        answer = self.desk().book(self.wish(local='2026-11-03T10:00'))
        self.assertIn("was merged", answer['refused']['text'])


@tagged('post_install', '-at_install')
class TestBookingPatient(BookingCase):
    def test_the_patient_with_what_is_booked(self):
        self.book(self.at(10))
        card = self.desk().get_patient(self.patients[0].id)
        self.assertEqual(card['practitioner_id'], self.ana.id)
        self.assertEqual(card['type_id'], self.visit_type.id)
        [upcoming] = card['upcoming']
        self.assertEqual(upcoming['date'], '2026-11-03')
        self.assertIn("Dra. Ana Ríos", upcoming['text'])

    def test_register_on_the_telephone(self):
        card = self.desk().register("Ramón Ibáñez Peña", "5555500142")
        patient = self.env['clinic.patient'].browse(card['id'])
        self.assertEqual(patient.phone_sanitized, '+525555500142')
        likely = self.desk().get_likely("Ramon Ibañez Peña", "55 5550 0142")
        self.assertEqual(likely[0]['id'], patient.id)
        self.assertIn("same phone", likely[0]['why'])

    def test_bad_names_and_phones_are_answers(self):
        for name, phone, words in (
            ("X" * 300, "", "characters"),
            ("", "", "Write the patient's name"),
            ("María 🦷", "", "Remove"),
            ("María Peña", "123", "cannot be right"),
        ):
            with self.subTest(name=name[:9], phone=phone):
                self.assertIn(words, self.desk().register(name, phone)['refused'])

    def test_only_who_registers_patients(self):
        self.assertFalse(self.desk('doctor').get_desk()['can_create'])
        with self.assertRaises(AccessError):
            self.desk('doctor').get_likely("Ramón", "")
        with self.assertRaises(AccessError):
            self.desk('doctor').register("Ramón Ibáñez", "")


@tagged('post_install', '-at_install')
class TestBookingGroup(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_type("Taller", seats=3, duration=60)

    def test_places_left(self):
        wish = self.wish(type_id=self.group.id, date='2026-11-03')
        slots = self.desk().get_days(wish)['days'][0]['slots']
        self.assertEqual({slot['places'] for slot in slots}, {3})
        self.desk().book({**wish, 'visits': [slots[0]['values']]})
        slots = self.desk().get_days({**wish, 'patient_id': False})['days'][0]['slots']
        self.assertEqual([slot['places'] for slot in slots[:2]], [2, 3])

    def test_participants(self):
        self.desk().book(self.wish(type_id=self.group.id, local='2026-11-03T10:00'))
        session = self.visits().session_id
        for number in (1, 2):
            self.assertIn(
                'booked', self.desk().add_participant(session.id, self.patients[number].id)
            )
        self.assertEqual(len(session.participant_ids), 3)
        full = self.desk().add_participant(session.id, self.patients[3].id)
        self.assertIn("All places are taken", full['refused']['text'])
        twice = self.desk().add_participant(session.id, self.patients[1].id)
        self.assertIn("already has a visit", twice['refused']['text'])

    def test_a_plain_visit_has_no_participants(self):
        visit = self.book(self.at(10))
        with self.assertRaisesRegex(UserError, "not a group session"):
            self.desk().add_participant(visit.id, self.patients[1].id)


@tagged('post_install', '-at_install')
class TestCalendar(BookingCase):
    def test_opening(self):
        Visit = self.env['clinic.appointment'].with_user(self.users['reception'])
        self.assertEqual(Visit.get_step(), self.visit_type.step)
        self.make_type("Curación", step=20)
        self.assertEqual(Visit.get_step(), 5, "quarters and thirds of an hour")
        opening = Visit.get_opening(str(self.at(0)), str(self.at(23, 59)))
        mine = [times for practitioner, *times in opening if practitioner == self.luis.id]
        self.assertEqual(
            mine,
            [
                [str(self.at(9)), str(self.at(14))],
                [str(self.at(16)), str(self.at(20))],
            ],
        )
        with self.assertRaises(AccessError):
            Visit.with_user(self.users['privacy']).get_opening(str(self.at(0)), str(self.at(23)))

    def test_rooms_and_phone(self):
        both = self.make_type("Curación", ('practitioner', 'room'))
        self.patients[0].phone = "5555500142"
        visit = self.book(self.at(10), type_id=both.id)
        self.assertEqual(visit.room_ids, self.room)
        self.assertIn("5550", visit.patient_phone)
