from contextlib import ExitStack
from unittest.mock import patch

from odoo import Command
from odoo.tests import TransactionCase

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .staff_common import new_staff

ROLES = ('reception', 'nurse', 'practitioner', 'director', 'privacy')


class MessagesCase(TransactionCase):
    """A clinic with a branch, one user a role, a patient with e-mail and a kind for each rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic = cls.env['res.company'].create(
            {
                'name': "Clínica Prueba",
                'email': 'hola@clinica.example',
                'phone': "55 0000 0000",
                'logo': False,
            }
        )
        cls.clinic.partner_id.lang = 'en_US'  # the language in which staff read why
        cls.branch = cls.env['res.company'].create(
            {
                'name': "Clínica Prueba Norte",
                'parent_id': cls.clinic.id,
                'email': 'norte@x.example',
                'logo': False,
            }
        )
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                allowed_company_ids=cls.clinic.ids,
                lang='en_US',
            )
        )
        logins = {role: (f'messages_{role}', f'clinic_crm.group_{role}') for role in ROLES}
        cls.users = new_staff(
            cls.env,
            {**logins, 'stranger': ('messages_stranger', 'base.group_user')},
            company_id=cls.clinic.id,
            company_ids=[Command.set(cls.clinic.ids)],
        )
        cls.stranger = cls.users.pop('stranger')
        cls.patient = cls.make_patient("María Hernández López", email='maria@paciente.example')
        cls.kinds = {}
        for code, purpose, rule in (
            ('t_care', 'care', 'relationship'),
            ('t_always', 'care', 'always'),
            ('t_follow_up', 'follow_up', 'granted'),
            ('t_marketing', 'marketing', 'granted'),
            ('t_feedback', 'feedback', 'granted'),
        ):
            cls.kinds[code] = cls.env['clinic.message.kind'].create(
                {
                    'code': code,
                    'name': f"Test {code}",
                    'purpose': purpose,
                    'consent_rule': rule,
                    'body': "Hola, {nombre}: {texto}",
                    'allow_attachments': rule == 'always',
                    'variable_ids': [
                        Command.create(
                            {
                                'name': 'texto',
                                'description': "A text",
                                'example': "Nos vemos.",
                            }
                        )
                    ],
                }
            )
        cls.sequence = 0

    @classmethod
    def make_patient(cls, name, **values):
        return cls.env['clinic.patient'].create(
            {
                'name': name,
                'company_id': cls.clinic.id,
                **values,
            }
        )

    def merge(self, double, survivor):
        """Merge two patients where merging exists, else skip the test."""
        if 'merged_into_id' not in double._fields:
            self.skipTest("optional: patients cannot be merged yet")
        double.write({'active': False, 'merged_into_id': survivor.id})

    def send(self, kind='t_care', patient=None, env=None, **options):
        type(self).sequence += 1
        options.setdefault('dedupe_key', f'test:{self.sequence}')
        variables = options.pop('variables', {'texto': "le esperamos."})
        return (env or self.env)['clinic.message']._send(
            patient or self.patient,
            kind,
            variables,
            **options,
        )

    def deliver(self):
        """Run the delivery job as Odoo does."""
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_deliver_messages').sudo().method_direct_trigger()
        self.env.invalidate_all()


class FakeServer:
    """A mail server in memory: `fault` is raised by the next conversations."""

    def __init__(self):
        self.sent = []
        self.fault = None
        self.fault_at_connect = None
        self.on_send = None

    def connect(self, *_args, **_kwargs):
        if self.fault_at_connect:
            raise self.fault_at_connect
        return self

    from_filter = False
    smtp_from = False

    def send_message(self, message, smtp_from, smtp_to_list):
        if self.on_send:
            self.on_send()
        if self.fault:
            raise self.fault
        self.sent.append((message, smtp_from, smtp_to_list))

    def quit(self):
        pass

    def patched(self):
        """Return a context in which Odoo's e-mail goes here."""
        server = IrMail_Server
        stack = ExitStack()
        stack.enter_context(patch.object(server, '_disable_send', classmethod(lambda cls: False)))
        stack.enter_context(patch.object(server, '_connect__', lambda _self, **kw: self.connect()))
        return stack
