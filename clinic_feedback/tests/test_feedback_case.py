from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .case_common import RUDE, ComplaintCase


@tagged('post_install', '-at_install')
class TestCaseOpens(ComplaintCase):
    """A bad answer is somebody's, with a deadline, in the transaction that stores it."""

    def test_a_bad_answer_opens_one_case(self):
        case = self.complain()
        self.assertEqual(len(case), 1)
        self.assertEqual((case.state, case.severity, case.opened_by), ('new', 'alta', 'both'))
        self.assertEqual((case.aspect, case.score_text), ('trato', "2 of 5"))
        self.assertEqual(case.user_id, self.keeper)
        self.assertEqual(case.patient_id, self.patient)
        self.assertEqual(case.deadline_at - case.opened_at, timedelta(hours=24))
        [activity] = case.activity_ids
        self.assertEqual(activity.user_id, self.keeper)
        self.assertNotIn(self.patient.name, f'{activity.summary} {activity.res_name}')

    def test_good_answers_open_none(self):
        self.assertFalse(self.complain("todo muy bien, gracias", 5))
        self.assertFalse(self.complain(None, 3))

    def test_a_zero_is_the_worst_score(self):
        nps = self.question("¿Nos recomendaría?", 'scale', 'nps', scale_min=0, scale_max=10)
        request = self.asked()
        self.score(request, 0, nps)
        self.assertEqual(request.case_ids.severity, 'alta')
        self.assertEqual(request.case_ids.score_text, "0 of 10")

    def test_another_answer_makes_it_graver_never_milder(self):
        request = self.asked()
        self.score(request, 2)
        case = request.case_ids
        self.assertEqual(case.severity, 'media')
        self.wrote(request, "me operaron mal y los voy a demandar")
        self.assertEqual(request.case_ids, case)
        self.assertEqual(case.severity, 'critica')
        self.assertEqual(case.deadline_at, case.opened_at + timedelta(hours=4))

    def test_the_rules_of_the_clinic(self):
        self.policy.write({'bad_five': 3, 'comment_from': 'critica', 'hours_media': 48})
        case = self.complain("esperé mucho", 3)
        self.assertEqual(case.severity, 'media')
        self.assertEqual(case.deadline_at - case.opened_at, timedelta(hours=48))
        self.policy.bad_five = 0
        self.assertFalse(self.complain("esperé mucho", 1))
        with self.assertRaises(ValidationError):
            self.policy.review_link = 'javascript:alert(1)'

    def test_the_first_route_that_fits(self):
        desk, nurse, doctor = (self.users[role] for role in ('reception', 'nurse', 'doctor'))
        self.route(desk, aspect='espera', sequence=1)
        self.route(nurse, practitioner_id=self.luis.id, sequence=2)
        self.route(doctor, severity='critica', sequence=3)
        self.assertEqual(self.complain().user_id, desk)
        other = self.complain("la doctora me regañó", practitioner_id=self.luis.id)
        self.assertEqual(other.user_id, nurse)
        grave = self.complain("me operaron mal y los voy a demandar")
        self.assertEqual(grave.user_id, doctor)
        self.assertEqual(self.complain("el baño estaba sucio").user_id, self.keeper)
        desk.active = False
        self.assertEqual(self.complain().user_id, self.keeper)
        with self.assertRaises(ValidationError):
            self.route(self.env.ref('base.public_user'))

    def test_what_the_patient_chose_says_what_it_is_about(self):
        self.route(self.users['nurse'], aspect='limpieza')
        chosen = self.aspects.suggested_answer_ids.filtered(lambda one: one.value == "La limpieza")
        chosen.clinic_aspect = 'limpieza'
        request = self.asked()
        self.score(request, 2)
        self.assertEqual(request.case_ids.user_id, self.keeper)
        request.user_input_id._save_lines(self.aspects, [str(chosen.id)])
        case = request.case_ids
        self.assertEqual((case.aspect, case.user_id), ('limpieza', self.users['nurse']))
        self.assertEqual(case.activity_ids.user_id, self.users['nurse'])

    def test_what_is_opened_again_in_the_same_transaction_is_the_same(self):
        request = self.asked()
        self.score(request, 1)
        first = request.case_ids
        self.assertEqual(self.Case._weigh(request, score=(1, 1, 5)), first)
        self.assertEqual(len(first.activity_ids), 1)

    def test_somebody_reads_a_complaint_where_none_was_seen(self):
        request = self.asked()
        self.wrote(request, "pues ahí estuvo, ya saben")
        self.assertFalse(request.case_ids)
        request.analysis_ids.with_user(self.keeper).action_open_case()
        request.analysis_ids.with_user(self.keeper).action_open_case()
        self.assertEqual(request.case_ids.opened_by, 'staff')


