from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.clinic_crm.trail import KEY

from .agenda_common import AgendaCase

CANARY = "Penicilina-canaria-3318"


class MyDayCase(AgendaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # one zone: the hours of a day can be told by heart
        cls.ana.shift_ids.filtered(lambda shift: shift.company_id == cls.border).unlink()
        cls.Day = cls.env['clinic.my.day'].with_user(cls.users['doctor'])

    def items(self, kind=None, day='2026-11-03'):
        return [one for one in self.Day.get_day(day)['items'] if kind in (None, one['kind'])]

    def block(self, part='afternoon', **more):
        return self.Day.block('2026-11-03', part, **more)


@tagged('post_install', '-at_install')
class TestMyDay(MyDayCase):
    def test_in_order_with_gaps(self):
        self.book(self.at(12))
        self.book(self.at(10), patient=1)
        self.book(self.at(10), patient=2, practitioner_id=self.luis.id)
        day = self.Day.get_day('2026-11-03')
        self.assertEqual(day['practitioner'], "Dra. Ana Ríos")
        self.assertEqual((day['previous'], day['next']), ('2026-11-02', '2026-11-04'))
        self.assertEqual(
            [(one['kind'], one.get('name') or one['minutes']) for one in day['items']],
            [
                ('gap', 60),
                ('visit', "Paciente 1"),
                ('gap', 90),
                ('visit', "Paciente 0"),
                ('gap', 90),
                ('gap', 240),
            ],
        )
        self.assertEqual(day['counts'], {'expected': 2, 'waiting': 0, 'done': 0})

    def test_steps_only_when_the_day_has_come(self):
        visit = self.book(self.at(10, day=2))
        self.book(self.at(10))
        self.assertEqual(self.items('visit')[0]['step'], '')
        steps = []
        for _step in range(3):
            [item] = self.items('visit', day=None)
            steps.append(item['step'])
            getattr(visit.with_user(self.users['doctor']), item['step'])()
        self.assertEqual(steps, ['action_arrive', 'action_start', 'action_finish'])
        [item] = self.items('visit', day=None)
        self.assertEqual((item['state'], item['step'], item['over']), ('done', '', True))

    def test_minutes_in_the_room(self):
        self.book(self.at(9, 30, day=2)).action_arrive()
        self.later(minutes=17)
        self.assertEqual(self.items('visit', day=None)[0]['waiting'], 17)
        self.assertEqual(self.Day.get_day()['counts']['waiting'], 1)

    def test_a_tap_on_the_wrong_card_is_taken_back(self):
        visit = self.book(self.at(9, 30, day=2)).with_user(self.users['doctor'])
        self.assertFalse(self.items('visit', day=None)[0]['back'])
        visit.action_arrive()
        visit.action_start()
        for back in ('action_arrive', 'action_reschedule'):
            [item] = self.items('visit', day=None)
            self.assertEqual(item['back'], back)
            getattr(visit, back)()
        self.assertEqual(visit.state, 'scheduled')
        visit.action_arrive()
        self.later(minutes=20)
        self.assertFalse(self.items('visit', day=None)[0]['back'], "the desk says who is here")
        visit.action_start()
        visit.action_finish()
        self.assertEqual(self.items('visit', day=None)[0]['back'], 'action_start')

    def test_a_rest_day_has_its_name(self):
        self.env['resource.calendar.leaves'].sudo().create(
            {
                'name': "Revolución",
                'company_id': self.clinic.id,
                'date_from': self.at(0),
                'date_to': self.at(23, 59),
            }
        )
        [item] = self.items()
        self.assertEqual((item['kind'], item['name'], item['time']), ('block', "Revolución", ''))

    def test_all_branches_of_the_user(self):
        self.book(self.at(10))
        self.book(
            self.at(16, tz='America/Tijuana'),
            patient=1,
            company_id=self.border.id,
            overbook_reason="Va a Tijuana",
        )
        one = self.Day.with_context(allowed_company_ids=self.clinic.ids).get_day('2026-11-03')
        visits = [item for item in one['items'] if item['kind'] == 'visit']
        self.assertEqual([item['place'] for item in visits], ["Clínica Prueba", "Tijuana"])
        self.assertTrue(visits[1]['time'].startswith('4:00'), "the hour is that of the branch")

    def test_a_group_visit_and_its_participants(self):
        group = self.make_type("Taller", seats=3)
        for patient in range(2):
            self.book(self.at(10), patient=patient, type_id=group.id)
        kinds = [(one['kind'], one['in_group']) for one in self.items() if one['kind'] != 'gap']
        self.assertEqual(kinds, [('session', False), ('visit', True), ('visit', True)])

    def test_looking_at_the_list_reads_no_record(self):
        self.patients[0].sudo().allergies = CANARY
        visit = self.book(self.at(10))
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.postrollback.data.pop(KEY, None)
        self.assertNotIn(CANARY, str(self.Day.get_day('2026-11-03')))
        self.assertEqual(self.items('visit')[0]['allergy'], 'yes')
        trail = self.env.cr.postrollback.data.get(KEY)
        self.assertFalse(trail and trail.pending)
        self.assertEqual(self.Day.get_allergies(visit.id), CANARY)
        self.assertTrue(self.env.cr.postrollback.data[KEY].pending)

    def test_other_roles(self):
        visit = self.book(self.at(10))
        Day = self.env['clinic.my.day']
        for role in ('reception', 'nurse', 'director'):
            mine = Day.with_user(self.users[role])
            self.assertFalse(mine.get_day()['practitioner'])
            with self.assertRaises(AccessError):
                mine.block('2026-11-03', 'day')
        for role in ('reception', 'director'):
            with self.assertRaises(AccessError):
                Day.with_user(self.users[role]).get_allergies(visit.id)
        with self.assertRaises(AccessError):
            Day.with_user(self.users['privacy']).get_day()

    def test_bad_days(self):
        self.assertTrue(self.Day.get_day('mañana')['is_today'])
        self.assertEqual(self.Day.get_day('2026-02-28')['next'], '2026-03-01')

    def test_the_same_queries_for_a_full_day(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Day.get_day('2026-11-03')
            return self.env.cr.sql_log_count - before

        self.book(self.at(9))
        count()
        one = count()
        for number in range(1, 8):
            self.book(self.at(9 + number // 2, 30 * (number % 2)), patient=number)
        self.assertLessEqual(count(), one + 1)


@tagged('post_install', '-at_install')
class TestBlock(MyDayCase):
    def leaves(self):
        own = self.ana.resource_id.resource_id
        return self.env['resource.calendar.leaves'].sudo().search([('resource_id', '=', own.id)])

    def test_a_part_of_the_day(self):
        parts = {one['part'] for one in self.Day.get_day('2026-11-03')['parts']}
        self.assertEqual(parts, {'morning', 'afternoon', 'day'})
        answer = self.block()
        leave = self.leaves()
        self.assertEqual(answer['block'], leave.id)
        self.assertEqual((leave.date_from, leave.date_to), (self.at(16), self.at(20)))
        with self.assertRaisesRegex(UserError, "is away until"):
            self.book(self.at(17))
        self.assertEqual([one['own'] for one in self.items('block')], [True])
        self.assertEqual(
            {p['part'] for p in self.Day.get_day('2026-11-03')['parts']}, {'morning', 'day'}
        )
        self.Day.unblock(leave.id)
        self.Day.unblock(leave.id)
        self.assertFalse(self.leaves())
        self.book(self.at(17))

    def test_whoever_leaves_leaves_the_visits_after_hours_too(self):
        self.book(self.at(9, day=2)).action_arrive()
        inside = self.book(self.at(9, 30, day=2), patient=1)
        inside.action_arrive()
        inside.action_start()
        late = self.book(self.at(20, 30, day=2), 2, 'doctor', overbook_reason="Viene de lejos")
        [part] = [p for p in self.Day.get_day()['parts'] if p['part'] == 'now']
        self.assertIn('9:00', part['to'])
        answer = self.Day.block('2026-11-02', 'now')
        self.assertEqual(answer['visits'][-1]['id'], late.id)
        self.assertNotIn(inside.id, [one['id'] for one in answer['visits']])
        self.Day.block('2026-11-02', 'now', over_visits=True)
        self.assertEqual(self.leaves().date_to, self.at(21, day=2))

    def test_two_taps_are_one_block(self):
        self.assertEqual(self.block()['block'], self.block()['block'])
        self.assertEqual(len(self.leaves()), 1)

    def test_hours_now_and_the_whole_day(self):
        self.block('hours', since='10:15', until='12:00')
        self.assertEqual(self.leaves().date_from, self.at(10, 15))
        self.leaves().unlink()
        self.Day.block('2026-11-02', 'now')
        self.assertEqual(
            (self.leaves().date_from, self.leaves().date_to),
            (self.at(9, day=2), self.at(20, day=2)),
        )
        self.leaves().unlink()
        self.block('day')
        self.assertEqual(
            (self.leaves().date_from, self.leaves().date_to), (self.at(0), self.at(0, day=4))
        )

    def test_bad_input(self):
        for part, more, words in (
            ('hours', {'since': '12:00', 'until': '10:00'}, "end must be after"),
            ('hours', {'since': 'x', 'until': '10:00'}, "Write both hours"),
            ('hours', {}, "Write both hours"),
            ('whatever', {}, "do not work"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.block(part, **more)
        with self.assertRaisesRegex(UserError, "already passed"):
            self.Day.block('2026-11-01', 'day')
        with self.assertRaisesRegex(UserError, "too far"):
            self.Day.block('2029-11-01', 'day')
        with self.assertRaisesRegex(UserError, "do not work"):
            self.Day.block('2026-11-07', 'morning')  # a Saturday
        self.assertFalse(self.leaves())

    def test_never_silent_over_visits(self):
        self.patients[0].sudo().phone = "55 5550 0142"
        visit = self.book(self.at(17))
        group = self.make_type("Taller", seats=3)
        there = self.book(self.at(18), patient=1, type_id=group.id)
        answer = self.block()
        self.assertFalse(answer['block'] or self.leaves())
        self.assertEqual([one['id'] for one in answer['visits']], [visit.id, there.id])
        self.assertTrue(answer['visits'][0]['phone'].endswith("5550 0142"))
        self.assertFalse(self.cards())
        answer = self.block(over_visits=True)
        self.assertTrue(answer['block'])
        self.assertEqual((visit.state, visit.start), ('scheduled', self.at(17)), "it stays")
        self.assertTrue(all(one['to_relocate'] for one in self.items('visit')))
        [card] = self.cards()
        self.assertEqual((card['count'], card['tone']), (2, 'danger'))
        self.assertIn("Dra. Ana Ríos", card['rows'][0]['hint'])
        visit.start = self.at(12)
        self.assertFalse(visit.to_relocate)
        there.with_user(self.users['reception']).action_keep_in_place()
        self.assertFalse(self.cards())
        self.assertIn('leave', there.waived)
        self.assertEqual(there.overbook_user_id, self.users['reception'])

    def test_kept_in_place_is_still_the_exception_of_who_made_it(self):
        visit = self.book(self.at(20), overbook_reason="Fuera de hora", role='doctor')
        self.assertEqual(visit.overbook_user_id, self.users['doctor'])
        self.block('day', over_visits=True)
        visit.with_user(self.users['reception']).action_keep_in_place()
        self.assertIn('leave', visit.waived)
        self.assertEqual(visit.overbook_user_id, self.users['doctor'])

    def cards(self):
        self.env.invalidate_all()
        home = self.env['clinic.home'].with_user(self.users['reception'])
        return [c for c in home.get_today()['cards'] if c['name'] == 'visits_to_relocate']

    def test_unblocking_ends_it(self):
        visit = self.book(self.at(17))
        leave = self.block(over_visits=True)['block']
        found = self.env['clinic.appointment'].search([('to_relocate', '=', True)])
        self.assertEqual(found, visit)
        self.assertNotIn(
            visit, self.env['clinic.appointment'].search([('to_relocate', '=', False)])
        )
        self.Day.unblock(leave)
        self.env.invalidate_all()
        self.assertFalse(visit.to_relocate or self.cards())

    def test_booked_over_the_block_on_purpose(self):
        self.block()
        visit = self.book(self.at(17), role='doctor', overbook_reason="Viene por ella")
        self.assertFalse(visit.to_relocate)

    def test_only_ones_own(self):
        vacation = (
            self.env['resource.calendar.leaves']
            .sudo()
            .create(
                {
                    'name': "Vacaciones",
                    'resource_id': self.ana.resource_id.resource_id.id,
                    'date_from': self.at(9),
                    'date_to': self.at(14),
                }
            )
        )
        self.assertEqual([one['own'] for one in self.items('block')], [False])
        with self.assertRaises(AccessError):
            self.Day.unblock(vacation.id)
        self.luis.user_id = self.users['nurse']
        self.users['nurse'].sudo().group_ids = [
            Command.link(self.env.ref('clinic_crm.group_practitioner').id)
        ]
        theirs = self.Day.with_user(self.users['nurse']).block('2026-11-03', 'afternoon')['block']
        with self.assertRaises(AccessError):
            self.Day.unblock(theirs)
