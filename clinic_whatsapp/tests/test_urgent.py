import json
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.clinic_crm.language.endpoint import EndpointError, Proposal
from odoo.addons.clinic_crm.models.clinic_chat_topic_urgent import ClinicChatTopicUrgent
from odoo.addons.clinic_whatsapp.cloud_api import split

from . import test_visit_talk
from .whatsapp_common import delivery, text_message

CHEST = "me duele mucho el pecho y sudo frío"
SESSION = 'odoo.addons.clinic_whatsapp.models.clinic_chat_session'


class UrgentCase(test_visit_talk.TalkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.duty'].search([]).unlink()
        cls.clinic.sudo().phone = '55 1234 5678'
        cls.nurse = new_test_user(
            cls.env,
            'urgent_nurse',
            'clinic_crm.group_nurse',
            company_id=cls.clinic.id,
            company_ids=[(6, 0, cls.clinic.ids)],
        )
        cls.agent = new_test_user(
            cls.env,
            'urgent_agent',
            'clinic_whatsapp.group_agent',
            company_id=cls.clinic.id,
            company_ids=[(6, 0, cls.clinic.ids)],
        )
        cls.env['clinic.duty'].create({'company_id': cls.clinic.id, 'user_id': cls.nurse.id})

    @property
    def alert(self):
        return self.env['clinic.alert'].search([('company_id', '=', self.clinic.id)])

    def sound(self, media_id='77'):
        return self.hears(
            type='audio', audio={'id': media_id, 'mime_type': 'audio/ogg', 'voice': True}
        )

    def conversation(self):
        return self.env['clinic.whatsapp.conversation'].search([])


@tagged('post_install', '-at_install')
class TestUrgentFirst(UrgentCase):
    """A sentence that cannot wait reaches a person, whatever else goes on."""

    def test_answered_and_raised(self):
        told = self.words(self.says(CHEST))
        self.assertIn("911", told)
        self.assertIn("Ya avisamos", told)
        self.assertIn("5678", told)
        alert = self.alert
        self.assertEqual(
            (alert.state, alert.patient_id, alert.asked_user_id, alert.severity),
            ('new', self.patient, self.nurse, 'urgent'),
        )
        self.assertEqual(alert.person_words, CHEST)
        conversation = self.conversation()
        self.assertTrue(conversation.waiting_since and conversation.ahead)
        self.assertTrue(conversation._for_sidebar()['ahead'])

    def test_more_of_it_joins(self):
        self.says(CHEST)
        told = self.words(self.says("ya no puedo respirar"))
        self.assertIn("lo agregamos al aviso", told)
        self.assertEqual((len(self.alert), self.alert.added), (1, 1))
        self.assertEqual(len(self.alert.call_ids), 1)

    def test_each_message_once(self):
        self.says(CHEST)
        self.heard.write({'state': 'new'})
        self.heard._apply()
        self.assertEqual(self.alert.added, 0)

    def test_in_the_middle_of_another_topic(self):
        self.book(self.at(10, day=5))
        taps = self.remind(self.env['clinic.appointment'].search([], limit=1))
        self.taps(taps["Reagendar"])
        session = self.env['clinic.chat.session'].search([])
        before = (session.topic, session.version)
        self.assertTrue(before[0])
        self.assertIn("911", self.words(self.says(CHEST)))
        self.assertEqual((session.topic, session.version), before)  # it goes on where it was

    def test_while_a_person_writes(self):
        self.says("hola")
        with patch.object(type(self.env['clinic.chat.session']), '_is_muted', return_value=True):
            self.assertIn("911", self.words(self.says(CHEST)))
        self.assertTrue(self.alert)

    def test_in_a_caption(self):
        told = self.hears(
            type='image', image={'id': '5', 'mime_type': 'image/jpeg', 'caption': CHEST}
        )
        self.assertIn("911", self.words(told))
        self.assertEqual(len(self.alert), 1)

    def test_harming_oneself(self):
        self.assertIn("800 911 2000", self.words(self.says("ya no quiero vivir")))

    def test_nobody_on_duty(self):
        self.env['clinic.duty'].search([]).unlink()
        told = self.words(self.says(CHEST))
        self.assertIn("no hay nadie de guardia", told)
        self.assertTrue(self.alert.nobody)

    def test_everyday_words_raise_nothing(self):
        for text in ("hola", "quiero una cita", "no tengo dolor de pecho", "gracias"):
            self.says(text)
        self.assertFalse(self.alert)

    def test_somebody_unknown(self):
        self.says(CHEST, sender='5215555509999')
        alert = self.alert
        self.assertFalse(alert.patient_id)
        self.assertIn('9999', alert.phone)
        person = self.env['clinic.whatsapp.identity'].browse(alert.res_id)
        person.patient_id = self.patients[1]
        self.assertEqual(alert.patient_id, self.patients[1])

    def test_it_is_there_when_the_answer_breaks(self):
        with (
            patch.object(ClinicChatTopicUrgent, '_open', side_effect=ValueError),
            self.assertLogs(SESSION, 'ERROR'),
        ):
            self.assertEqual(self.says(CHEST), [])
        self.assertEqual(self.alert.state, 'new')
        self.assertTrue(self.conversation().waiting_since)

    def test_answered_also_when_the_patient_may_not_be_written_to(self):
        self.patient.deceased_date = fields.Date.today()  # whoever has the phone now
        self.assertIn("911", self.words(self.says(CHEST)))
        self.assertEqual(self.alert.state, 'new')

    def test_it_is_there_when_the_message_cannot_be_taken_in(self):
        self.says("hola")  # the person is known
        Event = self.env['clinic.whatsapp.event'].sudo()
        kept = self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1)
        message = text_message('wamid.broken', body=CHEST)
        messages = self.env.registry['clinic.whatsapp.message']
        events = Event._keep(kept, list(split(delivery([message]))))
        with (
            patch.object(messages, '_in_words', side_effect=KeyError),
            self.assertLogs('odoo.addons.clinic_whatsapp.models.clinic_whatsapp_event', 'WARNING'),
        ):
            events._apply()
        self.assertEqual(events.state, 'retry')
        self.assertEqual((len(self.alert), self.alert.patient_id), (1, self.patient))
        events._apply()
        self.assertEqual((events.state, self.alert.added), ('done', 0))

    def test_who_answers_patients_sees_it_and_gets_to_the_conversation(self):
        self.says(CHEST)
        mine = self.alert.with_user(self.agent).with_context(allowed_company_ids=self.clinic.ids)
        self.assertEqual(mine.with_env(mine.env(su=False)).person_words, CHEST)
        mine = mine.with_env(mine.env(su=False))
        action = mine.action_open_origin()
        self.assertEqual(
            action['context']['active_id'],
            f'discuss.channel_{self.conversation().channel_id.id}',
        )
        mine.action_take()
        self.assertEqual(self.alert.taken_by_id, self.agent)
        other = new_test_user(self.env, 'urgent_none', 'base.group_user')
        with self.assertRaises(AccessError):
            self.alert.with_env(self.env(user=other, su=False)).read(['who'])


