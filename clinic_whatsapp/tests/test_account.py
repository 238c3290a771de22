import json
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.models import clinic_whatsapp_sender

from .whatsapp_common import SECRET, TOKEN, VERIFY, WhatsappCase, account_values, text_message

SECRETS = ('token', 'app_secret', 'verify_token')


@tagged('post_install', '-at_install')
class TestAccountSecrets(WhatsappCase):
    def test_the_server_has_them(self):
        known = [self.account._secret(name) for name in SECRETS]
        self.assertEqual(known, [TOKEN, SECRET, VERIFY])
        self.assertTrue(self.account.has_token and self.account.has_app_secret)

    def test_sealed_in_the_database(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT token, app_secret, verify_token FROM clinic_whatsapp_account WHERE id = %s",
            [self.account.id],
        )
        for value in self.env.cr.fetchone():
            for secret in (TOKEN, SECRET, VERIFY):
                self.assertNotIn(secret.encode(), bytes(value))

    def test_nobody_reads_them(self):
        manager = self.user('clinic_whatsapp.group_manager', 'base.group_allow_export')
        system = self.user('base.group_system', 'clinic_whatsapp.group_manager')
        for user in (manager, system):
            account = self.account.with_user(user)
            for name in SECRETS:
                with self.assertRaises(AccessError):
                    account.read([name])
                with self.assertRaises(AccessError):
                    account.export_data([name])
                with self.assertRaises(AccessError):
                    account.search([(name, '!=', False)])
            shown = json.dumps(account.read()[0], default=str) + json.dumps(
                account.web_read({name: {} for name in account.fields_get()}), default=str
            )
            for secret in (TOKEN, SECRET, VERIFY):
                self.assertNotIn(secret, shown)
            self.assertFalse(account.new_token or account.new_app_secret)

    def test_what_is_left_empty_stays(self):
        self.account.write({'name': "Otra", 'new_token': '', 'new_app_secret': False})
        self.assertEqual(self.account._secret('token'), TOKEN)
        self.account.write({'new_token': '  nueva  '})
        self.assertEqual(self.account._secret('token'), 'nueva')

    def test_a_copy_has_none(self):
        copy = self.account.copy(
            {'phone_number_id': '100000000000010', 'waba_id': '200000000000010'}
        )
        self.assertFalse(copy.has_token or copy.has_app_secret or copy.has_verify_token)
        self.assertNotEqual(copy.webhook_uuid, self.account.webhook_uuid)

    def test_the_token_goes_to_no_other_address(self):
        self.account.write({'base_url': 'https://elsewhere.example'})
        self.assertFalse(self.account._secret('token'))
        self.account.write({'base_url': 'https://other.example', 'new_token': 'nueva'})
        self.assertEqual(self.account._secret('token'), 'nueva')
        self.account.write({'base_url': 'https://third.example', 'new_token': ' '})
        self.assertFalse(self.account._secret('token'), "nothing was typed")
        self.assertTrue(self.account._secret('app_secret'), "Meta signs with it; it is not sent")

    def test_roles(self):
        agent, stranger = self.user('clinic_whatsapp.group_agent'), self.user('base.group_user')
        self.assertEqual(self.account.with_user(agent).name, "Recepción")
        with self.assertRaises(AccessError):
            self.account.with_user(agent).write({'new_token': 'x'})
        with self.assertRaises(AccessError):
            self.account.with_user(stranger).read(['name'])

    def test_neutralised(self):
        from odoo.modules.neutralize import get_neutralization_queries

        with self.env.cr.savepoint():
            for query in get_neutralization_queries(['clinic_whatsapp']):
                self.env.cr.execute(query)
            self.env.invalidate_all()
            known = self.account.with_context(active_test=False)
            self.assertFalse(known.active or known.has_token or known.has_app_secret)
            self.assertEqual(known.base_url, 'http://127.0.0.1:9')

    def test_a_neutralised_copy_reaches_nobody(self):
        """Not what was queued, not what is said afterwards, not even once it is switched on."""
        from odoo.modules.neutralize import get_neutralization_queries

        kind = self.env['clinic.message.kind'].create(
            {'code': 'prueba', 'name': "T", 'purpose': 'appointments', 'body': "Hola, {nombre}."}
        )
        self.receive(text_message('w1', at=int(fields.Datetime.now().timestamp())))

        def send(key):
            return self.env['clinic.message']._send(self.ana, kind.code, dedupe_key=key)

        queued = send('before')
        self.assertEqual(queued.channel, 'whatsapp')
        uuid = self.account.webhook_uuid
        self.env.flush_all()
        for query in get_neutralization_queries(['clinic_whatsapp']):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        calls = []
        with (
            patch.object(clinic_whatsapp_sender, '_send', calls.append),
            self.enter_registry_test_mode(),
        ):
            self.env.ref('clinic_whatsapp.ir_cron_send').method_direct_trigger()
            self.account.with_context(active_test=False).active = True
            later = send('after')
            self.env.ref('clinic_whatsapp.ir_cron_send').method_direct_trigger()
        self.assertEqual(calls, [])
        self.assertNotEqual(later.channel, 'whatsapp')
        _account, known = self.env['clinic.whatsapp.account']._of_webhook(uuid)
        self.assertFalse(known)
        self.assertFalse(self.account._secret('token'))

    def test_what_cannot_be_right_is_told(self):
        for values in (
            {'phone_number_id': '55 5550 0142'},
            {'waba_id': 'abc'},
            {'base_url': 'http://graph.facebook.com'},
            {'base_url': 'ftp://x'},
            {'base_url': 'https://[x'},
            {'api_version': '23'},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.env['clinic.whatsapp.account'].create(
                    account_values(self.clinic, phone_number_id='100000000000011') | values
                )
