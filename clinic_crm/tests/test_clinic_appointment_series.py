from odoo.exceptions import AccessError
from odoo.tests import tagged

from .booking_common import BookingCase

WEEKLY = {'unit': 'week', 'every': 1, 'count': 4}


@tagged('post_install', '-at_install')
class TestSeries(BookingCase):
    def plan(self, **more):
        return self.desk().plan(self.wish(local='2026-11-03T10:00', repeat=WEEKLY, **more))

    def values(self, plan):
        return [(one['slot'] or one['nearest'])['values'] for one in plan['visits']]

    def series(self):
        plan = self.plan()
        self.desk().book(self.wish(visits=self.values(plan), repeat=WEEKLY))
        return self.visits()

    def test_booked_whole(self):
        visits = self.series()
        self.assertEqual(visits.mapped('start'), [self.at(10, day=day) for day in (3, 10, 17, 24)])
        self.assertEqual(len(visits.series_id), 1)
        series = visits.series_id
        self.assertEqual((series.every, series.unit, series.count), (1, 'week', 4))
        self.assertEqual(series.practitioner_id, self.ana)
        self.assertEqual(series.rule_text, "Every week")

    def test_as_long_as_somebody_wrote(self):
        plan = self.plan(minutes=45)
        self.assertEqual(plan['visits'][1]['slot']['stop'], str(self.at(10, 45, day=10)))

    def test_a_conflict_with_its_nearest_alternative(self):
        self.book(self.at(10, day=17), patient=1)
        plan = self.plan()
        free = [bool(one['slot']) for one in plan['visits']]
        self.assertEqual(free, [True, True, False, True])
        conflict = plan['visits'][2]
        self.assertIn("Dra. Ana Ríos is taken until", conflict['refusal'])
        self.assertNotIn("Choose another time", conflict['refusal'])
        self.assertEqual(conflict['nearest']['start'], str(self.at(9, 30, day=17)))
        told = self.desk().book(self.wish(visits=self.values(plan), repeat=WEEKLY))
        self.assertEqual(len(told['booked']), 4)

    def test_all_or_nothing(self):
        plan = self.plan()
        self.book(self.at(10, day=17), patient=1)  # meanwhile, at the other desk
        answer = self.desk().book(self.wish(visits=self.values(plan), repeat=WEEKLY))
        self.assertIn("is taken until", answer['refused']['text'])
        self.assertEqual(len(self.visits()), 1)
        self.assertFalse(self.env['clinic.appointment.series'].search([]))

    def test_several_days_of_the_week(self):
        rule = {'unit': 'week', 'every': 2, 'count': 4, 'weekdays': [1, 3]}
        plan = self.desk().plan(self.wish(local='2026-11-03T10:00', repeat=rule))
        starts = [one['slot']['start'] for one in plan['visits']]
        self.assertEqual(starts, [str(self.at(10, day=day)) for day in (3, 5, 17, 19)])
        self.desk().book(self.wish(visits=self.values(plan), repeat=rule))
        self.assertEqual(self.visits().series_id.rule_text, "Every 2 weeks: tuesday, thursday")

    def test_a_rule_that_makes_no_sense(self):
        for rule in (
            {**WEEKLY, 'count': 0},
            {**WEEKLY, 'count': 1000},
            {**WEEKLY, 'every': -1},
            {**WEEKLY, 'unit': 'fortnight'},
            {**WEEKLY, 'weekdays': [9]},
            {'unit': 'month', 'every': 12, 'count': 60},
        ):
            with self.subTest(rule=rule):
                answer = self.desk().plan(self.wish(local='2026-11-03T10:00', repeat=rule))
                self.assertIn('refused', answer)

    def test_move_this_one_only(self):
        visits = self.series()
        wish = self.wish(visit_id=visits[1].id, scope='one', local='2026-11-10T12:00')
        self.assertEqual(len(self.desk().move(wish)['booked']), 1)
        self.assertEqual(visits[1].start, self.at(12, day=10))
        self.assertEqual(visits[2].start, self.at(10, day=17))

    def test_move_this_and_the_following(self):
        visits = self.series()
        # half an hour later they take each other's old times nowhere, a week later they do
        wish = self.wish(visit_id=visits[1].id, scope='following', local='2026-11-17T10:00')
        self.assertEqual(len(self.desk().move(wish)['booked']), 3)
        self.assertEqual(
            visits.mapped('start'),
            [self.at(10, day=3), self.at(10, day=17), self.at(10, day=24), self.at(10, 0, 1, 12)],
        )

    def test_the_following_move_whole_or_not_at_all(self):
        visits = self.series()
        self.book(self.at(12, day=24), patient=1)
        wish = self.wish(visit_id=visits[1].id, scope='following', local='2026-11-10T12:00')
        plan = self.desk().plan(wish)['visits']
        self.assertEqual([bool(one['slot']) for one in plan], [True, True, False])
        answer = self.desk().move(wish)
        self.assertIn("is taken until", answer['refused']['text'])
        self.assertEqual(visits[1].start, self.at(10, day=10))
        accepted = [(one['slot'] or one['nearest'])['values'] for one in plan]
        self.assertEqual(len(self.desk().move({**wish, 'visits': accepted})['booked']), 3)

    def test_cancel_this_and_the_following(self):
        visits = self.series()
        following = visits[2].with_user(self.users['reception'])._following()
        self.assertEqual(following, visits[2:])
        self.assertEqual(visits[0].following_count, 3)
        following.write({'state': 'cancelled', 'cancelled_by': 'patient'})
        self.assertEqual(visits[0].following_count, 1)
        self.assertEqual(
            visits.mapped('state'), ['scheduled', 'scheduled', 'cancelled', 'cancelled']
        )

    def test_nobody_writes_it_by_hand(self):
        visits = self.series()
        other = self.book(self.at(12), patient=1)
        for role in ('reception', 'doctor', 'director', 'nurse'):
            series = visits.series_id.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertTrue(series.rule_text)
                with self.assertRaises(AccessError):
                    series.count = 3
        with self.assertRaises(AccessError):
            visits.series_id.with_user(self.users['privacy']).read(['count'])
        with self.assertRaisesRegex(AccessError, "kept by the agenda"):
            other.with_user(self.users['reception']).series_id = visits.series_id

    def test_a_group_in_series(self):
        group = self.make_type("Taller", seats=3, duration=60)
        wish = self.wish(type_id=group.id, local='2026-11-03T10:00', repeat=WEEKLY)
        plan = self.desk().plan(wish)
        self.desk().book({**wish, 'visits': self.values(plan)})
        visits = self.visits().filtered('series_id')
        self.assertEqual(len(visits.session_id), 4)