@tagged('post_install', '-at_install')
class TestCaseSteps(ComplaintCase):
    """Taken, answered, closed, and opened again when the patient says no."""

    def test_the_road_of_a_case(self):
        visit = self.book(self.at(10, day=5)).sudo()
        case = self.complain(appointment_id=visit.id)
        mine = case.with_user(self.keeper)
        mine.action_take()
        self.assertEqual((case.state, case.user_id), ('in_progress', self.keeper))
        form = Form(
            self.env['clinic.feedback.answer']
            .with_user(self.keeper)
            .with_context(**mine.action_answer()['context'])
        )
        self.assertEqual(form.guide_id.id, self.guide(case).id)
        self.assertIn("¿A qué hora le puedo llamar?", form.text)
        form.guide_id = self.env.ref('clinic_feedback.guide_general_alta').with_user(self.keeper)
        form.guide_id = self.env.ref('clinic_feedback.guide_espera_alta').with_user(self.keeper)
        self.assertIn("del jueves 5 de noviembre", form.text)
        self.assertNotIn('{', form.text)
        answer = form.save()
        answer.action_send()
        self.assertEqual(case.state, 'answered')
        self.assertTrue(case.answered_at)
        [said] = self.env['clinic.message'].search([('kind_id.code', '=', 'case_answer')])
        self.assertEqual((said.patient_id, said.res_id), (self.patient, case.id))
        self.assertIn('o_clinic_said', case.said)
        with self.at_hours(2):
            self.close(case)
        self.assertEqual((case.state, case.verdict, case.in_time), ('closed', 'asked', True))
        self.assertAlmostEqual(case.hours_open, 2)
        self.assertFalse(case.activity_ids or case.next_step_at)

    def guide(self, case):
        return self.env['clinic.feedback.guide']._for(case)[:1]

    def test_the_guide_is_that_of_the_aspect_and_severity(self):
        case = self.complain()
        self.assertEqual((self.guide(case).aspect, self.guide(case).severity), ('trato', 'alta'))
        Guide = self.env['clinic.feedback.guide']
        for aspect, _label in Guide._fields['aspect'].selection:
            for severity in ('media', 'alta'):
                self.assertTrue(
                    Guide.search([('aspect', '=', aspect), ('severity', '=', severity)])
                )
        with self.assertRaises(ValidationError):
            Guide.create({'name': "x", 'body': "Hola {telefono_secreto}"})

    def test_what_was_typed_is_not_lost_to_a_guide(self):
        case = self.opened()
        answer = (
            self.env['clinic.feedback.answer']
            .with_user(self.keeper)
            .new({'case_id': case.id, 'text': "Lo que escribí"})
        )
        answer.guide_id = self.guide(case)
        self.assertEqual(answer.text, "Lo que escribí")

    def test_a_call_is_written_down(self):
        case = self.opened()
        self.env['clinic.feedback.answer'].with_user(self.keeper).create(
            {'case_id': case.id, 'way': 'phone', 'text': "Se disculpó y quedó contenta."}
        ).action_send()
        self.assertEqual(case.state, 'answered')
        [note] = self.env['clinic.message'].search([('res_model', '=', case._name)])
        self.assertEqual((note.channel, note.direction), ('phone', 'out'))

    def test_sent_twice_is_said_once(self):
        case = self.opened()
        Answer = self.env['clinic.feedback.answer'].with_user(self.keeper)
        vals = {'case_id': case.id, 'text': "Una disculpa.", 'uuid': 'the-same-form'}
        for _press in range(2):
            Answer.create(vals).action_send()
        self.assertEqual(
            self.env['clinic.message'].search_count([('kind_id.code', '=', 'case_answer')]), 1
        )

    def test_closing_needs_what_happened_and_what_was_done(self):
        case = self.opened()
        close = (
            self.env['clinic.feedback.close']
            .with_user(self.keeper)
            .create({'case_id': case.id, 'root_cause': 'wait', 'action_taken': "  "})
        )
        self.assertIn("quedó resuelto", close.question)
        with self.assertRaises(UserError):
            close.action_close()
        close.action_taken = "Se habló con recepción."
        close.action_close()
        self.assertEqual(case.state, 'closed')
        self.assertEqual(case.action_taken, "Se habló con recepción.")

    def test_it_is_given_to_somebody_else(self):
        case = self.complain()
        desk = self.users['reception']
        wizard = (
            self.env['clinic.feedback.assign']
            .with_user(self.keeper)
            .create({'case_id': case.id, 'user_id': desk.id})
        )
        wizard.action_assign()
        self.assertEqual(case.user_id, desk)
        self.assertEqual(case.activity_ids.user_id, desk)

    def test_fields_are_not_written_by_hand(self):
        case = self.opened().with_user(self.keeper)
        case.write({'root_cause': 'price'})
        for vals in ({'state': 'closed'}, {'deadline_at': fields.Datetime.now()}, {'user_id': 1}):
            with self.assertRaises(AccessError):
                case.write(vals)


