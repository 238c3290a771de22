import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.cloud_api import (
    GraphError,
    NotSent,
    OutcomeUnknown,
    read_template,
    split,
)
from odoo.addons.clinic_whatsapp.models import clinic_whatsapp_template_review

from .whatsapp_common import WhatsappCase, text_message


class FakeMeta:
    """Meta's side of the templates, in memory."""

    def __init__(self, nodes=(), refuses=None):
        self.nodes, self.created, self.uploads, self.done = list(nodes), [], 0, []
        self.refuses = refuses or {}

    def create_template(self, _waba_id, body):
        self.done.append('ask')
        self.created.append(body)
        if body['name'] in self.refuses:
            raise self.refuses[body['name']]
        return {'id': f'{len(self.created)}', 'status': 'PENDING'}

    def templates(self, _waba_id):
        self.done.append('ask')
        return iter(self.nodes)

    def upload_sample(self, content, _mime_type, _filename):
        self.uploads += content.startswith(b'%PDF')
        return '4::handle'

    def close(self):
        pass

    @contextmanager
    def patched(self, env):
        """Meta, and in place of a commit a note that nothing was left to be written."""

        def let_go(account):
            account.env.flush_all()
            self.done.append('commit')

        with (
            patch.object(clinic_whatsapp_template_review, 'Client', lambda **_connection: self),
            patch.object(env.registry['clinic.whatsapp.account'], '_let_go', let_go),
        ):
            yield self


