from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .hours_common import HoursCase


@tagged('post_install', '-at_install')
class TestHours(HoursCase):
    def test_a_new_practitioner_with_typical_hours(self):
        doctor = self.env['clinic.practitioner'].create(
            {'name': "Dra. Nueva", 'company_id': self.clinic.id}
        )
        self.assertFalse(doctor.has_hours)
        with self.wizard(doctor.resource_id) as form:
            self.assertEqual(len(form.line_ids), 7)
        wizard = form.record
        wizard.action_typical()
        wizard.action_save()
        self.assertTrue(doctor.has_hours)
        self.assertIn("9:00–14:00, 16:00–19:00", doctor.week_html)
        starts = self.slots(doctor)
        self.assertEqual((starts[0], starts[-1]), (self.at(9), self.at(18, 30)))
        self.assertFalse(self.slots(doctor, day=7), "Saturday")

    def test_what_is_there_is_shown_and_others_keep_theirs(self):
        self.assertEqual(self.luis.calendar_id, self.hours)
        with self.wizard(self.luis.resource_id) as form:
            with form.line_ids.edit(0) as line:
                self.assertEqual((line.from_1, line.to_2), ('9:00', '20:00'))
            self.write_day(form, 1, '10', '13:30', '', '')
        form.record.action_save()
        self.assertEqual(self.slots(self.luis)[0], self.at(10))
        self.assertEqual(self.slots(self.ana)[0], self.at(9), "hers were the same calendar")

    def test_two_weeks(self):
        with self.wizard(self.luis.resource_id) as form:
            form.two_weeks = True
            self.assertEqual(len(form.line_ids), 14)
            self.write_day(form, 8, '', '', '', '')  # Tuesday of the second week
        form.record.action_save()
        self.assertEqual(
            sorted([bool(self.slots(self.luis, day=3)), bool(self.slots(self.luis, day=10))]),
            [False, True],
        )
        self.assertIn("First week", self.luis.week_html)
        calendar = self.luis.shift_ids.calendar_id
        self.assertTrue(calendar.two_weeks_calendar)

    def test_several_hours_of_one_branch_are_one_week(self):
        night = self.hours.copy({'name': "Noche"})
        night.attendance_ids = [Command.clear()] + [
            Command.create({'name': "x", 'dayofweek': '1', 'hour_from': 21, 'hour_to': 22})
        ]
        self.luis.shift_ids = [
            Command.create({'calendar_id': calendar.id, 'company_id': self.clinic.id})
            for calendar in (self.hours, night)
        ]
        before = self.slots(self.luis)
        with self.wizard(self.luis.resource_id) as form:
            self.assertEqual(len(form.line_ids), 8, "a third period has a row of its own")
        form.record.action_save()
        self.assertEqual(self.slots(self.luis), before)
        self.assertEqual(len(self.luis.shift_ids), 1)

    def test_from_a_day_on(self):
        with self.wizard(self.luis.resource_id) as form:
            form.since = date(2026, 11, 10)
            self.write_day(form, 1, '12', '14', '', '')
        form.record.action_save()
        self.assertEqual(self.slots(self.luis, day=3)[0], self.at(9))
        self.assertEqual(self.slots(self.luis, day=10)[0], self.at(12, day=10))

    def test_a_branch_of_its_own_keeps_the_others(self):
        both = self.env['clinic.practitioner'].create(
            {'name': "Dra. Dos", 'company_id': self.clinic.id, 'calendar_id': self.hours.id}
        )
        with self.wizard(both.resource_id) as form:
            form.company_id = self.border
            self.write_day(form, 1, '11', '12', '', '')
        form.record.action_save()
        self.assertEqual(self.slots(both)[0], self.at(9))
        starts = self.slots(both, branch=self.border)
        self.assertEqual(starts[0], self.at(11, tz='America/Tijuana'), "on the branch's clock")

    def starts(self, practitioner, *days, **vals):
        """The first free time of each of these days, in words."""
        found = [self.slots(practitioner, day=day, **vals)[:1] for day in days]
        return [str(start[0]) if start else "" for start in found]

    def set_tuesday(self, resource, *texts, **vals):
        with self.wizard(resource) as form:
            for name, value in vals.items():
                form[name] = value
            self.write_day(form, 1, *texts)
        form.record.action_save()

    def test_hours_planned_ahead_are_never_added_to_others(self):
        resource = self.luis.resource_id
        self.set_tuesday(resource, '12', '14', '', '', since=date(2026, 11, 20))
        with self.wizard(resource) as form:
            self.assertEqual(form.since, date(2026, 11, 20), "what is shown begins then")
        self.set_tuesday(resource, '10', '14', '', '', since=date(2026, 11, 10))
        expected = [str(self.at(hour, day=day)) for day, hour in ((3, 9), (10, 10), (24, 10))]
        self.assertEqual(self.starts(self.luis, 3, 10, 24), expected)
        self.set_tuesday(resource, '11', '14', '', '', since=False)
        expected = [str(self.at(11, day=day)) for day in (3, 10, 24)]
        self.assertEqual(self.starts(self.luis, 3, 10, 24), expected)
        self.assertEqual(len(resource.shift_ids), 1)

    def test_the_same_everywhere_and_then_not_in_one_branch(self):
        both = self.env['clinic.practitioner'].create(
            {'name': "Dra. Dos", 'company_id': self.clinic.id, 'calendar_id': self.hours.id}
        )
        north, number = {'branch': self.border}, both.resource_id.id
        self.set_tuesday(both.resource_id, '10', '14', '', '')
        self.assertFalse(both.shift_ids.company_id)
        director = self.users['director'].sudo()
        director.write(
            {'company_ids': [Command.set(self.border.ids)], 'company_id': self.border.id}
        )
        self.env = self.env(context={'allowed_company_ids': self.border.ids})
        here = self.env['clinic.resource'].browse(number)
        self.set_tuesday(here, '12', '13', '', '', company_id=self.border)
        director.company_ids = [Command.set((self.clinic + self.border).ids)]
        self.env = self.env(context={'allowed_company_ids': director.company_ids.ids})
        self.assertEqual(
            self.starts(both, 3, **north), [str(self.at(12, tz='America/Tijuana'))], "no more"
        )
        self.assertEqual(self.starts(both, 3), [str(self.at(10))], "not hers to see, and as before")
        self.set_tuesday(both.resource_id, '11', '14', '', '', company_id=self.clinic.browse())
        self.assertEqual(self.starts(both, 3), [str(self.at(11))])
        self.assertEqual(len(both.shift_ids), 1, "one week for every branch")

    def test_everything_wrong_is_said_and_nothing_lost(self):
        with self.wizard(self.luis.resource_id) as form:
            self.write_day(form, 0, 'nueve', '14')
            self.write_day(form, 1, '14', '9', '', '')
            self.write_day(form, 2, '9', '', '', '')
            self.write_day(form, 3, '9', '14', '13', '15')
        with self.assertRaises(UserError) as caught:
            form.record.action_save()
        text = str(caught.exception)
        for words in (
            "Monday: “nueve” is not a time",
            "Tuesday: 14–9 ends before it begins",
            "Wednesday: “9” has no beginning or no end",
            "Thursday: 13:00–15:00 overlaps",
        ):
            self.assertIn(words, text)
        self.assertFalse(self.luis.shift_ids)
        with self.wizard(self.luis.resource_id) as form:
            for number in range(7):
                self.write_day(form, number, '', '', '', '')
        with self.assertRaisesRegex(UserError, "at least one day"):
            form.record.action_save()

    def test_booked_visits_are_shown_before_anything_changes(self):
        visit = self.book(self.at(10), practitioner_id=self.luis.id)
        self.book(self.at(12), patient=1, practitioner_id=self.luis.id)
        with self.wizard(self.luis.resource_id) as form:
            self.write_day(form, 1, '11', '14', '', '')
        wizard = form.record
        self.assertEqual(wizard.action_save()['res_id'], wizard.id)
        self.assertIn("Paciente 0", wizard.affected_html)
        self.assertNotIn("Paciente 1", wizard.affected_html)
        self.assertFalse(self.luis.shift_ids)
        action = wizard.action_save_anyway()
        self.assertEqual(action['domain'], [('id', 'in', visit.ids)])
        self.assertTrue(self.luis.shift_ids)
        self.assertEqual(visit.state, 'scheduled')

    def test_visits_of_other_branches_are_only_counted(self):
        self.book(self.at(10, tz='America/Tijuana'), company_id=self.border.id)
        self.book(self.at(17), patient=1)
        visits = self.ana.resource_id._visits_between()
        director = self.users['director'].sudo()
        director.company_ids = [Command.set(self.clinic.ids)]
        resources = self.env['clinic.resource'].with_user(director)
        html = resources.with_context(allowed_company_ids=self.clinic.ids)._visits_html(visits)
        self.assertNotIn("Paciente 0", html)
        self.assertIn("Paciente 1", html)
        self.assertIn("and 1 in other branches", html)

    def test_resources_of_other_clinics_are_not_looked_at(self):
        other = self.env['res.company'].sudo().create({'name': "Otra"})
        stranger = (
            self.env['clinic.resource'].sudo().create({'name': "Suyo", 'company_id': other.id})
        )
        with self.assertRaises(AccessError):
            self.env['clinic.hours'].with_context(default_resource_id=stranger.id).default_get(
                ['resource_id', 'line_ids']
            )
        with self.assertRaises(AccessError):
            self.env['clinic.away'].new({'resource_id': stranger.id}).affected_html  # noqa: B018

    def test_hours_are_removed_only_from_under_nobody(self):
        self.book(self.at(10))
        shift = self.ana.shift_ids.filtered(lambda shift: shift.company_id == self.clinic)
        with self.assertRaisesRegex(UserError, "1 booked visits lie in these hours"):
            shift.action_remove()
        (self.ana.shift_ids - shift).action_remove()
        self.assertEqual(self.ana.shift_ids, shift)

    def test_an_unknown_zone(self):
        for record in (self.luis, self.room):
            with self.subTest(model=record._name), self.assertRaisesRegex(UserError, "time zone"):
                record.tz = 'America/Marte'

    def test_with_one_branch_open_on_the_screen(self):
        """The clinic above it is a company one does not read then."""
        director = self.env(context={'allowed_company_ids': self.border.ids})
        doctor = director['clinic.practitioner'].create(
            {'name': "Dra. Nueva", 'branch_ids': [Command.set(self.border.ids)]}
        )
        self.assertEqual((doctor.company_id.id, doctor.tz), (self.clinic.id, 'America/Tijuana'))
        room = director['clinic.resource'].create({'name': "Consultorio 9"})
        room.capacity = 2
        kind = director['clinic.appointment.type'].create({'name': "Curación", 'price': 300})
        self.assertTrue(kind.product_id)
        for resource in (doctor.resource_id, room):
            with Form(
                director['clinic.hours'].with_context(**resource.action_set_hours()['context'])
            ) as form:
                self.write_day(form, 1, '10', '14', '', '')
            form.record.action_save()
            director['clinic.away'].create({'resource_id': resource.id}).action_save()
        self.assertIn("Dra. Ana Ríos", kind.preview_html)
        with Form(director['clinic.rest.days'].with_context(default_year='2027')) as form:
            pass
        form.record.action_save()
        doctor.active = False
        room.unlink()
        doctor.unlink()

    def test_hours_are_on_the_clock_of_where_somebody_works(self):
        north = self.env['clinic.practitioner'].create(
            {'name': "Dra. Norte", 'branch_ids': [Command.set(self.border.ids)]}
        )
        self.assertEqual(north.tz, 'America/Tijuana')
        self.luis.branch_ids = self.border
        self.assertEqual(self.luis.tz, 'America/Tijuana')
        self.luis.branch_ids += self.clinic
        self.assertEqual(self.luis.tz, 'America/Mexico_City')
        self.border.sudo().clinic_tz = 'America/Hermosillo'
        self.assertEqual((north.tz, self.luis.tz), ('America/Hermosillo', 'America/Mexico_City'))

    def test_a_zone_set_right_later(self):
        """The clinic is in Cancún, and somebody noticed when everything else was set up."""
        before = self.slots(self.luis)[0]
        with Form(self.env['clinic.rest.days'].with_context(default_year='2027')) as form:
            pass
        form.record.action_save()
        self.clinic.sudo().clinic_tz = 'America/Cancun'
        self.assertEqual(before, self.at(9))
        self.assertEqual(self.slots(self.luis)[0], self.at(9, tz='America/Cancun'))
        leave = self.env['clinic.rest.days']._known(self.clinic, 2027)[date(2027, 1, 1)]
        self.assertEqual(
            leave.date_from,
            self.at(0, day=1, month=1, tz='America/Cancun').replace(year=2027),
        )

    def test_only_the_direction(self):
        for role in ('reception', 'nurse', 'doctor'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.wizard(self.luis.resource_id, role)


@tagged('post_install', '-at_install')
class TestAway(HoursCase):
    def away(self, practitioner, role='director', **vals):
        model = self.env['clinic.away'].with_user(self.users[role])
        return model.create({'resource_id': practitioner.resource_id.id, **vals})

    def test_vacation_over_visits_shows_them(self):
        visit = self.book(self.at(10))
        wizard = self.away(self.ana, first=date(2026, 11, 3), last=date(2026, 11, 4))
        self.assertIn("Paciente 0", wizard.affected_html)
        action = wizard.action_save()
        self.assertEqual(action['domain'], [('id', 'in', visit.ids)])
        self.assertEqual(self.ana.away_ids.name, "Vacation")
        self.assertFalse(self.slots(self.ana))
        self.assertTrue(self.slots(self.ana, day=5))
        self.ana.away_ids.action_clinic_remove()
        self.assertTrue(self.slots(self.ana))

    def test_some_hours(self):
        self.away(self.ana, first=date(2026, 11, 3), from_hour='9', to_hour='12:00').action_save()
        self.assertEqual(self.slots(self.ana)[0], self.at(12))
        for vals in (
            {'last': date(2026, 11, 2)},
            {'from_hour': '14', 'to_hour': '9'},
            {'from_hour': 'temprano'},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.away(self.ana, first=date(2026, 11, 3), **vals).action_save()

    def test_nobody_else_says_that_somebody_is_away(self):
        """Odoo lets every employee write the leaves of a resource without a user."""
        leave = {
            'name': "x",
            'resource_id': self.luis.resource_id.resource_id.id,
            'date_from': self.at(9),
            'date_to': self.at(10),
        }
        model = self.env['resource.calendar.leaves']
        for role in ('reception', 'nurse', 'doctor', 'privacy'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                model.with_user(self.users[role]).create(leave)
        own = {**leave, 'resource_id': self.ana.resource_id.resource_id.id}
        mine = model.with_user(self.users['doctor']).create(own)
        with self.assertRaises(AccessError):
            mine.with_user(self.users['reception']).unlink()
        with self.assertRaises(AccessError):
            mine.with_user(self.users['reception']).action_clinic_remove()


@tagged('post_install', '-at_install')
class TestHoursChangedElsewhere(HoursCase):
    """By Odoo's own screens, or by a program: the visits left outside are seen at the desk."""

    def to_relocate(self):
        self.env.invalidate_all()
        home = self.env['clinic.home'].with_user(self.users['reception'])
        cards = [c for c in home.get_today()['cards'] if c['name'] == 'visits_to_relocate']
        found = self.env['clinic.appointment'].search([('to_relocate', '=', True)])
        self.assertEqual(sum(card['count'] for card in cards), len(found))
        self.assertEqual(found.filtered('to_relocate'), found)
        return found

    def test_hours_of_a_calendar(self):
        late, early = self.book(self.at(19)), self.book(self.at(10), patient=1)
        evening = self.hours.sudo().attendance_ids.filtered(lambda line: line.hour_from == 16)
        self.assertFalse(self.to_relocate())
        evening.write({'hour_to': 18})
        self.assertEqual(self.to_relocate(), late)
        self.hours.sudo().attendance_ids.filtered(lambda line: line.hour_from == 9).unlink()
        self.assertEqual(self.to_relocate(), late + early)
        early.with_user(self.users['reception']).action_keep_in_place()
        self.assertEqual(self.to_relocate(), late)
        self.assertEqual(early.waived, 'outside_hours')
        late.start = self.at(17)
        self.assertFalse(self.to_relocate())

    def test_another_calendar_or_shift(self):
        visit = self.book(self.at(10), practitioner_id=self.luis.id)
        mornings_off = self.hours.sudo().copy()
        mornings_off.attendance_ids.filtered(lambda line: line.hour_from == 9).unlink()
        self.luis.sudo().calendar_id = mornings_off
        self.assertEqual(self.to_relocate(), visit)
        self.luis.sudo().calendar_id = self.hours
        hers = self.book(self.at(10), patient=1)
        self.ana.sudo().shift_ids.filtered(lambda shift: shift.company_id == self.clinic).unlink()
        self.assertEqual(self.to_relocate(), hers)

    def test_a_day_on_which_the_clinic_closes(self):
        visit = self.book(self.at(10))
        self.env['resource.calendar.leaves'].sudo().create(
            {
                'name': "Obras",
                'company_id': self.clinic.id,
                'date_from': self.at(0),
                'date_to': self.at(23, 59),
            }
        )
        self.assertEqual(self.to_relocate(), visit)
        visit.with_user(self.users['reception']).action_keep_in_place()
        self.assertFalse(self.to_relocate())

    def test_where_all_is_well_nobody_answers_for_an_exception(self):
        """The button was still on the screen when the hours had been put back."""
        visit = self.book(self.at(10))
        visit.with_user(self.users['reception']).action_keep_in_place()
        self.assertFalse(visit.waived)
        self.assertFalse(visit.overbook_user_id)

    def test_what_was_booked_out_of_hours_on_purpose_is_no_surprise(self):
        self.book(self.at(21), role='doctor', overbook_reason="Viene de lejos")
        self.assertFalse(self.to_relocate())

    def test_a_group_and_as_many_queries_whatever_the_number(self):
        group = self.make_type("Taller", seats=8)
        places = self.env['clinic.appointment']
        for number in range(6):
            places += self.book(self.at(17), patient=number, type_id=group.id)
        self.hours.sudo().attendance_ids.filtered(lambda line: line.hour_from == 16).unlink()
        self.env.flush_all()

        def count(visits):
            before = self.env.cr.sql_log_count
            self.assertEqual(set(places._displaced(visits.ids)), set(visits.ids))
            return self.env.cr.sql_log_count - before

        count(places)
        self.assertEqual(count(places), count(places[0]))