@tagged('post_install', '-at_install')
class TestCaseVerdict(ComplaintCase):
    """The patient has the last word, by a button or in their own."""

    def asked_case(self):
        case = self.opened()
        self.close(case)
        return case

    def buttons(self):
        message = self.env['clinic.message'].search(
            [('kind_id.code', '=', 'case_closed')], order='id DESC', limit=1
        )
        return dict(message._taps())

    def test_a_no_opens_it_again_for_the_same_person(self):
        case = self.asked_case()
        with self.at_hours(5):
            told = self.words(self.taps(self.buttons()["No, todavía no"]))
            now = fields.Datetime.now()
            self.assertIn("qué nos faltó", told)
            self.assertEqual((case.state, case.verdict), ('reopened', 'no'))
            self.assertEqual((case.user_id, case.reopened_count), (self.keeper, 1))
            self.assertEqual(case.deadline_at, now + timedelta(hours=24))
            self.assertEqual(case.activity_ids.user_id, self.keeper)
            self.says("Nadie me devolvió lo que pagué")
        self.assertEqual(case.patient_words, "Nadie me devolvió lo que pagué")

    def test_what_reads_as_a_wish_for_somebody_is_the_complaints_too(self):
        case = self.asked_case()
        self.taps(self.buttons()["No, todavía no"])
        self.assertIn("Quien lleva su caso", self.words(self.says("nadie me llamó")))
        self.assertEqual(case.patient_words, "nadie me llamó")

    def test_a_no_is_of_the_complaint_that_was_asked_about_last(self):
        first = self.asked_case()
        self.taps(self.buttons()["No, todavía no"])  # its words are awaited
        second = self.asked_case()
        self.says("no, sigue igual, nadie me llamó")
        self.assertEqual((second.state, second.verdict), ('reopened', 'no'))
        self.assertIn("nadie me llamó", second.patient_words)
        self.assertFalse(first.patient_words)

    def test_what_is_not_plain_is_of_the_one_asked_about_last_too(self):
        first = self.asked_case()
        self.taps(self.buttons()["No, todavía no"])
        second = self.asked_case()
        self.assertIn("¿quedó resuelto?", self.words(self.says("pues quién sabe")))
        self.says("sí")
        self.assertEqual((second.verdict, first.patient_words), ('yes', False))

    def test_a_picture_with_words_is_seen_by_a_person(self):
        case = self.asked_case()
        self.taps(self.buttons()["No, todavía no"])
        image = {'id': '5', 'mime_type': 'image/jpeg', 'caption': "nadie me llamó"}
        self.hears(type='image', image=image)
        self.assertFalse(case.patient_words)
        conversation = self.env['clinic.whatsapp.conversation'].search([])
        self.assertTrue(conversation.waiting_since)

    def test_a_yes_and_then_a_no_of_the_same_message(self):
        case = self.asked_case()
        buttons = self.buttons()
        self.assertIn("Gracias", self.words(self.taps(buttons["Sí, quedó resuelto"])))
        self.assertEqual((case.state, case.verdict), ('closed', 'yes'))
        self.taps(buttons["No, todavía no"])
        self.assertEqual(case.state, 'reopened')
        self.taps(buttons["No, todavía no"])  # tapped twice
        self.assertEqual(case.reopened_count, 1)

    def test_typed(self):
        case = self.asked_case()
        self.says("No, nadie me ha llamado todavía")
        self.assertEqual(case.state, 'reopened')
        self.assertIn("nadie me ha llamado", case.patient_words)

    def test_asked_again_after_the_next_closing(self):
        case = self.asked_case()
        self.taps(self.buttons()["No, todavía no"])
        case.with_user(self.keeper).action_take()
        self.close(case)
        self.assertEqual(case.verdict, 'asked')
        self.says("sí, gracias")
        self.assertEqual((case.state, case.verdict), ('closed', 'yes'))

    def test_nobody_else_answers_for_the_patient(self):
        case = self.asked_case()
        payload = self.buttons()["No, todavía no"]
        other = self.patients[1].with_env(self.env)
        other.phone = '55 5550 0199'
        self.taps(payload, sender='5215555500199')
        self.assertEqual((case.state, case.verdict), ('closed', 'asked'))


