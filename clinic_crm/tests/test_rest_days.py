from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .hours_common import HoursCase


@tagged('post_install', '-at_install')
class TestRestDays(HoursCase):
    def wizard(self, year='2027', **vals):
        model = self.env['clinic.rest.days']
        return Form(
            model.with_context(default_year=year, default_company_id=self.clinic.id, **vals)
        )

    def test_the_law_is_ticked_and_custom_is_not(self):
        form = self.wizard()
        with form as form:
            days = {}
            for number in range(len(form.line_ids)):
                with form.line_ids.edit(number) as line:
                    days[line.name] = line.closed
        self.assertTrue(days["New Year's Day"])
        self.assertFalse(days["Good Friday"])
        self.assertEqual(sum(days.values()), 7)

    def test_once_however_often(self):
        leaves = self.env['resource.calendar.leaves'].sudo()
        for _time in range(2):
            with self.wizard() as form:
                pass
            form.record.action_save()
        found = leaves.search([('company_id', '=', self.clinic.id)])
        self.assertEqual(len(found), 7)
        self.assertEqual(found[0].clinic_rest_day, date(2027, 1, 1))

    def test_each_branch_closes_on_its_own_clock(self):
        self.env['resource.calendar'].sudo().browse(self.hours.id).attendance_ids = [
            Command.clear()
        ] + [
            Command.create({'name': "x", 'dayofweek': str(day), 'hour_from': 0, 'hour_to': 24})
            for day in range(7)
        ]
        with self.wizard() as form:
            pass
        form.record.action_save()
        tijuana = {'tz': 'America/Tijuana', 'month': 12}

        def is_free(hour, minute, day):
            start = self.at(hour, minute, day=day, **tijuana).replace(year=2027)
            return bool(
                self.env['clinic.appointment']._agenda_slots(
                    self.visit_type, self.border, start, start.replace(second=1), self.ana,
                    staff=True,
                )
            )  # fmt: skip

        # Christmas 2027; a day in Mexico City begins two hours before one in Tijuana
        self.assertTrue(is_free(23, 30, 24))
        self.assertFalse(is_free(0, 0, 25))
        self.assertFalse(is_free(23, 30, 25))
        self.assertTrue(is_free(0, 0, 26))

    def test_visits_on_them_are_shown(self):
        visit = self.book(self.at(10, day=16))  # the third Monday of November 2026
        with self.wizard('2026') as form:
            for number in range(len(form.line_ids)):
                with form.line_ids.edit(number) as line:
                    counted = line.visit_count
                    if line.day == date(2026, 11, 16):
                        self.assertEqual(counted, 1)
        action = form.record.action_save()
        self.assertEqual(action['domain'], [('id', 'in', visit.ids)])
        self.assertEqual(visit.state, 'scheduled')
        with self.assertRaisesRegex(UserError, "rest day: Revolution Day"):
            self.book(self.at(12, day=16), patient=1)

    def test_unticked_opens_again_and_own_days_stay(self):
        with self.wizard() as form:
            with form.line_ids.new() as line:
                line.day = date(2027, 12, 12)
                line.name = "Día de Guadalupe"
                line.closed = True
            with form.line_ids.edit(0) as line:
                line.closed = False
        form.record.action_save()
        days = self.env['clinic.rest.days']._known(self.clinic, 2027)
        self.assertIn(date(2027, 12, 12), days)
        self.assertNotIn(date(2027, 1, 1), days)
        with self.wizard() as form:
            with form.line_ids.new() as line:
                line.day = date(2028, 1, 6)
                line.name = "Reyes"
        with self.assertRaisesRegex(UserError, "is not in 2027"):
            form.record.action_save()

    def test_a_branch_of_its_own(self):
        with self.wizard() as form:
            pass
        form.record.action_save()
        with self.wizard() as form:
            form.company_id = self.border
            with form.line_ids.new() as line:
                line.day = date(2027, 7, 11)
                line.name = "Aniversario"
        form.record.action_save()
        known = self.env['clinic.rest.days']._known
        self.assertIn(date(2027, 7, 11), known(self.border, 2027))
        self.assertNotIn(date(2027, 7, 11), known(self.clinic, 2027))
        self.assertEqual(len(known(self.border, 2027)), 8)

    def test_only_for_companies_one_works_in(self):
        with self.wizard() as form:
            pass
        self.users['director'].sudo().write(
            {'company_id': self.border.id, 'company_ids': [Command.set(self.border.ids)]}
        )
        mine = self.env['clinic.rest.days'].with_context(allowed_company_ids=self.border.ids)
        self.assertEqual(mine._default_company(), self.border)
        with self.assertRaisesRegex(AccessError, "do not work in that clinic"):
            mine.browse(form.record.id).action_save()

    def test_no_figures_of_other_clinics(self):
        """The screen asks for the visits of whatever clinic it names."""
        self.book(self.at(10, day=16))
        with self.wizard('2026') as form:
            pass
        self.users['director'].sudo().write(
            {'company_id': self.border.id, 'company_ids': [Command.set(self.border.ids)]}
        )
        mine = self.env['clinic.rest.days'].with_context(allowed_company_ids=self.border.ids)
        asked = {'year': '2026', 'company_id': self.clinic.id}
        spec = {'year': {}, 'company_id': {}, 'line_ids': {'fields': {'visit_count': {}}}}
        for ask in (
            lambda: mine.onchange(asked, ['company_id'], spec),
            lambda: mine.with_context(
                default_company_id=self.clinic.id, default_year='2026'
            ).default_get(['year', 'company_id', 'line_ids']),
            mine.browse(form.record.id).line_ids[0].action_visits,
        ):
            with self.assertRaisesRegex(AccessError, "do not work in that clinic"):
                ask()
        values = mine.onchange({'year': '2026', 'company_id': self.border.id}, ['year'], spec)
        counts = [line[2]['visit_count'] for line in values['value']['line_ids'] if line[0] == 0]
        self.assertTrue(counts)
        self.assertFalse(any(counts), "those of another branch")

    def test_the_card_asks_before_the_year_comes(self):
        home = self.env['clinic.home'].with_company(self.clinic)
        self.assertEqual(home._card_rest_days().action['context'], {'default_year': '2026'})
        for year in ('2026', '2027'):
            with self.wizard(year) as form:
                pass
            form.record.action_save()
        self.assertIsNone(home._card_rest_days())

    def test_only_the_direction(self):
        for role in ('reception', 'nurse', 'doctor'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env['clinic.rest.days'].with_user(self.users[role]).create({'year': '2027'})
