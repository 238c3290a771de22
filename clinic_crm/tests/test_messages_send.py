from datetime import timedelta
from decimal import Decimal

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .messages_common import MessagesCase


@tagged('post_install', '-at_install')
class TestSend(MessagesCase):
    """Enqueueing: what is stored, for whom, in which words, and whether it may go."""

    def test_a_message_is_queued_in_words(self):
        message = self.send(variables={'texto': Decimal('10.50')}, record=self.patient)
        self.assertRecordValues(
            message,
            [
                {
                    'state': 'queued',
                    'channel': 'email',
                    'direction': 'out',
                    'purpose': 'care',
                    'subject': "Mensaje de Clínica Prueba",
                    'body': "Hola, María: 10.50",
                    'res_model': 'clinic.patient',
                    'res_id': self.patient.id,
                    'error': False,
                }
            ],
        )

    def test_no_mail_and_no_chatter(self):
        before = self.env['mail.message'].search_count([]), self.env['mail.mail'].search_count([])
        self.send()
        self.env.flush_all()
        after = self.env['mail.message'].search_count([]), self.env['mail.mail'].search_count([])
        self.assertEqual(before, after)

    def test_same_key_same_message(self):
        first = self.send(dedupe_key='once')
        second = self.send(
            'document',
            dedupe_key='once',
            variables={'unknown': 1},
            patient=self.patient,
        )
        self.assertEqual(first, second)
        self.assertEqual(second.kind_id.code, 't_care')

    def test_a_key_is_needed(self):
        with self.assertRaises(ValueError):
            self.send(dedupe_key='')

    def test_errors_before_anything_is_stored(self):
        count = self.env['clinic.message'].search_count([])
        for kind, variables, words in (
            ('t_care', {}, r'\{texto\}'),
            ('t_care', {'texto': " "}, r'\{texto\}'),
            ('t_care', {'texto': "x", 'otro': "y"}, r'\{otro\}'),
            ('t_care', {'texto': self.patient}, r'\{texto\}'),
            ('t_none', {}, r't_none'),
        ):
            with (
                self.subTest(kind=kind, variables=variables),
                self.assertRaisesRegex(
                    UserError,
                    words,
                ),
            ):
                self.send(kind, variables=variables)
        with self.assertRaisesRegex(UserError, "carries no files"):
            self.send(attachments=[('a.pdf', b'%PDF')])
        self.assertEqual(self.env['clinic.message'].search_count([]), count)

    def test_nothing_is_evaluated(self):
        evil = "{nombre.__class__} ${object} {{ 7*7 }} <b>%s</b>"
        self.assertEqual(
            self.send(variables={'texto': evil}).body,
            f"Hola, María: {evil}",
        )

    def test_tu_and_other_languages(self):
        kind = self.kinds['t_care']
        kind.write(
            {
                'body_informal': "Hola, {nombre}: te decimos {texto}",
                'text_ids': [Command.create({'lang': 'en_US', 'body': "Hello {nombre}: {texto}"})],
            }
        )
        self.patient.lang = 'en_US'
        self.assertTrue(self.send().body.startswith("Hello María"))
        kind.text_ids.unlink()
        self.assertTrue(self.send().body.startswith("Hola, María: le"))
        self.clinic.clinic_informal = True
        self.assertTrue(self.send().body.startswith("Hola, María: te decimos"))

    def test_the_branch_speaks(self):
        env = self.env(context=dict(self.env.context, allowed_company_ids=self.branch.ids))
        self.assertEqual(self.send(env=env).company_id, self.branch)
        other = self.env['res.company'].create({'name': "Otra"})
        env = self.env(context=dict(self.env.context, allowed_company_ids=other.ids))
        self.assertEqual(self.send(env=env).company_id, self.clinic)

    def test_guardian_of_a_minor(self):
        guardian = self.env['res.partner'].create({'name': "Rosa Díaz", 'email': 'rosa@x.example'})
        child = self.make_patient(
            "Luis Díaz",
            birthdate=fields.Date.subtract(fields.Date.today(), years=6),
            guardian_id=guardian.id,
            email='luis@x.example',
        )
        self.assertEqual(child._reader(), guardian)
        self.assertTrue(self.send(patient=child).body.startswith("Hola, Rosa"))
        guardian.email = False
        message = self.send(patient=child)
        self.assertRecordValues(message, [{'state': 'queued', 'error_code': 'no_address'}])
        self.assertIn("Rosa Díaz, the guardian", message.error)
        child.birthdate = fields.Date.subtract(fields.Date.today(), years=18)
        self.assertEqual(child._reader(), child.partner_id)

    def test_merged_patients(self):
        double = self.make_patient("María Hernández", email='m@x.example')
        self.merge(double, self.patient)
        self.assertEqual(self.send(patient=double).patient_id, self.patient)

    def test_who_may_not_be_written_to(self):
        for values, kind, code in (
            ({'deceased_date': fields.Date.today()}, 't_always', 'deceased'),
            ({'active': False}, 't_care', 'archived'),
            ({'preferred_channel': 'none'}, 't_care', 'do_not_contact'),
            ({}, 't_follow_up', 'not_asked'),
            ({}, 't_marketing', 'not_asked'),
            ({}, 't_feedback', 'not_asked'),
        ):
            with self.subTest(code=code, kind=kind):
                patient = self.make_patient("Otra Persona", email='o@x.example', **values)
                message = self.send(kind, patient=patient)
                self.assertRecordValues(message, [{'state': 'cancelled', 'error_code': code}])
                self.assertTrue(message.error)

    def test_what_always_goes(self):
        self.patient._record_consent('care', 'refused', 'in_person', "No")
        self.patient.write({'active': False, 'preferred_channel': 'none'})
        self.assertEqual(self.send('t_care').error_code, 'archived')
        self.assertEqual(self.send('t_always').state, 'queued')

    def test_too_late_never_goes(self):
        past = fields.Datetime.now() - timedelta(minutes=1)
        self.assertRecordValues(
            self.send(expires_at=past),
            [{'state': 'expired', 'error_code': 'expired'}],
        )

    def test_no_way_to_reach(self):
        for email, words in ((False, "no e-mail address"), ('not-an-address', "not valid")):
            self.patient.email = email
            message = self.send()
            self.assertRecordValues(message, [{'state': 'queued', 'error_code': 'no_address'}])
            self.assertIn(words, message.error)
        self.patient.email = 'maria@paciente.example'
        self.assertRecordValues(message, [{'state': 'queued', 'error': False, 'channel': 'email'}])

    def test_send_anyway_only_where_lawful(self):
        reception = self.env(user=self.users['reception'])
        asked = self.send('t_follow_up')
        self.assertTrue(asked.can_send_anyway)
        asked.with_env(reception)._send_anyway("She asked for it")
        self.assertRecordValues(
            asked,
            [
                {
                    'state': 'queued',
                    'override_id': reception.uid,
                    'override_reason': "She asked for it",
                }
            ],
        )
        for purpose in ('follow_up', 'care'):
            self.patient._record_consent(purpose, 'refused', 'in_person', "No")
        for kind in ('t_follow_up', 't_care', 't_marketing', 't_feedback'):
            message = self.send(kind)
            self.assertEqual(message.state, 'cancelled')
            with self.assertRaises(UserError):
                message.with_env(reception)._send_anyway("please")

    def test_files_live_on_the_message(self):
        file = self.env['ir.attachment'].create({'name': "a.txt", 'raw': b"palabra secreta"})
        message = self.send('t_always', attachments=file)
        self.assertEqual(message.attachment_ids.mapped('raw'), [b"palabra secreta"])
        self.assertNotEqual(message.attachment_ids, file)
        self.assertFalse(message.attachment_ids.sudo().index_content)
        self.assertTrue(message.attachment_ids.with_user(self.users['nurse']).raw)
        for user in (self.users['director'], self.stranger):
            with self.assertRaises(AccessError):
                message.attachment_ids.with_user(user).read(['raw'])
        with self.assertRaises(AccessError):  # a file one may not read is not sent on
            self.send('t_always', attachments=message.attachment_ids.with_user(self.stranger))

    def test_files_lie_sealed_and_end_with_their_message(self):
        message = self.send('t_always', attachments=[("nota.png", b"palabra secreta")])
        file = message.attachment_ids.sudo()
        self.assertEqual((file.mimetype, file.raw), ('image/png', b"palabra secreta"))
        self.assertEqual(file._to_http_stream().read(), b"palabra secreta")
        for content in (b"palabra secreta", b"otra palabra"):
            file.raw = content  # a move of all files writes them anew
            self.env.flush_all()
            self.env.invalidate_all()
            lies = file.db_datas or file._file_read(file.store_fname)
            self.assertNotIn(b"palabra", lies)
            self.assertEqual(file.raw, content)
        self.env['clinic.vault.key']._destroy(message.sudo())
        self.env.invalidate_all()
        self.assertFalse(file.raw)

    def test_what_was_said_is_logged(self):
        log = (
            self.env['clinic.message.log']
            .with_user(self.users['reception'])
            .create(
                {
                    'patient_id': self.patient.id,
                    'channel': 'phone',
                    'body': "Pide su receta",
                }
            )
        )
        log.action_log()
        message = self.env['clinic.message'].search([('patient_id', '=', self.patient.id)])
        self.assertRecordValues(
            message,
            [
                {
                    'channel': 'phone',
                    'direction': 'in',
                    'state': 'received',
                    'body': "Pide su receta",
                    'author_id': self.users['reception'].id,
                }
            ],
        )
        self.assertFalse(log.exists())
        first = self.env['clinic.message']._log(
            self.patient,
            'instagram',
            'in',
            "Hola",
            dedupe_key='ig:1',
        )
        again = self.env['clinic.message']._log(
            self.patient,
            'instagram',
            'in',
            "Hola",
            dedupe_key='ig:1',
        )
        self.assertEqual(first, again)


