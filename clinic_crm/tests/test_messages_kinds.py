from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .messages_common import MessagesCase


@tagged('post_install', '-at_install')
class TestKinds(MessagesCase):
    """Kinds are data: what an addon or a director may write, and what is refused."""

    def make(self, **values):
        return self.env['clinic.message.kind'].create(
            {
                'code': 'k',
                'name': "K",
                'purpose': 'care',
                'body': "Hola",
                **values,
            }
        )

    def test_every_kind_shipped_is_sound(self):
        for kind in self.env['clinic.message.kind'].search([]):
            with self.subTest(kind=kind.code):
                kind._check_places()
                examples = {v.name: v.example for v in kind.variable_ids}
                standard = {'nombre': "María", 'paciente': "María", 'clinica': "Clínica"}
                for informal in (False, True):
                    _subject, body = kind._render(examples | standard, informal=informal)
                    self.assertLess(len(body), 1000)

    def test_rules_by_purpose(self):
        rules = {
            purpose: self.make(code=purpose, purpose=purpose).consent_rule
            for purpose in ('care', 'appointments', 'follow_up', 'marketing', 'feedback')
        }
        self.assertEqual(
            rules,
            {
                'care': 'relationship',
                'appointments': 'relationship',
                'follow_up': 'granted',
                'marketing': 'granted',
                'feedback': 'granted',
            },
        )
        for rule in ('always', 'relationship'):
            with self.assertRaises(ValidationError):
                self.make(code=f'm{rule}', purpose='marketing', consent_rule=rule)

    def test_refused_texts(self):
        for values in (
            {'body': "Hola, {desconocida}"},
            {'body': "Hola, {nombre.name}"},
            {'body': "Hola }"},
            {'body_informal': "Hola, {x}"},
            {'subject': "Receta de {nombre}"},
            {'text_ids': [Command.create({'lang': 'en_US', 'body': "Hi {x}"})]},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.make(**values)

    def test_refused_variables(self):
        for name in ('nombre', 'Dos Palabras', 'a.b', 'é', ''):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.make(
                    variable_ids=[
                        Command.create(
                            {
                                'name': name,
                                'description': "D",
                                'example': "E",
                            }
                        )
                    ]
                )

    def test_only_direction_writes_them(self):
        kind = self.kinds['t_care']
        kind.with_user(self.users['director']).body = "Hola, {nombre}: {texto}!"
        for role in ('reception', 'nurse', 'practitioner'):
            self.assertTrue(kind.with_user(self.users[role]).body)
            with self.assertRaises(AccessError):
                kind.with_user(self.users[role]).body = "x"
        with self.assertRaises(AccessError):
            kind.with_user(self.stranger).read(['body'])
