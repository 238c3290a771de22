from odoo import Command
from odoo.tests import tagged

from odoo.addons.clinic_crm.tests.agenda_common import AgendaCase
from odoo.addons.clinic_whatsapp.cloud_api import GraphError, OutcomeUnknown

from .whatsapp_common import OutboundCase, text_message


@tagged('post_install', '-at_install')
class TestFallback(OutboundCase):
    """What WhatsApp cannot deliver goes by e-mail, once; and the buttons under what goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic.email = 'hola@clinica.example'
        cls.clinic.partner_id.lang = 'en_US'
        cls.ana.email = 'ana@paciente.example'

    def later_failure(self, code):
        """Meta accepts, and says by webhook afterwards that it failed."""
        self.template()
        with self.meta(None):
            message = self.send()
        self.assertEqual((message.channel, message.state), ('whatsapp', 'sent'))
        self.report(self.row(message), 'failed', errors=[{'code': code, 'title': 'x'}])
        return message

    def test_a_failure_told_later_goes_by_email(self):
        for code in (131026, 131047, 131049):
            with self.subTest(code=code):
                message = self.later_failure(code)
                self.assertEqual((message.channel, message.state), ('email', 'queued'))
                self.env['clinic.whatsapp.template'].search([('name', '=', 'prueba')]).unlink()
                self.env['clinic.whatsapp.identity'].sudo().search([]).unreachable_code = 0

    def test_refused_at_once_goes_by_email(self):
        self.template()
        with self.meta(GraphError(131026)):
            message = self.send()
        self.assertEqual((message.channel, message.state), ('email', 'queued'))
        self.assertEqual(self.row(message).state, 'failed')

    def test_a_lost_answer_waits(self):
        self.template()
        with self.meta(OutcomeUnknown("cut")):
            message = self.send()
        self.assertEqual(self.row(message).state, 'uncertain')
        self.assertEqual((message.channel, message.tried_channels), ('whatsapp', False))

    def test_it_arrived_after_all_and_the_email_stays(self):
        message = self.later_failure(131026)
        self.report(self.row(message), 'delivered')
        self.assertEqual(message.state, 'delivered')
        due = self.env['clinic.message'].search([('state', '=', 'queued'), ('id', '=', message.id)])
        self.assertFalse(due)

    def test_a_kind_that_tries_no_other(self):
        self.kind.fallback = False
        self.assertEqual(self.later_failure(131026).state, 'failed')
        self.kind.write({'fallback': True, 'first_channel': 'whatsapp'})
        self.env['clinic.whatsapp.template'].search([('name', '=', 'prueba')]).unlink()
        self.env['clinic.whatsapp.identity'].sudo().search([]).unreachable_code = 0
        message = self.later_failure(131026)
        self.assertEqual((message.state, message.error_code), ('failed', 'delivery'))

    def test_email_first_where_the_clinic_says_so(self):
        self.kind.write({'first_channel': 'email', 'second_channel': 'whatsapp'})
        self.assertEqual(self.send().channel, 'email')
        self.ana.email = False
        self.template()
        self.assertEqual(self.send().channel, 'whatsapp')

    def test_a_phone_written_down_lets_it_go(self):
        self.template()
        nobody = self.env['clinic.patient'].create(
            {'name': "Sin Teléfono", 'company_id': self.clinic.id}
        )
        message = self.send(patient=nobody)
        self.assertEqual((message.state, message.error_code), ('queued', 'no_address'))
        self.assertIn("phone", message.error)
        nobody.phone = '55 5550 0199'
        self.assertEqual((message.channel, message.error), ('whatsapp', False))
        self.assertTrue(self.row(message))

    # ------------------------------------------------------------------ buttons
    def with_buttons(self):
        self.kind.button_ids = [
            Command.create({'action': 'confirm', 'title': "Sí, ahí estaré"}),
            Command.create({'action': 'cancel', 'title': "No podré ir"}),
        ]

    def test_buttons_go_under_the_words(self):
        self.with_buttons()
        self.open_window()
        with self.meta(None) as sent:
            message = self.send()
        interactive = sent[0]['interactive']
        self.assertEqual(interactive['body']['text'], "Hola, Ana: le esperamos.")
        replies = [button['reply'] for button in interactive['action']['buttons']]
        self.assertEqual([reply['title'] for reply in replies], ["Sí, ahí estaré", "No podré ir"])
        self.assertEqual(replies[0]['id'], f'm1.{message.uuid}.confirm')

    def test_words_too_long_for_buttons_go_without(self):
        self.with_buttons()
        self.kind.body = "Hola, {nombre}: " + "venga en ayunas. " * 70
        self.open_window()
        with self.meta(None) as sent:
            message = self.send()
        self.assertEqual((sent[0]['type'], sent[0]['text']['body']), ('text', message.body))
        self.assertEqual((message.channel, message.state), ('whatsapp', 'sent'))

    def test_buttons_of_the_approved_text_carry_the_visit(self):
        self.with_buttons()
        self.template()
        with self.meta(None) as sent:
            message = self.send()
        buttons = [p for p in sent[0]['template']['components'] if p['type'] == 'button']
        self.assertEqual([part['index'] for part in buttons], ['0', '1'])
        payload = buttons[0]['parameters'][0]['payload']
        self.assertEqual(payload, f'm1.{message.uuid}.confirm')
        self.assertIsNone(message._read_tap(payload))

    def test_what_is_tapped_shows_its_words(self):
        for number, node in enumerate(
            (
                {'type': 'button', 'button': {'text': "No podré ir", 'payload': 'c1.x'}},
                {
                    'type': 'interactive',
                    'interactive': {
                        'type': 'button_reply',
                        'button_reply': {'id': 'c1.x', 'title': "No podré ir"},
                    },
                },
                {
                    'type': 'interactive',
                    'interactive': {
                        'type': 'list_reply',
                        'list_reply': {'id': 'c1.x', 'title': "No podré ir"},
                    },
                },
            )
        ):
            tapped = text_message(f'w-tap-{number}')
            del tapped['text']
            self.receive(tapped | node)
            [entry] = self.ana.timeline(limit=1)['entries']
            self.assertEqual((entry['text'], entry['direction']), ("No podré ir", 'in'))


@tagged('post_install', '-at_install')
class TestVisitButtons(AgendaCase):
    """The buttons of a reminder carry the visit and the start they were made for."""

    def test_a_moved_visit_is_known(self):
        visit = self.book(self.at(10))
        message = (
            self.env['clinic.message']
            .sudo()
            ._send(
                self.patients[0],
                'appointment_reminder',
                {'cita': "su cita", 'cuando': "mañana", 'donde': "aquí"},
                dedupe_key='t:reminder',
                record=visit,
            )
        )
        taps = dict(message._taps())
        self.assertEqual(list(taps), ["Confirmar", "Reagendar", "Cancelar"])
        tap = message._read_tap(taps["Cancelar"])
        self.assertEqual((tap.uuid, tap.action), (visit.uuid, 'cancel'))
        self.assertTrue(tap.is_about(visit.start))
        visit.start = self.at(12)
        self.assertFalse(tap.is_about(visit.start))
        self.assertIsNone(message._read_tap(taps["Cancelar"][:-1] + 'x'))
