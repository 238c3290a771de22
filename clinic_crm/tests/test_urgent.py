from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.clinic_crm.conversation import MAX_TEXT, Answer, Conversation
from odoo.addons.clinic_crm.language import CATEGORIES
from odoo.addons.clinic_crm.models.clinic_chat_topic import URGENT

from .test_alerts import AlertCase


@tagged('post_install', '-at_install')
class TestUrgentCategories(AlertCase):
    """What a clinic answers, and its own phrases on top of the list that comes with the suite."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Category = cls.env['clinic.urgent.category']
        cls.mine = cls.Category.search([('company_id', '=', cls.clinic.id)])
        cls.trauma = cls.mine.filtered(lambda record: record.category == 'trauma')

    def reading(self, text, company=None):
        found, _words = self.Category._reading(text, company or self.clinic)
        return found.category if found.urgent else ''

    def test_a_new_clinic_has_them_all(self):
        self.assertEqual(self.mine.mapped('category'), list(CATEGORIES))
        self.Category._set_up()
        self.assertEqual(self.Category.search_count([('company_id', '=', self.clinic.id)]), 16)

    def test_own_phrases_add(self):
        sentence = "creo que me picó un mapache"
        other = self.env['res.company'].create({'name': "Otra"})
        self.assertEqual(self.reading(sentence), '')
        self.trauma.phrases = "me picó un mapache\n\n¡le cayó un librero!"
        self.assertEqual(self.reading(sentence), 'trauma')
        self.assertEqual(self.reading("a mi hijo le cayo un librero"), 'trauma')
        self.assertEqual(self.reading("me duele el pecho"), 'cardiaco')
        self.assertEqual(self.reading(sentence, self.branch), 'trauma')
        self.assertEqual(self.reading(sentence, other), '')
        self.assertEqual(self.trauma.phrase_count, 2)
        self.trauma.phrases = False
        self.assertEqual(self.reading(sentence), '')

    def test_phrases_that_cannot_be(self):
        for phrase, words in (
            ("me picó @nada", "there is no list"),
            ("me {picó} algo", "write only words"),
            ("cita", "everyday messages"),
        ):
            with self.assertRaises(ValidationError) as caught:
                self.trauma.phrases = phrase
            self.assertIn(words, str(caught.exception))
        self.assertEqual(self.reading("quiero una cita"), '')

    def test_try_a_sentence_before_saving(self):
        record = self.trauma.new({'phrases': "me picó un mapache"}, origin=self.trauma)
        for text, said in (
            ("ayer me picó un mapache en la mano", "Injury"),
            ("me duele mucho el pecho", "duele · pecho"),
            ("no tengo dolor de pecho", "denied"),
            ("buenas tardes", "nothing of the list"),
        ):
            record.try_text = text
            self.assertIn(said, record.try_result)
        record.phrases = "me {picó}"
        self.assertIn("cannot be read", record.try_result)

    def test_texts(self):
        self.clinic.phone = '55 1234 5678'
        told = self.Category._answer(self.clinic, 'cardiaco')
        self.assertIn("911", told[0])
        self.assertIn("Ya avisamos", told[1])
        self.assertIn("5678", told[1])
        self.assertIn("800 911 2000", self.Category._answer(self.clinic, 'suicida')[0])
        nobody = self.Category._answer(self.branch, 'trauma', nobody=True, informal=True)
        self.assertIn("no hay nadie de guardia", nobody[1])
        self.assertIn("no nos esperes", nobody[1])
        self.trauma.text = "Llame al 911.\nNuestra ambulancia: 55 0000 1111."
        self.assertEqual(len(self.Category._answer(self.clinic, 'trauma')), 3)
        for bad in ("\n", "uno\ndos\ntres", "x" * (MAX_TEXT + 1)):
            with self.assertRaises(ValidationError):
                self.trauma.text = bad
        self.trauma.action_default_text()
        self.assertIn("911", self.trauma.text)

    def test_who_changes_them(self):
        self.seen_by(self.director, self.trauma).phrases = "me picó un mapache"
        for user in (self.reception, self.doctor):
            with self.assertRaises(AccessError):
                self.seen_by(user, self.trauma).phrases = "otra cosa"
        with self.assertRaises(AccessError):
            self.seen_by(self.director, self.trauma).unlink()

    def test_the_topic_answers_and_raises_nothing(self):
        talk = Conversation(company=self.clinic, now=None)
        topic = self.env['clinic.chat.topic']._topic('urgent')
        self.assertEqual(topic._handles(talk, Answer(text="no puedo respirar")), URGENT)
        self.assertEqual(topic._handles(talk, Answer(text="quiero una cita")), 0)
        turn = topic._open(talk, {'text': "ya no quiero vivir"})
        self.assertIn("Línea de la Vida", turn.texts[0])
        self.assertTrue(turn.hand_over)
        self.assertFalse(self.Alert.search([]))

    def test_listening_raises_in_the_same_transaction(self):
        self.duty(self.nurse)
        found, alert = self.Alert._listen("buenas", company=self.clinic)
        self.assertFalse(found.urgent or alert)
        found, alert = self.Alert._listen(
            "mi papá no respira", self.patient, self.clinic, self.patient, key='k'
        )
        self.assertEqual((found.category, alert.kind), ('respiratorio', 'urgent'))
        self.assertIn("Breathing", alert.text)
        self.assertEqual(alert.person_words, "mi papá no respira")


@tagged('post_install', '-at_install')
class TestLanguageService(AlertCase):
    """Off until somebody switches it on, and its key goes nowhere else."""

    def service(self, **vals):
        return (
            self.env['clinic.language.service']
            .with_user(self.director)
            .create(
                {
                    'company_id': self.clinic.id,
                    'kind': 'chat',
                    'url': 'https://api.example.com/v1',
                    'model': 'm',
                    'new_key': 'clave-secreta',
                }
                | vals
            )
        )

    def test_off_by_default(self):
        Service = self.env['clinic.language.service']
        service = self.service()
        self.assertFalse(service.on or Service._of(self.clinic, 'chat'))
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            service.on = True
            service.flush_recordset()

    def test_on(self):
        service = self.service(agreed=True, on=True)
        self.assertEqual(
            self.env['clinic.language.service']._of(self.branch, 'chat').id, service.id
        )
        self.assertEqual(service._endpoint().key, 'clave-secreta')
        self.assertTrue(service.has_key)
        with self.assertRaises(AccessError):
            service.read(['key'])
        service.url = 'https://other.example.com/v1'
        self.assertFalse(service._endpoint().key or service.has_key)

    def test_never_in_clear(self):
        with self.assertRaises(ValidationError):
            self.service(url='http://api.example.com/v1')
        with self.assertRaises(AccessError):
            self.service().with_user(self.reception).read(['url'])
