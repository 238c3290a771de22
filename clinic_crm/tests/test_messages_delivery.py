import smtplib
from datetime import timedelta
from email.message import EmailMessage, Message
from email.mime.nonmultipart import MIMENonMultipart
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .messages_common import FakeServer, MessagesCase


@tagged('post_install', '-at_install')
class TestDelivery(MessagesCase):
    """What leaves by e-mail, and what comes back as state and sentence."""

    def setUp(self):
        super().setUp()
        self.server = FakeServer()
        self.enterContext(self.server.patched())

    def later(self, **delta):
        return freeze_time(fields.Datetime.now() + timedelta(**delta))

    def test_what_leaves(self):
        self.clinic.street = "Calle 1 <b>"
        message = self.send(variables={'texto': "<script>x</script> & https://x.example/a?b=1&c=2"})
        self.deliver()
        self.assertEqual(message.state, 'sent')
        self.assertTrue(message.sent_at)
        [(email, _sender, recipients)] = self.server.sent
        self.assertEqual(recipients, ['maria@paciente.example'])
        self.assertEqual(email['To'], 'maria@paciente.example')
        self.assertIn('hola@clinica.example', email['From'])
        self.assertIn('hola@clinica.example', email['Reply-To'])
        self.assertEqual(email['Message-Id'], f'<clinic.{message.uuid}@clinica.example>')
        for name, value in email.items():
            self.assertNotRegex(f'{name}: {value}', 'María|Hern|script|clinic.patient')
        html = email.get_body(('html',)).get_content()
        self.assertIn("&lt;script&gt;x&lt;/script&gt; &amp;", html)
        self.assertNotIn("<script>", html)
        self.assertIn("Calle 1 &lt;b&gt;", html)
        self.assertIn('href="https://x.example/a?b=1&amp;c=2"', html)
        self.assertIn("<script>x</script>", email.get_body(('plain',)).get_content())

    def test_no_copy_stays_in_odoo(self):
        before = self.env['mail.message'].search_count([]), self.env['mail.mail'].search_count([])
        self.send()
        self.deliver()
        self.assertEqual(len(self.server.sent), 1)
        after = self.env['mail.message'].search_count([]), self.env['mail.mail'].search_count([])
        self.assertEqual(before, after)
        self.assertFalse(self.patient.message_partner_ids & self.patient.partner_id)

    def test_files_go_along(self):
        self.send('t_always', attachments=[("nota.pdf", b'%PDF-1.4')])
        self.deliver()
        [part] = self.server.sent[0][0].iter_attachments()
        self.assertEqual((part.get_filename(), part.get_content()), ("nota.pdf", b'%PDF-1.4'))

    def test_guardian(self):
        guardian = self.env['res.partner'].create({'name': "Rosa", 'email': 'rosa@x.example'})
        child = self.make_patient(
            "Luis",
            email='luis@x.example',
            guardian_id=guardian.id,
            birthdate=fields.Date.subtract(fields.Date.today(), years=6),
        )
        self.send(patient=child)
        self.deliver()
        self.assertEqual(self.server.sent[0][2], ['rosa@x.example'])

    def test_asked_again_before_it_goes(self):
        """Between enqueueing and sending the patient refuses, dies, merges, or time runs out."""
        refused = self.send()
        late = self.send(expires_at=fields.Datetime.now() + timedelta(hours=1))
        self.patient._record_consent('care', 'refused', 'phone', "No quiere")
        dead = self.make_patient("Difunto", email='d@x.example')
        died = self.send('t_always', patient=dead)
        dead.deceased_date = fields.Date.today()
        double = self.make_patient("Doble", email='doble@x.example')
        survivor = self.make_patient("Única", email='unica@x.example')
        merged = self.send(patient=double)
        self.merge(double, survivor)
        with self.later(hours=2):
            self.deliver()
        self.assertRecordValues(
            refused | late | died | merged,
            [
                {'state': 'cancelled', 'error_code': 'refused'},
                {'state': 'expired', 'error_code': 'expired'},
                {'state': 'cancelled', 'error_code': 'deceased'},
                {'state': 'sent', 'error_code': False},
            ],
        )
        self.assertEqual(merged.patient_id, survivor)
        self.assertEqual([to for _mail, _from, to in self.server.sent], [['unica@x.example']])

    def test_the_address_changed_to_nothing(self):
        message = self.send()
        self.patient.email = False
        self.deliver()
        self.assertEqual(message.state, 'failed')
        self.assertIn("no e-mail address", message.error)

    def test_server_down_is_tried_later(self):
        message = self.send()
        self.server.fault_at_connect = ConnectionRefusedError("refused")
        self.deliver()
        self.assertRecordValues(message, [{'state': 'queued', 'attempts': 1}])
        self.assertIn("mail server does not answer", message.error)
        self.server.fault_at_connect = None
        self.deliver()
        self.assertEqual(message.state, 'queued', "not before its time")
        with self.later(minutes=2):
            self.deliver()
        self.assertRecordValues(message, [{'state': 'sent', 'error': False}])
        self.assertEqual(len(self.server.sent), 1)

    def test_server_down_for_good(self):
        message = self.send(expires_at=fields.Datetime.now() + timedelta(days=30))
        self.server.fault_at_connect = TimeoutError("timed out")
        for hours in range(0, 80, 8):
            with self.later(hours=hours):
                self.deliver()
        self.assertRecordValues(message, [{'state': 'failed', 'error_code': 'delivery'}])
        self.assertTrue(message.with_user(self.users['reception']).can_retry)

    @mute_logger('odoo.addons.base.models.ir_mail_server')
    def test_refusals(self):
        for fault, state, words in (
            (smtplib.SMTPRecipientsRefused({'x': (550, b'Unknown')}), 'failed', "550 Unknown"),
            (smtplib.SMTPRecipientsRefused({'x': (451, b'Greylisted')}), 'queued', "Greylisted"),
            (smtplib.SMTPDataError(554, b'Spam'), 'failed', "Spam"),
            (smtplib.SMTPSenderRefused(530, b'Auth first', 'x'), 'failed', "Auth first"),
            (
                smtplib.SMTPRecipientsRefused({'x': (550, b'5.1.1 No')}),
                'failed',
                "right one.*5.1.1",
            ),
            (smtplib.SMTPDataError(552, b'5.2.2 Full'), 'failed', "mailbox is full.*5.2.2"),
            (smtplib.SMTPDataError(550, b'5.7.26 SPF'), 'failed', "from the clinic.*5.7.26"),
            (smtplib.SMTPDataError(554, b'5.6.0 Odd'), 'failed', "refused it.*5.6.0"),
        ):
            with self.subTest(fault=fault):
                message = self.send()
                self.server.fault = fault
                self.deliver()
                self.assertEqual(message.state, state)
                self.assertRegex(message.error, words)
                message.write({'state': 'cancelled'})

    @mute_logger('odoo.addons.base.models.ir_mail_server')
    def test_an_answer_lost_is_never_sent_twice(self):
        for fault in (smtplib.SMTPServerDisconnected("gone"), TimeoutError("timed out")):
            with self.subTest(fault=fault):
                message = self.send()
                self.server.fault = fault
                self.deliver()
                self.assertRecordValues(message, [{'state': 'failed', 'error_code': 'unknown'}])
                self.server.fault = None
                with self.later(hours=1):
                    self.deliver()
                self.assertFalse(self.server.sent)
                self.assertTrue(message.can_retry)

    def test_cut_off_while_sending(self):
        message = self.send()
        message.sudo().write(
            {
                'state': 'sending',
                'next_attempt_at': fields.Datetime.now() + timedelta(minutes=15),
            }
        )
        self.deliver()
        self.assertEqual(message.state, 'sending', "another job may be at it")
        with self.later(minutes=16):
            self.deliver()
        self.assertRecordValues(message, [{'state': 'failed', 'error_code': 'unknown'}])
        self.assertFalse(self.server.sent)

    def report(self, action, status):
        report = EmailMessage()
        report.set_content("About your message")
        report.make_mixed()
        report.set_type('multipart/report')
        if action or status:
            host, recipient = Message(), Message()
            host['Reporting-MTA'] = 'dns; mx.example'
            for name, value in (('Action', action), ('Status', status)):
                if value:
                    recipient[name] = value
            part = MIMENonMultipart('message', 'delivery-status')
            part.set_payload([host, recipient])
            report.attach(part)
        return report

    def test_only_a_final_report_is_a_bounce(self):
        message = self.send()
        self.deliver()
        for action, status in (('delayed', '4.4.1'), ('delayed', '5.4.1'), ('', ''), ('', '4.0.0')):
            self.bounce(message, self.report(action, status))
            self.assertEqual(message.state, 'sent')
        self.bounce(message, self.report('', '5.1.1'))
        self.assertEqual(message.state, 'failed')

    def test_bounce(self):
        message = self.send()
        self.deliver()
        self.bounce(message, self.report('Failed', '5.1.1'))
        self.assertRecordValues(message, [{'state': 'failed', 'error_code': 'delivery'}])
        self.assertIn("came back", message.error)

    def test_the_connection_is_closed_when_nothing_was_handed_over(self):
        message = self.send()
        channel = self.env['clinic.message.channel.email']
        with (
            patch.object(type(message), '_hand_over', side_effect=KeyError("boom")),
            patch.object(self.server, 'quit') as quit_,
            self.assertRaises(KeyError),
        ):
            channel._deliver(message)
        quit_.assert_called_once_with()

    def test_what_did_not_go_is_one_figure(self):
        failed, late, refused = self.send(), self.send(), self.send()
        failed.sudo().state, late.sudo().state, refused.sudo().state = (
            'failed',
            'expired',
            'cancelled',
        )
        reception = self.env(user=self.users['reception'])
        mine = [('company_id', '=', self.clinic.id)]
        found = reception['clinic.message'].search([*mine, ('did_not_go', '=', True)])
        self.assertEqual(found, failed | late)
        self.assertEqual((failed | late | refused).filtered('did_not_go'), failed | late)
        card = reception['clinic.home']._card_messages_failed()
        tile = self.env['clinic.panel'].sudo()._figure_not_sent()
        self.assertEqual((card.count, tile.value), (2, '2'))

    def bounce(self, message, report):
        self.env['mail.thread']._routing_handle_bounce(
            report,
            {
                'bounced_email': 'maria@paciente.example',
                'bounced_partner': self.env['res.partner'],
                'bounced_msg_ids': [f'<clinic.{message.uuid}@clinica.example>'],
                'bounced_message': self.env['mail.message'],
                'email_from': '',
                'to': '',
                'message_id': '<b@x>',
            },
        )

    @mute_logger('odoo.addons.clinic_crm.models.clinic_message_delivery')
    def test_one_broken_message_does_not_stop_the_others(self):
        broken, good = self.send(), self.send()
        compose = type(self.env['clinic.message.channel.email'])._compose

        def fail_once(channel, message):
            if message.id == broken.id:
                raise KeyError("boom")
            return compose(channel, message)

        with patch.object(type(self.env['clinic.message.channel.email']), '_compose', fail_once):
            self.deliver()
        self.assertRecordValues(broken | good, [{'state': 'queued'}, {'state': 'sent'}])
        self.assertTrue(broken.error)


