from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.cloud_api import OutcomeUnknown, read_message
from odoo.addons.clinic_whatsapp.cloud_api import media as files

from .whatsapp_sandbox import NUMBER, SandboxCase

PHOTO = b'\xff\xd8\xff\xe0\x00\x10JFIF canario-4711 ' + bytes(range(256)) * 20
VOICE = b'OggS\0\x02 canario-4711' + b'\0' * 50
PDF = b'%PDF-1.7\ncanario-4711'


@tagged('post_install', '-at_install')
class TestMediaIn(SandboxCase):
    """What patients send: fetched by a job, whatever happens on the way, or said to be lost."""

    def photo(self, **part):
        return self.patient_sends('image', PHOTO, 'image/jpeg', **part)

    def assertStored(self, media, content):
        self.assertEqual((media.state, media.error), ('stored', False))
        self.assertEqual(media.sudo()._bytes(), content)

    def test_a_photo_is_noted_and_then_fetched(self):
        media = self.photo(caption="Mi herida")
        self.assertEqual((media.state, media.kind, media.voice), ('waiting', 'image', False))
        self.assertEqual(media.patient_id, self.ana)
        self.assertEqual(media._for_desk()[0]['url'], False)
        self.run_job('ir_cron_media')
        self.assertStored(media, PHOTO)
        self.assertEqual((media.size, media.mime_type), (len(PHOTO), 'image/jpeg'))
        [told] = media._for_desk()
        self.assertEqual(told['url'], f'/clinic/whatsapp/media/{media.id}')
        self.assertEqual(told['filename'], 'photo.jpg')

    def test_what_it_is_is_told_by_its_bytes(self):
        sent = [
            self.patient_sends('audio', VOICE, 'audio/ogg; codecs=opus', voice=True),
            self.patient_sends('document', PDF, 'text/html', 'estudio.html'),
            self.patient_sends('sticker', b'RIFF\0\0\0\0WEBPVP8 ', 'image/webp'),
        ]
        self.run_job('ir_cron_media')
        told = [media._for_desk()[0] for media in sent]
        self.assertEqual(
            [(one['kind'], one['mime_type'], one['voice'], one['state']) for one in told],
            [
                ('audio', 'audio/ogg', True, 'stored'),
                ('document', 'application/pdf', False, 'stored'),
                ('sticker', 'image/webp', False, 'stored'),
            ],
        )
        self.assertEqual(told[1]['filename'], 'estudio.html.pdf', "it opens as what it is")

    def test_what_could_act_is_not_taken_over(self):
        sent = [
            self.patient_sends('image', b'<svg onload="x"/>', 'image/jpeg'),
            self.patient_sends('document', b'<html>hola</html>', 'application/pdf', 'a.pdf'),
            self.patient_sends('document', b'MZ\x90\x00', 'application/pdf', 'a.pdf'),
            self.patient_sends('image', PDF, 'image/jpeg'),
        ]
        self.run_job('ir_cron_media')
        for media in sent:
            self.assertEqual(media.state, 'refused')
            self.assertIn("PDF", media.error)
            self.assertIsNone(media.sudo()._bytes())

    def test_too_large(self):
        self.account.media_megabytes = 1
        media = self.patient_sends('document', PDF + b'\0' * files.MB, 'application/pdf', 'a.pdf')
        self.run_job('ir_cron_media')
        self.assertEqual(media.state, 'refused')
        self.assertIn('1 MB', media.error)

    def test_an_address_that_ran_out_is_asked_for_anew(self):
        media = self.photo()
        rule = self.fault('media_expired', count=1)
        self.run_job('ir_cron_media')
        self.assertEqual((media.state, rule.fired), ('waiting', 1))
        self.assertGreater(media.due_at, fields.Datetime.now())
        self.move_files()
        self.assertStored(media, PHOTO)

    def test_damaged_on_the_way(self):
        media = self.photo()
        self.fault('media_corrupt', count=2)
        for _try in range(3):
            self.move_files()
        self.assertStored(media, PHOTO)

    def test_damaged_for_good(self):
        media = self.photo()
        self.fault('media_corrupt')
        for _try in range(6):
            self.move_files()
        self.assertEqual((media.state, media.attempts), ('refused', 5))
        self.assertTrue(media.error)

    def test_whatever_fails_is_tried_again(self):
        media = self.photo()
        for kind, more in (
            ('drop', {}),
            ('http', {'status': 503}),
            ('rate_limit', {'retry_after': 900}),
            ('error', {'code': 131000}),
            ('lose_answer', {}),
        ):
            self.fault(kind, count=1, **more)
            self.move_files()
            self.assertEqual(media.state, 'waiting', kind)
            self.assertGreater(media.due_at, fields.Datetime.now(), kind)
        self.move_files()
        self.assertStored(media, PHOTO)

    def test_metas_wish_to_wait_is_heard(self):
        media = self.photo()
        self.fault('rate_limit', retry_after=900)
        self.run_job('ir_cron_media')
        self.assertGreater(media.due_at, fields.Datetime.now() + timedelta(seconds=800))

    def test_with_a_token_that_ran_out_it_waits(self):
        media = self.photo()
        self.fault('token_expired')
        self.run_job('ir_cron_media')
        self.assertTrue(self.account.parked_at)
        self.heal()
        self.move_files()
        self.assertEqual(media.state, 'waiting', "nothing is asked while the number is stopped")
        self.account._resume()
        self.move_files()
        self.assertStored(media, PHOTO)

    def test_what_meta_no_longer_has_is_lost_and_said(self):
        media = self.photo()
        self.sandbox.world.drop_media(self.sandbox.world.media[media.sudo().media_id])
        for _try in range(4):
            self.move_files()
        self.assertEqual(media.state, 'waiting')
        self.move_files()
        self.assertEqual(media.state, 'lost')
        self.assertTrue(media._for_desk()[0]['error'])

    def test_after_a_week_nothing_is_hoped_for(self):
        media = self.photo()
        self.fault('drop')
        self.env.cr.execute(
            "UPDATE clinic_whatsapp_media SET create_date = now() - interval '8 days'"
        )
        self.env.invalidate_all()
        self.run_job('ir_cron_media')
        self.assertEqual(media.state, 'lost')

    def test_one_that_fails_holds_nobody_up(self):
        media = [self.photo() for _number in range(9)]
        self.fault('drop', count=2)
        self.run_job('ir_cron_media')
        self.assertEqual(sum(one.state == 'stored' for one in media), 7)

    def test_copies_of_the_webhook_bring_it_once(self):
        media = self.photo()
        self.run_job('ir_cron_media')
        event = self.env['clinic.whatsapp.event'].sudo().search([], limit=1)
        again = self.env['clinic.whatsapp.message']._take_in(event, read_message(event._event()))
        self.assertEqual(again.media_ids, media)

    def test_under_its_lease_no_other_job_takes_it(self):
        media = self.photo()
        Media = self.env['clinic.whatsapp.media']
        self.assertIn(media.id, Media._claim())
        self.assertFalse(Media._claim())
        self.move_files()  # the job died: its lease ran out
        self.assertStored(media, PHOTO)
        media.sudo()._fetched(OutcomeUnknown("the first one comes late"))
        self.assertStored(media, PHOTO)

    def test_sealed(self):
        media = self.patient_sends('document', PDF, 'application/pdf', 'canario-4711.pdf')
        self.run_job('ir_cron_media')
        self.assertEqual(media.sudo().filename, 'canario-4711.pdf')
        self.env.cr.execute(
            "SELECT m::text, length(content) FROM clinic_whatsapp_media m WHERE id = %s", [media.id]
        )
        [(text, length)] = self.env.cr.fetchall()
        self.assertEqual(length, len(PDF) + 29)
        for word in ('canario-4711', b'canario-4711'.hex(), media.sudo().sha256):
            self.assertNotIn(word, text)
        self.assertFalse(
            self.env['ir.attachment']
            .sudo()
            .search_count([('res_model', '=', 'clinic.whatsapp.media')])
        )

    def test_it_goes_with_its_message(self):
        media = self.photo()
        self.run_job('ir_cron_media')
        uuid = media.uuid
        self.env['clinic.vault.key']._destroy(media.patient_message_id)
        self.assertIsNone(media.sudo()._bytes(), "what the law takes is taken with its files")
        media.message_id.unlink()
        self.assertFalse(media.exists())
        self.env.cr.execute("SELECT FROM clinic_vault_key WHERE uuid = %s", [uuid])
        self.assertFalse(self.env.cr.rowcount)

    def test_on_the_timeline(self):
        media = self.photo(caption="Mi herida")
        nurse = self.user('clinic_crm.group_nurse')
        page = self.ana.with_user(nurse).timeline()
        [entry] = [entry for entry in page['entries'] if entry['kind'] == 'message']
        [file] = entry['files']
        self.assertEqual((file['id'], file['state']), (media.id, 'waiting'))
        self.assertRegex(entry['text'], r'^\[\w+\] Mi herida$')
        self.run_job('ir_cron_media')
        [entry] = self.ana.with_user(nurse).timeline(kinds=['message'])['entries']
        self.assertEqual(entry['text'], "Mi herida", "the photo itself is shown")
        self.assertTrue(entry['files'][0]['url'])