@tagged('post_install', '-at_install')
class TestTemplateSet(WhatsappCase):
    """The Spanish set: drafted, submitted, reviewed, changed."""

    def draft(self, code='appointment_reminder'):
        kind = self.env['clinic.message.kind']._get(code)
        return self.env['clinic.whatsapp.template']._make_of_kinds(self.account, kind)

    def reviewed(self, template, event, reason='NONE'):
        self.receive(text_message('w0'))
        kept = self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1)
        value = {
            'event': event,
            'message_template_name': template.name,
            'message_template_language': template.language,
            'reason': reason,
        }
        change = {'field': 'message_template_status_update', 'value': value}
        payload = {'entry': [{'id': '200000000000009', 'changes': [change]}]}
        for one in self.env['clinic.whatsapp.event'].sudo()._keep(kept, list(split(payload))):
            one._apply()

    def refusal(self, meta, templates):
        """What is told of those that were not taken; what was written stays, as it is committed."""
        with meta.patched(self.env):
            try:
                templates.action_submit()
            except UserError as error:
                return str(error)
        return self.fail("nothing was told")

    def test_buttons_and_documents_are_of_the_kind(self):
        meta = FakeMeta()
        reminder, invoice = self.draft(), self.draft('invoice_delivery')
        self.assertIn("Confirmar", reminder.preview)
        self.assertIn("documento.pdf", invoice.preview)
        with meta.patched(self.env):
            (reminder | invoice).action_submit()
        first, second = (read_template(body) for body in meta.created)
        self.assertEqual(
            [button.text for button in first.buttons],
            ["Confirmar", "Reagendar", "Cancelar"],
        )
        self.assertEqual((second.header_kind, meta.uploads), ('DOCUMENT', 1))
        self.assertEqual(reminder.status, 'PENDING')
        with meta.patched(self.env):
            reminder.action_submit()
        self.assertEqual(len(meta.created), 2, "once")

    def test_preview_of_a_patient(self):
        template = self.draft()
        template.preview_patient_id = self.ana
        self.assertIn("Hola, Ana:", template.preview)

    def test_a_change_is_a_new_version_and_the_old_one_sends_meanwhile(self):
        Template = self.env['clinic.whatsapp.template']
        old = self.draft()
        old.sudo().status = 'APPROVED'
        kind = old.kind_id
        manager = self.user('clinic_whatsapp.group_manager')
        mine = old.with_user(manager)
        with self.assertRaises(UserError):
            mine.body = "Otra cosa para {{nombre}}, por favor."
        new = Template.browse(mine.action_new_version()['res_id'])
        self.assertEqual((new.name, new.status), ('appointment_reminder_v2', 'DRAFT'))
        self.assertEqual(mine.action_new_version()['res_id'], new.id, "one draft")
        new.with_user(manager).body = "Hola, {{nombre}}: le esperamos el {{cuando}} sin falta."
        with FakeMeta().patched(self.env):
            new.with_user(manager).action_submit()
        self.assertEqual(Template._for(self.account, kind), old)
        self.reviewed(new, 'REJECTED', 'PROMOTIONAL')
        self.assertIn("Marketing", new.rejected_words)
        self.assertEqual(Template._for(self.account, kind), old)
        third = Template.browse(new.action_new_version()['res_id'])
        self.assertEqual((third.name, third.version), ('appointment_reminder_v3', 3))
        self.reviewed(third, 'APPROVED')
        self.assertEqual(Template._for(self.account, kind), third)
        self.assertEqual((old.in_use, third.in_use), (False, True))
        self.reviewed(third, 'PAUSED')
        self.assertEqual(Template._for(self.account, kind), old)

    def test_every_reason_says_what_to_change(self):
        template = self.draft()
        template.sudo().status = 'REJECTED'
        for reason in (
            'INVALID_FORMAT',
            'TAG_CONTENT_MISMATCH',
            'INCORRECT_CATEGORY',
            'PROMOTIONAL',
            'ABUSIVE_CONTENT',
            'SCAM',
            'NONE',
            'NEVER_HEARD_OF',
            False,
        ):
            template.sudo().rejected_reason = reason
            self.assertRegex(template.rejected_words, r"^[A-Z].*\.$")

    def test_what_meta_has_no_more(self):
        template = self.draft()
        template.sudo().write({'status': 'APPROVED', 'remote_id': '77'})
        node = {
            'id': '78',
            'name': 'ajeno',
            'language': 'es_MX',
            'status': 'APPROVED',
            'category': 'UTILITY',
            'components': [{'type': 'BODY', 'text': "Hola."}],
        }
        with FakeMeta([node]).patched(self.env):
            self.account.action_sync_templates()
        self.assertEqual((template.status, template.usable), ('DELETED', False))
        self.assertEqual(template.search([('name', '=', 'ajeno')]).status, 'APPROVED')

    def test_what_is_asked_is_committed_before_and_kept_after(self):
        """One is refused, the answer of another is lost, the third is taken."""
        taken, refused, lost = (
            self.draft(code)
            for code in ('appointment_reminder', 'appointment_booked', 'appointment_cancelled')
        )
        meta = FakeMeta(
            refuses={
                refused.name: GraphError(100, details="El texto ya existe"),
                lost.name: OutcomeUnknown('reset'),
            }
        )
        told = self.refusal(meta, taken | refused | lost)
        self.assertEqual(meta.done, ['commit', 'ask', 'ask', 'ask', 'commit'])
        self.assertIn("El texto ya existe", told)
        self.assertIn(lost.name, told)
        self.assertEqual(
            [one.status for one in (taken, refused, lost)], ['PENDING', 'DRAFT', 'SUBMITTING']
        )

    def test_after_a_lost_answer_it_is_looked_for_first(self):
        template = self.draft()
        self.refusal(FakeMeta(refuses={template.name: OutcomeUnknown('reset')}), template)
        node = {'id': '9', 'name': template.name, 'language': 'es_MX', 'status': 'APPROVED'}
        node['components'] = [{'type': 'BODY', 'text': "Hola, {{nombre}}."}]
        with FakeMeta([node]).patched(self.env) as meta:
            template.action_submit()
        self.assertFalse(meta.created)
        self.assertEqual((template.status, template.remote_id), ('APPROVED', '9'))

    def test_without_a_connection_nothing_has_changed(self):
        template = self.draft()
        told = self.refusal(FakeMeta(refuses={template.name: NotSent('refused')}), template)
        self.assertIn("No connection", told)
        self.assertEqual(template.status, 'DRAFT')

    def test_an_empty_place_says_its_filler(self):
        template = self.draft('appointment_booked')
        self.assertIn("{{indicaciones}}", template.body)
        message = (
            self.env['clinic.message']
            .with_company(self.clinic)
            ._send(
                self.ana,
                'appointment_booked',
                {
                    'cita': "su cita",
                    'cuando': "mañana",
                    'donde': "en la clínica",
                    'liga': "https://clinica.example/cita",
                },
                dedupe_key='t:filler',
            )
        )
        content = template._content(message)
        [body] = [p for p in content['template']['components'] if p['type'] == 'body']
        told = {p['parameter_name']: p['text'] for p in body['parameters']}
        self.assertEqual(told['indicaciones'], "Le pedimos llegar 10 minutos antes.")
        self.assertTrue(json.dumps(content))
