"""Over HTTP: the log is written before an answer or an error leaves."""

from unittest.mock import patch

import psycopg2

from odoo.sql_db import db_connect
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .. import trail
from .vault_common import CANARY


@tagged('post_install', '-at_install')
class TestAccessLogOverHttp(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.doctor = new_test_user(
            cls.env, 'http_doctor', groups='clinic_crm.group_practitioner', lang='en_US'
        )
        cls.patient = cls.env['clinic.patient'].create({'name': "Uno", 'allergies': CANARY})
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("SELECT coalesce(max(id), 0) FROM clinic_access_log")
            self.start = cr.fetchone()[0]
        self.authenticate('http_doctor', 'http_doctor')

    def ask(self):
        """The raw text of what the server answers when asked for the patient."""
        return self.url_open(
            '/web/dataset/call_kw/clinic.patient/web_read',
            json={
                'jsonrpc': '2.0',
                'params': {
                    'model': 'clinic.patient',
                    'method': 'web_read',
                    'args': [self.patient.ids, {'allergies': {}}],
                    'kwargs': {},
                },
            },
        ).text

    def logged(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute(
                "SELECT res_id, user_login, field_names, source, remote_addr FROM clinic_access_log"
                " WHERE user_id = %s AND id > %s",
                [self.doctor.id, self.start],
            )
            return cr.fetchall()

    def failing_read(self):
        def web_read(records, specification):
            raise ValueError(f"cannot show {records.allergies}")

        return patch.object(type(self.env['clinic.patient']), 'web_read', web_read)

    def test_an_answer(self):
        self.assertIn('canario', self.ask())
        line = (
            self.patient.id,
            'http_doctor',
            'allergies',
            'clinic.patient.web_read',
            '127.0.0.1',
        )
        self.assertEqual(self.logged(), [line])

    @mute_logger('odoo.http')
    def test_an_error_that_tells_what_was_read(self):
        with self.failing_read():
            self.assertIn('canario', self.ask())
        self.assertEqual(len(self.logged()), 1)

    @mute_logger('odoo.http', trail._logger.name)
    def test_nothing_leaves_that_cannot_be_logged(self):
        # the server's own connections go another way
        down = patch.object(trail, 'db_connect', side_effect=psycopg2.OperationalError("down"))
        with down:
            answer = self.ask()
            self.assertNotIn('canario', answer)
            self.assertIn('odoo.exceptions.UserError', answer)
            with self.failing_read():
                answer = self.ask()
            self.assertNotIn('canario', answer)
        self.assertFalse(self.logged())
