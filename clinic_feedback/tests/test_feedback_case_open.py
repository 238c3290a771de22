from datetime import timedelta

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from odoo.addons.clinic_feedback.analysis.interview import Reading

from .case_common import RUDE, ComplaintCase

GRAVE = "me operaron mal y los voy a demandar"


@tagged('post_install', '-at_install')
class TestCaseGoesOn(ComplaintCase):
    """What a patient answers after the first bad answer reaches somebody, whatever became of the
    case meanwhile."""

    def closed(self):
        request = self.asked()
        self.score(request, 2)
        case = request.case_ids
        case.with_user(self.keeper).action_take()
        with self.at_hours(1):
            self.close(case)
        return request, case

    def test_a_bad_answer_opens_a_closed_case_again(self):
        for text, severity in ((GRAVE, 'critica'), (RUDE, 'alta')):
            request, case = self.closed()
            with self.at_hours(5):
                now = fields.Datetime.now()
                self.wrote(request, text)
                self.assertEqual((case.state, case.severity), ('reopened', severity))
                hours = self.policy._hours(severity)
                self.assertEqual(case.deadline_at, now + timedelta(hours=hours))
                self.assertTrue(case.next_step_at)
                self.assertEqual(case.activity_ids.user_id, self.keeper)
                self.assertNotIn("not resolved", case.activity_ids.summary)
                self.assertFalse(case.verdict)

    def test_an_answer_that_is_not_bad_opens_nothing_again(self):
        request, case = self.closed()
        self.wrote(request, "todo bien, gracias")
        self.assertEqual(case.state, 'closed')

    def test_what_it_is_about_is_kept_whoever_has_it(self):
        chosen = self.aspects.suggested_answer_ids[2]
        chosen.clinic_aspect = 'limpieza'
        self.route(self.users['nurse'], aspect='limpieza')
        for close in (False, True):
            request = self.asked()
            self.score(request, 2)
            case = request.case_ids
            case.with_user(self.keeper).action_take()
            if close:
                self.close(case)
            request.user_input_id._save_lines(self.aspects, [str(chosen.id)])
            self.assertEqual((case.aspect, case.user_id), ('limpieza', self.keeper))

    def test_a_corrected_score_is_the_one_shown(self):
        request = self.asked()
        self.score(request, 2)
        question = next(one for one in request._script() if one.id == self.stars.id)
        for score in (1, 5):
            request._correct(question, Reading(score=score))
            self.assertEqual(request.case_ids.score_text, f"{score} of 5")


@tagged('post_install', '-at_install')
class TestNobodysDesk(ComplaintCase):
    """A case that nobody can be given still reaches somebody, and the health page says it."""

    def setUp(self):
        super().setUp()
        keepers = self.policy._keepers(self.clinic)
        keepers.write({'company_ids': [Command.set(self.border.ids)], 'company_id': self.border.id})
        self.policy.user_id = False
        self.env['clinic.duty'].search([]).unlink()
        self.nurse = self.users['nurse']
        self.env['clinic.duty'].create({'company_id': self.clinic.id, 'user_id': self.nurse.id})

    def alert(self, case):
        return self.env['clinic.alert'].search(
            [('res_model', '=', case._name), ('res_id', '=', case.id)]
        )

    def test_who_is_on_duty_is_asked(self):
        case = self.complain(None, 2)
        self.assertFalse(case.user_id)
        alert = self.alert(case)
        self.assertEqual(alert.asked_user_id, self.nurse)
        alert._take(self.nurse)
        self.assertEqual((case.user_id, case.state), (self.nurse, 'in_progress'))

    def test_who_left_their_role_is_given_nothing(self):
        former = self.users['reception']
        self.policy.user_id = former
        self.assertEqual(self.complain(None, 2).user_id, former)
        former.sudo().group_ids = [Command.set(self.env.ref('base.group_user').ids)]
        case = self.complain(None, 2)
        self.assertFalse(case.user_id)
        self.assertEqual(self.alert(case).asked_user_id, self.nurse)

    def test_but_never_whom_it_is_about_without_a_name(self):
        doctor = self.users['doctor']
        self.env['clinic.duty'].search([]).user_id = doctor
        answers = self.asked(is_anonymous=True)._open_anonymously()
        self.wrote(answers.clinic_request_ids, GRAVE)
        alert = self.alert(answers.clinic_request_ids.case_ids)
        self.assertTrue(alert.asked_user_id)
        self.assertNotIn(doctor, alert._chain()[0])

    def test_health(self):
        Health = self.env['clinic.health']
        self.clinic.clinic_feedback_on = True
        good, words = Health._check_feedback_owner()
        self.assertFalse(good)
        self.assertIn(self.clinic.name, words)
        self.policy.user_id = self.keeper
        self.assertFalse(Health._check_feedback_owner()[0], "the keeper is of another branch now")
        self.policy.user_id = self.users['reception']
        self.assertTrue(Health._check_feedback_owner()[0])


@tagged('post_install', '-at_install')
class TestTelephones(ComplaintCase):
    """A complaint that asks for a call reaches the telephone of whoever has it; the next person's
    only when the time to take it is up."""

    def test_a_grave_one_rings_at_the_pace_of_its_rules(self):
        with freeze_time('2026-11-25 18:00:00'):
            case = self.complain(RUDE)
            alert = self.env['clinic.alert'].search([('res_id', '=', case.id)])
            self.assertEqual((case.severity, alert.severity), ('alta', 'high'))
            self.assertEqual(alert.asked_user_id, self.keeper)
            self.assertEqual(alert.next_at, case.take_by)
        self.assertFalse(self.env['clinic.alert'].search([('res_id', '=', self.complain(None).id)]))

    def test_one_that_turns_critical_goes_on_at_once(self):
        request = self.asked()
        self.score(request, 1)
        alert = self.env['clinic.alert'].search([('res_id', '=', request.case_ids.id)])
        self.assertGreater(alert.next_at, fields.Datetime.now() + timedelta(hours=3))
        self.wrote(request, GRAVE)
        self.assertEqual(alert.severity, 'urgent')
        self.assertLessEqual(alert.next_at, fields.Datetime.now())
