import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.cloud_api import PROBE, Client, GraphError, NotSent, split
from odoo.addons.clinic_whatsapp.models import clinic_whatsapp_check_here

from .whatsapp_common import (
    NUMBER_ID,
    SECRET,
    TOKEN,
    VERIFY,
    WABA_ID,
    WhatsappCase,
    account_values,
)

NUMBER = {
    'id': NUMBER_ID,
    'display_phone_number': '+52 55 0000 0009',
    'verified_name': "Clínica del Chat",
    'quality_rating': 'GREEN',
    'whatsapp_business_manager_messaging_limit': 'TIER_2K',
}
GOOD = {
    'phone_number': NUMBER,
    'phone_numbers': [{'id': NUMBER_ID}],
    'subscriptions': [{'id': 'app'}],
    'subscribe': None,
    'token_info': {'is_valid': True, 'expires_at': 0},
}
WRONG_SECRET = GraphError(100, "Invalid appsecret_proof provided in the API argument", http=400)


class SetupCase(WhatsappCase):
    @contextmanager
    def meta(self, address='ok', proven=True, **answers):
        """Meta answers each call with what is given for it, or as it does when all is well."""
        calls = []

        def answering(name):
            def call(client, *args):
                calls.append((name, *args))
                if name == 'phone_number' and client._proof and not proven:
                    raise WRONG_SECRET
                answer = (GOOD | answers)[name]
                if isinstance(answer, Exception):
                    raise answer
                return answer

            return call

        doubles = {name: answering(name) for name in GOOD}
        with (
            patch.multiple(Client, **doubles),
            patch.object(clinic_whatsapp_check_here, 'probe', lambda url, token: address),
            patch.object(
                self.env.registry['clinic.whatsapp.account'],
                '_let_go',
                lambda account: calls.append(('commit',)),
            ),
        ):
            yield calls

    def steps(self):
        return {step['name']: step for step in self.account._kept_steps()}

    def states(self):
        return {name: step['state'] for name, step in self.steps().items()}


