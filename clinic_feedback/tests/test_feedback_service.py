from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.clinic_crm.language.endpoint import EndpointError
from odoo.addons.clinic_crm.tests.language_common import LanguageServiceCase
from odoo.addons.clinic_feedback.models.clinic_feedback_analysis_service import read

from .case_common import RUDE, ComplaintCase

WHERE = 'odoo.addons.clinic_feedback.models.clinic_feedback_analysis_service.read'
MILD = "La doctora bien, la sala también"
PRAISE = {
    'polarity': 'pos',
    'emotion': 'gratitud',
    'severity': 'ninguna',
    'aspects': [{'aspect': 'limpieza', 'sign': '+', 'words': "la sala"}],
}
GRAVE = {
    'polarity': 'neg',
    'emotion': 'miedo',
    'severity': 'critica',
    'aspects': [{'aspect': 'espera', 'sign': '-', 'words': ""}],
}


@tagged('post_install', '-at_install')
class TestAnalysisService(LanguageServiceCase, ComplaintCase):
    """A language service may read comments instead, afterwards; it is missed by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serve(PRAISE, kind='opinion', seconds=1, price_sent=20, price_received=80)

    def setUp(self):
        super().setUp()
        self.bodies.clear()
        type(self).said = PRAISE

    def comment_of(self, text, **vals):
        request = self.asked(**vals)
        self.wrote(request, text)
        return request.analysis_ids

    def work(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref('clinic_feedback.ir_cron_analysis_service').method_direct_trigger()
        self.env.invalidate_all()

    def found(self, one):
        aspects = one.aspect_ids.mapped(lambda a: a.aspect + a.sign)
        return one.polarity, one.emotion, one.severity, aspects

    # ------------------------------------------------------------------ what it is good for
    def test_its_labels_take_the_place_of_ours(self):
        one = self.comment_of(MILD)
        self.assertEqual((one.service_state, self.bodies), ('queued', []))
        ours = one.version
        self.work()
        self.assertEqual(self.found(one), ('pos', 'gratitud', 'ninguna', ['limpieza+']))
        self.assertEqual((one.service_state, one.version), ('done', 'm'))
        self.assertNotEqual(ours, 'm')
        self.assertIn('title="Cleanliness +">la ', one.highlighted)
        self.assertFalse(one.corrected_by_id)
        self.work()
        self.assertEqual(len(self.bodies), 1)

    def test_it_may_make_it_graver_and_open_a_case(self):
        one = self.comment_of(MILD)
        self.assertFalse(one.request_id.case_ids)
        type(self).said = GRAVE
        self.work()
        case = one.request_id.case_ids
        self.assertEqual((case.severity, case.opened_by), ('critica', 'comment'))
        self.assertTrue(one.request_id.wait_long)
        self.assertFalse(one.urgent)  # that is our own triage's word

    def test_nothing_gets_milder(self):
        one = self.comment_of(RUDE)
        urgent = self.comment_of("desde ayer tengo dolor de pecho y no puedo respirar")
        cases = (one + urgent).request_id.case_ids
        before = [(case.severity, case.deadline_at, case.state) for case in cases]
        self.work()
        self.assertEqual(self.found(one), ('pos', 'gratitud', 'alta', ['limpieza+']))
        self.assertFalse(one.request_id.wait_long)
        self.assertEqual((urgent.severity, urgent.urgent), ('critica', True))
        now = [(case.severity, case.deadline_at, case.state) for case in cases]
        self.assertEqual(now, before)

    def test_corrections_stay(self):
        early, late = self.comment_of(MILD), self.comment_of(MILD)
        early.with_user(self.keeper).polarity = 'neg'
        self.env.flush_all()

        def meanwhile(*args, **kwargs):
            late.with_user(self.keeper).aspect_ids = [(0, 0, {'aspect': 'agenda', 'sign': '-'})]
            self.env.flush_all()
            return read(*args, **kwargs)

        with patch(WHERE, meanwhile):
            self.work()
        self.assertEqual((early.polarity, early.service_state), ('neg', 'failed'))
        self.assertIn('agenda-', self.found(late)[3])
        self.assertNotIn('limpieza+', self.found(late)[3])
        self.assertEqual(len(self.bodies), 1)

    # ------------------------------------------------------------------ what leaves
    def test_what_leaves_the_clinic(self):
        self.patient.write({'name': "Ana Ruiz Salgado", 'email': 'ana@correo.example'})
        number, staff = self.patient.record_number, self.keeper.name
        self.comment_of(
            f"Soy Ana Ruiz, exp {number}, cel 55 5550 0142, ana@correo.example; {staff} y "
            f"{self.ana.name} muy amables, pero esperé 40 minutos"
        )
        self.work()
        [body] = self.bodies
        sent = body.decode()
        hidden = ("Ruiz", number, "0142", "correo.example", staff, self.ana.name)
        for secret in hidden:
            self.assertNotIn(secret, sent)
        self.assertIn("40 minutos", sent)

    def test_anonymous_comments_never_leave(self):
        request = self.asked(is_anonymous=True, patient_id=False, sent_at=False)
        request.user_input_id = self.env['survey.user_input'].create({'survey_id': self.survey.id})
        self.wrote(request)
        self.assertFalse(request.analysis_ids.service_state)
        self.work()
        self.assertFalse(self.bodies)

    def test_off_nothing_is_asked(self):
        self.service.on = False
        one = self.comment_of(MILD)
        self.assertFalse(one.service_state)
        self.service.on = True
        other = self.comment_of(MILD)
        self.service.on = False
        self.work()
        self.assertEqual((other.service_state, self.bodies), ('failed', []))

    # ------------------------------------------------------------------ faults
    def test_faults_leave_what_was_found_here(self):
        def refused(handler):
            handler.send_response(500)
            handler.end_headers()

        invented = PRAISE | {'aspects': [{'aspect': 'parking', 'sign': '+', 'words': ""}]}
        for said, outcome in (
            (refused, 'refused'),
            (EndpointError('late'), 'late'),  # the clock of this clinic stands still
            ("no es JSON", 'form'),
            ({'polarity': 'pos'}, 'form'),
            (invented, 'form'),
        ):
            type(self).said = said
            one = self.comment_of(RUDE)
            ours = self.found(one)
            late = {'side_effect': said} if isinstance(said, Exception) else {'wraps': read}
            with self.subTest(outcome):
                with patch(WHERE, **late):
                    self.work()
                self.assertEqual((self.found(one), one.service_state), (ours, 'failed'))
                self.assertEqual(self.service.call_ids[:1].outcome, outcome)
                self.assertTrue(self.service.last_error)
        self.assertFalse(self.env['clinic.health']._check_language()[0])
        type(self).said = PRAISE
        self.comment_of(MILD)
        self.work()
        self.assertFalse(self.service.last_error)
        self.assertTrue(self.env['clinic.health']._check_language()[0])

    def test_a_job_that_dies_meanwhile_asks_nothing_twice(self):
        one = self.comment_of(MILD)
        self.assertEqual(self.env['clinic.feedback.analysis']._claim_for_service()[0], one.id)
        self.work()
        self.assertEqual((one.service_state, self.bodies), ('asked', []))

    def test_one_that_breaks_holds_nobody_up(self):
        bad, good = self.comment_of(MILD), self.comment_of(MILD)
        known = type(bad)._known_names

        def broken(one, staff):
            if one.id == bad.id:
                raise ValueError
            return known(one, staff)

        with patch.object(type(bad), '_known_names', broken), self.assertLogs(level='ERROR'):
            self.work()
        self.assertEqual((bad.service_state, good.service_state), ('failed', 'done'))

    def test_what_is_old_is_not_asked(self):
        one = self.comment_of(MILD)
        one.sudo().answered_at = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        self.work()
        self.assertEqual((one.service_state, self.bodies), ('failed', []))

    # ------------------------------------------------------------------ its screen
    def test_what_it_costs(self):
        self.comment_of(MILD)
        self.work()
        [call] = self.service.call_ids
        self.assertEqual((call.kind, call.outcome, call.sent), ('opinion', 'used', 1000))
        self.assertAlmostEqual(call.cost, 0.024)  # 1000 × 20 + 50 × 80, of a million
        director = self.users['director']
        action = self.service.with_user(director).action_calls()
        shown = self.env[action['res_model']].with_user(director).search(action['domain'])
        self.assertEqual(shown, call.with_user(director))
        for user in (self.keeper, self.users['reception']):
            with self.assertRaises(AccessError):
                call.with_user(user).read(['cost'])

    def test_it_is_tried_out(self):
        service = self.service.with_user(self.users['director'])
        self.assertIn("limpieza+", service.action_test()['params']['message'])
        type(self).said = "no"
        with self.assertRaises(UserError):
            service.action_test()
