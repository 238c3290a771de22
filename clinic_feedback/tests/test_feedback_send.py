from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.clinic_feedback.models.clinic_feedback_request_send import BY_LINK, WINDOW

from .test_feedback_talk import SurveyTalk

JOB = 'clinic_feedback.ir_cron_surveys'


class SendCase(SurveyTalk):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env['clinic.feedback.rule']
        cls.Rule.search([('company_id', '=', cls.clinic.id)]).unlink()
        cls.rule = cls.make_rule(hours=1)

    @classmethod
    def make_rule(cls, **vals):
        return cls.Rule.create({'company_id': cls.clinic.id, 'survey_id': cls.survey.id, **vals})

    def requests(self, visit=None):
        domain = [('appointment_id', '=', visit.id)] if visit else []
        return self.env['clinic.feedback.request'].sudo().search(domain, order='id')

    def attend(self, patient=0, **vals):
        """A visit of today that has just ended, at 09:30."""
        start = vals.pop('start', self.at(9, 30, day=2))
        visit = self.book(start, patient, **vals).sudo()
        visit._change_state('arrived')
        visit._change_state('in_consultation')
        visit._change_state('done')
        return visit

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(JOB).method_direct_trigger()
        self.env.invalidate_all()

    def move_to(self, moment):
        clock = freeze_time(moment)
        clock.start()
        self.addCleanup(clock.stop)


@tagged('post_install', '-at_install')
class TestPlanned(SendCase):
    """Which surveys are planned by what happens to a visit, and taken back."""

    def test_after_the_visit(self):
        visit = self.attend()
        request = self.requests(visit)
        self.assertEqual(
            (request.state, request.moment, request.survey_id), ('planned', 'attended', self.survey)
        )
        self.assertEqual(request.due_at, visit.done_at + timedelta(hours=1))
        self.assertEqual(
            (request.practitioner_id, request.type_id, request.first_visit),
            (self.ana, self.visit_type, True),
        )

    def test_nothing_while_it_is_off(self):
        self.clinic.clinic_feedback_on = False
        self.assertFalse(self.requests(self.attend()))

    def test_a_visit_opened_again_takes_it_back(self):
        visit = self.attend()
        director = visit.with_user(self.users['director'])
        director._change_state('in_consultation', reason="Faltó algo")
        self.assertEqual(self.requests(visit).state, 'withdrawn')
        visit._change_state('done')
        self.assertEqual(self.requests(visit).state, 'planned')
        self.assertEqual(len(self.requests(visit)), 1)

    def test_an_absence(self):
        self.rule.moment = 'no_show'
        visit = self.book(self.at(9, 30, day=2)).sudo()
        self.later(hours=1)
        visit._change_state('no_show')
        self.assertEqual(self.requests(visit).state, 'planned')
        visit._change_state('arrived')
        self.assertEqual(self.requests(visit).state, 'withdrawn')

    def test_a_booking(self):
        self.rule.moment = 'booked'
        self.assertEqual(self.requests(self.book(self.at(10, day=5)).sudo()).moment, 'booked')

    def test_the_first_rule_that_fits(self):
        other_type = self.make_type("Limpieza")
        special = self.make_rule(sequence=1, type_ids=other_type.ids, hours=2)
        self.make_rule(sequence=2, practitioner_ids=self.luis.ids)
        self.make_rule(sequence=3, visits='again')
        self.assertEqual(self.requests(self.attend()).rule_id, self.rule)
        visit = self.attend(
            1, type_id=other_type.id, practitioner_id=self.luis.id, start=self.at(10, 0, day=2)
        )
        self.assertEqual(self.requests(visit).rule_id, special)

    def test_after_a_procedure_each_rule(self):
        with self.assertRaises(ValidationError):
            self.make_rule(moment='procedure', hours=24)
        for hours in (24, 72):
            self.make_rule(moment='procedure', hours=hours, type_ids=self.visit_type.ids)
        found = self.requests(self.attend())
        self.assertEqual(sorted(found.mapped('moment')), ['attended', 'procedure', 'procedure'])

    def test_quiet_hours(self):
        night = datetime(2026, 11, 3, 4, 30)  # 22:30 in Mexico City
        self.assertEqual(
            self.rule._allowed_at(night, 'America/Mexico_City'), datetime(2026, 11, 3, 15, 0)
        )
        early = datetime(2026, 11, 3, 10, 0)  # 04:00
        self.assertEqual(
            self.rule._allowed_at(early, 'America/Mexico_City'), datetime(2026, 11, 3, 15, 0)
        )
        noon = datetime(2026, 11, 3, 18, 0)
        self.assertEqual(self.rule._allowed_at(noon, 'America/Mexico_City'), noon)
        self.rule.write({'quiet_from': 13, 'quiet_to': 16})
        siesta = datetime(2026, 11, 3, 20, 0)  # 14:00
        self.assertEqual(
            self.rule._allowed_at(siesta, 'America/Mexico_City'), datetime(2026, 11, 3, 22, 0)
        )

    def test_a_new_clinic_begins_with_rules_of_each_kind(self):
        clinic = self.env['res.company'].create({'name': "Clínica nueva"})
        branch = self.env['res.company'].create({'name': "Norte", 'parent_id': clinic.id})
        for model in ('clinic.reminder.rule', 'clinic.follow.up.rule', 'clinic.feedback.rule'):
            having = self.env[model].sudo().search([]).company_id
            self.assertIn(clinic, having, model)
            self.assertNotIn(branch, having, model)