@tagged('post_install', '-at_install')
class TestChannels(MessagesCase):
    """Which channel goes first, and what happens when it cannot."""

    def setUp(self):
        super().setUp()
        self.problem = None
        Channel = type(self.env['clinic.message.channel'])
        email = self.env['clinic.message.channel.email']
        pigeon = Pigeon(self)
        self.enterContext(
            patch.object(
                Channel,
                '_channels',
                lambda _self: [pigeon, email.with_env(_self.env)],
            )
        )
        self.server = FakeServer()
        self.enterContext(self.server.patched())

    def test_order_and_rule(self):
        kind = self.kinds['t_care']
        self.assertEqual(self.send().channel, 'phone')
        self.patient.preferred_channel = 'email'
        self.assertEqual(self.send().channel, 'email')
        self.patient.preferred_channel = False
        self.problem = "The pigeon is ill."
        self.assertEqual(self.send().channel, 'email')
        kind.fallback = False
        message = self.send()
        self.assertRecordValues(message, [{'state': 'failed', 'error': "The pigeon is ill."}])

    def test_not_private_enough(self):
        self.kinds['t_always'].sensitivity = 'clinical'
        self.assertEqual(self.send('t_always').channel, 'email')

    def test_falls_back_after_a_failure(self):
        from ..models.clinic_message_channel import DeliveryError

        message = self.send()
        message.sudo()._delivery_failed(DeliveryError("It flew away."))
        self.assertRecordValues(
            message,
            [
                {
                    'state': 'queued',
                    'channel': 'email',
                    'tried_channels': 'phone',
                }
            ],
        )
        message.sudo()._delivery_failed(DeliveryError("No mailbox."))
        self.assertRecordValues(
            message,
            [
                {
                    'state': 'failed',
                    'channel': 'email',
                    'error': "No mailbox.",
                }
            ],
        )

    def test_states_only_go_forward(self):
        message = self.send().sudo()
        for state, moved in (('read', True), ('delivered', False), ('sent', False)):
            self.assertEqual(message._advance(state), moved)
        self.assertEqual(message.state, 'read')
        self.assertTrue(message.sent_at and message.delivered_at and message.read_at)


class Pigeon:
    """A channel with a queue of its own, under a code the field knows."""

    _code = 'phone'
    _own_queue = True
    _icon = 'fa-twitter'

    def __init__(self, case):
        self.case = case

    def _label(self):
        return "Pigeon"

    def _problem(self, _patient, _kind):
        return self.case.problem

    def _in_use(self, _company):
        return True

    def _address(self, _patient):
        return 'roof'

    def _kind_problem(self, kind):
        return "Too private." if kind.sensitivity == 'clinical' else None

    def _enqueue(self, message):
        pass
