from datetime import timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.clinic_crm.models import clinic_letter, clinic_message_file
from odoo.addons.mail.models import fetchmail

from .messages_common import FakeServer, MessagesCase
from .staff_common import new_staff


class Mailbox:
    """As Odoo's job sees one."""

    def __init__(self, letters):
        self.letters = letters

    def check_unread_messages(self):
        return len(self.letters)

    def retrieve_unread_messages(self):
        return list(self.letters.items())

    def handled_message(self, number):
        del self.letters[number]

    def disconnect(self):
        pass


class LettersCase(MessagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env['mail.alias.domain'].create(
            {
                'name': 'clinica.example',
                'bounce_alias': 'rebotes',
                'catchall_alias': 'todo',
                'company_ids': [Command.set((cls.clinic | cls.branch).ids)],
            }
        )
        cls.clinic.clinic_mail_name = 'citas'

    def letter(
        self, text="¿Puedo ir mañana? canario", *, sender='maria@paciente.example', **headers
    ):
        """An e-mail in bytes."""
        type(self).sequence += 1
        message = EmailMessage()
        message['From'] = sender
        message['To'] = headers.pop('to', 'citas@clinica.example')
        message['Subject'] = headers.pop('subject', "Una duda")
        message['Message-ID'] = headers.pop('message_id', f'<letter{self.sequence}@x>')
        message['Date'] = headers.pop('date', None) or format_datetime(
            fields.Datetime.now().replace(tzinfo=timezone.utc) - timedelta(hours=3)
        )
        files = headers.pop('files', ())
        for name, value in headers.items():
            message[name.replace('_', '-')] = value
        message.set_content(text)
        for name, content, kind in files:
            maintype, _slash, subtype = kind.partition('/')
            message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
        return message.as_bytes()

    def arrive(self, raw):
        """What Odoo's gateway does with an e-mail; returns what it wrote."""
        known = self.env['clinic.letter'].search([])
        self.env['mail.thread'].message_process(None, raw)
        return self.env['clinic.letter'].search([]) - known

    def nothing_in_clear(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT (SELECT count(*) FROM mail_message m WHERE m::text ILIKE '%canario%')"
            " + (SELECT count(*) FROM mail_mail m WHERE m::text ILIKE '%canario%')"
            " + (SELECT count(*) FROM clinic_letter l WHERE l::text ILIKE '%canario%')"
            " + (SELECT count(*) FROM clinic_message m WHERE m::text ILIKE '%canario%')"
            " + (SELECT count(*) FROM clinic_message_file f WHERE f::text ILIKE '%canario%')"
            " + (SELECT count(*) FROM ir_attachment a WHERE a::text ILIKE '%canario%')"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)


@tagged('post_install', '-at_install')
class TestLetters(LettersCase):
    """What patients write by e-mail: sealed, on the right timeline, once."""

    def test_a_patient_writes(self):
        before = self.env['mail.message'].search_count([])
        one = self.arrive(self.letter())
        self.assertEqual((one.state, one.patient_id), ('assigned', self.patient))
        message = one.message_id
        self.assertRecordValues(
            message,
            [
                {
                    'patient_id': self.patient.id,
                    'channel': 'email',
                    'direction': 'in',
                    'state': 'received',
                    'needs_answer': True,
                    'subject': False,
                }
            ],
        )
        self.assertEqual(message.body, "Una duda\n¿Puedo ir mañana? canario")
        self.assertGreater(fields.Datetime.now() - message.at, timedelta(hours=2))
        old = self.arrive(self.letter(date='Thu, 26 Nov 2020 10:00:00 -0600')).message_id
        self.assertLess(fields.Datetime.now() - old.at, timedelta(hours=1), "its clock is wrong")
        self.assertFalse(one.body or one.subject)
        self.assertEqual(self.env['mail.message'].search_count([]), before)
        self.nothing_in_clear()

    def test_the_same_twice_is_one(self):
        raw = self.letter(message_id='<same@x>')
        self.assertTrue(self.arrive(raw))
        self.assertFalse(self.arrive(raw))
        self.assertFalse(self.arrive(self.letter("Otra vez", message_id='<same@x>')))
        self.assertEqual(
            self.env['clinic.message'].search_count(
                [('patient_id', '=', self.patient.id), ('direction', '=', 'in')]
            ),
            1,
        )

    def test_html_and_strange_bytes(self):
        raw = (
            b"From: maria@paciente.example\r\nTo: Citas <CITAS@clinica.example>\r\n"
            b"Content-Type: text/html; charset=us-ascii\r\n\r\n<p>ma\xf1ana\x00 <b>s\xed</b></p>"
        )
        self.assertEqual(self.arrive(raw).message_id.body, "mañana sí")
        empty = b"From: maria@paciente.example\r\nTo: citas@clinica.example\r\n\r\n"
        self.assertEqual(self.arrive(empty).message_id.body, "[Empty message]")
        nobody = b"To: citas@clinica.example\r\n\r\nHola"
        self.assertRecordValues(self.arrive(nobody), [{'state': 'waiting', 'email': False}])

    def test_guardian_and_children(self):
        mother = self.env['res.partner'].create({'name': "Rosa Díaz", 'email': 'rosa@x.example'})
        born = fields.Date.subtract(fields.Date.today(), years=6)
        luis, eva = (
            self.make_patient(name, birthdate=born, guardian_id=mother.id)
            for name in ("Luis Díaz", "Eva Díaz")
        )
        one = self.arrive(self.letter(sender='Rosa <rosa@x.example>'))
        self.assertRecordValues(one, [{'state': 'waiting', 'patient_id': False, 'name': "Rosa"}])
        self.assertEqual(one.candidate_ids, luis | eva)
        self.nothing_in_clear()
        eva.birthdate = fields.Date.subtract(fields.Date.today(), years=20)
        self.assertEqual(self.arrive(self.letter(sender='rosa@x.example')).patient_id, luis)

    def test_an_answer_finds_the_patient(self):
        server = FakeServer()
        other = self.make_patient("Otra", email='maria@paciente.example')
        with server.patched():
            message = self.send(patient=other)
            self.deliver()
        [(sent, _from, _to)] = server.sent
        self.assertIn('citas@clinica.example', sent['Reply-To'])
        self.assertEqual(self.arrive(self.letter()).state, 'waiting', "two have that address")
        answer = self.letter(sender='trabajo@otra.example', In_Reply_To=sent['Message-Id'])
        one = self.arrive(answer)
        self.assertEqual(one.patient_id, other)
        self.assertIn('trabajo@otra.example', one.message_id.body, "somebody else answers")
        elsewhere = self.letter(to='info@otra.example', References=f'<a@b> {sent["Message-Id"]}')
        self.assertEqual(self.arrive(elsewhere).patient_id, other)
        self.assertNotIn(
            'maria@', self.arrive(elsewhere.replace(b'<letter', b'<l')).message_id.body
        )
        self.assertEqual(message.state, 'sent')
        back = sent.as_bytes().replace(b'maria@paciente.example', b'citas@clinica.example')
        self.assertFalse(self.arrive(back), "ours, come back")

    def test_what_the_server_doubts_waits(self):
        raw = self.letter(Authentication_Results='mx.example; dmarc=fail')
        self.assertRecordValues(
            self.arrive(raw), [{'state': 'waiting', 'doubtful': True, 'patient_id': False}]
        )

    def test_bounces_and_holidays(self):
        server = FakeServer()
        with server.patched():
            gone, away = self.send(), self.send()
            self.deliver()
        report = (
            'From: MAILER-DAEMON@x.example\r\nTo: citas@clinica.example\r\nMessage-ID: <r1@x>\r\n'
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            '--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n'
            'Final-Recipient: rfc822; m@paciente.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n'
            '--b\r\nContent-Type: text/rfc822-headers\r\n\r\n'
            f'Message-ID: <clinic.{gone.uuid}@c>\r\n'
            '--b--\r\n'
        )
        self.assertFalse(self.arrive(report))
        self.assertRecordValues(gone, [{'state': 'failed', 'error_code': 'delivery'}])
        holidays = self.letter(
            "Estoy de vacaciones",
            Auto_Submitted='auto-replied',
            In_Reply_To=f'<clinic.{away.uuid}@clinica.example>',
        )
        one = self.arrive(holidays)
        self.assertEqual(away.state, 'delivered', "its mailbox has answered")
        self.assertFalse(one.message_id.needs_answer)
        self.assertIn("[Automatic answer]", one.message_id.body)

    def test_machines_that_answer_machines(self):
        mails = self.env['mail.mail'].search_count([])
        kept = [self.arrive(self.letter(Auto_Submitted='auto-replied')) for _time in range(14)]
        self.assertEqual(sum(len(one) for one in kept), 10)
        unknown = self.arrive(self.letter(sender='noticias@tienda.example', List_Id='<n.x>'))
        self.assertEqual(unknown.state, 'set_aside')
        self.assertEqual(self.env['mail.mail'].search_count([]), mails, "nothing is answered")

    def test_files(self):
        raw = self.letter(
            files=[
                ("canario.pdf", b'%PDF-1.4 canario', 'application/pdf'),
                ("virus.exe", b'MZ\x00', 'application/octet-stream'),
                ("foto.pdf", b'MZ\x00', 'application/pdf'),
                ("grande.jpg", b'x' * 3000, 'image/jpeg'),
            ]
        )
        with patch.object(clinic_message_file, 'LARGEST', 2000):
            message = self.arrive(raw).message_id
        self.assertEqual(message.file_ids.mapped('name'), ["canario.pdf"])
        self.assertEqual(message.file_ids._bytes(), b'%PDF-1.4 canario')
        for name in ("virus.exe", "foto.pdf", "grande.jpg"):
            self.assertIn(f"Not kept: “{name}”", message.body)
        self.nothing_in_clear()
        [entry] = self.patient.timeline()['entries']
        self.assertEqual([file['name'] for file in entry['attached']], ["canario.pdf"])

    def test_what_cannot_be_read_is_kept_whole(self):
        raw = self.letter("canario")
        with (
            patch.object(clinic_letter, 'read_letter', side_effect=ValueError("odd")),
            mute_logger('odoo.addons.clinic_crm.models.clinic_letter'),
        ):
            one = self.arrive(raw)
        self.assertEqual((one.state, one.email), ('waiting', 'maria@paciente.example'))
        self.assertEqual(one.file_ids._bytes(), raw)
        self.nothing_in_clear()

    def test_what_cannot_be_kept_now_stays_in_the_mailbox(self):
        box = Mailbox({1: self.letter("canario"), 2: self.letter("dos")})
        Letter = type(self.env['clinic.letter'])
        take_in, failures = Letter._take_in, [UserError("no key file")]

        def once(model, raw):
            if failures:
                raise failures.pop()
            return take_in(model, raw)

        server = self.env['fetchmail.server'].create({'name': "Buzón", 'state': 'done'})
        with (
            patch.object(Letter, '_take_in', once),
            patch.object(fetchmail.FetchmailServer, '_connect__', lambda *a, **k: box),
            mute_logger('odoo.addons.clinic_crm.models.mail_thread'),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            server.with_env(server.env(cr=cr))._fetch_mail()
            self.assertEqual(list(box.letters), [1])
            server.with_env(server.env(cr=cr))._fetch_mail()
            self.assertFalse(box.letters)
        self.assertEqual(self.env['clinic.letter'].search_count([('email', '=like', 'maria@%')]), 2)

    def test_what_is_not_for_the_clinic_is_odoos(self):
        raw = self.letter(to='nadie@otra.example')
        with self.assertRaises(ValueError):
            self.env['mail.thread'].message_process(None, raw)

    def test_a_branch_and_no_domain(self):
        self.branch.clinic_mail_name = 'norte'
        one = self.arrive(self.letter(to='norte@clinica.example', sender='x@y.example'))
        self.assertEqual(one.company_id, self.branch)
        lone = self.env['res.company'].create({'name': "Sin dominio", 'alias_domain_id': False})
        lone.clinic_mail_name = ' hola@lo-que-sea.example'
        self.assertEqual(lone.clinic_mail_name, 'hola')
        one = self.arrive(self.letter(to='hola@gmail.example', sender='x@y.example'))
        self.assertEqual(one.company_id, lone)
        self.assertFalse(lone._clinic_mail(), "it writes from the address it has")
        lone.clinic_mail_name = False
        self.assertFalse(lone._clinic_mail_alias())

    def test_reception_says_who_it_is(self):
        one = self.arrive(self.letter(sender='Ana Nueva <ana@nueva.example>'))
        reception = one.with_user(self.users['reception'])
        self.assertIn("canario", reception.body)
        with self.assertRaises(UserError):
            reception.action_assign()
        with self.assertRaises(AccessError):
            reception.write({'state': 'assigned'})
        card = self.env(user=self.users['reception'])['clinic.home']._card_letters()
        self.assertEqual(card.rows[0].label, "Ana Nueva")
        reception.patient_id = self.patient
        reception.action_assign()
        self.assertEqual(one.message_id.patient_id, self.patient)
        again = self.arrive(self.letter(sender='ana@nueva.example'))
        self.assertEqual(again.patient_id, self.patient, "said once is known")
        with self.assertRaises(UserError):
            reception.action_set_aside()

    def test_somebody_new(self):
        one = self.arrive(self.letter(sender='Ana Nueva <ana@nueva.example>'))
        one.with_user(self.users['reception']).action_new_contact()
        self.assertRecordValues(
            one.patient_id,
            [{'name': "Ana Nueva", 'email': 'ana@nueva.example', 'stage': 'contact'}],
        )

    def test_who_may_read(self):
        one = self.arrive(
            self.letter(sender='x@y.example', files=[("a.pdf", b'%PDF', 'application/pdf')])
        )
        for role in ('reception', 'nurse', 'practitioner'):
            self.assertTrue(one.with_user(self.users[role]).body)
            self.assertTrue(one.file_ids.with_user(self.users[role]).name)
        for user in (self.users['director'], self.users['privacy'], self.stranger):
            for record in (one, one.file_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(['create_date'])
        other = self.env['res.company'].create({'name': "Otra clínica"})
        away = new_staff(
            self.env,
            {'away': ('letters_away', 'clinic_crm.group_reception')},
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )['away']
        self.assertFalse(
            self.env(user=away)['clinic.letter']
            .with_company(other)
            .with_context(allowed_company_ids=other.ids)
            .search([('id', '=', one.id)])
        )

    def test_answered(self):
        message = self.arrive(self.letter()).message_id
        reception = self.env(user=self.users['reception'])
        self.assertEqual(reception['clinic.home']._card_letters().count, 1)
        [entry] = self.patient.with_env(reception).timeline()['entries']
        self.assertEqual([button['method'] for button in entry['buttons']], ['action_answered'])
        compose = reception['clinic.message.compose'].create(
            {'patient_id': self.patient.id, 'text': "Claro que sí."}
        )
        compose.action_send()
        self.assertFalse(message.needs_answer)
        message = self.arrive(self.letter()).message_id
        self.env['clinic.message']._log(self.patient, 'phone', 'out', "Se le llamó")
        self.assertFalse(message.needs_answer)


@tagged('post_install', '-at_install')
class TestLetterFiles(HttpCase, LettersCase):
    def test_over_http(self):
        files = [
            ("á.pdf", b'%PDF', 'application/pdf'),
            ("a.bin", b'xx', 'application/octet-stream'),
        ]
        one = self.arrive(self.letter(files=files))
        pdf, other = one.message_id.file_ids
        self.assertEqual(self.url_open(f'/clinic/message/file/{pdf.id}').url.count('login'), 1)
        self.authenticate('messages_reception', 'messages_reception')
        answer = self.url_open(f'/clinic/message/file/{pdf.id}')
        self.assertEqual((answer.status_code, answer.content), (200, b'%PDF'))
        self.assertEqual(answer.headers['X-Content-Type-Options'], 'nosniff')
        answer = self.url_open(f'/clinic/message/file/{other.id}')
        self.assertIn('attachment', answer.headers['Content-Disposition'])
        self.assertEqual(self.url_open('/clinic/message/file/999999999').status_code, 404)
        self.assertEqual(self.url_open('/clinic/message/file/99999999999').status_code, 404)
        self.authenticate('messages_stranger', 'messages_stranger')
        self.assertEqual(self.url_open(f'/clinic/message/file/{pdf.id}').status_code, 404)