@tagged('post_install', '-at_install')
class TestConnection(SetupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.last_webhook_at = '2026-01-01 00:00:00'

    def test_everything_is_right(self):
        self.env['ir.config_parameter'].set_param('web.base.url', 'https://clinica.example')
        with self.meta():
            self.account.action_test_connection()
        bad = {name for name, state in self.states().items() if state in ('missing', 'waiting')}
        self.assertFalse(bad - {'jobs'})
        self.assertEqual(self.account.display_number, '+52 55 0000 0009')
        self.assertEqual((self.account.quality, self.account.messaging_limit), ('GREEN', 2000))
        self.assertEqual(self.account.daily_limit, 2000)

    def test_each_wrong_answer_names_its_step(self):
        cases = [
            ({'phone_number': GraphError(190, "Expired", subcode=463)}, 'token', "run out"),
            ({'phone_number': GraphError(190, "Cannot parse")}, 'token', "copied in part"),
            ({'phone_number': GraphError(100, "Unknown object", subcode=33)}, 'token', "both IDs"),
            ({'phone_number': GraphError(200, "No right")}, 'token', "no right"),
            ({'phone_number': GraphError(131042, "Payment")}, 'token', "payment"),
            ({'phone_number': GraphError(131031, "Locked")}, 'token', "locked"),
            ({'phone_number': GraphError(4, "Too many", http=400)}, 'token', "wait"),
            ({'phone_number': GraphError(7777, "<b>¿Qué?</b>")}, 'token', "¿Qué?"),
            ({'phone_number': NotSent()}, 'token', "No connection"),
            ({'token_info': {'scopes': ['whatsapp_business_messaging']}}, 'token', "management"),
            ({'proven': False}, 'app_secret', "not of the app"),
            ({'phone_numbers': [{'id': '1'}]}, 'number', "not of business account"),
            ({'subscriptions': []}, 'subscribed', "subscription"),
            ({'address': 'silent'}, 'webhook', "does not answer"),
            ({'address': 'refused'}, 'webhook', "Another database"),
            ({'address': 'other'}, 'webhook', "Something else"),
        ]
        for wrong, name, words in cases:
            with self.subTest(name=name, words=words), self.meta(**wrong):
                self.account.action_test_connection()
                self.assertEqual(self.steps()[name]['state'], 'missing')
                self.assertIn(words, self.steps()[name]['detail'])
                self.assertFalse(self.account.connected)
                self.assertNotIn('<b>', str(self.account.check_html))

    def test_what_rests_on_a_missing_step_is_not_tried(self):
        with self.meta(phone_number=GraphError(190)) as calls:
            self.account.action_test_connection()
        self.assertEqual([name for name, *_args in calls], ['phone_number'])
        states = self.states()
        self.assertEqual(states['token'], 'missing')
        for name in ('app_secret', 'number', 'subscribed'):
            self.assertEqual(states[name], 'waiting')
        self.assertEqual(states['webhook'], 'done')

    def test_a_token_that_will_run_out(self):
        until = fields.Datetime.now() + timedelta(days=5)
        self.account.parked_at = fields.Datetime.now()
        with self.meta(token_info={'expires_at': int(until.timestamp())}):
            self.account.action_test_connection()
        self.assertFalse(self.account.parked_at, "until then it works")
        self.assertEqual(self.states()['token'], 'advice')
        self.assertTrue(self.account.token_expires_at)
        [trouble] = self.troubles('clinic_whatsapp.group_manager')
        self.assertEqual((trouble['tone'], trouble['can_mend']), ('warning', True))
        self.assertFalse(self.troubles('clinic_whatsapp.group_agent'))
        self.account.new_token = 'another'
        self.assertFalse(self.account.token_expires_at)

    def troubles(self, group):
        return self.env['clinic.whatsapp.account'].with_user(self.user(group)).get_troubles()

    def test_nonsense_of_meta_breaks_nothing(self):
        for info in ({'expires_at': 'soon'}, {'expires_at': 10**30}, {'expires_at': None}):
            with self.subTest(info), self.meta(token_info=info, phone_number={'id': 1}):
                self.account.action_test_connection()
                self.assertFalse(self.account.token_expires_at)

    def test_the_clinics_own_lower_limit_stays(self):
        with self.meta():
            self.account.action_test_connection()
            self.account.daily_limit = 100
            self.account.action_test_connection()
        self.assertEqual((self.account.daily_limit, self.account.messaging_limit), (100, 2000))

    def test_a_limit_set_before_the_first_look_stays(self):
        self.account.daily_limit = 100
        with self.meta():
            self.account.action_test_connection()
        self.assertEqual((self.account.daily_limit, self.account.messaging_limit), (100, 2000))

    def test_the_daily_look_stops_a_number_whose_token_broke(self):
        self.clinic.partner_id.lang = 'en_US'  # the language it is told in
        with self.meta(phone_number=GraphError(190, subcode=463)), self.enter_registry_test_mode():
            self.env.ref('clinic_whatsapp.ir_cron_look').method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.account.parked_at)
        self.assertIn("run out", self.account.parked_reason)

    def test_meta_is_asked_while_nothing_is_held(self):
        """First all is asked, then it is written; a job has committed before, and asks beside."""
        second = self.env['clinic.whatsapp.account'].create(
            account_values(self.clinic, phone_number_id='100000000000077')
        )
        done, cls = [], self.env.registry['clinic.whatsapp.account']
        note = cls._note_number
        commit = self.env.registry['ir.cron']._commit_progress

        def noted(account, number):
            done.append('note')
            return note(account, number)

        def committed(cron, *args, **kwargs):
            done.append('commit')
            return commit(cron, *args, **kwargs)

        with (
            self.meta() as calls,
            patch.object(cls, '_note_number', noted),
            patch.object(self.env.registry['ir.cron'], '_commit_progress', committed),
        ):
            asked = Client.phone_number

            def ask(client, number):
                done.append('ask' if threading.current_thread() is threading.main_thread()
                            else 'ask beside')  # fmt: skip
                return asked(client, number)

            with patch.object(Client, 'phone_number', ask):
                (self.account | second).action_test_connection()
                self.assertEqual(done, ['ask'] * 4 + ['note'] * 2)
                done.clear()
                with self.enter_registry_test_mode():
                    self.env.ref('clinic_whatsapp.ir_cron_look').method_direct_trigger()
        self.assertEqual(done[0], 'commit')
        self.assertEqual(set(done) - {'note', 'commit'}, {'ask beside'})
        self.assertTrue(calls)

    def test_news_of_the_number_asks_meta(self):
        change = {'field': 'phone_number_quality_update', 'value': {'event': 'FLAGGED'}}
        payload = {'entry': [{'id': WABA_ID, 'time': 1, 'changes': [change]}]}
        delivery = self.env['clinic.whatsapp.delivery'].create(
            {'account_id': self.account.id, 'digest': 'x', 'received_at': '2026-01-01'}
        )
        [event] = self.env['clinic.whatsapp.event']._keep(delivery, list(split(payload)))
        look = self.env.ref('clinic_whatsapp.ir_cron_look')
        before = self.env['ir.cron.trigger'].search_count([('cron_id', '=', look.id)])
        event._apply()
        self.assertEqual(event.state, 'done')
        after = self.env['ir.cron.trigger'].search_count([('cron_id', '=', look.id)])
        self.assertEqual(after, before + 1)

    def test_mended_with_one_button_and_the_queue_goes_on(self):
        self.account.write({'parked_at': fields.Datetime.now(), 'parked_reason': "Token."})
        manager = self.account.with_user(self.user('clinic_whatsapp.group_manager'))
        with self.meta(phone_number=GraphError(190)):
            answer = manager.mend()
        self.assertFalse(answer['ok'])
        self.assertIn("token", answer['text'])
        self.assertTrue(self.account.parked_at)
        with self.meta():
            self.assertTrue(manager.mend()['ok'])
        self.assertFalse(self.account.parked_at)

    def test_who_sees_the_banner(self):
        self.account.write({'parked_at': fields.Datetime.now(), 'parked_reason': "Token."})
        [told] = self.troubles('clinic_whatsapp.group_agent')
        self.assertEqual((told['tone'], told['can_mend']), ('danger', False))
        self.assertNotIn("Token", told['text'], "what to do is for who can do it")
        self.assertFalse(self.troubles('base.group_user'))
        agent = self.user('clinic_whatsapp.group_agent')
        with self.assertRaises(AccessError):
            self.account.with_user(agent).mend()