@tagged('post_install', '-at_install')
class TestCaseRoles(ComplaintCase):
    """Who sees which cases, and who may work on them."""

    def visible(self, user):
        return self.Case.with_user(user).search([])

    def test_roles(self):
        case = self.complain()
        other = self.complain(practitioner_id=self.luis.id)
        for user in (self.keeper, self.users['director']):
            self.assertEqual(len(self.visible(user)), 2)
        doctor = self.users['doctor']
        self.assertEqual(self.visible(doctor).ids, case.ids)
        self.assertEqual(case.with_user(doctor).patient_name, self.patient.display_name)
        with self.assertRaises(AccessError):
            case.with_user(doctor).action_take()
        for role in ('reception', 'nurse'):
            self.assertFalse(self.visible(self.users[role]))
            with self.assertRaises(AccessError):
                case.with_user(self.users[role]).read(['severity'])
        with self.assertRaises(AccessError):
            self.visible(self.users['privacy'])
        self.assertTrue(other)

    def test_whoever_is_in_charge_reads_and_works(self):
        desk = self.users['reception']
        self.route(desk)
        case = self.complain().with_user(desk)
        self.assertEqual(self.visible(desk), case)
        self.assertIn('grosera', case.highlighted)
        case.action_take()
        self.assertEqual(case.state, 'in_progress')

    def test_on_the_page_of_whoever_is_in_charge(self):
        desk = self.users['reception']

        def card():
            page = self.env['clinic.home'].with_user(desk).get_today()
            return next((card for card in page['cards'] if card['name'] == 'cases'), None)

        self.assertFalse(card())
        self.route(desk)
        case = self.complain()
        self.assertEqual([row['res_id'] for row in card()['rows']], case.ids)

    def test_a_practitioner_never_sees_an_anonymous_one(self):
        self.route(self.users['doctor'])
        request = self.asked(is_anonymous=True)._open_anonymously().clinic_request_ids
        self.wrote(request)
        self.assertEqual(request.case_ids.user_id, self.keeper)
        self.assertFalse(self.visible(self.users['doctor']))

    def test_another_branch(self):
        case = self.complain(company_id=self.border.id)
        self.keeper.write({'company_ids': [Command.set(self.clinic.ids)]})
        here = self.Case.with_user(self.keeper).with_context(allowed_company_ids=self.clinic.ids)
        self.assertFalse(here.search([]))
        with self.assertRaises(AccessError):
            here.browse(case.id).read(['severity'])

    def test_who_sets_the_rules(self):
        self.policy.with_user(self.users['director']).hours_alta = 12
        self.policy.with_user(self.keeper).hours_alta = 24
        for role in ('reception', 'doctor', 'nurse'):
            with self.assertRaises(AccessError):
                self.policy.with_user(self.users[role]).read(['hours_alta'])

    def test_on_the_timeline_of_those_entitled(self):
        case = self.complain()
        for user, shown in ((self.users['director'], True), (self.users['reception'], False)):
            entries = self.patient.with_user(user).timeline(kinds=['case'])['entries']
            self.assertEqual([entry['res_id'] for entry in entries], case.ids if shown else [])
        [entry] = self.patient.with_user(self.users['doctor']).timeline(kinds=['case'])['entries']
        self.assertEqual(entry['text'], RUDE)


