from datetime import date
from itertools import count
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.clinic_crm.tests.agenda_common import AgendaCase
from odoo.addons.clinic_whatsapp.cloud_api import split

from .whatsapp_common import account_values, delivery, text_message

_wamids = count(1)


class TalkCase(AgendaCase):
    """A clinic with a number, and a patient who talks with it; time stands still."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.account = cls.env['clinic.whatsapp.account'].create(
            account_values(cls.clinic, auto_answers=True)
        )
        cls.patient = cls.patients[0].with_env(cls.env)
        cls.patient.phone = '55 5550 0142'
        for code in ('appointment_reminder', 'family_reminder', 'waiting_offer'):
            cls.env['clinic.whatsapp.template'].create(
                {
                    'account_id': cls.account.id,
                    'kind_id': cls.env['clinic.message.kind']._get(code).id,
                    'name': code,
                    'body': "Hola, {{nombre}}: le escribimos de la clínica.",
                    'examples': '{"nombre": "María"}',
                    'status': 'APPROVED',
                }
            )

    def hears(self, sender='5215555500142', **node):
        """A message of the person's; what is answered: the content of each new row."""
        Delivery, Event = (
            self.env[f'clinic.whatsapp.{model}'].sudo() for model in ('delivery', 'event')
        )
        wamid = f'wamid.talk.{next(_wamids)}'
        message = text_message(
            wamid, sender=sender, at=int(fields.Datetime.now().timestamp())
        )  # the test's clock is UTC
        if node:
            del message['text']
            message |= node
        kept = Delivery.search([], limit=1) or Delivery._insert_once(
            [
                {
                    'account_id': self.account.id,
                    'digest': wamid,
                    'body': '{}',
                    'size': 2,
                    'received_at': fields.Datetime.now(),
                    'state': 'done',
                }
            ],
            ('account_id', 'digest'),
        )
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        before = Outbox.search([])
        events = Event._keep(kept, list(split(delivery([message]))))
        for event in events:
            event._apply()
            self.assertEqual((event.state, event.error), ('done', False))
        self.env.invalidate_all()
        self.heard = events
        return [row._contents()[0] for row in Outbox.search([], order='id') - before]

    def says(self, text, **more):
        return self.hears(type='text', text={'body': text}, **more)

    def taps(self, payload, title="x", **more):
        reply = {'type': 'button_reply', 'button_reply': {'id': payload, 'title': title}}
        return self.hears(type='interactive', interactive=reply, **more)

    def remind(self, visit):
        """Send the visit's reminder; {title: payload} of its buttons."""
        message = visit.sudo()._send_reminder(
            dedupe_key=f'test:{visit.id}:{next(_wamids)}', expires_at=visit.start
        )
        return dict(message._taps())

    def words(self, contents):
        """All that was answered, as text."""
        return '\n'.join(
            content['text']['body']
            if content['type'] == 'text'
            else content['interactive']['body']['text']
            for content in contents
            if content['type'] != 'template'
        )

    def options(self, contents):
        """{title: payload} of the last answer."""
        action = contents[-1]['interactive']['action']
        if 'buttons' in action:
            return {b['reply']['title']: b['reply']['id'] for b in action['buttons']}
        return {row['title']: row['id'] for part in action['sections'] for row in part['rows']}


