import importlib.util
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_path

from ..analysis.interview import Reading
from .case_common import ComplaintCase


@tagged('post_install', '-at_install')
class TestFeedbackPanel(ComplaintCase):
    """Figures of finished answers, each with its n; nobody is ranked by few of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.bad_five = 0
        cls.env['clinic.feedback.request'].search([]).unlink()

    def answers(self, doctor, scores, state='done', kind='csat', **vals):
        now = fields.Datetime.now()
        self.env['clinic.feedback.request'].create(
            [
                {
                    'survey_id': self.survey.id,
                    'company_id': self.clinic.id,
                    'practitioner_id': doctor.id,
                    'state': state,
                    'sent_at': now - timedelta(hours=9),
                    'finished_at': state == 'done' and now - timedelta(hours=8),
                    'score': score,
                    'score_kind': kind,
                    kind: score,
                    'answer_count': 1,
                    **vals,
                }
                for score in scores
            ]
        )

    def panel(self, user=None, **options):
        return self.env['clinic.feedback.panel'].with_user(user or self.keeper).get_panel(**options)

    def test_against_a_table_worked_out_by_hand(self):
        self.answers(self.ana, [5, 5, 5, 4, 4, 4, 3, 2, 1, 5])  # 7 of 10
        self.answers(self.ana, [1, 1], state='answering')  # not finished: counts as sent alone
        self.answers(self.luis, [5] * 9)
        panel = self.panel()
        [ana], [luis] = panel['rows'], panel['few']
        self.assertEqual((ana['name'], ana['sent']), (self.ana.display_name, 12))
        self.assertEqual((ana['satisfied']['value'], ana['satisfied']['n']), ("70 %", 10))
        self.assertEqual(ana['satisfied']['range'], "from 40 % to 89 %")
        self.assertEqual((ana['answered']['value'], ana['answered']['n']), ("100 %", 12))
        self.assertEqual((ana['finished']['value'], ana['finished']['n']), ("83 %", 12))
        self.assertEqual((luis['name'], luis['satisfied']), (self.luis.display_name, False))
        self.assertEqual(panel['total']['satisfied']['n'], 19)

    def test_recommendation_and_months(self):
        self.answers(self.ana, [10] * 6 + [9] * 4 + [8] * 5 + [0] * 5, kind='nps')
        [row] = self.panel()['rows']
        self.assertEqual((row['nps']['value'], row['nps']['n']), ("+25", 20))
        self.assertEqual(row['nps']['range'], "from -12 to +55")
        [month] = self.panel(by='month')['rows']
        self.assertEqual(month['nps']['value'], "+25")

    def test_won_back(self):
        """Three whose score before was bad give another, two of them a good one."""
        self.answers(self.ana, [5, 4, 3], was_bad=True)
        self.answers(self.ana, [5] * 7)
        panel = self.panel()
        [row] = panel['rows']
        self.assertFalse(row['recovered'], "three are too few to compare")
        tiles = {tile['name']: tile for tile in panel['tiles']}
        self.assertEqual(tiles['recovered']['value'], "67 %")
        self.assertIn("n = 3", tiles['recovered']['hint'])

    def test_the_real_wait_beside_the_felt_one(self):
        """(20 + 40 + 60) / 3 = 40 by the clock; 1 of 8 complains; as three say who were asked,
        (90 + 0 + 0) / 3 = 30."""
        self.answers(self.ana, [5] * 3, wait_minutes=0)
        for minutes in (20, 40):
            self.answers(self.ana, [5], wait_minutes=minutes)
        self.answers(self.ana, [2], wait_minutes=60, wait_long=True, wait_said=90)
        self.answers(self.ana, [4] * 2, wait_said=0)
        panel = self.panel()
        [row] = panel['few']
        self.assertEqual((row['wait']['value'], row['wait']['n']), ("40 min", 3))
        self.assertFalse(row['long'], "eight answers are too few to compare")
        tiles = {tile['name']: tile for tile in panel['tiles']}
        self.assertEqual((tiles['wait']['value'], tiles['long']['value']), ("40 min", "12 %"))
        self.assertIn("they say 30 min (n = 3)", tiles['long']['hint'])

    def test_only_those_asked_about_the_wait_and_a_visit_once(self):
        """4 of 10 after a visit felt it long, whatever others say; (30 + 50) / 2 = 40 minutes."""
        self.answers(self.ana, [5] * 6, moment='attended')
        self.answers(self.ana, [2] * 4, moment='attended', wait_long=True)
        for moment in ('booked', 'no_show', 'case_closed', 'procedure'):
            self.answers(self.ana, [5] * 5, moment=moment)
        first, second = self.book(self.at(9)), self.book(self.at(12))
        one = {'appointment_id': first.id, 'wait_minutes': 30}
        two = {'appointment_id': second.id, 'wait_minutes': 50}
        for moment in ('procedure', 'attended', 'case_closed'):
            self.answers(self.ana, [5], 'sent', moment=moment, **one)
        for moment in ('procedure', 'procedure', 'case_closed'):
            self.answers(self.ana, [5], 'sent', moment=moment, **two)
        [row] = self.panel()['rows']
        self.assertEqual((row['long']['value'], row['long']['n']), ("40 %", 10))
        self.assertEqual((row['wait']['value'], row['wait']['n']), ("40 min", 2))

    def test_the_period_before(self):
        ago = fields.Datetime.now() - timedelta(days=45)
        self.answers(self.ana, [5, 5, 5, 1], sent_at=ago, finished_at=ago)
        self.answers(self.ana, [5] * 10)
        tiles = {tile['name']: tile for tile in self.panel(days=30)['tiles']}
        self.assertEqual(tiles['satisfied']['value'], "100 %")
        self.assertEqual(tiles['satisfied']['before'], "before: 75 % (n = 4)")
        tiles = {tile['name']: tile for tile in self.panel(days=90)['tiles']}
        self.assertFalse(tiles['satisfied']['before'])
        self.assertIn("n = 14", tiles['satisfied']['hint'])

    def test_what_is_blamed_where(self):
        for doctor, blamed, praised in ((self.ana, 3, 7), (self.luis, 2, 0)):
            for number in range(blamed + praised):
                self.analysed(doctor, 'espera', '-' if number < blamed else '+')
        heat = self.panel()['heat']
        self.assertEqual(heat['aspects'][0], ['espera', "Waiting"])
        rows = {row['key']: row for row in heat['rows']}
        [cell] = [one for one in rows[self.ana.id]['cells'] if one['aspect'] == 'espera']
        self.assertEqual(cell['-'], {'count': 3, 'share': 0.3})
        self.assertEqual(cell['+'], {'count': 7, 'share': 0.7})
        [cell] = [one for one in rows[self.luis.id]['cells'] if one['aspect'] == 'espera']
        self.assertEqual(cell['-'], {'count': 2, 'share': False})

    def test_complaints_that_wait(self):
        self.policy.bad_five = 2
        first, second = self.complain(), self.complain(score=1, text="")
        second.sudo().deadline_at = fields.Datetime.now() + timedelta(minutes=5)
        waiting = self.panel()['waiting']
        self.assertEqual((waiting['count'], waiting['late']), (2, 0))
        self.assertEqual([one['id'] for one in waiting['next']], [second.id, first.id])

    def test_of_the_branches_one_works_in(self):
        self.answers(self.ana, [5] * 10)
        self.answers(self.ana, [1] * 10, company_id=self.border.id)
        here = self.env['clinic.feedback.panel'].with_user(self.keeper)
        for companies, n in ((self.clinic, 10), (self.clinic + self.border, 20)):
            panel = here.with_context(allowed_company_ids=companies.ids).get_panel()
            self.assertEqual(panel['total']['satisfied']['n'], n)

    def analysed(self, doctor, aspect, sign, **vals):
        vals = {'state': 'done', 'finished_at': fields.Datetime.now()} | vals
        request = self.asked(practitioner_id=doctor.id, **vals)
        return self.env['clinic.feedback.analysis'].create(
            {
                'request_id': request.id,
                'line_id': self.sealed().id,
                'company_id': self.clinic.id,
                'practitioner_id': doctor.id,
                'answered_at': fields.Datetime.now() - timedelta(hours=1),
                'finished_at': request.finished_at,
                'polarity': 'neg' if sign == '-' else 'pos',
                'aspect_ids': [Command.create({'aspect': aspect, 'sign': sign, 'rank': 0})],
            }
        )

    def test_what_rose_this_week(self):
        self.assertFalse(self.panel()['week'])
        now = fields.Datetime.now()
        old, new = (
            self.asked(state='done', finished_at=now - timedelta(days=days)) for days in (20, 2)
        )
        for number in range(40):
            blamed = number < 2 or number >= 28
            self.env['clinic.feedback.analysis'].create(
                {
                    'request_id': (old if number < 25 else new).id,
                    'line_id': self.sealed().id,
                    'company_id': self.clinic.id,
                    'answered_at': now,
                    'finished_at': (old if number < 25 else new).finished_at,
                    'polarity': 'neg' if blamed else 'pos',
                    'aspect_ids': blamed
                    and [Command.create({'aspect': 'espera', 'sign': '-', 'rank': 0})],
                }
            )
        [rose] = self.panel()['week']
        self.assertEqual(rose['verdict'], "More complaints than before")
        self.assertIn("12 of 15 comments this week; 2 of 25", rose['words'])

    def test_ranked_by_one_figure(self):
        """Most give 0 to 10 here. Luis has one satisfied patient, which ranks nobody; of Ana's
        ten, six are promoters and one is a detractor: +50; of Luis's, five and one: +40."""
        self.answers(self.ana, [10] * 6 + [7] * 3 + [0], kind='nps')
        self.answers(self.luis, [9] * 5 + [8] * 4 + [6], kind='nps')
        self.answers(self.luis, [5])
        panel = self.panel()
        self.assertEqual((panel['ranked_by'], panel['few']), ('nps', []))
        self.assertEqual(
            [(row['key'], row['nps']['value'], row['satisfied']) for row in panel['rows']],
            [(self.ana.id, "+50", False), (self.luis.id, "+40", False)],
        )
        self.assertEqual(panel['total']['satisfied']['n'], 1)

    def test_every_score_of_a_survey_counts(self):
        """Ten give both: 8 of 10 satisfied; 4 promoters less 2 detractors of 10: +20."""
        both = [(5, 10)] * 4 + [(4, 8)] * 4 + [(1, 0)] * 2
        for csat, nps in both:
            self.answers(self.ana, [csat], nps=nps)
        [row] = self.panel()['rows']
        self.assertEqual((row['satisfied']['value'], row['satisfied']['n']), ("80 %", 10))
        self.assertEqual((row['nps']['value'], row['nps']['n']), ("+20", 10))

    def test_how_a_complaint_was_handled_is_another_matter(self):
        self.answers(self.ana, [1] * 10, moment='case_closed', was_bad=True)
        self.answers(self.ana, [5] * 10, moment='attended')
        panel = self.panel()
        self.assertEqual(panel['total']['satisfied']['n'], 10)
        self.assertFalse(panel['total']['recovered'])
        figure = self.env['clinic.panel'].with_user(self.users['director'])._figure_satisfied()
        self.assertEqual(figure.value, "100 %")

    def test_rates(self):
        """14 went: 8 finished, 2 of them without an answer, and 2 more began: 8 of 14 answered,
        6 of 8 finished. What could not be delivered did not go."""
        self.answers(self.ana, [5] * 6)
        self.answers(self.ana, [5] * 2, answer_count=0, score_kind=False, csat=False)
        self.answers(self.ana, [5] * 2, 'answering')
        self.answers(self.ana, [5] * 4, 'expired', answer_count=0)
        self.answers(self.ana, [5] * 3, 'skipped', answer_count=0)
        total = self.panel()['total']
        self.assertEqual((total['answered']['value'], total['answered']['n']), ("57 %", 14))
        self.assertEqual((total['finished']['value'], total['finished']['n']), ("75 %", 8))
        figure = self.env['clinic.panel'].with_user(self.users['director'])._figure_rate()
        self.assertEqual(figure.value, "57 %")

    def test_comments_of_finished_surveys_that_are_somebody_s(self):
        for vals in (
            {},
            {'state': 'answering', 'finished_at': False},
            {'is_anonymous': True, 'finished_at': False, 'patient_id': False, 'sent_at': False},
        ):
            for _number in range(10):
                self.analysed(self.ana, 'espera', '-', **vals)
        [row] = self.panel()['heat']['rows']
        self.assertEqual(row['n'], 10)
        [cell] = [one for one in row['cells'] if one['aspect'] == 'espera']
        self.assertEqual(cell['-']['count'], 10)

    def test_closed_within_a_day(self):
        """Of 6: one was closed in 2 hours, one in 30, three wait for days; the one opened an hour
        ago may still be: 1 of 5. Its deadline is three days: 2 in time of the 2 closed and 3 late.
        The same everywhere."""
        now = fields.Datetime.now()
        for ago, hours in ((50, 2), (50, 30), (100, 0), (100, 0), (100, 0), (1, 0)):
            self.case(now - timedelta(hours=ago), hours)
        self.case(now - timedelta(hours=100), 0, is_anonymous=True, patient_id=False)
        total = self.panel()['total']
        self.assertEqual((total['fast']['value'], total['fast']['n']), ("20 %", 5))
        self.assertEqual((total['in_time']['value'], total['in_time']['n']), ("40 %", 5))
        self.assertEqual(total['open'], 4)
        figure = self.env['clinic.panel'].with_user(self.users['director'])._figure_fast()
        self.assertEqual(figure.value, "20 %")
        here = self.env['clinic.feedback.digest'].with_user(self.keeper)
        week = here._count(now - timedelta(days=7), now)
        self.assertEqual((week['fast'].hits, week['fast'].n, week['opened']), (1, 5, 7))

    def case(self, at, hours, **vals):
        return self.env['clinic.feedback.case'].create(
            {
                'request_id': self.asked().id,
                'company_id': self.clinic.id,
                'patient_id': self.patient.id,
                'practitioner_id': self.ana.id,
                'severity': 'media',
                'state': 'closed' if hours else 'new',
                'opened_by': 'score',
                'user_id': self.keeper.id,
                'opened_at': at,
                'deadline_at': at + timedelta(hours=72),
                'in_time': bool(hours),
                'hours_open': hours,
                'closed_at': hours and at + timedelta(hours=hours),
                **vals,
            }
        )

    def test_narrowed_to_several_things_at_once(self):
        kinds = self.env['clinic.appointment.type'].create(
            [{'name': name, 'company_id': self.clinic.id} for name in ("Limpieza", "Revisión")]
        )
        for doctor, kind, company, scores in (
            (self.ana, kinds[0], self.clinic, [5] * 4),
            (self.ana, kinds[1], self.clinic, [1] * 2),
            (self.ana, kinds[0], self.border, [1] * 3),
            (self.luis, kinds[0], self.clinic, [1] * 5),
        ):
            self.answers(doctor, scores, type_id=kind.id, company_id=company.id)
        self.case(fields.Datetime.now() - timedelta(hours=1), 0, type_id=kinds[0].id)
        self.case(fields.Datetime.now() - timedelta(hours=1), 0, type_id=kinds[1].id)
        self.analysed(self.luis, 'espera', '-')
        companies = (self.clinic + self.border).ids
        panel = self.env['clinic.feedback.panel'].with_user(self.keeper)
        panel = panel.with_context(allowed_company_ids=companies)
        found = panel.get_panel(
            only={
                'practitioner_id': self.ana.id,
                'type_id': kinds[0].id,
                'company_id': self.clinic.id,
                'id': 1,  # nothing else narrows it
            }
        )
        total = found['total']
        self.assertEqual((total['satisfied']['n'], total['satisfied']['value']), (4, "100 %"))
        self.assertEqual((total['open'], found['waiting']['count']), (1, 1))
        self.assertEqual([row['key'] for row in found['few']], [self.ana.id])
        self.assertFalse(found['heat']['rows'])
        shown = {one['name']: dict(map(tuple, one['options'])) for one in found['filters']}
        self.assertIn(self.luis.id, shown['practitioner_id'])
        self.assertEqual(set(shown['company_id']), set(companies))

    def test_nobody_has_answered(self):
        panel = self.panel()
        self.assertEqual(
            (panel['rows'], panel['few'], panel['total']['satisfied']), ([], [], False)
        )

    def test_who_sees_it(self):
        self.panel(self.users['director'])
        for role in ('reception', 'doctor', 'nurse', 'privacy'):
            with self.assertRaises(AccessError):
                self.panel(self.users[role])

    def test_among_the_figures_of_the_direction(self):
        self.answers(self.ana, [5] * 8 + [1] * 2)
        director = self.users['director']
        figures = self.env['clinic.panel'].with_user(director).get_panel()['figures']
        shown = {figure['name']: figure for figure in figures}
        self.assertEqual(shown['satisfied']['value'], "80 %")
        self.assertIn("n = 10", shown['satisfied']['hint'])
        self.assertNotIn('nps', shown)
        self.assertEqual(shown['cases']['value'], "0")