@tagged('post_install', '-at_install')
class TestMessageAccess(MessagesCase):
    """Messages are read by those who care for the patient, and changed by nobody."""

    def test_roles(self):
        message = self.send()
        for role in ('reception', 'nurse', 'practitioner'):
            self.assertEqual(message.with_user(self.users[role]).body, message.body)
        for user in (self.users['director'], self.users['privacy'], self.stranger):
            Message = self.env['clinic.message'].with_user(user)
            with self.assertRaises(AccessError):
                Message.browse(message.id).read(['state'])
            with self.assertRaises(AccessError):
                Message.search_count([])

    def test_nobody_writes(self):
        message = self.send()
        for user in [*self.users.values(), self.stranger]:
            for action in (
                lambda m: m.write({'state': 'sent'}),
                lambda m: m.unlink(),
                lambda m: m.create({'patient_id': self.patient.id}),
            ):
                with self.assertRaises(AccessError):
                    action(message.with_user(user))

    def test_the_variables_are_for_code_alone(self):
        message = self.send()
        with self.assertRaises(AccessError):
            message.with_user(self.users['practitioner']).read(['variables'])

    def test_another_clinic_sees_nothing(self):
        self.send()
        other = self.env['res.company'].create({'name': "Otra"})
        user = self.users['reception']
        user.write({'company_ids': [Command.link(other.id)], 'company_id': other.id})
        Message = self.env['clinic.message'].with_user(user)
        self.assertFalse(Message.with_context(allowed_company_ids=other.ids).search([]))
        user.write({'company_ids': [Command.link(self.branch.id)]})
        self.assertTrue(Message.with_context(allowed_company_ids=self.branch.ids).search([]))