@tagged('post_install', '-at_install')
class TestSent(SendCase):
    """What the job sends, and what it says of the rest."""

    def test_it_goes(self):
        visit = self.attend()
        self.move_to(visit.done_at + timedelta(hours=1, minutes=1))
        self.run_job()
        request = self.requests(visit)
        self.assertEqual(request.state, 'sent')
        self.assertEqual(request.expires_at, fields.Datetime.now() + WINDOW)
        self.assertEqual(request.user_input_id.deadline, request.expires_at)
        self.assertIn("su visita del", request.message_id.body)
        self.assertIn("Dra. Ana Ríos", request.message_id.body)
        message = request.message_id
        message._advance('sent')
        message._advance('delivered')
        states = dict(message._fields['state']._description_selection(self.env))
        self.assertEqual(request.outcome, states['delivered'])
        self.run_job()
        self.assertEqual(
            self.env['clinic.message'].search_count([('kind_id.code', '=', 'survey_invitation')]), 1
        )

    def skipped(self, request, why):
        request._send_one(fields.Datetime.now())
        self.assertEqual((request.state, request.why), ('skipped', why))
        self.assertFalse(request.message_id and request.message_id.state == 'queued')
        self.assertTrue(request.outcome)

    def test_without_consent(self):
        request = self.requests(self.attend(1))
        self.skipped(request, 'no_consent')

    def test_not_twice_in_a_month(self):
        first = self.requests(self.attend())
        first._send_one(fields.Datetime.now())
        luis = {'practitioner_id': self.luis.id}
        second = self.requests(self.attend(start=self.at(11, day=2), **luis))
        self.skipped(second, 'recently')
        self.clinic.clinic_feedback_days = 0
        first.state = 'done'
        third = self.requests(self.attend(start=self.at(12, day=2), **luis))
        third._send_one(fields.Datetime.now())
        self.assertEqual(third.state, 'sent')

    def after_a_procedure(self):
        """An opinion that was asked, and the question about the patient's health that is due."""
        self.make_rule(moment='procedure', hours=1, type_ids=self.visit_type.ids)
        usual, procedure = self.requests(self.attend()).sorted('moment')
        usual._send_one(fields.Datetime.now())
        return usual, procedure

    def test_one_after_a_procedure_goes_before_an_opinion(self):
        usual, procedure = self.after_a_procedure()
        procedure._send_one(fields.Datetime.now())
        self.assertEqual((procedure.state, usual.state), ('sent', 'expired'))
        self.assertEqual(self.topic_asks(), procedure)

    def test_but_not_while_the_other_is_being_answered(self):
        usual, procedure = self.after_a_procedure()
        usual.user_input_id._save_lines(self.stars, '4')
        now = fields.Datetime.now()
        procedure._send_one(now)
        self.assertEqual((procedure.state, usual.state), ('planned', 'answering'))
        self.assertEqual(procedure.due_at, now + timedelta(minutes=30))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE survey_user_input_line SET create_date = %s WHERE user_input_id = %s",
            [now, usual.user_input_id.id],
        )
        self.env.invalidate_all()
        self.move_to(procedure.due_at)
        procedure._send_one(procedure.due_at)
        self.assertEqual((procedure.state, usual.state), ('sent', 'expired'))
        self.assertEqual(usual.score, 4)

    def topic_asks(self):
        return self.requests().filtered(lambda request: request._is_open())

    def test_a_merged_patient_is_one_patient(self):
        first = self.requests(self.attend())
        first._send_one(fields.Datetime.now())
        other = self.patients[1].with_env(self.env)
        other._record_consent('feedback', 'granted', 'in_person')
        second = self.requests(self.attend(1, start=self.at(11, day=2)))
        self.patient.write({'active': False, 'merged_into_id': other.id})
        self.skipped(second, 'recently')

    def test_after_an_outage(self):
        request = self.requests(self.attend())
        self.move_to(request.due_at + timedelta(days=4))
        self.skipped(request, 'too_late')

    def test_an_archived_survey(self):
        request = self.requests(self.attend())
        self.survey.active = False
        self.skipped(request, 'closed')

    def test_nobody_to_reach(self):
        patient = self.patients[1].with_env(self.env)
        patient._record_consent('feedback', 'granted', 'in_person')
        request = self.requests(self.attend(1))
        request._send_one(fields.Datetime.now())
        self.assertEqual(request.state, 'sent', "it waits for a phone")
        self.assertTrue(request.outcome)

    def test_who_refuses_meanwhile_is_asked_nothing(self):
        visit = self.attend()
        self.patient._record_consent('feedback', 'refused', 'in_person')
        self.assertEqual(self.requests(visit).state, 'declined')

    def test_at_night_it_waits(self):
        request = self.requests(self.attend())
        night = datetime(2026, 11, 3, 4, 30)
        self.move_to(night)
        request._send_one(night)
        self.assertEqual((request.state, request.due_at), ('planned', datetime(2026, 11, 3, 15, 0)))

    def test_over(self):
        request = self.requests(self.attend())
        request._send_one(fields.Datetime.now())
        self.move_to(request.expires_at + timedelta(minutes=1))
        self.run_job()
        self.assertEqual(request.state, 'expired')