@tagged('post_install', '-at_install')
class TestSetupPage(SetupCase):
    def setUp(self):
        super().setUp()
        self.manager = self.user('clinic_whatsapp.group_manager')
        self.Account = self.env['clinic.whatsapp.account'].with_user(self.manager)

    def new(self, **more):
        typed = {
            'name': "Sucursal",
            'company_id': self.clinic.id,
            'phone_number_id': ' 100000000000077 ',
            'waba_id': WABA_ID,
            'base_url': 'https://graph.facebook.com',
        }
        return self.Account.save_setup(False, typed | more)

    def test_a_number_is_connected_step_by_step(self):
        setup = self.new()
        self.assertTrue(setup['id'] and setup['verify_token'])
        self.assertFalse(setup['has_token'] or setup['has_app_secret'])
        setup = self.Account.save_setup(setup['id'], {'new_token': TOKEN, 'new_app_secret': SECRET})
        self.assertTrue(setup['has_token'] and setup['has_app_secret'])
        shown = json.dumps(setup, default=str)
        self.assertNotIn(TOKEN, shown)
        self.assertNotIn(SECRET, shown)
        with self.meta() as calls:
            self.Account.browse(setup['id']).register_webhook()
        self.assertEqual(
            calls,
            [('commit',), ('subscribe', WABA_ID, setup['webhook_url'], setup['verify_token'])],
        )

    def test_the_verify_token_is_shown_until_meta_knows_it(self):
        account = self.Account.browse(self.account.id)
        self.assertEqual(account.get_setup(account.id)['verify_token'], VERIFY)
        self.account._handshake_seen(PROBE)
        self.assertTrue(account.get_setup(account.id)['verify_token'], "our own question")
        self.account._handshake_seen('1158201444')
        self.assertFalse(account.get_setup(account.id)['verify_token'])
        renewed = account.renew_verify_token()['verify_token']
        self.assertEqual(renewed, self.account._secret('verify_token'))
        self.assertNotEqual(renewed, VERIFY)

    def test_slips_are_told_and_nothing_is_kept(self):
        before = self.Account.search_count([])
        for wrong, words in (
            ({'phone_number_id': ''}, "phone number ID"),
            ({'waba_id': ''}, "business account ID"),
            ({'name': ' '}, "a name"),
            ({'phone_number_id': NUMBER_ID}, "connected already"),
            ({'phone_number_id': '+52 55 1234'}, "digits only"),
        ):
            with self.subTest(wrong), self.assertRaises(ValidationError) as caught:
                self.new(**wrong)
            self.assertIn(words, str(caught.exception))
        self.account.active = False
        with self.assertRaises(ValidationError) as caught:
            self.new(phone_number_id=NUMBER_ID)
        self.assertIn("archive", str(caught.exception))
        self.assertEqual(self.Account.with_context(active_test=False).search_count([]), before)

    def test_it_writes_nothing_else(self):
        for vals in ({'token': 'x'}, {'connected': True}, {'webhook_uuid': 'x'}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.Account.save_setup(self.account.id, vals)

    def test_only_who_manages_it(self):
        for group in ('clinic_whatsapp.group_agent', 'clinic_crm.group_director'):
            Account = self.env['clinic.whatsapp.account'].with_user(self.user(group))
            calls = [
                lambda A=Account: A.get_setup(self.account.id),
                lambda A=Account: A.save_setup(self.account.id, {'name': "x"}),
                lambda A=Account: A.trial_values(),
                lambda A=Account: A.browse(self.account.id).renew_verify_token(),
                lambda A=Account: A.browse(self.account.id).register_webhook(),
                lambda A=Account: A.browse(self.account.id).test_setup(),
            ]
            for number, call in enumerate(calls):
                with self.subTest(group=group, call=number), self.assertRaises(AccessError):
                    call()

    def test_meta_does_not_take_the_address(self):
        self.account.new_token = TOKEN
        with (
            self.meta(subscribe=GraphError(2200, "Callback verification failed")),
            self.assertRaises(UserError) as caught,
        ):
            self.Account.browse(self.account.id).register_webhook()
        self.assertIn("Callback verification failed", str(caught.exception))

    def test_of_another_clinic_nothing(self):
        other = self.env['res.company'].create({'name': "Otra Clínica"})
        stranger = self.user('clinic_whatsapp.group_manager')
        stranger.write({'company_ids': [(6, 0, other.ids)], 'company_id': other.id})
        Account = self.env['clinic.whatsapp.account'].with_user(stranger)
        with self.assertRaises(AccessError):
            Account.with_context(allowed_company_ids=other.ids).get_setup(self.account.id)