@tagged('post_install', '-at_install')
class TestReviews(ComplaintCase):
    """Everybody is invited alike, and nobody while a case is open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write({'review_link': 'https://opiniones.example/clinica', 'review_hours': 24})

    def invited(self, hours=25):
        with self.at_hours(hours), self.enter_registry_test_mode():
            self.env.ref('clinic_feedback.ir_cron_review').method_direct_trigger()
        self.env.invalidate_all()
        return self.env['clinic.message'].search([('kind_id.code', '=', 'review_invitation')])

    def finish(self, score, patient=None):
        patient = patient or self.patient
        patient._record_consent('feedback', 'granted', 'in_person')
        request = self.asked(patient_id=patient.id)
        self.score(request, score)
        request.user_input_id._mark_done()
        return request

    def test_good_and_bad_scores_alike(self):
        self.policy.bad_five = 0  # so that nobody has a case
        other = self.patients[1].with_env(self.env)
        self.finish(1)
        self.finish(5, other)
        self.assertFalse(self.invited(hours=23))
        self.assertEqual(self.invited().patient_id, self.patient | other)
        self.assertIn('https://opiniones.example/clinica', self.invited()[0].body)

    def test_not_while_a_case_is_open(self):
        request = self.finish(1)
        self.assertFalse(self.invited())
        case = request.case_ids
        with self.at_hours(30):
            self.close(case, ask=False)
        self.assertFalse(self.invited(hours=31))
        self.assertEqual(self.invited(hours=60).patient_id, self.patient)

    def test_however_long_the_case_was_open(self):
        request = self.finish(1)
        self.assertFalse(self.invited(hours=24 * 60))
        with self.at_hours(24 * 60):
            self.close(request.case_ids, ask=False)
        self.assertFalse(self.invited(hours=24 * 60 + 2))
        self.assertEqual(self.invited(hours=24 * 61 + 2).patient_id, self.patient)

    def test_nor_while_a_case_of_a_merged_record_is_open(self):
        first = self.finish(1)
        other = self.patients[1].with_env(self.env)
        self.finish(5, other)
        self.patient.write({'active': False, 'merged_into_id': other.id})
        self.assertFalse(self.invited())
        with self.at_hours(30):
            self.close(first.case_ids, ask=False)
        self.assertEqual(len(self.invited(hours=60)), 1)

    def test_once_in_half_a_year_and_only_with_a_link(self):
        self.policy.bad_five = 0
        self.finish(5)
        self.assertEqual(len(self.invited()), 1)
        self.finish(4)
        self.assertEqual(len(self.invited()), 1)
        self.policy.review_link = False
        self.assertFalse(self.finish(5).review_at)