@tagged('post_install', '-at_install')
class TestAfterIt(UrgentCase):
    """What is written after an emergency is a person's; the patient's buttons go on working."""

    def test_words_are_a_persons_who_was_told(self):
        self.says(CHEST)
        since = self.conversation().waiting_since
        answer = self.says("estoy sola en mi casa con los niños")
        told = self.words(answer)
        self.assertIn("Ya avisamos a una persona de la clínica; también verá este mensaje.", told)
        self.assertIn("En un momento le atiende una persona.", told)
        self.assertIn("911", told)
        self.assertEqual(list(self.options(answer)), ["Menú"])
        self.assertEqual(self.says("ya no sé qué hacer"), [])  # said once
        self.assertEqual(self.conversation().waiting_since, since)
        # who asks for something has an answer each time, and never a cheerful one
        self.assertIn("Ya avisamos", self.words(self.says("¿a qué hora abren?")))
        self.assertTrue(self.conversation().waiting_since and self.conversation().ahead)

    def test_the_menu_comes_when_it_is_asked_for(self):
        self.says(CHEST)
        answer = self.says("hola?")
        self.assertIn("¿En qué le ayudo?", self.words(self.taps(self.options(answer)["Menú"])))
        self.assertNotIn("avisamos", self.words(self.says("¿a qué hora abren?")))
        self.assertTrue(self.conversation().waiting_since)  # the person still comes
        self.says(CHEST)
        self.assertIn("¿En qué le ayudo?", self.words(self.says("Menú")))

    def test_what_was_talked_about_goes_on_where_it_was(self):
        self.visit_type.bookable_online = True
        self.says("quiero agendar una cita")
        session = self.env['clinic.chat.session'].search([])
        before = (session.topic, session.version, session.context)
        self.assertEqual(session.topic, 'book')
        self.says(CHEST)
        answer = self.says("estoy en la casa con los niños")
        self.assertIn("Ya avisamos", self.words(answer))
        self.assertEqual((session.topic, session.version, session.context), before)
        told = self.words(self.taps(self.options(answer)["Seguir donde iba"]))
        self.assertNotIn("Ya avisamos", told)
        self.assertTrue(self.says("el viernes en la tarde"))
        self.assertEqual(session.topic, 'book')

    def test_a_tap_on_a_reminder_acts(self):
        visit = self.book(self.at(10, day=5)).sudo()
        taps = self.remind(visit)
        self.says(CHEST)
        self.taps(taps["Confirmar"])
        self.assertEqual(visit.state, 'confirmed')
        self.assertTrue(self.conversation().waiting_since)

    def test_a_person_and_baja_always(self):
        self.says(CHEST)
        self.assertIn("le atiende una persona", self.words(self.says("persona")))
        self.assertIn("dejar de recibir", self.words(self.says("BAJA")))

    def test_refusals_in_any_words(self):
        self.says(CHEST)
        self.says("BAJA")
        self.assertIn("también verá", self.words(self.says("sigo igual que hace rato")))
        self.assertIn(
            "ya no le enviaremos mensajes", self.words(self.says("quiero que sean todos"))
        )
        self.assertEqual(self.patient._consent_state('appointments'), 'refused')
        self.assertTrue(self.conversation().waiting_since)

    def test_a_refusal_that_only_its_sense_tells(self):
        self.says(CHEST)
        readings = {'return_value': ('baja',)}
        with patch(f'{SESSION}.readings', **readings):
            told = self.words(self.says("les pido que me olviden por favor"))
        self.assertIn("dejar de recibir", told)

    def test_answered_and_closed_but_nobody_has_the_alert(self):
        """What the person reads holds: somebody will see it."""
        self.says(CHEST)
        self.conversation()._close()
        self.assertFalse(self.conversation().waiting_since)
        self.later(minutes=11)
        told = self.words(self.says("sigo igual"))
        self.assertIn("también verá este mensaje", told)
        conversation = self.conversation()
        self.assertTrue(conversation.is_open and conversation.waiting_since and conversation.ahead)
        # the same of who has it, and is not writing
        conversation._close()
        mine = self.alert.with_user(self.nurse).with_context(allowed_company_ids=self.clinic.ids)
        mine.action_take()
        self.later(minutes=22)
        self.assertIn("ya tiene su mensaje", self.words(self.says("sigo igual")))
        self.assertTrue(self.conversation().waiting_since)

    def test_at_night_with_nobody_on_duty(self):
        self.env['clinic.duty'].search([]).unlink()
        self.later(hours=14)  # 23:00
        self.says(CHEST)
        told = self.words(self.says("hola? hay alguien?"))
        self.assertIn("lo primero que verá la clínica", told)
        self.assertIn("Le responde una persona mañana", told)

    def test_it_ends_when_somebody_has_it(self):
        self.says(CHEST)
        alert = self.alert
        alert.with_user(self.nurse).with_context(allowed_company_ids=self.clinic.ids).action_take()
        self.assertIn("ya tiene su mensaje", self.words(self.says("¿dónde están?")))
        self.later(minutes=31)
        self.assertNotIn("ya tiene", self.words(self.says("¿a qué hora abren?")))

    def test_it_ends_when_the_alert_is_closed(self):
        self.says(CHEST)
        self.alert.write({'state': 'closed'})
        self.assertNotIn("avisamos", self.words(self.says("¿a qué hora abren?")))


