import json
import random
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .whatsapp_common import (
    SECRET,
    VERIFY,
    account_values,
    delivery,
    signed,
    text_message,
)


@tagged('post_install', '-at_install')
class TestWebhook(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clinic = cls.env['res.company'].create({'name': "Clínica del Chat"})
        cls.account = cls.env['clinic.whatsapp.account'].create(account_values(clinic))
        cls.path = f'/clinic/whatsapp/{cls.account.webhook_uuid}/webhook'

    def post(self, payload, path=None, secret=SECRET, **headers):
        body, signature = signed(payload, secret)
        return self.url_open(path or self.path, data=body, headers=signature | headers)

    def kept(self):
        self.env.invalidate_all()
        return self.env['clinic.whatsapp.delivery'].search([('account_id', '=', self.account.id)])

    def test_handshake(self):
        asked = '?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token='
        answer = self.url_open(self.path + asked + VERIFY)
        self.assertEqual((answer.status_code, answer.text), (200, '1158201444'))
        self.assertTrue(answer.headers['Content-Type'].startswith('text/plain'))
        for path in (self.path + asked + 'otra', self.path, f'/clinic/whatsapp/x/webhook{asked}'):
            self.assertEqual(self.url_open(path).status_code, 403)

    def test_a_good_one_is_kept_once(self):
        payload = delivery([text_message('w1', body="José")])
        for _time in range(3):
            answer = self.post(payload)
            self.assertEqual((answer.status_code, answer.text), (200, ''))
            self.assertNotIn('session_id', answer.cookies)
        kept = self.kept()
        self.assertEqual(len(kept), 1)
        self.assertEqual(json.loads(kept.sudo().body), payload)

    def test_whoever_is_not_meta_learns_nothing(self):
        payload = delivery([text_message('w1')])
        answers = [
            self.post(payload, secret='otro'),
            self.post(payload, **{'X-Hub-Signature-256': ''}),
            self.post(payload, path='/clinic/whatsapp/no-such-account/webhook'),
            self.post(payload, path='/clinic/whatsapp/x/webhook', secret='no account'),
        ]
        self.assertEqual({(a.status_code, a.text) for a in answers}, {(403, '')})
        self.assertFalse(self.kept())

    def test_forged_and_altered(self):
        """Hundreds over HTTP; ten thousand in cloud_api's own tests."""
        chance = random.Random(3)
        good, headers = signed(delivery([text_message('w1', body="José")]))
        signature = headers['X-Hub-Signature-256']
        answers = set()
        for number in range(300):
            body, header = bytearray(good), signature
            if number % 3 == 0:  # one bit of the body
                body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
            elif number % 3 == 1:  # one digit of the signature
                at = chance.randrange(7, len(signature))
                digit = chance.choice('0123456789abcdef'.replace(signature[at], ''))
                header = signature[:at] + digit + signature[at + 1 :]
            else:  # cut short
                body = body[: chance.randrange(len(body))]
            answer = self.url_open(
                self.path, data=bytes(body), headers={'X-Hub-Signature-256': header}
            )
            answers.add((answer.status_code, answer.text))
        self.assertEqual(answers, {(403, '')})
        self.assertFalse(self.kept())

    def test_a_stranger_costs_as_much_as_a_forgery(self):
        """Neither what is answered nor the work behind it tells whether an account exists."""
        payload = delivery([text_message('w1')])
        costs, answers = {}, {}
        for name, path in (('forged', self.path), ('stranger', '/clinic/whatsapp/x/webhook')):
            for _time in range(2):  # the second one finds caches filled
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                answer = self.post(payload, path=path, secret='otro')
                costs[name] = self.env.cr.sql_log_count - before
            headers = {key: value for key, value in answer.headers.items() if key != 'Date'}
            answers[name] = (answer.status_code, answer.text, headers)
        self.assertEqual(costs['forged'], costs['stranger'])
        self.assertGreater(costs['forged'], 0)
        self.assertEqual(answers['forged'], answers['stranger'])

    def test_without_a_secret_nothing_is_taken(self):
        self.account.sudo().app_secret = False
        self.env.flush_all()
        for secret in ('', 'no account', SECRET):
            self.assertEqual(self.post(delivery(), secret=secret).status_code, 403)

    def test_a_new_secret_counts_at_once(self):
        self.assertEqual(self.post(delivery()).status_code, 200)
        self.account.new_app_secret = 'another'
        self.env.flush_all()
        self.assertEqual(self.post(delivery()).status_code, 403)
        self.assertEqual(self.post(delivery(), secret='another').status_code, 200)

    def test_malformed(self):
        for body in (b' ', b'{"entry": [', b'[]', b'\xff\xfe{}', b'{"entry":' + b'[' * 90):
            with self.subTest(body):
                self.assertEqual(self.post(body).status_code, 400)
        self.assertFalse(self.kept())

    def test_oversize(self):
        answer = self.post(b'{"entry":[]}' + b' ' * (4 * 1024 * 1024))
        self.assertIn(answer.status_code, (413, 400))
        self.assertFalse(self.kept())

    def test_without_the_key_nothing_is_kept_in_clear(self):
        with (
            patch.dict('os.environ', {'CLINIC_KEY_FILE': '/no/such/file'}),
            self.assertLogs('odoo.addons.clinic_whatsapp', 'ERROR'),
        ):
            answer = self.post(delivery([text_message('w1')]))
        self.assertEqual(answer.status_code, 503)
        self.assertFalse(self.kept())

    def test_an_archived_number_is_a_strangers(self):
        self.account.active = False
        self.env.flush_all()
        self.assertEqual(self.post(delivery()).status_code, 403)
        self.assertFalse(self.kept())