@tagged('post_install', '-at_install')
class TestMediaRights(SandboxCase):
    """Who sees a file: whoever may read the message it came with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = {
            'reception': cls.user('clinic_crm.group_reception'),
            'nurse': cls.user('clinic_crm.group_nurse'),
            'practitioner': cls.user('clinic_crm.group_practitioner'),
            'agent': cls.user('clinic_whatsapp.group_agent'),
        }
        cls.nobody = {
            'internal': cls.user('base.group_user'),
            'system': cls.user('base.group_system'),
            'director': cls.user('clinic_crm.group_director'),
        }
        other = cls.env['res.company'].create({'name': "Otra clínica"})
        stranger = cls.user('clinic_crm.group_practitioner', 'clinic_whatsapp.group_agent')
        stranger.write({'company_ids': [(6, 0, other.ids)], 'company_id': other.id})
        cls.nobody['stranger'] = stranger

    def sent(self, **more):
        media = self.patient_sends('image', PHOTO, 'image/jpeg', **more)
        self.run_job('ir_cron_media')
        return media

    def seen_by(self, media, user):
        return media.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def reads(self, media, user):
        media = self.seen_by(media, user)
        try:
            return media._read_bytes() == PHOTO and bool(media._for_desk())
        except AccessError:
            self.assertFalse(media._for_desk())
            return False

    def test_of_a_patient(self):
        media = self.sent()
        for name, user in self.staff.items():
            self.assertTrue(self.reads(media, user), name)
        for name, user in self.nobody.items():
            self.assertFalse(self.reads(media, user), name)

    def test_of_somebody_nobody_knows_yet(self):
        media = self.sent(sender='5215555500999')
        self.assertFalse(media.patient_message_id)
        self.assertTrue(self.reads(media, self.staff['agent']))
        for name, user in (self.staff | self.nobody).items():
            if name != 'agent':
                self.assertFalse(self.reads(media, user), name)
        media.message_id.identity_id.patient_id = self.leo
        self.assertEqual(media.patient_id, self.leo)
        self.assertTrue(self.reads(media, self.staff['nurse']))

    def test_a_rule_on_messages_holds_for_their_files(self):
        media = self.sent()
        self.env['ir.rule'].create(
            {
                'name': "Test: not of Ana",
                'model_id': self.env['ir.model']._get_id('clinic.message'),
                'domain_force': f"[('patient_id', '!=', {self.ana.id})]",
            }
        )
        self.assertFalse(self.reads(media, self.staff['nurse']))

    def test_no_other_way_leads_to_the_bytes(self):
        media = self.sent()
        for user in (*self.staff.values(), *self.nobody.values()):
            for name in ('content', 'media_id', 'sha256', 'upload_id'):
                with self.assertRaises(AccessError, msg=name):
                    media.with_user(user).read([name])
                with self.assertRaises(UserError, msg=name):
                    media.with_user(user).export_data([name])
            with self.assertRaises(AccessError):
                media.with_user(user).write({'state': 'lost'})
            with self.assertRaises(AccessError):
                media.with_user(user).unlink()
            with self.assertRaises(AccessError):
                media.with_user(user).create(
                    {'account_id': self.account.id, 'direction': 'in', 'kind': 'image'}
                )


SAMPLES = Path(__file__).parents[2] / 'sandbox' / 'phone' / 'samples'


@tagged('post_install', '-at_install')
class TestSamples(SandboxCase):
    def test_what_the_phone_page_sends(self):
        sent = {}
        for name, kind in (('foto.jpg', 'image'), ('nota-de-voz.ogg', 'audio'),
                           ('estudio.pdf', 'document')):  # fmt: skip
            content = (SAMPLES / name).read_bytes()
            sent[name] = content, self.patient_sends(kind, content, '', name)
        self.run_job('ir_cron_media')
        for name, (content, media) in sent.items():
            self.assertEqual(media.state, 'stored', name)
            self.assertEqual(media.sudo()._bytes(), content)
            self.assertEqual(media.sudo()._file_name(), name)
        self.assertTrue(self.sandbox.world.accounts[NUMBER])
