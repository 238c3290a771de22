import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged

from .messages_common import FakeServer

KEY = 'test-concurrency'


class Killed(BaseException):
    """Stands for a process that is gone: nothing catches it, nothing commits after it."""


@tagged('post_install', '-at_install')
class TestConcurrency(BaseCase):
    """With real connections: one row a key, one e-mail a message, whatever happens beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo's own runner holds this lock all along: other threads would wait for it for ever.
        cls.startClassPatcher(patch.object(Registry, '_lock', DummyRLock()))
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = cls.environment(cr)
            env.company.email = env.company.email or 'hola@clinica.example'
            cls.patient = (
                env['clinic.patient']
                .create(
                    {
                        'name': "Concurrencia",
                        'email': 'c@paciente.example',
                    }
                )
                .id
            )

    @classmethod
    def environment(cls, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def send(self, env, key):
        return env['clinic.message']._send(
            env['clinic.patient'].browse(self.patient),
            'welcome',
            {},
            dedupe_key=key,
        )

    def count(self, key):
        with self.registry.cursor() as cr:
            return self.environment(cr)['clinic.message'].search_count([('dedupe_key', '=', key)])

    def test_the_loser_is_told_to_retry(self):
        """The snapshot of the second is older than the first one's commit."""
        key = f'{KEY}:loser'
        with self.registry.cursor() as late:
            late_env = self.environment(late)
            late_env['clinic.message'].search_count([])  # the snapshot is taken here
            with self.registry.cursor() as early:
                first = self.send(self.environment(early), key).id
            with self.assertRaises(ConcurrencyError):
                self.send(late_env, key)
            late.rollback()
            late_env.transaction.reset()
            self.assertEqual(self.send(late_env, key).id, first)
        self.assertEqual(self.count(key), 1)

    def test_many_at_once(self):
        """Through Odoo's own retry, as every request and most jobs run."""
        key, threads, found, errors = f'{KEY}:many', 8, [], []
        start = threading.Barrier(threads)

        def work():
            try:
                with self.registry.cursor() as cr:
                    env = self.environment(cr)
                    env['clinic.message'].search_count([])
                    start.wait(timeout=60)
                    retrying(lambda: found.append(self.send(env, key).id), env)
            except Exception as error:  # noqa: BLE001 - shown by the assertion
                errors.append(error)

        workers = [threading.Thread(target=work) for _index in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=120)
        self.assertFalse(errors)
        self.assertEqual(self.count(key), 1)
        self.assertEqual(len(set(found[-threads:])), 1)

    def test_rolled_back_is_as_if_never_said(self):
        key = f'{KEY}:rollback'
        with self.registry.cursor() as cr:
            self.send(self.environment(cr), key)
            cr.rollback()
        self.assertEqual(self.count(key), 0)

    def deliver(self):
        with self.registry.cursor() as cr:
            self.environment(cr)['clinic.message']._cron_deliver()

    def state(self, key):
        with self.registry.cursor() as cr:
            message = self.environment(cr)['clinic.message'].search([('dedupe_key', '=', key)])
            return message.state

    def test_killed_before_and_while_sending(self):
        server, key = FakeServer(), f'{KEY}:kill'
        with server.patched():
            with self.registry.cursor() as cr:
                self.send(self.environment(cr), key)
            server.fault_at_connect = Killed()
            with self.assertRaises(Killed):
                self.deliver()
            self.assertEqual(self.state(key), 'queued', "nothing had happened yet")
            server.fault_at_connect, server.fault = None, Killed()
            with self.assertRaises(Killed):
                self.deliver()
            self.assertEqual(self.state(key), 'sending', "it may have left")
            server.fault = None
            self.deliver()
            self.assertEqual((self.state(key), server.sent), ('sending', []))

    def test_two_jobs_send_once(self):
        server, keys = FakeServer(), [f'{KEY}:jobs:{index}' for index in range(6)]
        both = threading.Barrier(2)
        server.on_send = _wait_once(both)
        errors = []
        with server.patched():
            with self.registry.cursor() as cr:
                for key in keys:
                    self.send(self.environment(cr), key)

            def work():
                try:
                    self.deliver()
                except Exception as error:  # noqa: BLE001 - shown by the assertion
                    errors.append(error)

            jobs = [threading.Thread(target=work) for _index in range(2)]
            for job in jobs:
                job.start()
            for job in jobs:
                job.join(timeout=120)
        self.assertFalse(errors)
        self.assertEqual([self.state(key) for key in keys], ['sent'] * len(keys))
        sent = [email['Message-Id'] for email, _from, _to in server.sent]
        self.assertEqual(len(sent), len(set(sent)))
        self.assertGreaterEqual(len(sent), len(keys))


def _wait_once(barrier):
    """Hold the first two conversations until both are open, so that the jobs truly overlap."""
    seen = threading.local()

    def wait():
        if not getattr(seen, 'done', False):
            seen.done = True
            barrier.wait(timeout=60)

    return wait
