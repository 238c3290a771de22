from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .case_common import ComplaintCase


@tagged('post_install', '-at_install')
class TestCaseCalls(ComplaintCase):
    """What is grave enough reaches telephones, one after the other until somebody takes it."""

    GRAVE = "me operaron mal y los voy a demandar"

    def alerts(self, case):
        return self.env['clinic.alert'].search(
            [('res_model', '=', case._name), ('res_id', '=', case.id)]
        )

    def test_only_what_is_grave_enough(self):
        self.assertFalse(self.alerts(self.complain(None)))
        self.assertEqual(self.alerts(self.complain()).severity, 'high')
        self.policy.alert_from = 'critica'
        self.assertFalse(self.alerts(self.complain()))
        alert = self.alerts(self.complain(self.GRAVE))
        self.assertEqual((alert.state, alert.severity), ('new', 'urgent'))
        self.assertEqual(alert.asked_user_id, self.keeper)
        self.assertNotIn('demandar', f'{alert.text} {alert.person_words}')

    def test_whoever_has_the_case_has_the_alert(self):
        case = self.complain(self.GRAVE)
        case.with_user(self.keeper).action_take()
        alert = self.alerts(case)
        self.assertEqual((alert.state, alert.taken_by_id), ('taken', self.keeper))

    def test_whoever_takes_the_alert_has_the_case(self):
        case = self.complain(self.GRAVE)
        self.alerts(case)._take(self.users['director'])
        self.assertEqual((case.state, case.user_id), ('in_progress', self.users['director']))

    def test_only_whoever_may_have_the_case_sees_its_alert(self):
        alert = self.alerts(self.complain(self.GRAVE))
        for role in ('reception', 'nurse', 'doctor'):
            mine = alert.with_user(self.users[role])
            self.assertFalse(mine.search([('id', '=', alert.id)]), role)
            with self.assertRaises(AccessError):
                mine.action_take()
        asked = self.users['reception']
        alert.call_ids = [Command.create({'user_id': asked.id})]
        self.assertTrue(alert.with_user(asked).search([('id', '=', alert.id)]))

    def test_the_alert_does_not_say_who_complains(self):
        case = self.complain(self.GRAVE)
        alert = self.alerts(case)
        self.assertFalse(alert.patient_id)
        told = f'{alert.who} {alert.display_name} {alert.phone} {alert.text}'
        self.assertNotIn(case.patient_id.name, told)

    def test_the_answer_opens_no_case_of_others(self):
        case = self.complain(self.GRAVE)
        Answer = self.env['clinic.feedback.answer'].with_user(self.users['reception'])
        with self.assertRaises(AccessError):
            answer = Answer.create({'case_id': case.id})
            answer.read(['highlighted', 'patient_name', 'text'])
        with self.assertRaises(AccessError):
            Answer.onchange({'case_id': case.id}, ['case_id'], {'case_id': {}, 'highlighted': {}})