@tagged('post_install', '-at_install')
class TestFelt(ComplaintCase):
    """What is copied onto a survey as it is asked and answered."""

    def test_a_bad_time_is_remembered_at_the_next(self):
        ago = fields.Datetime.now() - timedelta(days=30)
        first = self.asked(sent_at=ago)
        self.score(first, 2)
        self.assertFalse(first.was_bad)
        second = self.asked(sent_at=ago + timedelta(days=10))
        self.score(second, 5)
        self.assertTrue(second.was_bad)
        third = self.asked()
        self.score(third, 5)
        self.assertFalse(third.was_bad, "the time before was a good one")

    def test_also_of_a_record_that_was_merged(self):
        first = self.asked(sent_at=fields.Datetime.now() - timedelta(days=30))
        self.score(first, 2)
        other = self.patients[1].with_env(self.env)
        self.patient.write({'active': False, 'merged_into_id': other.id})
        second = self.asked(patient_id=other.id)
        self.score(second, 5)
        self.assertTrue(second.was_bad)

    def test_a_wait_that_felt_long(self):
        ticked, wrote, content = self.asked(), self.asked(), self.asked()
        option = self.aspects.suggested_answer_ids[0]
        option.clinic_aspect = 'espera'
        ticked.user_input_id._save_lines(self.aspects, [str(option.id)])
        self.wrote(wrote, "Esperé dos horas para pasar")
        self.wrote(content, "La doctora fue muy amable")
        asked = (ticked + wrote + content).mapped('wait_long')
        self.assertEqual(asked, [True, True, False])

    def test_minutes_by_the_clock_and_as_they_say(self):
        minutes = self.question(
            "¿Cuántos minutos esperó?", 'numerical_box', 'wait', validation_required=True,
            validation_max_float_value=600,
        )  # fmt: skip
        visit = self.book(self.at(10))
        visit.action_confirm()
        visit.action_arrive()
        self.later(minutes=25)
        visit.action_start()
        request = self.asked(appointment_id=visit.id)
        request._copy_dimensions()
        self.assertEqual(request.wait_minutes, 25)
        request.user_input_id._save_lines(minutes, '40')
        self.assertEqual(request.wait_said, 40)

    def test_each_score_as_it_was_given(self):
        often = self.question("¿Nos recomendaría?", 'scale', 'nps', scale_min=0, scale_max=10)
        request = self.asked()
        self.assertIs(request.nps, False)
        self.score(request, 4)
        self.score(request, 0, often)
        self.assertEqual((request.score, request.score_kind), (4, 'csat'))
        self.assertEqual((request.csat, request.nps, request.ease), (4, 0, False))
        self.assertEqual(self.env['clinic.feedback.request'].search([('nps', '=', 0)]), request)
        given = [('nps', '!=', False), ('id', '=', request.id)]
        self.assertTrue(self.env['clinic.feedback.request'].search(given))
        stars = request._script()[0]
        request._correct(stars, Reading(score=2))
        self.assertEqual((request.score, request.csat, request.nps), (2, 2, 0))
        request._correct(stars, Reading(skipped=True))
        self.assertEqual((request.score, request.score_kind), (0, 'nps'))
        self.assertIs(request.csat, False)

    def test_minutes_are_asked_as_a_number(self):
        with self.assertRaises(ValidationError):
            self.question("¿Esperó mucho?", 'text_box', 'wait')

    def test_minutes_are_asked_within_limits(self):
        limits = {'validation_required': True, 'validation_max_float_value': 1440}
        for wrong in (
            {'validation_required': False},
            {'validation_min_float_value': -30},
            {'validation_max_float_value': 1441},
        ):
            with self.assertRaises(ValidationError):
                self.question("¿Cuánto esperó?", 'numerical_box', 'wait', **limits | wrong)

    def test_minutes_beyond_all_limits_lose_no_answer(self):
        limits = {'validation_required': True, 'validation_max_float_value': 600}
        minutes = self.question("¿Cuánto esperó?", 'numerical_box', 'wait', **limits)
        for said, kept in (('99999999999', 1440), ('-30', 0)):
            request = self.asked()
            request.user_input_id._save_lines(minutes, said)
            self.assertEqual((request.wait_said, request.answer_count), (kept, 1), said)
        for wrong in ('inf', 'nan', '99999999999', '-30'):
            self.assertIn(minutes.id, minutes.validate_question(wrong), wrong)
        minutes.write({'clinic_measure': False, 'validation_required': False})
        for wrong in ('inf', 'nan'):  # of any number
            self.assertIn(minutes.id, minutes.validate_question(wrong), wrong)
        self.assertFalse(minutes.validate_question('12.5'))

    def test_answers_of_before_are_brought_along(self):
        """As the update from 19.0.1.1.0 finds them: one score, and 0 minutes of nobody."""
        often = self.question("¿Nos recomendaría?", 'scale', 'nps', scale_min=0, scale_max=10)
        minutes = self.question(
            "¿Cuánto esperó?", 'numerical_box', 'wait', validation_required=True,
            validation_max_float_value=600,
        )  # fmt: skip
        both, silent = self.asked(), self.asked()
        self.score(both, 4)
        self.score(both, 0, often)
        both.user_input_id._save_lines(minutes, '0')
        self.wrote(both, "Esperé dos horas")
        gone = self.asked(score=9, score_kind='nps')
        both._finish()
        at = both.finished_at
        self.assertEqual(both.analysis_ids.aspect_ids.mapped('finished_at')[:1], [at])
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("ALTER TABLE clinic_feedback_request DROP csat, DROP ease, DROP nps")
        cr.execute("UPDATE clinic_feedback_request SET wait_said = 0 WHERE id = %s", [silent.id])
        for table in ('clinic_feedback_analysis', 'clinic_feedback_analysis_aspect'):
            cr.execute(f"ALTER TABLE {table} DROP finished_at")
        path = file_path('clinic_feedback/migrations/19.0.1.2.0/pre-scores.py')
        spec = importlib.util.spec_from_file_location('pre_scores', path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(cr, '19.0.1.1.0')
        self.env.invalidate_all()
        self.assertEqual((both.csat, both.nps, both.ease, both.wait_said), (4, 0, False, 0))
        self.assertEqual((gone.csat, gone.nps), (False, 9))
        self.assertIs(silent.wait_said, False)
        self.assertEqual(both.analysis_ids.finished_at, at)
        self.assertEqual(set(both.analysis_ids.aspect_ids.mapped('finished_at')), {at})
