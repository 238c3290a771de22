import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.cloud_api import GraphError

from .whatsapp_sandbox import NUMBER, SandboxCase

PDF = b'%PDF-1.7\nreceta canario-4711'
PNG = b'\x89PNG\r\n\x1a\n' + b'\0' * 20
XML = b'<?xml version="1.0"?><cfdi:Comprobante/>'
OGG = b'OggS\0\x02' + b'\0' * 50
WHO = '5215555500142'


@tagged('post_install', '-at_install')
class TestMediaOut(SandboxCase):
    """Files to patients: with their message, in order, each once, or by another channel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env['clinic.message.kind'].create(
            {
                'code': 'prueba',
                'name': "Test",
                'purpose': 'care',
                'body': "Hola, {nombre}: aquí está su documento.",
                'allow_attachments': True,
                'fallback': False,
            }
        )
        cls.count = 0

    def setUp(self):
        super().setUp()
        self.heard()

    def heard(self, sender=WHO):
        """The person writes: to the connector and to the sandbox."""
        self.sandbox.inbound.act({'account': NUMBER, 'from': sender, 'text': "Hola"})
        type(self).count += 1
        self.receive(
            {
                'from': sender,
                'id': f'w{self.count}',
                'timestamp': str(int(fields.Datetime.now().timestamp())),
                'type': 'text',
                'text': {'body': "Hola"},
            },
            number=NUMBER,
        )

    @property
    def person(self):
        return self.env['clinic.whatsapp.identity'].search([], order='id', limit=1)

    def close_window(self):
        self.person.window_until = fields.Datetime.now() - timedelta(hours=1)

    def tell(self, *attachments):
        type(self).count += 1
        return (
            self.env['clinic.message']
            .with_company(self.clinic)
            ._send(self.ana, 'prueba', attachments=attachments, dedupe_key=f'test:{self.count}')
        )

    def rows(self, message):
        return self.env['clinic.whatsapp.outbox'].search(
            [('message_id', '=', message.id)], order='id'
        )

    def go(self):
        self.move_files()
        self.env.flush_all()
        self.env.cr.execute("UPDATE clinic_whatsapp_outbox SET next_attempt_at = NULL")
        self.env.invalidate_all()
        self.run_job('ir_cron_send')

    def arrived(self):
        """What the patient's phone shows, in order: (type, words, name and bytes of the file)."""
        shown = []
        for message in self.sandbox.world.messages.values():
            if message.direction == 'out':
                part = message.payload[message.type]
                file = self.sandbox.world.media.get(part.get('id'))
                words = part.get('caption') or part.get('body') or ''
                shown.append((message.type, words, part.get('filename'), file and file.data))
        return shown

    def uploads(self):
        return [media for media in self.sandbox.world.media.values() if not media.inbound]

    # ------------------------------------------------------------------ of messages
    def test_a_single_file_carries_the_words(self):
        message = self.tell(('receta.pdf', PDF))
        self.assertEqual(message.channel, 'whatsapp')
        self.go()
        words = "Hola, Ana: aquí está su documento."
        self.assertEqual(self.arrived(), [('document', words, 'receta.pdf', PDF)])
        self.assertEqual(message.state, 'sent')
        media = self.env['clinic.whatsapp.media'].search([('patient_message_id', '=', message.id)])
        self.assertEqual(media.message_id.kind, 'document')
        self.assertEqual(media._for_desk()[0]['filename'], 'receta.pdf')
        self.assertEqual(media._read_bytes(), PDF)
        self.assertFalse(media.sudo().content, "the attachment has them already")

    def test_several_go_in_order_words_first(self):
        message = self.tell(('factura.pdf', PDF), ('factura.xml', XML), ('qr.png', PNG))
        self.assertEqual(len(self.rows(message)), 4)
        self.go()
        self.assertEqual(
            self.arrived(),
            [
                ('text', "Hola, Ana: aquí está su documento.", None, None),
                ('document', '', 'factura.pdf', PDF),
                ('document', '', 'factura.xml', XML),
                ('image', '', None, PNG),
            ],
        )
        self.assertEqual(message.state, 'sent')
        self.go()
        self.assertEqual(len(self.arrived()), 4)

    def test_it_has_come_as_far_as_its_slowest_part(self):
        message = self.tell(('a.pdf', PDF), ('b.pdf', PDF))
        self.fault('error', match={'call': 'messages', 'type': 'document'}, code=131000, count=1)
        self.go()
        self.assertEqual((len(self.arrived()), message.state), (1, 'queued'))
        self.heal()
        self.go()
        self.assertEqual((len(self.arrived()), message.state), (3, 'sent'))
        first, *others = self.rows(message)
        for row in others:
            row._advance('read')
        self.assertEqual(message.state, 'sent')
        first._advance('delivered')
        self.assertEqual(message.state, 'delivered')

    def test_a_part_that_fails_later_is_not_covered_up_by_the_others(self):
        message = self.tell(('a.pdf', PDF), ('b.pdf', PDF))
        self.go()
        first, second, third = self.rows(message)
        second._refused(GraphError(131026), later=True)
        self.assertEqual(message.state, 'failed')
        first._advance('read')
        third._advance('delivered')
        self.assertEqual(message.state, 'failed')
        self.assertTrue(message.error)

    def test_a_lost_answer_is_not_sent_again(self):
        message = self.tell(('a.pdf', PDF))
        self.fault('lose_answer', match={'call': 'messages'}, count=1)
        for _try in range(3):
            self.go()
        self.assertEqual(len(self.arrived()), 1)
        self.assertEqual(self.rows(message).state, 'uncertain')

    def test_for_a_message_taken_back_nothing_is_handed_over(self):
        message = self.tell(('a.pdf', PDF))
        message._stop('cancelled', 'refused', "No.")
        self.go()
        self.assertFalse(self.uploads())
        self.assertEqual((self.rows(message).state, self.arrived()), ('cancelled', []))
        late = self.tell(('b.pdf', PDF))
        self.rows(late).expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.move_files()
        self.assertFalse(self.uploads())

    def test_an_upload_that_fails_is_repeated_and_no_message_goes_before(self):
        message = self.tell(('a.pdf', PDF))
        for kind in ('lose_answer', 'drop'):
            self.fault(kind, match={'call': 'media_upload'}, count=1)
            self.go()
            self.assertFalse(self.arrived(), kind)
            self.assertEqual(self.rows(message).state, 'queued')
        self.go()
        self.assertEqual(len(self.arrived()), 1)

    def test_an_upload_that_never_goes_holds_nobody_up_for_ever(self):
        message = self.tell(('a.pdf', PDF))
        self.fault('drop', match={'call': 'media_upload'})
        for _try in range(6):
            self.move_files()
        self.assertEqual(message.state, 'failed')
        self.assertTrue(message.error)

    def test_an_upload_is_used_while_it_is_good(self):
        message = self.tell(('a.pdf', PDF))
        self.fault('error', match={'call': 'messages'}, code=131026, count=1)
        self.go()
        self.assertEqual(message.state, 'failed')
        self.person.unreachable_code = 0
        message.action_retry()
        self.go()
        self.assertEqual((len(self.uploads()), len(self.arrived())), (1, 1))

    def test_one_that_meta_forgot_goes_up_anew(self):
        message = self.tell(('a.pdf', PDF))
        self.move_files()
        media = self.rows(message).media_id
        self.sandbox.world.drop_media(self.sandbox.world.media[media.sudo().upload_id])
        media.sudo().uploaded_at = fields.Datetime.now() - timedelta(days=1)
        self.go()
        self.assertFalse(self.arrived())
        self.go()
        self.assertEqual((len(self.arrived()), message.state), (1, 'sent'))

    def test_tried_again_by_hand_only_what_did_not_go_goes(self):
        message = self.tell(('a.pdf', PDF), ('b.pdf', PDF))
        self.fault('error', match={'call': 'messages', 'type': 'document'}, code=131053)
        self.go()
        self.assertEqual(message.state, 'failed')
        self.assertEqual(self.rows(message).mapped('state'), ['accepted', 'failed', 'cancelled'])
        self.heal()
        message.action_retry()
        self.go()
        self.assertEqual(
            [kind for kind, *_more in self.arrived()], ['text', 'document', 'document']
        )
        self.assertEqual(message.state, 'sent')

    def test_what_whatsapp_refuses_does_not_leave(self):
        for name, content in (
            ('pagina.html', b'<html>'),
            ('foto.png', PNG + b'\0' * 6 * 1024 * 1024),
            ('vacio.pdf', b''),
        ):
            message = self.tell(('a.pdf', PDF), (name, content))
            self.assertEqual(message.state, 'failed', name)
            self.assertIn(name, message.error)
            self.assertFalse(self.rows(message))
        self.go()
        self.assertFalse(self.arrived())
        self.assertFalse(self.uploads())

    def test_then_another_channel_takes_all_of_it(self):
        self.kind.fallback = True
        self.clinic.email = 'clinica@clinica.example'
        self.ana.email = 'ana@pacientes.example'
        message = self.tell(('a.pdf', PDF), ('pagina.html', b'<html>'))
        self.assertEqual((message.channel, message.state), ('email', 'queued'))
        self.assertEqual(len(message.attachment_ids), 2)

    # ------------------------------------------------------------------ after a day
    def approved(self, header_kind=''):
        """An approved text of the kind, here and in the sandbox."""
        header = [{'type': 'HEADER', 'format': header_kind}] if header_kind else []
        components = [*header, {'type': 'BODY', 'text': "Hola, {{nombre}}: su documento."}]
        self.approve('prueba', components)
        return self.env['clinic.whatsapp.template'].create(
            {
                'account_id': self.account.id,
                'kind_id': self.kind.id,
                'name': 'prueba',
                'body': "Hola, {{nombre}}: su documento.",
                'components': json.dumps(components),
                'status': 'APPROVED',
            }
        )

    def test_later_it_goes_in_the_header_of_an_approved_text(self):
        self.approved('DOCUMENT')
        self.close_window()
        message = self.tell(('receta.pdf', PDF))
        self.go()
        row = self.rows(message)
        self.assertEqual((row.state, row.by_template, message.state), ('accepted', True, 'sent'))
        [sent] = [m for m in self.sandbox.world.messages.values() if m.direction == 'out']
        self.assertEqual(sent.view['header']['media']['filename'], 'receta.pdf')

    def test_a_text_without_a_place_for_it_does_not_do(self):
        self.approved()
        self.close_window()
        message = self.tell(('receta.pdf', PDF))
        self.assertEqual(message.state, 'failed')
        self.assertIn("24", message.error)

    def test_nor_does_one_file_s_place_for_two(self):
        self.approved('DOCUMENT')
        self.close_window()
        self.assertEqual(self.tell(('a.pdf', PDF), ('b.pdf', PDF)).state, 'failed')

    def test_a_picture_has_no_place_where_a_document_stands(self):
        self.approved('DOCUMENT')
        self.close_window()
        self.assertEqual(self.tell(('a.png', PNG)).state, 'failed')

    def test_when_the_day_ends_while_it_waits(self):
        message = self.tell(('a.pdf', PDF), ('b.pdf', PDF))
        self.close_window()
        self.go()
        self.assertEqual(message.state, 'failed')
        self.assertFalse(self.arrived())
        self.assertEqual(set(self.rows(message).mapped('state')), {'failed', 'cancelled'})

    # ------------------------------------------------------------------ from the desk
    def test_an_answer_with_a_file(self):
        agent = self.user('clinic_whatsapp.group_agent')
        row = self.person.with_user(agent)._send_file(
            'indicaciones.pdf', PDF, 'application/pdf', caption="Léalas antes de venir"
        )
        self.go()
        self.assertEqual(
            self.arrived(),
            [('document', "Léalas antes de venir", 'indicaciones.pdf', PDF)],
        )
        message = row.sudo().message_id
        self.assertEqual((message.patient_id, message.state), (self.ana, 'sent'))
        self.assertEqual(message.author_id, agent)
        self.assertRegex(message.body, r'^\[\w+\] indicaciones.pdf Léalas antes de venir$')
        row.sudo()._advance('read')
        self.assertEqual(message.state, 'read')
        media = row.sudo().media_id
        self.assertEqual(media.message_id.media_ids, media)
        self.assertEqual(media.with_user(agent)._read_bytes(), PDF)
        self.env.cr.execute("SELECT content FROM clinic_whatsapp_media WHERE id = %s", [media.id])
        self.assertNotIn(b'canario-4711', bytes(self.env.cr.fetchone()[0]))

    def test_a_voice_note(self):
        self.person._send_file('nota.ogg', OGG, 'audio/ogg')
        self.go()
        [sent] = [m for m in self.sandbox.world.messages.values() if m.direction == 'out']
        self.assertTrue(sent.payload['audio']['voice'])

    def test_to_somebody_nobody_knows_yet(self):
        self.heard('5215555500999')
        stranger = self.env['clinic.whatsapp.identity'].search([('wa_id', '=', '5215555500999')])
        media = stranger._send_file('a.pdf', PDF, 'application/pdf').media_id
        self.go()
        self.assertEqual(len(self.arrived()), 1)
        self.assertFalse(media.patient_message_id)
        self.assertIn('a.pdf', media.message_id.text)
        stranger.patient_id = self.leo
        self.assertEqual(media.patient_id, self.leo)
        self.assertEqual(media.patient_message_id.direction, 'out')

    def test_what_cannot_go_is_told_at_once(self):
        for name, content, caption in (
            ('a.exe', b'MZ\x90\x00', ''),
            ('a.png', PNG + b'\0' * 6 * 1024 * 1024, ''),
            ('a.pdf', b'', ''),
            ('a.mp3', b'\xff\xfb\x90\x64' + b'\0' * 17 * 1024 * 1024, ''),
            ('a.ogg', OGG, "Escuche"),
            ('a.pdf', PDF, "x" * 1025),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                kind = 'audio/mpeg' if name == 'a.mp3' else ''
                self.person._send_file(name, content, kind, caption=caption)
        self.close_window()
        with self.assertRaises(UserError):
            self.person._send_file('a.pdf', PDF, 'application/pdf')
        self.assertFalse(self.env['clinic.whatsapp.outbox'].search_count([]))
        self.assertFalse(self.env['clinic.whatsapp.media'].search_count([]))

    def test_one_that_does_not_go_says_why(self):
        row = self.person._send_file('a.pdf', PDF, 'application/pdf')
        self.fault('error', match={'call': 'media_upload'}, code=131053)
        self.go()
        self.assertEqual(row.state, 'failed')
        self.assertTrue(row.error)
        self.assertEqual(row.media_id._for_desk()[0]['error'], row.error)
