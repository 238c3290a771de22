from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .case_common import ComplaintCase


@tagged('post_install', '-at_install')
class TestCaseSurvey(ComplaintCase):
    """A rule asks how a complaint was dealt with: once a case, when the patient has nothing to say
    of it any more.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Rule = cls.env['clinic.feedback.rule']
        Rule.search([('company_id', '=', cls.clinic.id)]).unlink()
        cls.survey_closed = cls.env.ref('clinic_feedback.survey_closed')
        cls.rule = Rule.create(
            {
                'company_id': cls.clinic.id,
                'survey_id': cls.survey_closed.id,
                'moment': 'case_closed',
                'hours': 1,
            }
        )
        cls.clinic.clinic_feedback_on = True

    def of_a_visit(self):
        visit = self.book(self.at(9, 30, day=2)).sudo()
        return self.opened(appointment_id=visit.id, type_id=visit.type_id.id)

    def planned(self, case):
        Request = self.env['clinic.feedback.request']
        return Request.search([('key', '=', f'case_closed:{case.id}')])

    def test_not_before_the_closing_question_is_answered(self):
        case = self.of_a_visit()
        self.close(case)
        self.assertEqual((case.verdict, self.planned(case).id), ('asked', False))
        case._verdict(True)
        request = self.planned(case)
        self.assertEqual(
            (request.state, request.survey_id, request.patient_id, request.practitioner_id),
            ('planned', self.survey_closed, case.patient_id, case.practitioner_id),
        )
        self.assertIn("lo que nos contó", request._about_in_words())
        self.assertGreaterEqual(request.due_at, fields.Datetime.add(case.closed_at, hours=1))

    def test_who_does_not_say_is_asked_after_two_days(self):
        case = self.of_a_visit()
        self.close(case)
        with self.at_hours(47):
            self.chain()
            self.assertFalse(self.planned(case))
        with self.at_hours(49):
            self.chain()
            request = self.planned(case)
            self.assertEqual((request.state, case.verdict), ('planned', 'asked'))
            self.assertFalse(case.next_step_at)
            case._verdict(False)  # late, and it counts
        self.assertEqual((case.state, request.state), ('reopened', 'withdrawn'))

    def test_once_a_case_and_taken_back_when_it_opens_again(self):
        case = self.of_a_visit()
        self.close(case)
        case._verdict(True)
        case._verdict(False)
        request = self.planned(case)
        self.assertEqual((case.state, request.state), ('reopened', 'withdrawn'))
        self.close(case, ask=False)
        self.assertEqual((self.planned(case), request.state), (request, 'planned'))
        request.state = 'sent'
        case._reopen()
        self.close(case, ask=False)
        self.assertEqual((self.planned(case), request.state), (request, 'sent'))

    def test_by_consent_switch_and_type(self):
        case = self.of_a_visit()
        self.rule.type_ids = self.make_type("Limpieza")
        self.close(case, ask=False)
        self.assertFalse(self.planned(case))
        self.rule.type_ids = False
        self.clinic.clinic_feedback_on = False
        case._plan_survey()
        self.assertFalse(self.planned(case))
        self.clinic.clinic_feedback_on = True
        case._plan_survey()
        case.patient_id._record_consent('feedback', 'refused', 'in_person')
        self.assertEqual(self.planned(case).state, 'declined')

    def test_a_visit_that_changes_takes_nothing_back(self):
        case = self.of_a_visit()
        self.close(case, ask=False)
        self.planned(case).appointment_id._withdraw_feedback()
        self.assertEqual(self.planned(case).state, 'planned')

    def test_not_about_its_own_answer(self):
        case = self.of_a_visit()
        case.request_id.moment = 'case_closed'
        self.close(case, ask=False)
        self.assertFalse(self.planned(case))


@tagged('post_install', '-at_install')
class TestCaseChain(ComplaintCase):
    """Nobody takes it, or it is late: the next person hears, once each, at its minute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.above, cls.top = cls.manager(), cls.users['director']
        cls.policy.step_ids = [
            Command.create({'minutes': 0, 'user_id': cls.above.id}),
            Command.create({'minutes': 120, 'user_id': cls.top.id}),
        ]

    def told(self, case, user):
        return case.activity_ids.filtered(lambda one: one.user_id == user)

    def test_the_job_is_woken_at_each_step(self):
        case = self.complain(None, 2)  # medium: no limit to take it
        self.assertEqual(case.next_step_at, case.deadline_at)
        trigger = self.env['ir.cron.trigger'].search(
            [('cron_id', '=', self.env.ref('clinic_feedback.ir_cron_case_chain').id)]
        )
        self.assertIn(case.deadline_at, trigger.mapped('call_at'))

    def test_each_hears_once(self):
        case = self.complain(None, 2)
        with self.at_hours(23.9):
            self.chain()
            self.assertFalse(self.told(case, self.above))
        with self.at_hours(24.01):
            self.chain()
            self.chain()
            self.assertEqual(len(self.told(case, self.above)), 1)
            self.assertFalse(self.told(case, self.top))
            self.assertTrue(case.is_late)
            self.assertIn(case, self.Case.search([('is_late', '=', True)]))
        with self.at_hours(26.1):
            self.chain()
            self.assertEqual(len(self.told(case, self.top)), 1)
            self.assertFalse(case.next_step_at)
        self.assertEqual(case.user_id, self.keeper)

    def test_who_left_their_role_stops_nobody(self):
        case = self.complain(None, 2)
        self.above.sudo().group_ids = [Command.set(self.env.ref('base.group_user').ids)]
        with self.at_hours(26.1):
            self.chain()
            self.chain()
        self.assertFalse(self.told(case, self.above))
        self.assertEqual(len(self.told(case, self.top)), 1)

    def test_closed_in_time_nobody_hears(self):
        case = self.opened(text=None)
        self.close(case)
        with self.at_hours(30):
            self.chain()
        self.assertFalse(self.told(case, self.above))

    def test_nobody_takes_it(self):
        case = self.complain()
        self.assertEqual(case.take_by, case.opened_at + timedelta(minutes=240))
        with self.at_hours(4.1):
            self.chain()
            self.chain()
            self.assertEqual(len(self.told(case, self.above)), 1)
        self.assertEqual(case.next_step_at, case.deadline_at)

    def test_taken_in_time(self):
        case = self.opened()
        with self.at_hours(4.1):
            self.chain()
        self.assertFalse(self.told(case, self.above))