@tagged('post_install', '-at_install')
class TestTaps(TalkCase):
    """The buttons of a reminder move the agenda, once, whenever they are tapped."""

    def test_confirm(self):
        visit = self.book(self.at(10, day=5)).sudo()
        taps = self.remind(visit)
        told = self.words(self.taps(taps["Confirmar"]))
        self.assertEqual(
            told,
            "Gracias. Su cita del jueves 5 de noviembre a las 10:00 a. m. está confirmada. "
            "Le esperamos.",
        )
        self.assertEqual(visit.state, 'confirmed')
        conversation = self.env['clinic.whatsapp.conversation'].search([])
        self.assertFalse(conversation.waiting_since)  # nobody has to answer that
        again = self.words(self.taps(taps["Confirmar"]))
        self.assertIn("ya está confirmada", again)
        self.assertEqual(visit.state, 'confirmed')

    def test_what_is_answered_is_on_the_record(self):
        taps = self.remind(self.book(self.at(10, day=5)))
        self.taps(taps["Confirmar"], "Confirmar")
        said = [(e['direction'], e['text']) for e in self.patient.timeline(limit=2)['entries']]
        self.assertIn(('in', "Confirmar"), said)
        self.assertTrue(any(d == 'out' and "confirmada" in text for d, text in said))

    def test_one_turn_a_message(self):
        taps = self.remind(self.book(self.at(10, day=5)))
        self.taps(taps["Confirmar"])
        rows = self.env['clinic.whatsapp.outbox'].search_count([])
        self.heard.write({'state': 'new'})  # Meta's event is applied once more
        self.heard._apply()
        self.assertEqual(self.env['clinic.whatsapp.outbox'].search_count([]), rows)

    def test_cancel_then_why(self):
        visit = self.book(self.at(10, day=5)).sudo()
        taps = self.remind(visit)
        answer = self.taps(taps["Cancelar"])
        self.assertEqual((visit.state, visit.cancelled_by), ('cancelled', 'patient'))
        self.assertFalse(visit.booking_ids.filtered('blocking'))
        self.assertIn("quedó cancelada", self.words(answer))
        why = self.options(answer)
        self.assertLessEqual(len(why), 10)
        self.assertIn("Gracias", self.words(self.taps(why["Por el costo"])))
        self.assertEqual(visit.cancel_cause, 'money')
        again = self.words(self.taps(taps["Cancelar"]))
        self.assertIn("ya estaba cancelada", again)

    def test_cancelled_by_mistake(self):
        visit = self.book(self.at(10, day=5)).sudo()
        why = self.options(self.taps(self.remind(visit)["Cancelar"]))
        self.assertIn("sigue en pie", self.words(self.taps(why["La cancelé por error"])))
        self.assertEqual(visit.state, 'scheduled')
        self.assertTrue(visit.booking_ids.filtered('blocking'))

    def test_move(self):
        visit = self.book(self.at(10, day=5)).sudo()
        old = visit.start
        taps = self.remind(visit)
        answer = self.taps(taps["Reagendar"])
        options = self.options(answer)
        self.assertEqual(len(options), 10)
        self.assertEqual(list(options)[-1], "Otro horario")
        days = {title.split(',')[0] for title in options} - {"Otro horario"}
        self.assertGreater(len(days), 2)
        title = list(options)[4]
        told = self.words(self.taps(options[title]))
        self.assertIn("Listo: su cita quedó para", told)
        self.assertNotEqual(visit.start, old)
        # the old time is free at once
        self.assertTrue(self.book(old, patient=1))
        # the same row again changes nothing, another row of that list neither
        now = visit.start
        self.assertIn("Listo", self.words(self.taps(options[title])))
        stale = self.taps(options[list(options)[0]])
        self.assertIn("ya no están vigentes", self.words(stale))
        self.assertIn("Reagendar", self.options(stale))
        self.assertEqual(visit.start, now)
        # the first reminder's buttons are about a time that is no more
        told = self.taps(taps["Cancelar"])
        self.assertIn("Esa cita cambió", self.words(told))
        self.assertEqual(visit.state, 'scheduled')
        # no other notice says the same again
        kinds = self.env['clinic.message'].search([('res_id', '=', visit.id)]).kind_id
        self.assertNotIn('appointment_moved', kinds.mapped('code'))

    def test_taken_meanwhile(self):
        visit = self.book(self.at(10, day=5)).sudo()
        options = self.options(self.taps(self.remind(visit)["Reagendar"]))
        title, payload = list(options.items())[3]
        start = fields.Datetime.to_datetime(payload.split('slot:')[1])
        self.book(start, patient=1)
        answer = self.taps(payload)
        self.assertIn("se acaba de ocupar", self.words(answer))
        self.assertNotIn(title, self.options(answer))
        self.assertEqual(visit.start, self.at(10, day=5))

    def test_another_part_of_the_day(self):
        visit = self.book(self.at(10, day=5)).sudo()
        options = self.options(self.taps(self.remind(visit)["Reagendar"]))
        parts = self.options(self.taps(options["Otro horario"]))
        afternoon = self.options(self.taps(parts["Por la tarde"]))
        self.assertTrue(all("p. m." in title for title in list(afternoon)[:-1]))
        person = self.options(self.taps(afternoon["Otro horario"]))
        told = self.words(self.taps(person["Hablar con alguien"]))
        self.assertIn("una persona", told)
        conversation = self.env['clinic.whatsapp.conversation'].search([])
        self.assertTrue(conversation.waiting_since)

    def test_forged_and_foreign_payloads_do_nothing(self):
        visit = self.book(self.at(10, day=5)).sudo()
        payload = self.remind(visit)["Cancelar"]
        for forged in (payload[:-1] + ('0' if payload[-1] != '0' else '1'), 't1.nothing.3.x'):
            self.taps(forged)
            self.assertEqual(visit.state, 'scheduled')

    def test_over(self):
        visit = self.book(self.at(10, day=5)).sudo()
        taps = self.remind(visit)
        self.later(days=4)
        self.assertIn("ya pasó", self.words(self.taps(taps["Confirmar"])))
        self.assertEqual(visit.state, 'scheduled')

    def test_a_topic_that_breaks_leaves_it_to_a_person(self):
        taps = self.remind(self.book(self.at(10, day=5)))
        Topic = type(self.env['clinic.chat.topic.visit'])
        with (
            patch.object(Topic, '_open', side_effect=ValueError("secreto")),
            self.assertLogs('odoo.addons.clinic_whatsapp', 'ERROR') as logs,
        ):
            self.assertEqual(self.taps(taps["Confirmar"]), [])
        self.assertNotIn("secreto", str(logs.output))
        self.assertTrue(self.env['clinic.whatsapp.conversation'].search([]).waiting_since)


