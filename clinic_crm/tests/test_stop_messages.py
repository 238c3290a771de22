import re
from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.clinic_crm.controllers import messages_page
from odoo.addons.clinic_crm.controllers.throttle import Throttle
from odoo.addons.clinic_crm.conversation import Answer, Conversation
from odoo.addons.clinic_crm.models.clinic_chat_topic_stop import COMMAND

from .messages_common import FakeServer, MessagesCase

PURPOSES = ('care', 'appointments', 'follow_up', 'marketing', 'feedback')


class StopCase(MessagesCase):
    def talk(self, patient=None, **values):
        patient = patient or self.patient
        return Conversation(
            company=self.clinic,
            now=datetime(2026, 11, 26, 18),
            patient=patient,
            patients=patient,
            reached=patient,
            channel='email',
            reference='wamid.77',
            **values,
        )

    def topic(self, code='stop'):
        return self.env['clinic.chat.topic']._topic(code)

    def says(self, text, talk=None):
        return self.topic()._open(talk or self.talk(), {'text': text})

    def states(self, patient=None):
        patient = patient or self.patient
        return {purpose: patient._consent_state(purpose) for purpose in PURPOSES}

    def agree(self, *purposes, patient=None):
        for purpose in purposes or PURPOSES:
            (patient or self.patient)._record_consent(purpose, 'granted', 'paper', "Firmó")