@tagged('post_install', '-at_install')
class TestSecondReading(UrgentCase):
    """A language service may raise urgency, never lower it, and is missed by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.language.service'].create(
            {
                'company_id': cls.clinic.id,
                'kind': 'chat',
                'url': 'http://127.0.0.1:9/v1',
                'model': 'm',
                'agreed': True,
                'on': True,
            }
        )

    def read_again(self, result):
        """What the service was asked, when it says this."""
        asked = []

        def answer(endpoint, text, intents, fields=(), *, known=()):
            asked.append((text, known))
            if isinstance(result, Exception):
                raise result
            return Proposal(urgent=result)

        where = 'odoo.addons.clinic_whatsapp.models.clinic_whatsapp_message_second.propose'
        self.env.flush_all()
        with patch(where, answer), self.enter_registry_test_mode():
            self.env.ref('clinic_whatsapp.ir_cron_second').method_direct_trigger()
        self.env.invalidate_all()
        return asked

    def test_it_may_raise(self):
        text = "fíjese que a mi abuelita la noto como ida"
        self.says(text)
        self.assertFalse(self.alert)
        before = self.env['clinic.whatsapp.outbox'].search([])
        [(asked, known)] = self.read_again(True)
        rows = self.env['clinic.whatsapp.outbox'].search([]) - before
        self.assertIn("911", self.words([row._contents()[0] for row in rows]))
        self.assertTrue(self.conversation().waiting_since)
        self.assertEqual(asked, text)
        self.assertIn(self.patient.name, known['nombre'])
        self.assertEqual((self.alert.person_words, self.alert.state), (text, 'new'))
        self.assertFalse(self.read_again(True))

    def test_it_never_lowers(self):
        self.says(CHEST)
        self.assertFalse(self.read_again(False))  # what is urgent is not even asked
        self.assertEqual(self.alert.state, 'new')

    def test_no_service_costs_nothing(self):
        self.env['clinic.language.service'].search([]).on = False
        Session = type(self.env['clinic.chat.session'])
        with patch.object(Session, '_safely', autospec=True, side_effect=Session._safely) as steps:
            self.says("quisiera saber de mi cita")
        self.assertEqual([call.args[2].__name__ for call in steps.call_args_list], ['_turn'])
        self.assertFalse(self.read_again(True))

    def test_without_it_all_is_as_before(self):
        self.says("quisiera saber de mi cita")
        self.assertTrue(self.read_again(EndpointError('late')))
        self.assertFalse(self.alert)
        self.assertFalse(self.read_again(EndpointError('late')))


@tagged('post_install', '-at_install')
class TestStaffByWhatsapp(UrgentCase):
    """Who is on duty is told on their own phone, without a word of the patient."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nurse.partner_id.phone = '55 5550 0177'
        cls.text = cls.env['clinic.whatsapp.template'].create(
            {
                'account_id': cls.account.id,
                'kind_id': cls.env['clinic.message.kind']._get('staff_alert').id,
                'name': 'staff_alert',
                'body': "Aviso urgente de {{clinica}}. Tómelo aquí: {{liga}} Gracias.",
                'examples': '{"clinica": "Clínica", "liga": "https://x.mx"}',
                'status': 'APPROVED',
            }
        )

    def tell(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_alert_calls').method_direct_trigger()
        self.env.invalidate_all()
        return self.env['clinic.whatsapp.outbox'].search([('alert_call_id', '!=', False)])

    def test_by_the_approved_text(self):
        self.says(CHEST)
        row = self.tell()
        self.assertEqual((row.identity_id.e164, row.priority), ('+525555500177', 0))
        self.assertEqual(self.alert.call_ids.mapped('way'), ['whatsapp'])
        content, by_template = row._contents()
        self.assertTrue(by_template)
        sent = json.dumps(content)
        self.assertIn('/clinic/alert/', sent)
        for secret in ("pecho", self.patient.name.split(' ')[0]):
            self.assertNotIn(secret, sent)

    def test_as_it_is_while_they_may_be_written_to(self):
        self.says("hola", sender='5215555500177')
        self.says(CHEST)
        content, by_template = self.tell()._contents()
        self.assertFalse(by_template)
        self.assertIn('/clinic/alert/', content['text']['body'])

    def test_the_next_way_when_it_does_not_arrive(self):
        self.nurse.email = 'nurse@clinic.example'
        self.says(CHEST)
        row = self.tell()
        row._give_up("No.")
        call = self.alert.call_ids
        self.assertEqual((call.state, call.tried), ('queued', 'whatsapp'))

    def test_without_an_approved_text(self):
        self.text.status = 'REJECTED'
        self.nurse.email = False
        self.says(CHEST)
        self.assertFalse(self.tell())
        self.assertIn("WhatsApp", self.alert.call_ids[-1:].error)

    def test_what_the_list_of_duty_says(self):
        duty = self.env['clinic.duty'].search([('user_id', '=', self.nurse.id)])
        self.assertIn("WhatsApp", duty.reached_by)
