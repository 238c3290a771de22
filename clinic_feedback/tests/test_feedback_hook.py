import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from ..hook import SIGNATURE, HookError, verify
from .case_common import RUDE, ComplaintCase

SECRET = 'un-secreto-bastante-largo'
MODULE = 'odoo.addons.clinic_feedback.models.clinic_feedback_hook_event'


@tagged('post_install', '-at_install')
class TestFeedbackHook(ComplaintCase):
    """Another system is told in numbers, signed, once more when it did not hear."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.config_parameter'].set_param('clinic_feedback.hook_local', 'True')
        cls.got, cls.status = [], 200

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                cls.got.append((dict(self.headers), body))
                self.send_response(cls.status)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(('127.0.0.1', 0), Receiver)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.hook = cls.env['clinic.feedback.hook'].create(
            {
                'company_id': cls.clinic.id,
                'url': f'http://127.0.0.1:{server.server_port}/avisos',
                'new_secret': SECRET,
                'on': True,
            }
        )
        cls.Event = cls.env['clinic.feedback.hook.event']

    def setUp(self):
        super().setUp()
        self.got.clear()
        type(self).status = 200

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_feedback.ir_cron_hook').method_direct_trigger()
        self.env.invalidate_all()

    def events(self):
        return self.Event.search([('hook_id', '=', self.hook.id)], order='id')

    def told(self):
        return [json.loads(body) for _headers, body in self.got]

    def test_the_road_of_a_complaint(self):
        case = self.opened(practitioner_id=self.ana.id)
        self.close(case)
        case._verdict(False)
        case.request_id.user_input_id._mark_done()
        self.assertFalse(self.got)  # nothing leaves within the transaction
        self.run_job()
        told = self.told()
        self.assertEqual(
            [one['event'] for one in told],
            ['case.opened', 'case.closed', 'case.reopened', 'answer.finished'],
        )
        opened, closed, _reopened, finished = told
        self.assertEqual(opened['case']['id'], case.sudo().told_uuid)
        self.assertNotIn(case.uuid, json.dumps(told))
        self.assertEqual(opened['case']['answer_id'], finished['answer']['id'])
        self.assertEqual(opened['practitioner']['name'], self.ana.display_name)
        self.assertEqual((closed['case']['in_time'], closed['case']['root_cause']), (True, 'wait'))
        self.assertEqual(finished['answer']['scores'], {'csat': 2})
        for headers, body in self.got:
            moment = int(headers[SIGNATURE].split(',')[0][2:])
            self.assertTrue(verify(SECRET, body, headers[SIGNATURE], moment))
            text = body.decode()
            for private in (self.patient.name, self.patient.record_number, RUDE, "grosera"):
                self.assertNotIn(private, text)
        self.assertEqual(set(self.events().mapped('state')), {'sent'})
        self.run_job()
        self.assertEqual(len(self.got), 4)

    def test_what_is_rolled_back_is_not_told(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.complain()
            raise ZeroDivisionError
        self.assertFalse(self.events())

    def test_what_is_anonymous_is_not_told(self):
        invitation = self.asked(is_anonymous=True)
        answers = invitation._open_anonymously()
        answers._save_lines(self.stars, '1')
        answers._mark_done()
        self.assertTrue(answers.clinic_request_ids.sudo().case_ids)
        self.assertFalse(self.events())

    def test_only_what_is_wanted(self):
        self.hook.tells_opened = False
        self.complain()
        self.assertFalse(self.events())
        self.hook.write({'tells_opened': True, 'on': False})
        self.complain()
        self.assertFalse(self.events())

    def test_tried_again_slower_and_given_up_in_sight(self):
        type(self).status = 503
        self.complain()
        [event] = self.events()
        now = fields.Datetime.now()
        for tries in range(1, 9):
            with freeze_time(now):
                self.run_job()
                self.assertEqual(event.tries, tries)
                self.run_job()  # not before its time
                self.assertEqual(event.tries, tries)
            self.assertIn("503", event.error)
            now = max(event.next_at, now) + timedelta(seconds=1)
        self.assertEqual(event.state, 'failed')
        self.assertEqual(self.hook.failed_count, 1)
        ok, detail = self.env['clinic.health']._check_feedback_hook()
        self.assertFalse(ok)
        self.assertIn("1", detail)
        type(self).status = 200
        event.with_user(self.keeper).action_send_again()
        self.run_job()
        self.assertEqual((event.state, event.error), ('sent', False))

    def test_one_that_was_cut_off_goes_again_after_its_lease(self):
        self.complain()
        [event] = self.events()
        event.write({'state': 'sending', 'next_at': fields.Datetime.now() + timedelta(minutes=1)})
        self.run_job()
        self.assertFalse(self.got)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=2)):
            self.run_job()
        self.assertEqual([one['id'] for one in self.told()], [event.uuid])

    def test_one_that_cannot_be_signed_holds_nobody_up(self):
        self.complain()
        self.complain()
        with (
            patch(f'{MODULE}.sign', side_effect=[ValueError, 't=1,v1=0']),
            self.assertLogs('odoo.addons.clinic_feedback', 'ERROR') as logs,
        ):
            self.run_job()
        first, second = self.events()
        self.assertEqual((first.state, second.state), ('failed', 'sent'))
        self.assertIn(str(first.id), logs.output[0])
        self.assertNotIn(SECRET, logs.output[0])

    def test_without_a_secret_nothing_leaves(self):
        self.complain()
        self.env.flush_all()
        self.env.cr.execute("UPDATE clinic_feedback_hook SET secret = NULL")
        self.env.invalidate_all()
        with self.assertLogs('odoo.addons.clinic_feedback', 'ERROR'):
            self.run_job()
        self.assertFalse(self.got)
        self.assertEqual(self.events().state, 'failed')

    def test_who_does_not_answer_is_left_alone_for_the_rest_of_the_run(self):
        self.complain()
        self.complain()
        with patch(f'{MODULE}.deliver', side_effect=HookError('late')) as deliver:
            self.run_job()
        self.assertEqual(deliver.call_count, 1)
        self.assertEqual(self.events().mapped('tries'), [1, 0])

    def test_what_is_old_is_not_kept_whatever_became_of_it(self):
        self.complain()
        event = self.events()
        for state in ('failed', 'queued', 'sent'):
            old = event.copy({'state': state, 'at': fields.Datetime.now() - timedelta(days=91)})
            self.Event._gc_old()
            self.assertFalse(old.exists())
        self.assertTrue(event.exists())

    def test_a_name_that_leads_inside_is_refused_when_it_goes(self):
        self.complain()
        self.env['ir.config_parameter'].set_param('clinic_feedback.hook_local', 'False')
        self.hook.url = 'https://avisos.example/'
        inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, '', ('192.168.1.9', 443))]
        with patch('odoo.addons.clinic_feedback.hook.delivery.socket.getaddrinfo') as look_up:
            look_up.return_value = inside
            self.run_job()
        event = self.events()
        self.assertEqual((event.state, event.tries), ('failed', 1))
        spoken = self.hook.with_context(lang=self.clinic._staff_lang())
        self.assertEqual(event.error, spoken._error_words(HookError('private')))

    def test_a_private_address_is_refused_when_it_is_written_and_when_it_goes(self):
        self.complain()
        self.env['ir.config_parameter'].set_param('clinic_feedback.hook_local', 'False')
        self.run_job()
        [event] = self.events()
        self.assertEqual(event.state, 'failed')
        self.assertFalse(self.got)
        for url in ('http://example.com', 'https://10.0.0.1/', 'https://localhost/', 'nada'):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.hook.url = url
        self.hook.url = 'https://avisos.example/clinica'

    def test_on_trial(self):
        director = self.users['director']
        self.hook.on = False
        self.hook.with_user(director).action_test()
        self.run_job()
        self.assertEqual([one['event'] for one in self.told()], ['ping'])

    def test_the_secret_is_never_shown_and_is_sealed(self):
        self.assertFalse(self.hook.new_secret)
        self.env.flush_all()
        self.env.cr.execute("SELECT secret FROM clinic_feedback_hook WHERE id = %s", [self.hook.id])
        self.assertNotIn(SECRET.encode(), bytes(self.env.cr.fetchone()[0]))
        director = self.users['director']
        with self.assertRaises(AccessError):
            self.hook.with_user(director).read(['secret'])
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.hook.new_secret = 'corto'
        other = self.env['clinic.feedback.hook'].create(
            {'company_id': self.env['res.company'].create({'name': "Otra"}).id}
        )
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            other.on = True

    def test_who_may(self):
        self.complain()
        [event] = self.events()
        director, keeper = self.users['director'], self.keeper
        self.hook.with_user(director).tells_closed = False
        self.assertTrue(event.with_user(keeper).read(['state', 'body']))
        with self.assertRaises(AccessError):
            self.hook.with_user(keeper).url = 'https://otro.example/'
        with self.assertRaises(AccessError):
            event.with_user(director).state = 'sent'
        other = self.env['res.company'].create({'name': "Otra"})
        director.company_ids += other
        for vals in (
            {'company_id': other.id, 'url': 'https://mio.example/', 'on': True},
            {'has_secret': True},
            {'secret': 'otro-secreto-bastante-largo'},
            {'event_ids': [Command.clear()]},
        ):
            with self.assertRaises(AccessError):
                self.hook.with_user(director).write(vals)
            with self.assertRaises(AccessError):
                self.env['clinic.feedback.hook'].with_user(director).create(vals)
        self.assertEqual(self.hook.company_id, self.clinic)
        self.hook.with_user(director).write({'new_secret': SECRET[::-1], 'on': True})
        self.assertEqual(self.hook.secret, SECRET[::-1])
        for role in ('reception', 'doctor', 'nurse', 'privacy'):
            user = self.users[role]
            with self.assertRaises(AccessError):
                self.hook.with_user(user).read(['url'])
            with self.assertRaises(AccessError):
                event.with_user(user).read(['body'])
            with self.assertRaises(AccessError):
                event.with_user(user).action_send_again()
            with self.assertRaises(AccessError):
                self.env['clinic.feedback.hook'].with_user(user).action_open()

    def test_a_copy_of_the_database_tells_nobody(self):
        self.complain()
        self.env.flush_all()
        script = Path(__file__).parents[1] / 'data' / 'neutralize.sql'
        self.env.cr.execute(script.read_text())
        self.env.invalidate_all()
        self.assertEqual((self.hook.on, self.hook.url, self.hook.secret), (False, False, False))
        self.run_job()
        self.assertFalse(self.got)
