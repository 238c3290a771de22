from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.clinic_crm.language.endpoint import EndpointError

from .test_urgent import CHEST, UrgentCase


@tagged('post_install', '-at_install')
class TestVoiceNotes(UrgentCase):
    """What nobody has heard yet may be urgent."""

    def test_safe_answer_once_in_hours(self):
        told = self.words(self.sound())
        self.assertIn("llame al 911", told)
        self.assertTrue(self.conversation().ahead)
        self.assertFalse(self.alert)
        self.assertEqual(self.sound('78'), [])
        with freeze_time(fields.Datetime.now() + timedelta(hours=7)):
            self.assertIn("911", self.words(self.sound('79')))

    def test_told_again_once_somebody_has_answered(self):
        self.sound()
        self.conversation().waiting_since = False
        self.assertIn("911", self.words(self.sound('78')))
        self.assertTrue(self.conversation().ahead)

    def test_first_of_all_until_somebody_answers(self):
        self.sound()
        first = self.conversation()
        self.says("quiero hablar con una persona", sender='5215555509999')
        Desk = self.env(user=self.agent, su=False)['clinic.whatsapp.conversation']
        Desk = Desk.with_context(allowed_company_ids=self.clinic.ids)
        wanted = f'discuss.channel_{first.channel_id.id}'
        self.assertEqual(Desk.action_desk()['context']['active_id'], wanted)
        first.waiting_since = False
        self.assertFalse(first.ahead)
        self.assertNotEqual(Desk.action_desk()['context']['active_id'], wanted)


@tagged('post_install', '-at_install')
class TestWrittenDown(UrgentCase):
    """A service writes voice notes down; whatever it does, somebody hears them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env['clinic.language.service'].create(
            {
                'company_id': cls.clinic.id,
                'kind': 'voice',
                'url': 'http://127.0.0.1:9/v1',
                'model': 'w',
                'agreed': True,
                'on': True,
            }
        )

    def written(self, result, runs=1):
        """A voice note comes, is fetched, and the service says this."""
        told = self.sound()
        self.assertEqual(told, [])  # it is waited for
        media = self.env['clinic.whatsapp.media'].sudo().search([], limit=1, order='id desc')
        self.assertEqual(media.words_state, 'queued')
        media._seal_bytes('content', b'OggS...')
        media.write({'state': 'stored', 'size': 7})
        media._changed()
        before = self.env['clinic.whatsapp.outbox'].search([])
        words = 'odoo.addons.clinic_whatsapp.models.clinic_whatsapp_media_words.transcribe'
        effect = {'side_effect': result} if isinstance(result, Exception) else {}
        with patch(words, return_value=result, **effect), self.enter_registry_test_mode():
            for _run in range(runs):
                media.words_due_at = fields.Datetime.now()
                self.env.flush_all()
                self.env.ref('clinic_whatsapp.ir_cron_words').method_direct_trigger()
        self.env.invalidate_all()
        rows = self.env['clinic.whatsapp.outbox'].search([]) - before
        return media, self.words([row._contents()[0] for row in rows])

    def test_urgent_words_raise_the_alert(self):
        media, told = self.written(CHEST)
        self.assertEqual(media.words_state, 'done')
        self.assertIn("Ya avisamos", told)
        self.assertEqual(self.alert.person_words, CHEST)
        self.assertIn(CHEST, media.message_id.text)

    def test_other_words_wait_for_a_person(self):
        media, told = self.written("Quiero una cita")
        self.assertEqual((media.words_state, told), ('done', ''))
        self.assertFalse(self.alert)
        self.assertTrue(self.conversation().waiting_since)

    def test_what_cannot_be_written_down_gets_the_safe_answer(self):
        media, told = self.written(EndpointError('refused', 401))
        self.assertEqual(media.words_state, 'failed')
        self.assertIn("llame al 911", told)
        self.assertIn("401", self.service.last_error)
        self.assertTrue(self.conversation().ahead)

    def test_one_that_is_late_is_asked_once_more(self):
        media, told = self.written(EndpointError('late'))
        self.assertEqual((media.words_state, told), ('queued', ''))
        with (
            patch.object(type(media), '_bytes', return_value=None),
            self.enter_registry_test_mode(),
        ):
            media.words_due_at = fields.Datetime.now()
            self.env.flush_all()
            self.env.ref('clinic_whatsapp.ir_cron_words').method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(media.words_state, 'failed')

    def test_a_file_that_is_lost(self):
        self.sound()
        media = self.env['clinic.whatsapp.media'].sudo().search([], limit=1, order='id desc')
        media._close('lost', "No.")
        self.assertEqual(media.words_state, 'failed')
        self.assertTrue(self.conversation().ahead)
