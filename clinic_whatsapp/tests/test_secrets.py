import json
import logging
from itertools import product
from unittest.mock import patch

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.cloud_api import Accepted, GraphError, OutcomeUnknown

from .whatsapp_common import SECRET, TOKEN, VERIFY, OutboundCase, WhatsappCase, text_message

SECRETS = {'token': TOKEN, 'app_secret': SECRET, 'verify_token': VERIFY}
ROLES = (
    'base.group_user',
    'clinic_crm.group_reception',
    'clinic_crm.group_nurse',
    'clinic_crm.group_practitioner',
    'clinic_crm.group_director',
    'clinic_crm.group_privacy',
    'clinic_whatsapp.group_agent',
    'base.group_system',
)
REFUSED = (AccessError, UserError, ValueError, KeyError, TypeError)


@tagged('post_install', '-at_install')
class TestSecretsByRpc(WhatsappCase):
    """What every role gets by every way a client has: never a secret, nor a hint of one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [cls.user(role, 'base.group_allow_export') for role in ROLES]
        cls.people.append(cls.user('clinic_whatsapp.group_manager', 'base.group_allow_export'))
        cls.env['clinic.whatsapp.template'].create(
            {'account_id': cls.account.id, 'name': 'prueba', 'body': "Hola."}
        )

    def calls(self, account):
        """Every way to read `account` or something through it, as functions."""
        names = list(account._fields)
        yield lambda: account.read()
        yield lambda: account.read(names)
        for name in names:
            yield lambda name=name: account.read([name])
            yield lambda name=name: account.web_read({name: {}})
            yield lambda name=name: account.export_data([name])
            yield lambda name=name: account.search_read([], [name])
            yield lambda name=name: account.formatted_read_group([], [name], ['__count'])
        yield lambda: account.copy_data()
        yield lambda: account.default_get(names)
        yield lambda: account.name_search('')
        yield lambda: account.fields_get()
        template = self.env['clinic.whatsapp.template'].with_user(account.env.user)
        for name in SECRETS:
            yield lambda name=name: template.search([], limit=1).export_data([f'account_id/{name}'])
            yield lambda name=name: template.search([]).mapped(f'account_id.{name}')

    def test_nothing_that_is_read_holds_a_secret(self):
        for user in self.people:
            account = self.account.with_user(user)
            for call in self.calls(account):
                account.env.invalidate_all()
                try:
                    found = call()
                except REFUSED:
                    continue
                if isinstance(found, models.BaseModel):
                    found = found.read()
                text = json.dumps(found, default=str)
                for secret in SECRETS.values():
                    self.assertNotIn(secret, text, user.group_ids.mapped('full_name'))

    def test_nothing_is_found_by_a_secret(self):
        """Neither is whether a guess was good told by what a search finds."""
        operators = ('=', '!=', 'like', 'ilike', '=like', '>', '<', 'in')
        for user, (name, secret), operator in product(self.people, SECRETS.items(), operators):
            value = [secret] if operator == 'in' else secret
            for model, path in (
                ('clinic.whatsapp.account', name),
                ('clinic.whatsapp.template', f'account_id.{name}'),
                ('clinic.whatsapp.outbox', f'account_id.{name}'),
            ):
                records = self.env[model].with_user(user)
                domain = Domain(path, operator, value)
                for answered in (
                    _answers(records.search, domain),
                    _answers(records.search_count, domain),
                    _answers(records.search, [], order=path),
                ):
                    self.assertFalse(answered, (user.login, model, path, operator))

    def test_nobody_but_the_manager_writes_one(self):
        for user in self.people[:-1]:
            for name in SECRETS:
                for field in (name, f'new_{name}'):
                    with self.assertRaises(AccessError):
                        self.account.with_user(user).write({field: 'x'})
        self.assertEqual({n: self.account._secret(n) for n in SECRETS}, SECRETS)


@tagged('post_install', '-at_install')
class TestLogs(OutboundCase):
    """At the level of information and above no number and no word of a patient is logged."""

    def test_nothing_of_a_patient(self):
        self.kind.body = "Hola, {nombre}: canario-de-salida."
        logger, lines = logging.getLogger(), []
        handler = logging.Handler(logging.INFO)
        handler.emit = lambda record: lines.append(logging.Formatter().format(record))
        levels = {name: logging.getLogger(name).level for name in ('', 'odoo')}
        logger.addHandler(handler)
        try:
            for name in levels:
                logging.getLogger(name).setLevel(logging.INFO)
            self.everything()
        finally:
            logger.removeHandler(handler)
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
        self.assertTrue(lines)
        text = '\n'.join(lines)
        for canary in ('canario', '5555500142', '55 5550 0142', "Ana Ruiz", TOKEN, SECRET):
            self.assertNotIn(canary, text)

    def everything(self):
        self.open_window()
        self.receive(text_message('w1', body="canario-de-entrada"))
        broken = {'from': '5215555500142', 'id': 'w2', 'type': 'canario', 'canario': {'x': 1}}
        self.receive(broken)
        Message = self.env.registry['clinic.whatsapp.message']
        with patch.object(Message, '_take_in', breaks):
            self.receive(text_message('w3', body="canario-de-error"))
        for answer in (
            None,
            OutcomeUnknown("canario +525555500142"),
            GraphError(131026, "canario", "No es 5215555500142", http=400),
            GraphError(190, "canario", http=401),
            ValueError("canario 5215555500142"),
            Accepted('wamid.5215555500142'),
        ):
            self.account._resume()
            with self.meta(answer):
                message = self.send()
            self.report(self.row(message)[:1] or self.row(message), 'delivered')


def _answers(method, *arguments, **options):
    try:
        method(*arguments, **options)
    except REFUSED:
        return False
    return True


def breaks(_model, event):
    raise ValueError(event._event().node['text']['body'])
