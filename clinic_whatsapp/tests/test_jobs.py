import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.cloud_api import Accepted, GraphError, OutcomeUnknown
from odoo.addons.clinic_whatsapp.models import clinic_whatsapp_sender
from odoo.addons.clinic_whatsapp.models.clinic_whatsapp_sender import Pace, _in_turn

from .whatsapp_common import OutboundCase, text_message
from .whatsapp_sandbox import SandboxCase

PNG = b'\x89PNG\r\n\x1a\n' + b'\0' * 20
LOGGER = 'odoo.addons.clinic_whatsapp'
WORDS = "nombre de la paciente"


class JobCase(OutboundCase):
    def setUp(self):
        super().setUp()
        self.open_window()
        self.receive(
            text_message(
                f'w-leo-{self.count}',
                sender='525555500143',
                at=int(fields.Datetime.now().timestamp()),
            )
        )

    def breaks(self, model, name, broken):
        """While it lasts, a method of a model fails on one record."""
        cls = self.env.registry[model]
        whole = getattr(cls, name)

        def method(record, *args, **kwargs):
            if record == broken:
                raise ValueError(WORDS)
            return whole(record, *args, **kwargs)

        return patch.object(cls, name, method)

    def run_job(self, *answers):
        with self.meta(*answers or (None,)) as sent:
            pass
        return sent


@tagged('post_install', '-at_install')
class TestOneBadRow(JobCase):
    """A row that a job stumbles over is shown, and the others go on."""

    def test_what_is_too_late(self):
        broken, good = self.send(), self.send(self.leo)
        rows = self.row(broken) | self.row(good)
        rows.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        with (
            self.breaks('clinic.message', '_still_goes', broken),
            self.assertLogs(LOGGER, 'ERROR') as logs,
        ):
            sent = self.run_job()
        self.assertFalse(sent)
        self.assertNotIn(WORDS, "".join(logs.output))
        self.assertEqual(rows.mapped('state'), ['failed', 'expired'])
        self.assertTrue(self.row(broken).error)
        self.assertEqual((broken.state, broken.error), ('failed', self.row(broken).error))

    def test_a_doubt(self):
        broken, good = self.send(), self.send(self.leo)
        rows = self.row(broken) | self.row(good)
        past = fields.Datetime.now() - timedelta(hours=25)
        rows.write({'state': 'uncertain', 'called_at': past, 'lease_until': past})
        with (
            self.breaks('clinic.message', '_delivery_failed', broken),
            self.assertLogs(LOGGER, 'ERROR'),
        ):
            self.run_job()
        self.assertEqual(rows.mapped('state'), ['uncertain', 'failed'])
        self.assertTrue(self.row(broken).error)
        self.assertGreater(self.row(broken).lease_until, fields.Datetime.now())

    def test_one_that_can_neither_be_made_nor_given_up(self):
        broken, good = self.send(), self.send(self.leo)
        with (
            self.breaks('clinic.whatsapp.outbox', '_body', self.row(broken)),
            self.breaks('clinic.message', '_delivery_failed', broken),
            self.assertLogs(LOGGER, 'ERROR'),
        ):
            sent = self.run_job()
        self.assertEqual((len(sent), good.state), (1, 'sent'))
        self.assertEqual((self.row(broken).state, broken.state), ('failed', 'failed'))
        self.assertTrue(broken.error)


@tagged('post_install', '-at_install')
class TestOneBadFile(SandboxCase):
    def test_the_others_are_kept(self):
        broken = self.patient_sends('image', PNG, 'image/png')
        good = self.patient_sends('image', PNG + b'1', 'image/png', sender='525555500143')
        cls = self.env.registry['clinic.whatsapp.media']
        fetched = cls._fetched

        def breaks(media, result):
            if media == broken:
                raise ValueError
            return fetched(media, result)

        with patch.object(cls, '_fetched', breaks), self.assertLogs(LOGGER, 'ERROR'):
            self.move_files()
        self.assertEqual((broken.state, good.state), ('waiting', 'stored'))
        self.assertTrue(broken.error)
        self.assertGreater(broken.due_at, fields.Datetime.now())
        self.move_files()
        self.assertEqual((broken.state, broken.error), ('stored', False))


@tagged('post_install', '-at_install')
class TestPairs(JobCase):
    """How fast one person is written to, and in which order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.message.kind'].create(
            {'code': 'respuesta', 'name': "Answer", 'purpose': 'care', 'body': "Hola, {nombre}."}
        )

    def test_after_too_many_nothing_is_borrowed(self):
        self.account.write({'pair_seconds': 6, 'pair_burst': 5})
        begun = time.time()
        with self.meta(GraphError(131056, http=400)):
            row = self.row(self.send())
            row.attempts = 2
        self.assertGreaterEqual(row.identity_id.next_send, begun + 4**3 + 4 * 6)
        row.next_attempt_at = False
        self.send(kind='respuesta')
        self.assertFalse(self.run_job(), "neither it nor another before its time")
        row.identity_id.next_send = 2 * begun
        row._refused(GraphError(131056, http=400))
        self.assertAlmostEqual(row.identity_id.next_send, 2 * begun, 2, "never sooner than known")

    def test_an_answer_and_a_reminder_of_one_claim(self):
        self.account.write({'pair_seconds': 6, 'pair_burst': 1})
        with self.meta(None) as sent:
            reminder, answer = self.send(), self.send(kind='respuesta')
            self.send(self.leo)
        self.assertEqual(len(sent), 2)
        self.assertEqual((answer.state, reminder.state), ('sent', 'queued'))

    def doubt(self, kind):
        with self.meta(OutcomeUnknown('reset')):
            first = self.send(kind=kind)
        self.assertEqual(self.row(first).state, 'uncertain')
        return self.row(first)

    def test_nothing_overtakes_what_may_have_gone(self):
        for kind, minutes in (('prueba', 20), ('respuesta', 1)):
            with self.subTest(kind):
                first = self.doubt(kind)
                with self.meta(None) as sent:
                    later = self.send(kind=kind)
                    self.send(self.leo, kind=kind)
                self.assertEqual((len(sent), later.state), (1, 'queued'))
                first.called_at -= timedelta(minutes=minutes)
                self.assertEqual((len(self.run_job()), later.state), (1, 'sent'))

    def test_news_of_it_let_the_others_go(self):
        first = self.doubt('prueba')
        with self.meta(None):
            later = self.send()
        self.report(first, 'delivered')
        self.assertEqual((len(self.run_job()), later.state), (1, 'sent'))

    def test_the_job_is_called_when_the_wait_is_over(self):
        first = self.doubt('prueba')
        self.send()
        due = self.env['clinic.whatsapp.outbox']._next_due()
        self.assertEqual(due, first.called_at + timedelta(minutes=20))

    def test_a_missed_turn_is_given_up(self):
        pace, sent = Pace(), []
        call = {'account': 1, 'rate': 50, 'turn': time.monotonic() - 1}
        pace.turn(call)
        expected = pace.turn(call)

        def answer(_call):
            sent.append(time.monotonic())
            return Accepted('w')

        with patch.object(clinic_whatsapp_sender, '_send', answer):
            _in_turn(call, pace)
        self.assertGreater(sent[0], expected)