@tagged('post_install', '-at_install')
class TestAnonymousSent(SendCase):
    """From the invitation on nothing leads from the answers back to the patient."""

    def setUp(self):
        super().setUp()
        self.survey.clinic_anonymous = True
        self.request = self.requests(self.attend())
        self.request._send_one(fields.Datetime.now())

    def test_by_a_link_that_works_once(self):
        self.assertEqual(self.request.message_id.kind_id.code, BY_LINK)
        self.assertIn(self.request.token, self.request.message_id.body)
        self.assertIn("anónima", self.request.message_id.body)
        answers = self.request._open_anonymously()
        self.assertTrue(answers)
        self.assertFalse(self.request._open_anonymously())
        self.assertEqual(self.request.state, 'sent')  # as that of whoever does not answer

    def test_all_end_alike(self):
        again = {'state': 'sent', 'expires_at': self.request.expires_at}
        other = self.request.copy(again)
        self.request._open_anonymously()
        with freeze_time(self.request.expires_at + timedelta(minutes=1)):
            self.request._close_over()
        both = self.request + other
        self.assertEqual(both.mapped('state'), ['over', 'over'])
        self.assertEqual(both.sudo().mapped('is_used'), [False, False])

    def test_the_answers_keep_their_month_alone(self):
        answers = self.request._open_anonymously()
        answers._mark_in_progress()
        answers._save_lines(self.stars, '2')
        answers._mark_done()
        answers.last_displayed_page_id = self.stars  # as the page does at the end
        self.env.flush_all()
        self.env.invalidate_all()
        for records, names in (
            (answers, ('create_date', 'write_date', 'start_datetime', 'end_datetime')),
            (answers.user_input_line_ids, ('create_date', 'write_date')),
        ):
            for name in names:
                at = records[name]
                self.assertEqual((at.day, at.hour, at.minute, at.second), (15, 12, 0, 0), name)
        self.assertFalse(answers.message_ids)

    def test_nothing_links_them(self):
        answers = self.request._open_anonymously()
        answers._mark_in_progress()
        answers._save_lines(self.stars, '2')
        answers._mark_done()
        theirs = answers.clinic_request_ids
        self.assertEqual((theirs.score, theirs.state), (2, 'done'))
        for name in (
            *('patient_id', 'appointment_id', 'message_id', 'sent_at', 'finished_at', 'due_at'),
            *('visit_at', 'practitioner_id', 'type_id', 'specialty_id'),
        ):
            self.assertFalse(theirs[name], name)
        self.assertFalse(self.request.user_input_id or self.request.score_kind)
        self.assertNotEqual(theirs.key, self.request.key)
        self.env.flush_all()
        for table in ('survey_user_input', 'survey_user_input_line', 'clinic_feedback_request'):
            self.env.cr.execute(f'SELECT row_to_json(t)::text FROM {table} t')  # noqa: S608
            rows = [row for (row,) in self.env.cr.fetchall()]
            self.assertFalse(
                [r for r in rows if answers.access_token in r and self.request.token in r]
            )
        self.assertFalse(theirs.with_user(self.users['doctor']).has_access('read'))

    def test_the_chat_does_not_ask_it(self):
        topic = self.env['clinic.chat.topic.survey']
        self.assertFalse(topic._own(type('T', (), {'patients': self.patient}), self.request))