@tagged('post_install', '-at_install')
class TestStop(StopCase):
    """BAJA, ALTA and plain refusals."""

    def test_which_words(self):
        topic, talk = self.topic(), self.talk()
        for text in ("BAJA", "baja", "ya no me manden mensajes", "ALTA", "dejen de escribirme"):
            self.assertEqual(topic._handles(talk, Answer(text=text)), COMMAND, text)
        for text in ("hola", "sí", "quiero una cita", "bajé de peso", "no puedo ir"):
            self.assertEqual(topic._handles(talk, Answer(text=text)), 0, text)

    def test_plain_baja(self):
        self.agree()
        turn = self.says("BAJA")
        states = self.states()
        self.assertEqual((states['marketing'], states['feedback']), ('refused', 'refused'))
        self.assertEqual((states['appointments'], states['follow_up']), ('granted', 'granted'))
        self.assertIn("promociones ni encuestas", turn.texts[0])
        self.assertEqual(
            [option.key for option in turn.options], ['appointments', 'follow_up', 'all', 'keep']
        )
        row = self.patient.consent_ids[0]
        self.assertEqual((row.state, row.channel), ('revoked', 'email'))
        self.assertIn("BAJA", row.evidence)
        self.assertIn("wamid.77", row.evidence)
        # twice changes nothing
        count = len(self.patient.consent_ids)
        self.says("BAJA")
        self.assertEqual(len(self.patient.consent_ids), count)

    def test_asked_once_stops_the_rest(self):
        self.agree()
        talk = self.talk()
        self.says("baja", talk)
        turn = self.topic()._answer(talk, Answer(text="Recordatorios", key=None))
        self.assertTrue(turn.done)
        self.assertEqual(self.states()['appointments'], 'refused')
        self.assertEqual(self.states()['follow_up'], 'granted')
        # a row of the old list still means what it says
        self.topic()._stale(self.talk(), 'follow_up')
        self.assertEqual(self.states()['follow_up'], 'refused')
        self.assertIn("ya no le enviaremos mensajes", self.says("BAJA").texts[0])
        self.assertEqual(self.states()['care'], 'granted')

    def test_named(self):
        self.agree()
        self.says("por favor ya no me manden recordatorios")
        states = self.states()
        self.assertEqual((states['appointments'], states['marketing']), ('refused', 'granted'))

    def test_what_is_kept_is_not_refused(self):
        self.agree()
        self.says("no me manden publicidad, solo mis recordatorios")
        states = self.states()
        self.assertEqual((states['appointments'], states['marketing']), ('granted', 'refused'))

    def test_complaints_and_requests_stop_nothing(self):
        self.agree()
        topic, talk = self.topic(), self.talk()
        for text in (
            "ya no me llegan los recordatorios", "no dejen de mandarme el recordatorio",
            "me pueden quitar de la lista de espera", "quiero darme de baja del imss",
            "no me manden los resultados por correo, mejor por aqui",
            "quiero dar de alta a mi hija", "si quiero recibir mi receta",
        ):  # fmt: skip
            self.assertLess(topic._handles(talk, Answer(text=text, intent='baja')), COMMAND, text)
            topic._open(talk, {'text': text, 'intent': 'baja'})  # asks at most
            self.assertEqual(set(self.states().values()), {'granted'}, text)

    def test_nothing_more(self):
        self.agree()
        for text in ("Nada más, gracias", "eso es todo", "no, así está todo bien"):
            talk = self.talk()
            self.says("BAJA", talk)
            self.assertTrue(self.topic()._answer(talk, Answer(text=text, intent='gracias')).done)
            self.assertEqual(self.states()['appointments'], 'granted', text)
        talk = self.talk()
        self.says("BAJA", talk)
        self.topic()._answer(talk, Answer(text="ya no quiero recibir nada", intent='baja'))
        self.assertEqual(self.patient.preferred_channel, 'none')

    def test_everything(self):
        talk = self.talk()
        self.says("no me escriban", talk)
        turn = self.topic()._answer(talk, Answer(key='all'))
        self.assertTrue(turn.done)
        self.assertEqual(self.patient.preferred_channel, 'none')
        self.assertEqual({s for p, s in self.states().items() if p != 'care'}, {'refused'})
        self.assertEqual(self.send('t_care').error_code, 'do_not_contact')
        self.assertEqual(self.send('t_always').state, 'queued')  # what was asked for goes
        self.says("ALTA")
        self.assertFalse(self.patient.preferred_channel)
        self.assertEqual(self.states()['marketing'], 'granted')
        self.assertEqual(self.send('t_marketing').state, 'queued')

    def test_alta_gives_back_only_what_was_stopped_from_afar(self):
        self.agree('appointments', 'follow_up', 'feedback')
        self.patient._record_consent('marketing', 'refused', 'paper', "No en la hoja")
        self.says("BAJA")
        self.assertEqual(self.states()['feedback'], 'refused')
        talk = self.talk()
        turn = self.says("ALTA", talk)
        self.assertEqual(self.states()['feedback'], 'granted')
        self.assertEqual(self.states()['marketing'], 'refused')
        self.assertEqual([option.key for option in turn.options], ['give:ads', 'keep'])
        self.topic()._answer(talk, Answer(key='give:ads'))
        self.assertEqual(self.states()['marketing'], 'granted')

    def test_shared_phone(self):
        """What comes to a phone stops for all; what is taken up again is one's own."""
        other = self.make_patient("Pedro Hernández", email='p@paciente.example')
        talk = self.talk()
        talk.reached = self.patient | other
        self.says("BAJA", talk)
        self.assertEqual(self.states(other)['marketing'], 'refused')
        self.says("ALTA", talk)
        self.assertEqual(self.states(other)['marketing'], 'refused')
        self.assertEqual(self.states()['marketing'], 'granted')
        nobody = Conversation(company=self.clinic, now=talk.now)
        self.assertTrue(self.says("BAJA", nobody).hand_over)

    def test_only_asks_where_words_are_not_plain(self):
        self.agree()
        turn = self.topic()._open(self.talk(), {'intent': 'baja', 'text': "me llegan muchos"})
        self.assertEqual(self.states()['marketing'], 'granted')
        self.assertEqual(len(turn.options), 5)
        self.assertIsNone(self.topic()._answer(self.talk(), Answer(text="¿dónde están?")))

    def test_what_waits_does_not_leave(self):
        """Said while a message waits: it does not go."""
        self.agree()
        waiting = self.send('t_marketing')
        self.assertEqual(waiting.state, 'queued')
        self.says("BAJA")
        server = FakeServer()
        with server.patched():
            self.deliver()
        self.assertEqual((waiting.state, waiting.error_code), ('cancelled', 'refused'))
        self.assertFalse(server.sent)


