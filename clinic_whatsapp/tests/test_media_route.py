from odoo import Command
from odoo.sql_db import db_connect
from odoo.tests import HttpCase, new_test_user, tagged

from .whatsapp_common import account_values

PHOTO = b'\xff\xd8\xff\xe0\x00\x10JFIF' + bytes(range(256))
VOICE = b'OggS\0\x02' + bytes(range(200))


@tagged('post_install', '-at_install')
class TestMediaRoute(HttpCase):
    """A file over HTTP: for whoever may read the message, and noted down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic = cls.env.company
        cls.account = cls.env['clinic.whatsapp.account'].create(account_values(cls.clinic))
        cls.patient = cls.env['clinic.patient'].create(
            {'name': "Ana Ruiz", 'company_id': cls.clinic.root_id.id}
        )
        cls.message = cls.env['clinic.message']._log(cls.patient, 'whatsapp', 'in', "[Foto]")
        groups = {
            'nurse_m': 'clinic_crm.group_nurse',
            'agent_m': 'clinic_whatsapp.group_agent',
            'plain_m': 'base.group_user',
        }
        for login, group in groups.items():
            new_test_user(
                cls.env,
                login,
                group,
                company_id=cls.clinic.id,
                company_ids=[Command.set(cls.clinic.ids)],
            )
        other = cls.env['res.company'].create({'name': "Otra"})
        new_test_user(
            cls.env,
            'stranger_m',
            'clinic_crm.group_nurse,clinic_whatsapp.group_manager',
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        cls.photo = cls.file(PHOTO, 'image', 'image/jpeg', patient_message_id=cls.message.id)
        cls.voice = cls.file(VOICE, 'audio', 'audio/ogg', patient_message_id=cls.message.id)
        cls.page = cls.file(
            b'<?xml version="1.0"?><a/>',
            'document',
            'application/xml',
            patient_message_id=cls.message.id,
            filename='x.html',
        )
        cls.unknown = cls.file(PHOTO, 'image', 'image/jpeg')
        cls.waiting = cls.file(
            None, 'image', 'image/jpeg', patient_message_id=cls.message.id, state='waiting'
        )
        cls.env.flush_all()

    @classmethod
    def file(cls, content, kind, mime_type, **more):
        media = cls.env['clinic.whatsapp.media'].create(
            {
                'account_id': cls.account.id,
                'direction': 'in',
                'kind': kind,
                'mime_type': mime_type,
                'state': 'stored',
            }
            | more
        )
        if content:
            media._seal_bytes('content', content)
        return media

    def get(self, media, query='', **headers):
        number = media if isinstance(media, int) else media.id
        return self.url_open(
            f'/clinic/whatsapp/media/{number}{query}', headers=headers, allow_redirects=False
        )

    def test_a_photo(self):
        self.authenticate('nurse_m', 'nurse_m')
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("SELECT coalesce(max(id), 0) FROM clinic_access_log")
            start = cr.fetchone()[0]
        response = self.get(self.photo)
        self.assertEqual((response.status_code, response.content), (200, PHOTO))
        headers = response.headers
        self.assertEqual(headers['Content-Type'], 'image/jpeg')
        self.assertTrue(headers['Content-Disposition'].startswith('inline'))
        self.assertEqual(headers['X-Content-Type-Options'], 'nosniff')
        self.assertEqual(headers['Cache-Control'], 'private, no-store')
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute(
                "SELECT model, res_id, user_login, field_names, source FROM clinic_access_log"
                " WHERE id > %s AND model = 'clinic.whatsapp.media'",
                [start],
            )
            lines = cr.fetchall()
        self.assertEqual(
            lines,
            [
                (
                    'clinic.whatsapp.media',
                    self.photo.id,
                    'nurse_m',
                    'content',
                    '/clinic/whatsapp/media',
                )
            ],
        )
        kept = self.get(self.photo, '?download=1').headers['Content-Disposition']
        self.assertTrue(kept.startswith('attachment'))

    def test_what_is_not_safe_to_show_is_only_kept(self):
        self.authenticate('nurse_m', 'nurse_m')
        headers = self.get(self.page).headers
        self.assertEqual(headers['Content-Type'], 'application/octet-stream')
        self.assertTrue(headers['Content-Disposition'].startswith('attachment'))
        self.assertIn('x.html.xml', headers['Content-Disposition'])

    def test_a_player_may_jump(self):
        self.authenticate('agent_m', 'agent_m')
        response = self.get(self.voice)
        self.assertEqual((response.status_code, response.content), (200, VOICE))
        self.assertEqual(response.headers['Accept-Ranges'], 'bytes')
        part = self.get(self.voice, Range='bytes=10-19')
        self.assertEqual((part.status_code, part.content), (206, VOICE[10:20]))
        self.assertEqual(part.headers['Content-Range'], f'bytes 10-19/{len(VOICE)}')
        self.assertEqual(self.get(self.voice, Range='bytes=900-').status_code, 416)

    def test_all_others_learn_nothing(self):
        nowhere = self.unknown.id + 1000
        answers = {}
        for login, refused in (
            ('plain_m', (self.photo, self.voice, self.unknown, nowhere)),
            ('stranger_m', (self.photo, self.unknown, nowhere)),
            ('nurse_m', (self.unknown, self.waiting, nowhere, 2**31, 2**63)),
        ):
            self.authenticate(login, login)
            for media in refused:
                response = self.get(media)
                self.assertEqual(response.status_code, 404, (login, media))
                answers[response.text] = True
        self.assertEqual(len(answers), 1, "all refusals look the same")
        self.authenticate('agent_m', 'agent_m')
        self.assertEqual(self.get(self.unknown).status_code, 200)

    def test_without_logging_in(self):
        self.authenticate(None, None)
        response = self.get(self.photo)
        self.assertNotEqual(response.status_code, 200)
        self.assertNotIn(PHOTO, response.content)

    def test_odoo_s_own_ways_have_nothing(self):
        self.authenticate('nurse_m', 'nurse_m')
        for path in (
            f'/web/content/clinic.whatsapp.media/{self.photo.id}/content',
            f'/web/content/clinic.whatsapp.media/{self.photo.id}/attachment_id',
            f'/web/image/clinic.whatsapp.media/{self.photo.id}/content',
        ):
            answer = self.url_open(path).content
            self.assertNotIn(PHOTO[20:60], answer, path)
