from datetime import datetime

from odoo.tests import tagged

from odoo.addons.clinic_crm.conversation import MAX_TITLE, Answer, Conversation

from .messages_common import MessagesCase


@tagged('post_install', '-at_install')
class TestTopics(MessagesCase):
    """Topics talk in plain turns; a conversation in memory is enough to try them."""

    def talk(self, **values):
        return Conversation(company=self.clinic, now=datetime(2026, 11, 26, 18), **values)

    def topic(self):
        return self.env['clinic.chat.topic']._topic('place')

    def test_registry(self):
        topics = self.env['clinic.chat.topic']._topics()
        self.assertEqual(len({topic._code for topic in topics}), len(topics))
        self.assertEqual(topics, sorted(topics, key=lambda t: (t._sequence, t._name)))
        for topic in topics:
            self.assertTrue(0 < len(topic._label()) <= MAX_TITLE)
        self.assertIsNone(self.env['clinic.chat.topic']._topic('gone'))

    def test_one_place(self):
        self.clinic.write(
            {
                'street': "Av. Juárez 10",
                'city': "Puebla",
                'zip': "72000",
                'clinic_hours': "Lunes a viernes de 9:00 a 18:00 h\n\nSábado de 9:00 a 13:00 h",
            }
        )
        turn = self.topic()._open(self.talk())
        self.assertTrue(turn.done)
        self.assertEqual(turn.texts[0], "Clínica Prueba: Av. Juárez 10, C.P. 72000, Puebla.")
        self.assertIn("maps.google.com", turn.texts[1])
        self.assertEqual(
            turn.texts[2],
            "Horario: Lunes a viernes de 9:00 a 18:00 h; Sábado de 9:00 a 13:00 h",
        )

    def test_which_branch(self):
        self.clinic.street, self.branch.street = "Calle 1", "Calle 2"
        talk, topic = self.talk(), self.topic()
        turn = topic._open(talk)
        self.assertEqual(len(turn.options), 2)
        again = topic._answer(talk, Answer(text="la de siempre"))
        self.assertEqual(again.options, turn.options)
        self.assertIn("Elija", again.texts[0])
        self.assertIn("Elige", topic._answer(self.talk(informal=True), Answer("x")).texts[0])
        for answer in (
            Answer(key=str(self.branch.id)),
            Answer(text="clínica prueba norte"),
        ):
            told = topic._answer(talk, answer)
            self.assertTrue(told.done)
            self.assertIn("Calle 2", told.texts[0])

    def test_branches_named_alike(self):
        name = "Clínica Dental de la Colonia Roma"
        for street in ("Calle 1", "Calle 2", "Calle 3"):
            self.env['res.company'].create(
                {
                    'name': f"{name} {street}",
                    'parent_id': self.clinic.id,
                    'street': street,
                }
            )
        turn = self.topic()._open(self.talk())
        self.assertEqual(len({option.title for option in turn.options}), 3)

    def test_nothing_known_goes_to_a_person(self):
        self.assertFalse(self.topic()._offered(self.talk()))
        self.assertTrue(self.topic()._open(self.talk()).hand_over)
