from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_visit_talk import TalkCase


@tagged('post_install', '-at_install')
class TestStopTalk(TalkCase):
    """BAJA on WhatsApp: at once, whatever else is open, and by every path."""

    def state(self, purpose):
        return self.patient._consent_state(purpose)

    def agree(self):
        for purpose in ('care', 'appointments', 'follow_up', 'marketing', 'feedback'):
            self.patient._record_consent(purpose, 'granted', 'paper', "Firmó")

    def test_in_the_middle_of_something_else(self):
        self.agree()
        visit = self.book(self.at(10, day=5)).sudo()
        self.taps(self.remind(visit)["Reagendar"])  # a list of times waits for an answer
        said = self.says("BAJA")
        self.assertIn("ya no le enviaremos promociones", self.words(said))
        self.assertEqual(self.state('marketing'), 'refused')
        self.taps(self.options(said)["Recordatorios de citas"])
        self.assertEqual(self.state('appointments'), 'refused')
        row = self.patient.consent_ids[0]
        self.assertEqual(row.channel, 'whatsapp')
        self.assertIn("wamid.talk.", row.evidence)
        self.assertIn("Listo", self.words(self.says("ALTA")))
        self.assertEqual(self.state('appointments'), 'granted')

    def test_every_path(self):
        """Reminder, notice, survey, desk template: none goes; answers and documents do."""
        self.agree()
        visit = self.book(self.at(10, day=5)).sudo()
        Message = self.env['clinic.message'].with_company(self.clinic)
        before = visit._send_reminder(dedupe_key='t:0', expires_at=visit.start)
        self.taps(self.options(self.says("BAJA"))["Todos los mensajes"])
        row = self.env['clinic.whatsapp.outbox'].search([('message_id', '=', before.id)])
        self.assertFalse(row._is_wanted())  # asked once more right before it is sent
        self.assertEqual((before.state, before.error_code), ('cancelled', 'do_not_contact'))
        reminder = visit._send_reminder(dedupe_key='t:1', expires_at=visit.start)
        kind = self.env['clinic.message.kind']._get('appointment_moved')
        moved = visit._say(kind, visit._notice_values(), 't:2', visit.start)
        desk = Message._send(self.patient, 'desk', {'texto': "x"}, dedupe_key='t:3')
        self.assertEqual({m.state for m in (reminder, moved, desk)}, {'cancelled'})
        # the desk's approved text, also one that belongs to no kind of message
        conversation = self.env['clinic.whatsapp.conversation'].search([])
        for number, kind in enumerate(('campaign', None)):
            text = self.env['clinic.whatsapp.template'].create(
                {
                    'account_id': self.account.id,
                    'kind_id': kind and self.env['clinic.message.kind']._get(kind).id,
                    'name': f'promo_{number}',
                    'category': 'MARKETING',
                    'body': "Hola, hay descuentos.",
                    'status': 'APPROVED',
                }
            )
            with self.assertRaises(UserError):
                conversation.desk_send_template(
                    conversation.channel_id.id, text.id, {}, f'clave-00000{number}'
                )
        # a document they asked for is not held back for what they refused
        document = Message._send(self.patient, 'document', dedupe_key='t:4')
        self.assertNotIn(document.error_code, ('refused', 'not_asked', 'do_not_contact'))
        # what the person asks is answered
        self.assertIn("confirmada", self.words(self.taps(dict(before._taps())["Confirmar"])))

    def test_while_a_person_writes(self):
        self.agree()
        self.says("hola")
        conversation = self.env['clinic.whatsapp.conversation'].search([])
        conversation.agent_id = self.users['reception']
        conversation.with_user(self.env.user)._put('clave-000001', "Buenas tardes", content=None)
        self.assertIn("Listo", self.words(self.says("ya no quiero recibir publicidad")))
        self.assertEqual(self.state('marketing'), 'refused')

    def test_shared_phone(self):
        """Two adults with one phone: nobody knows who writes, and nothing more arrives."""
        other = self.patients[1].with_env(self.env)
        other.phone = self.patient.phone
        self.says("BAJA")
        self.assertEqual(other._consent_state('marketing'), 'refused')
        self.assertEqual(self.state('marketing'), 'refused')

    def test_notice(self):
        notice = self.env['clinic.privacy.notice'].create(
            {
                'version': "1",
                'company_id': self.clinic.id,
                'short_text': "Usamos sus datos para atenderle.",
                'full_text': "<p>x</p>",
            }
        )
        notice.action_put_in_force()
        visit = self.book(self.at(10, day=5)).sudo()
        said = self.taps(self.remind(visit)["Confirmar"])
        self.assertIn("está confirmada", self.words(said))
        self.assertEqual(self.words(said).count(notice._link()), 1)
        self.assertEqual(self.state('care'), 'not_asked')
        self.assertIn("Gracias", self.words(self.taps(self.options(said)["Acepto"], "Acepto")))
        self.assertEqual((self.state('care'), self.state('marketing')), ('granted', 'not_asked'))
        self.assertEqual(self.patient.consent_ids[0].notice_id, notice)
        # once is enough
        again = self.taps(self.remind(visit)["Confirmar"])
        self.assertNotIn(notice._link(), self.words(again))

    def test_the_notice_is_answered_in_words(self):
        notice = self.env['clinic.privacy.notice'].create(
            {
                'version': "1",
                'company_id': self.clinic.id,
                'short_text': "Usamos sus datos para atenderle.",
                'full_text': "<p>x</p>",
            }
        )
        notice.action_put_in_force()
        visit = self.book(self.at(10, day=5)).sudo()
        for text, state in (
            ("sí confirmo", 'not_asked'),  # of the visit it says yes, of the notice nothing
            ("claro que sí", 'granted'),
        ):
            self.patient.notice_shown_id = False
            self.taps(self.remind(visit)["Confirmar"])
            self.says(text)
            self.assertEqual(self.state('care'), state, text)

    def test_strangers(self):
        """Of whom nothing is known a person of the clinic takes the wish down."""
        before = self.env['clinic.consent'].search_count([])
        said = self.says("BAJA", sender='5215555500999')
        self.assertIn("En un momento le atiende una persona", self.words(said))
        self.assertEqual(self.env['clinic.consent'].search_count([]), before)
        [conversation] = self.env['clinic.whatsapp.conversation'].search([])
        self.assertTrue(conversation.waiting_since)