@tagged('post_install', '-at_install')
class TestWords(TalkCase):
    """What is typed by hand is understood where it answers something; cancelling needs a button."""

    def test_yes(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        self.assertIn("confirmada", self.words(self.says("sí confirmo 👍")))
        self.assertEqual(visit.state, 'confirmed')

    def test_yes_to_nothing(self):
        self.book(self.at(10, day=5))
        self.env['clinic.whatsapp.outbox'].search([]).unlink()
        self.assertIn("¿En qué le ayudo?", self.words(self.says("si")))

    def test_yes_to_a_colleague(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        self.says("hola")
        conversation = self.env['clinic.whatsapp.conversation'].search([])
        agent = self.users['reception']
        agent.sudo().group_ids += self.env.ref('clinic_whatsapp.group_agent')
        self.env['clinic.whatsapp.conversation'].with_user(agent).desk_send(
            conversation.channel_id.id, "¿Le mando la ubicación?", 'abcdefgh'
        )
        self.assertEqual(self.says("si"), [])
        self.assertEqual(visit.state, 'scheduled')

    def test_cannot_come(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        answer = self.says("no puedo ir")
        self.assertEqual(visit.state, 'scheduled')
        options = self.options(answer)
        self.assertEqual(list(options), ["Confirmar", "Reagendar", "Cancelar"])
        self.taps(options["Cancelar"])
        self.assertEqual(visit.state, 'cancelled')

    def test_another_day(self):
        self.remind(self.book(self.at(10, day=5)))
        self.assertEqual(len(self.options(self.says("¿puedo cambiar mi cita?"))), 10)

    def test_not_understood_twice_is_a_persons(self):
        self.remind(self.book(self.at(10, day=5)))
        self.says("reagendar")
        self.assertIn("no le entendí", self.words(self.says("el que sea menos ese")))
        self.assertIn("no le entendí", self.words(self.says("ñañaña")))
        self.assertIn("una persona", self.words(self.says("???")))

    def test_late_reaches_reception(self):
        visit = self.book(self.at(10, day=2)).sudo()  # today, in an hour
        self.assertIn("Ya lo sabe recepción", self.words(self.says("voy 15 minutos tarde")))
        self.assertEqual(visit.late_minutes, 15)
        board = self.env['clinic.board'].with_user(self.users['reception']).get_board()
        [row] = [row for row in board['visits'] if row['id'] == visit.id]
        self.assertEqual(row['told_late'], 15)

    def test_a_child_and_its_mother(self):
        mother = self.patient
        child, grown = (self.patients[n].with_env(self.env) for n in (1, 2))
        child.write({'guardian_id': mother.partner_id.id, 'birthdate': date(2020, 5, 5)})
        grown.write({'guardian_id': mother.partner_id.id, 'birthdate': date(1990, 5, 5)})
        self.book(self.at(10, day=5), patient=0)
        self.book(self.at(11, day=5), patient=1)
        self.book(self.at(12, day=5), patient=2)
        self.env['clinic.whatsapp.outbox'].search([]).unlink()
        answer = self.says("quiero cambiar mi cita")
        self.assertIn("¿De cuál", self.words(answer))
        options = self.options(answer)
        self.assertEqual(len(options), 2)  # nothing of another adult
        second = self.options(self.taps(list(options.values())[1]))
        self.assertEqual(len(second), 10)
        self.taps(list(second.values())[0])
        moved = self.env['clinic.appointment'].search([('patient_id', '=', child.id)])
        self.assertNotEqual(moved.start, self.at(11, day=5))

    def test_who_is_unknown_says_nothing_of_anybody(self):
        self.book(self.at(10, day=5))
        answer = self.says("confirmo", sender='5215555500999')
        self.assertNotIn("cita", self.words(answer))
        self.assertNotIn("Mi cita", self.options(answer))

    def test_what_one_leaves_the_next_one_gets(self):
        second, third = (self.patients[n].with_env(self.env) for n in (1, 2))
        second.phone, third.phone = '55 5550 0151', '55 5550 0152'
        visit = self.book(self.at(10, day=3)).sudo()
        Entry = self.env['clinic.waiting.entry']
        for patient in (second, third):
            Entry.create({'patient_id': patient.id, 'type_id': self.visit_type.id})
            self.later(minutes=5)
        Offer = self.env['clinic.message'].search([('kind_id.code', '=', 'waiting_offer')])
        self.taps(self.remind(visit)["Cancelar"])
        for name, sender in (("No, gracias", '5215555500151'), ("Sí, lo quiero", '5215555500152')):
            with self.enter_registry_test_mode():
                self.env.ref('clinic_crm.ir_cron_waiting').method_direct_trigger()
            self.env.invalidate_all()
            offer = self.env['clinic.message'].search(
                [('kind_id.code', '=', 'waiting_offer')], order='id DESC', limit=1
            )
            self.assertNotEqual(offer, Offer)
            Offer, payload = offer, dict(offer._taps())[name]
            told = self.words(self.taps(payload, sender=sender))
        self.assertIn("Listo: su cita es mañana", told)
        self.assertIn("Listo", self.words(self.taps(payload, sender=sender)))  # twice is once
        [taken] = self.env['clinic.appointment'].search([('patient_id', '=', third.id)])
        self.assertEqual((taken.start, taken.state), (self.at(10, day=3), 'scheduled'))
