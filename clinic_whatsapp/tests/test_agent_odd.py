from odoo.tests import tagged

from .test_agent import STRANGER, AgentCase
from .test_agent_book import BookCase

PHOTO = {'id': '1', 'mime_type': 'image/jpeg', 'sha256': 'x'}


class OddCase(BookCase):
    def forget(self):
        """Begin anew."""
        self.env['clinic.appointment'].sudo().search([('state', '=', 'hold')]).unlink()
        self.env['clinic.whatsapp.outbox'].search([]).unlink()
        self.env['clinic.chat.session'].search([]).unlink()


@tagged('post_install', '-at_install')
class TestOddWhileBooking(OddCase):
    """What people type instead of tapping, at each step of a booking."""

    def setUp(self):
        super().setUp()
        self.later(hours=1)  # 10:00, somebody is there

    def to_times(self, lead="Quien tenga lugar antes"):
        self.forget()
        self.says("quiero una cita de limpieza", sender=STRANGER)
        return self.says(lead, sender=STRANGER)

    def test_with_whom_in_words(self):
        for text, lead in (
            ("el que sea", 0), ("no importa", 0), ("la doctora", self.ana.id),
            ("Ríos", self.ana.id),
            ("con el doctor Paz", self.luis.id),
        ):  # fmt: skip
            answer = self.to_times(text)
            self.assertIn("¿Qué horario", self.words(answer), text)
            session = self.env['clinic.chat.session'].search([], order='id desc', limit=1)
            self.assertEqual(session._memory()['with'], lead, text)

    def test_when_in_words(self):
        for text, starts in (
            ("a las 10", "10:00 a. m."), ("en dos semanas", "lun 16 nov"),
            ("el martes 10 en la tarde", "mar 10 nov"), ("mañana no puedo, el jueves sí", "jue 5"),
        ):  # fmt: skip
            self.to_times()
            title = list(self.options(self.says(text, sender=STRANGER)))[0]
            self.assertIn(starts, title, text)
        for text in ("ninguno me queda", "más tarde", "otro horario"):
            self.to_times()
            self.assertIn("Por la tarde", self.options(self.says(text, sender=STRANGER)), text)
        self.to_times()
        self.assertIn("nombre completo", self.words(self.says("la primera", sender=STRANGER)))
        self.assertEqual(self.visits().mapped('state'), ['hold'])

    def test_a_sunday_is_answered_with_what_comes_after_it(self):
        self.to_times()
        answer = self.says("el 15 de noviembre", sender=STRANGER)
        self.assertIn("No encontré horarios así", self.words(answer))
        self.assertTrue(list(self.options(answer))[0].startswith("lun 16 nov"))

    def test_second_thoughts_before_the_button(self):
        for text in ("no", "no gracias", "ya no", "cancelar"):
            self.forget()
            self.to_confirm()
            told = self.words(self.says(text, sender=STRANGER))
            self.assertIn("no agendamos nada", told, text)
            self.assertFalse(self.visits(), text)
        for text, option in (
            ("a otra hora", "Por la mañana"), ("cambiar", "Por la mañana"),
            ("quiero otro doctor", "Dr. Luis Paz"),
        ):  # fmt: skip
            self.forget()
            self.to_confirm()
            self.assertIn(option, self.options(self.says(text, sender=STRANGER)), text)

    def test_giving_up_a_booking_leaves_the_visit_there_is(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.forget()
        self.says("quiero una cita de limpieza")
        told = self.words(self.says("mejor ya no, gracias"))
        self.assertIn("no agendamos nada", told)
        self.assertIn("Su cita es el jueves 5", told)
        self.assertEqual(visit.state, 'scheduled')

    def test_what_is_not_known_leaves_the_booking_open(self):
        self.to_confirm()
        answer = self.says("¿cuánto cuesta?", sender=STRANGER)
        self.assertIn("Ese dato no lo tengo a la mano", self.words(answer))
        self.assertTrue(self.conversation().waiting_since)
        self.choose(answer, "Confirmar", sender=STRANGER)
        self.assertEqual(self.visits().state, 'scheduled')

    def test_a_photo_and_a_sticker(self):
        self.to_times()
        answer = self.hears(type='sticker', sticker={'id': '2'}, sender=STRANGER)
        self.assertIn("¿Qué horario", self.words(answer))
        self.assertFalse(self.conversation().waiting_since)
        answer = self.hears(type='image', image=PHOTO, sender=STRANGER)
        self.assertIn("una persona lo verá", self.words(answer))
        self.assertTrue(self.conversation().waiting_since)
        answer = self.choose(answer, list(self.options(answer))[0], sender=STRANGER)
        self.assertIn("nombre completo", self.words(answer))

    def test_an_album_is_answered_once(self):
        self.to_times()
        told = [self.hears(type='image', image=PHOTO, sender=STRANGER) for _number in range(4)]
        self.assertIn("una persona lo verá", self.words(told[0]))
        self.assertEqual(told[1:], [[], [], []])
        self.assertTrue(self.conversation().waiting_since)
        self.later(hours=1, minutes=5)
        self.assertTrue(self.hears(type='image', image=PHOTO, sender=STRANGER))

    def test_no_name_is_no_refusal_of_messages(self):
        self.to_confirm(name=None)
        for text in ("no quiero dar mi nombre", "no"):
            self.assertIn("nombre y apellidos", self.words(self.says(text, sender=STRANGER)))


@tagged('post_install', '-at_install')
class TestOddAboutAVisit(AgentCase):
    """What people type under a reminder."""

    def setUp(self):
        super().setUp()
        self.visit = self.book(self.at(10, day=5)).sudo()
        self.remind(self.visit)

    def test_questions_and_doubts_show_the_visit(self):
        for text in ("¿a qué hora es?", "con quién es?", "no sé si pueda", "tal vez"):
            answer = self.says(text)
            self.assertIn("Su cita es el jueves 5 de noviembre a las 10:00", self.words(answer))
            self.assertIn("Confirmar", self.options(answer), text)
            self.remind(self.visit)
        self.assertEqual(self.visit.state, 'scheduled')

    def test_another_day_that_is_named(self):
        for text, starts in (
            ("mejor el viernes", "vie 6 nov"), ("¿me la cambian al lunes 9?", "lun 9 nov"),
            ("no puedo ir mañana pero sí el viernes", "vie 6 nov"),
            ("sí, pero mejor a las 11", "jue 5 nov, 11:00"),
        ):  # fmt: skip
            titles = list(self.options(self.says(text)))[:-1]
            self.assertTrue(titles[0].startswith(starts), (text, titles))
            self.remind(self.visit)
        self.assertEqual((self.visit.state, self.visit.start), ('scheduled', self.at(10, day=5)))

    def test_that_day_and_no_other_is_asked_about(self):
        for text in ("no puedo ir el jueves", "cancelo mi cita del jueves", "ya no la necesito"):
            answer = self.says(text)
            self.assertIn("¿Prefiere cambiarla o cancelarla?", self.words(answer), text)
            self.remind(self.visit)
        self.assertEqual(self.visit.state, 'scheduled')

    def test_what_is_to_come_confirms_nothing(self):
        for text in ("al rato le confirmo", "deje checo y le confirmo", "mañana confirmo"):
            self.assertIn("Cuando sepa, toque un botón", self.words(self.says(text)), text)
            self.remind(self.visit)
        self.assertIn("Su cita es el jueves", self.words(self.says("nadie me ha confirmado")))
        self.assertEqual(self.visit.state, 'scheduled')
        self.remind(self.visit)
        self.says("no faltaré, gracias")
        self.assertEqual(self.visit.state, 'confirmed')
        self.assertEqual(self.patient._consent_state('marketing'), 'not_asked')

    def test_who_is_there_is_not_asked_what_they_need(self):
        told = self.words(self.says("ya estamos aquí, tengo media hora esperando"))
        self.assertIn("lo verá recepción", told)
        self.assertTrue(self.conversation().waiting_since)

    def react(self, message, emoji):
        row = self.env['clinic.whatsapp.outbox'].search([('message_id', '=', message.id)])
        row.wamid = row.wamid or f'wamid.told.{row.id}'
        return self.hears(type='reaction', reaction={'message_id': row.wamid, 'emoji': emoji})

    def test_a_thumb_on_the_reminder_confirms_that_visit(self):
        reminder = self.visit._send_reminder(dedupe_key='thumb', expires_at=self.visit.start)
        other = self.book(self.at(12, day=6)).sudo()
        self.remind(other)
        self.assertEqual(self.react(reminder, "❤️"), [])
        self.assertEqual(self.react(reminder, ""), [])  # taken back
        self.assertEqual(self.visit.state, 'scheduled')
        self.assertIn("está confirmada", self.words(self.react(reminder, "👍🏽")))
        self.assertEqual((self.visit.state, other.state), ('confirmed', 'scheduled'))
        self.assertFalse(self.conversation().waiting_since)

    def test_a_thumb_on_the_reminder_of_a_visit_that_has_moved(self):
        reminder = self.visit._send_reminder(dedupe_key='thumb', expires_at=self.visit.start)
        rule = self.env['clinic.reminder.rule'].search([], limit=1)
        self.env['clinic.reminder'].create(
            {
                'appointment_id': self.visit.id,
                'rule_id': rule.id,
                'company_id': self.clinic.id,
                'start': self.at(9, day=4),
                'due_at': self.at(9, day=2),
                'message_id': reminder.id,
            }
        )
        self.assertIn("Esa cita cambió", self.words(self.react(reminder, "👍")))
        self.assertEqual(self.visit.state, 'scheduled')

    def test_a_death_is_no_subject_of_a_menu(self):
        for text in ("mi papá ya falleció, no va a ir", "falleció"):
            answer = self.says(text)
            self.assertIn("pésame", self.words(answer))
            self.assertNotIn('interactive', {content['type'] for content in answer})
            self.assertTrue(self.conversation().waiting_since)
        [task] = self.patient.activity_ids
        self.assertFalse(task.user_id)
        self.assertEqual(self.visit.state, 'scheduled')  # a person sees who has died
        told = self.words(self.says("mi papá murió, ya no me manden mensajes"))
        self.assertIn("pésame", told)
        self.assertIn("ya no le enviaremos promociones", told)
        self.assertEqual(self.patient._consent_state('marketing'), 'refused')

    def test_a_sticker_under_a_list(self):
        self.says("quiero cambiar mi cita")
        answer = self.hears(type='sticker', sticker={'id': '2'})
        self.assertIn("Eso no lo puedo leer", self.words(answer))
        self.assertIn("Otro horario", self.options(answer))


@tagged('post_install', '-at_install')
class TestOddFirstWords(AgentCase):
    """First words that ask for nothing of the menu."""

    def test_each_is_answered(self):
        for text, told in (
            ("¿qué me puedo tomar para el dolor de cabeza?", "no puedo dar consejos de salud"),
            ("número equivocado", "Gracias por avisarnos"),
            ("Hi, I need an appointment", "Someone from the clinic will answer you"),
        ):
            self.assertIn(told, self.words(self.says(text, sender=STRANGER)))
            self.assertTrue(self.conversation().waiting_since, text)
            self.conversation().waiting_since = False

    def test_a_bare_no_refuses_nothing(self):
        self.assertIn("¿En qué le ayudo?", self.words(self.says("no")))
        self.assertEqual(self.patient._consent_state('marketing'), 'not_asked')

    def test_what_says_nothing_gets_the_menu(self):
        answer = self.hears(type='sticker', sticker={'id': '2'}, sender=STRANGER)
        self.assertIn("¿En qué le ayudo?", self.words(answer))
        self.assertTrue(self.hears(type='unsupported', sender=STRANGER))
        answer = self.hears(type='image', image=PHOTO, sender=STRANGER)
        self.assertIn("una persona lo verá", self.words(answer))
        self.assertTrue(self.conversation().waiting_since)

    def test_the_price_of_another_is_no_answer(self):
        self.visit_type.with_env(self.env).write({'bookable_online': True, 'price': 600})
        self.make_type("Endodoncia", bookable_online=True)
        told = self.words(self.says("¿cuánto cuesta la endodoncia?", sender=STRANGER))
        self.assertIn("Ese dato no lo tengo a la mano", told)
        self.assertNotIn("600", told)