@tagged('post_install', '-at_install')
class TestScreens(SendCase):
    """Each role's screens, and what they may do there."""

    def test_answers_are_read_by_whom_they_concern(self):
        visit = self.attend()
        request = self.requests(visit)
        request._send_one(fields.Datetime.now())
        request.user_input_id._save_lines(self.stars, '2')
        request.user_input_id._save_lines(self.comment, "Esperé dos horas")
        self.env.invalidate_all()
        for user in (self.manager(), self.users['director'], self.users['doctor']):
            read = request.with_user(user).answers
            self.assertRegex(read, "2 (de|of) 5")
            self.assertIn("Esperé dos horas", read)
        with self.assertRaises(AccessError):
            request.with_user(self.users['reception']).read(['answers'])
        self.assertTrue(request.with_user(self.users['reception']).outcome)

    def test_the_switch(self):
        self.clinic.clinic_feedback_on = False
        user = self.manager()
        Home = self.env['clinic.home'].with_user(user).with_company(self.clinic)
        self.assertTrue(Home._card_feedback_off().count)
        Switch = self.env['clinic.feedback.switch'].with_user(user).with_company(self.clinic)
        Switch.create({'on': True, 'days': 15}).action_save()
        self.assertEqual(
            (self.clinic.clinic_feedback_on, self.clinic.clinic_feedback_days), (True, 15)
        )
        self.assertIsNone(Home._card_feedback_off())
        with self.assertRaises(AccessError):
            self.env['clinic.feedback.switch'].with_user(self.users['reception']).create({})

    def test_rules_are_kept_by_feedback_and_direction(self):
        for user in (self.manager(), self.users['director']):
            self.rule.with_user(user).hours = 2
        for role in ('reception', 'doctor', 'nurse', 'privacy'):
            self.assertFalse(self.rule.with_user(self.users[role]).has_access('write'), role)

    def test_the_preview(self):
        html = self.survey.with_user(self.manager()).clinic_preview
        for text in ("¿Qué tal estuvo su visita?", "5 · Excelente", "La espera", "Contestar"):
            self.assertIn(text, html)

    def test_a_clinic_begins_with_rules_and_switched_off(self):
        company = self.env['res.company'].create({'name': "Nueva"})
        self.assertFalse(company.clinic_feedback_on)
        rules = self.Rule.with_context(active_test=False).search([('company_id', '=', company.id)])
        self.assertEqual(len(rules), 5)
        self.assertEqual(len(rules.filtered('active')), 2)