@tagged('post_install', '-at_install')
class TestNotice(StopCase):
    """The privacy notice in a conversation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notice = cls.env['clinic.privacy.notice'].create(
            {
                'version': "2.0",
                'company_id': cls.clinic.id,
                'short_text': "La clínica cuida sus datos. " * 14,
                'full_text': "<p>Todo el aviso</p>",
            }
        )
        cls.notice.action_put_in_force()

    def test_accept(self):
        topic, talk = self.topic('notice'), self.talk()
        self.assertTrue(topic._wanted(talk))
        turn = topic._open(talk)
        self.assertIn(f'/clinic/aviso/{self.notice.id}', turn.texts[1])
        self.assertEqual(self.states()['care'], 'not_asked')  # shown is not answered
        self.assertFalse(topic._wanted(talk))  # once
        self.assertTrue(topic._answer(talk, Answer(text="Acepto", key=turn.options[0].key)).done)
        states = self.states()
        self.assertEqual(states.pop('marketing'), 'not_asked')
        self.assertEqual(set(states.values()), {'granted'})
        row = self.patient.consent_ids[0]
        self.assertEqual((row.notice_id, row.channel), (self.notice, 'email'))
        self.assertIn("2.0", row.evidence)
        self.assertIn("wamid.77", row.evidence)

    def test_accept_with_promotions_and_refuse(self):
        topic, talk = self.topic('notice'), self.talk()
        topic._answer(talk, Answer(text="x", key=f'ads:{self.notice.id}'))
        self.assertEqual(set(self.states().values()), {'granted'})
        other = self.make_patient("Otra Paciente")
        self.assertTrue(topic._answer(self.talk(other), Answer(text="No acepto")).hand_over)
        states = self.states(other)
        self.assertEqual((states['care'], states['appointments']), ('not_asked', 'not_asked'))
        self.assertEqual((states['follow_up'], states['marketing']), ('refused', 'refused'))

    def test_typed(self):
        topic = self.topic('notice')
        for text, done in (("claro que sí", True), ("ok gracias", None), ("ahí estaré", None)):
            patient = self.make_patient("Paciente Nueva", email='n@paciente.example')
            turn = topic._answer(self.talk(patient), Answer(text=text, intent='confirmar'))
            self.assertEqual(turn and turn.done, done, text)
            state = 'granted' if done else 'not_asked'
            self.assertEqual(self.states(patient)['care'], state)

    def test_an_answer_to_another_version_shows_the_new_one(self):
        old = self.notice
        new = old.copy({'version': "3.0"})
        new.action_put_in_force()
        turn = self.topic('notice')._stale(self.talk(), f'yes:{old.id}')
        self.assertEqual(self.states()['care'], 'not_asked')
        self.assertIn(f'/clinic/aviso/{new.id}', turn.texts[1])

    def test_earlier_answers_stay(self):
        self.patient._record_consent('feedback', 'refused', 'paper', "No")
        self.topic('notice')._answer(self.talk(), Answer(text="acepto"))
        self.assertEqual(self.states()['feedback'], 'refused')
        self.assertEqual(self.states()['care'], 'granted')


@tagged('post_install', '-at_install')
class TestMessagesPage(StopCase, HttpCase):
    """The page behind the link of e-mails and SMS: only what is pressed changes anything."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(messages_page, 'PATIENTS', Throttle(1000, 60)))
        self.agree()
        self.token = self.patient._stop_token()
        self.env.flush_all()

    def press(self, path='', **form):
        answer = self.url_open(
            f'/clinic/mensajes/{self.token}{path}', data=form, allow_redirects=False
        )
        self.env.invalidate_all()
        return answer

    def test_page(self):
        page = self.url_open(f'/clinic/mensajes/{self.token}')
        self.assertIn("Hola, María", page.text)
        self.assertNotIn("Hernández", page.text)
        self.assertIn("default-src 'none'", page.headers['Content-Security-Policy'])
        self.url_open(f'/clinic/mensajes/{self.token}?action=stop&group=all')
        self.env.invalidate_all()
        self.assertEqual(set(self.states().values()), {'granted'})  # opening changes nothing
        self.assertEqual(self.press(action='stop', group='ads').status_code, 303)
        self.assertEqual(self.states()['marketing'], 'refused')
        self.assertEqual(self.states()['appointments'], 'granted')
        self.press(action='resume', group='ads')
        self.assertEqual(self.states()['feedback'], 'granted')
        self.assertEqual(self.press('?purpose=follow_up', **{'List-Unsubscribe': 'One-Click'})
                         .status_code, 200)  # fmt: skip
        self.assertEqual(self.states()['follow_up'], 'refused')
        self.press(action='stop', group='all')
        self.assertEqual(self.patient.preferred_channel, 'none')
        rows = self.patient.consent_ids.filtered(lambda row: row.channel == 'web')
        self.assertTrue(all(rows.mapped('evidence')))

    def test_bad_links(self):
        number, until, mark = self.token.split('-', 2)
        for token in ('x', f'{number}-{until}-{mark[::-1]}', f'1-{until}-{mark}'):
            self.assertEqual(self.url_open(f'/clinic/mensajes/{token}').status_code, 404)
        late = fields.Date.add(fields.Date.today(), days=500)
        with patch.object(fields.Date, 'today', return_value=late):
            self.assertFalse(self.env['clinic.patient']._of_stop_link(self.token))

    def test_notice_page(self):
        notice = self.env['clinic.privacy.notice'].create(
            {
                'version': "9",
                'company_id': self.clinic.id,
                'short_text': "Corto",
                'full_text': "<p>Largo y completo</p>",
            }
        )
        self.env.flush_all()
        self.assertEqual(self.url_open(f'/clinic/aviso/{notice.id}').status_code, 404)
        notice.action_put_in_force()
        self.env.flush_all()
        self.assertIn("Largo y completo", self.url_open(f'/clinic/aviso/{notice.id}').text)
        # a crowd is asked to wait, not told that it is gone
        self.enterContext(patch.object(messages_page, 'READERS', Throttle(1, 60)))
        first, second = (self.url_open(f'/clinic/aviso/{notice.id}') for _ in range(2))
        self.assertEqual((first.status_code, second.status_code), (200, 429))
        self.assertIn("Espere un minuto", second.text)
        self.enterContext(patch.object(messages_page, 'PATIENTS', Throttle(1, 60)))
        answers = [self.url_open(f'/clinic/mensajes/{self.token}') for _ in range(2)]
        self.assertEqual([one.status_code for one in answers], [200, 429])

    def test_mail_carries_the_link(self):
        message = self.send('t_feedback')
        server = FakeServer()
        with server.patched():
            self.deliver()
        mail = server.sent[0][0]
        link = re.search(r'<(http\S+/clinic/mensajes/\S+)\?purpose=feedback>',
                         mail['List-Unsubscribe'])[1]  # fmt: skip
        patient = self.env['clinic.patient']._of_stop_link(link.rpartition('/')[2])
        self.assertEqual(patient, message.patient_id)
        self.assertIn('One-Click', mail['List-Unsubscribe-Post'])
        self.assertIn(f"recibir: {link}", mail.get_body(('plain',)).get_content())
        self.assertIn(link, mail.get_body(('html',)).get_content())
        server = FakeServer()
        self.send('t_always')
        with server.patched():
            self.deliver()
        self.assertNotIn('List-Unsubscribe', server.sent[0][0])
