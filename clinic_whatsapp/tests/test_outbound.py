import itertools
import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.cloud_api import GraphError, NotSent, OutcomeUnknown, split

from .whatsapp_common import OutboundCase, WhatsappCase, text_message


@tagged('post_install', '-at_install')
class TestOutbound(OutboundCase):
    def test_an_answer_within_a_day_goes_as_it_is(self):
        self.open_window()
        with self.meta(None) as sent:
            message = self.send()
        self.assertEqual(message.channel, 'whatsapp')
        self.assertEqual(sent[0]['text']['body'], "Hola, Ana: le esperamos.")
        self.assertEqual(sent[0]['to'], '5215555500142', "as Meta spells it")
        row = self.row(message)
        self.assertEqual((row.state, row.by_template), ('accepted', False))
        self.assertEqual(message.state, 'sent')
        self.assertEqual(sent[0]['biz_opaque_callback_data'], row.uuid)

    def test_later_only_an_approved_text_goes(self):
        self.template()
        with self.meta(None) as sent:
            message = self.send()
        self.assertEqual(sent[0]['type'], 'template')
        [body] = sent[0]['template']['components']
        self.assertEqual(body['parameters'][0]['text'], "Ana")
        self.assertTrue(self.row(message).by_template)

    def test_without_one_another_channel_is_asked(self):
        message = self.send()
        self.assertNotEqual(message.channel, 'whatsapp')
        self.assertFalse(self.row(message))

    def test_how_many_are_reached_is_read_at_once(self):
        """As many queries for thirty patients as for two: lists and campaigns ask of thousands."""
        self.template()
        Channel = self.env['clinic.message.channel'].with_company(self.clinic)

        def queries(patients):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertFalse(any(patients.mapped('reminder_problem')))
            self.assertEqual(
                {Channel._choose(patient, self.kind)[0]._code for patient in patients}, {'whatsapp'}
            )
            return self.cr.sql_log_count - before

        few = self.ana + self.leo
        many = few + few.create(
            [
                {'name': f"Paciente {n}", 'phone': f'55 5550 10{n}', 'company_id': self.clinic.id}
                for n in range(20, 48)
            ]
        )
        queries(many)  # what a server remembers is there from now on
        self.assertEqual(queries(many), queries(few))

    def test_rolled_back_with_its_cause(self):
        self.open_window()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.send()
            _cause = 1 / 0
        self.assertFalse(self.env['clinic.whatsapp.outbox'].search_count([]))

    def test_the_same_twice_goes_once(self):
        self.open_window()
        with self.meta(None) as sent:
            self.send()
            type(self).count -= 1
            self.send()
        self.assertEqual(len(sent), 1)

    def test_statuses_only_go_forward(self):
        self.open_window()
        with self.meta(None):
            message = self.send()
        row = self.row(message)
        for status in ('delivered', 'read', 'sent', 'delivered', 'failed'):
            self.report(row, status)
        self.assertEqual((row.state, message.state), ('read', 'read'))

    def test_a_status_faster_than_the_answer(self):
        """The row is found by our own mark although its id is not known yet."""
        self.open_window()
        with self.meta(OutcomeUnknown('reset')):
            message = self.send()
        row = self.row(message)
        self.assertEqual((row.state, row.wamid), ('uncertain', False))
        self.report(row, 'delivered')
        self.assertEqual(
            (row.state, row.wamid, message.state), ('delivered', 'wamid.late', 'delivered')
        )

    def test_a_lost_answer_is_not_sent_again(self):
        self.open_window()
        with self.meta(OutcomeUnknown('reset')) as sent:
            message = self.send()
        with self.meta(None) as again:
            pass
        self.assertEqual((len(sent), len(again)), (1, 0))
        self.assertEqual(self.row(message).state, 'uncertain')

    def test_a_doubt_is_settled_by_what_was_sent_later(self):
        self.open_window()
        with self.meta(OutcomeUnknown('reset')):
            message = self.send()
        row = self.row(message)
        past = fields.Datetime.now() - timedelta(minutes=20)
        row.write({'lease_until': past, 'called_at': past})
        with self.meta(None) as sent:
            pass
        self.assertEqual((row.state, len(sent)), ('uncertain', 0), "no proof that webhooks come")
        with self.meta(None):
            other = self.row(self.send())
        self.report(other, 'delivered')
        row.lease_until = past
        with self.meta(None) as sent:
            pass
        self.assertEqual((row.state, len(sent), row.resent), ('accepted', 1, True))

    def test_a_doubt_waits_for_news_not_read_yet(self):
        self.open_window()
        with self.meta(OutcomeUnknown('reset')):
            message = self.send()
        row = self.row(message)
        past = fields.Datetime.now() - timedelta(minutes=20)
        row.called_at = past
        with self.meta(None):
            other = self.row(self.send())
        self.report(other, 'delivered')
        row.lease_until = past
        self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1).state = 'new'
        with self.meta(None) as sent:
            pass
        self.assertEqual((row.state, sent), ('uncertain', []))

    def test_tried_again_by_hand_it_goes_again(self):
        row, message, _sent = self.refused(100)
        self.assertEqual((row.state, message.state), ('failed', 'failed'))
        with self.meta(None) as sent:
            message.action_retry()
        self.assertEqual((len(sent), message.state), (1, 'sent'))

    def test_behind_a_stopped_number_time_runs_out_too(self):
        row, message, _sent = self.refused(190, 401)
        past = fields.Datetime.now() - timedelta(seconds=1)
        row.expires_at = past
        message.sudo().expires_at = past
        with self.meta(None) as sent:
            pass
        self.assertEqual((row.state, message.state, sent), ('expired', 'expired', []))

    def test_the_job_is_not_called_before_anything_may_go(self):
        """While Meta asked to pause it would run every second for nothing."""
        self.template()
        self.account.paused_until = fields.Datetime.now() + timedelta(hours=5)
        self.send()
        cron = self.env.ref('clinic_whatsapp.ir_cron_send')
        self.env.flush_all()  # with it goes the call for what was just queued
        Trigger = self.env['ir.cron.trigger'].sudo()
        Trigger.search([('cron_id', '=', cron.id)]).unlink()
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        Outbox._wake_for_the_next(Outbox._next_due())
        self.env.cr.flush()
        due = Trigger.search([('cron_id', '=', cron.id)]).mapped('call_at')
        self.assertTrue(due)
        self.assertGreater(max(due), fields.Datetime.now() + timedelta(hours=4))

    def test_one_that_breaks_holds_nobody_up(self):
        self.open_window()
        broken, good = self.send(), self.send(self.leo_in_window())
        Outbox = self.env.registry['clinic.whatsapp.outbox']
        body = Outbox._body

        def breaks(row):
            if row.message_id == broken:
                raise ValueError
            return body(row)

        with (
            patch.object(Outbox, '_body', breaks),
            self.assertLogs('odoo.addons.clinic_whatsapp', 'ERROR'),
            self.meta(None) as sent,
        ):
            pass
        self.assertEqual(len(sent), 1)
        self.assertEqual((self.row(broken).state, good.state), ('failed', 'sent'))
        still_waits = (broken.state, broken.channel) == ('queued', 'whatsapp')
        self.assertFalse(still_waits, "the message learns of it, and may go another way")

    def leo_in_window(self):
        now = int(fields.Datetime.now().timestamp())
        self.receive(text_message('w-leo', sender='525555500143', at=now))
        return self.leo

    def test_a_job_that_died_leaves_a_doubt(self):
        self.open_window()
        message = self.send()
        row = self.row(message)
        row.write({'state': 'sending', 'lease_until': fields.Datetime.now() - timedelta(seconds=1)})
        with self.meta(None) as sent:
            pass
        self.assertEqual((row.state, sent), ('uncertain', []))

    def test_what_is_too_late_does_not_go(self):
        self.open_window()
        message = self.send(expires_at=fields.Datetime.now() + timedelta(hours=1))
        self.row(message).expires_at = fields.Datetime.now() - timedelta(seconds=1)
        message.sudo().expires_at = fields.Datetime.now() - timedelta(seconds=1)
        with self.meta(None) as sent:
            pass
        self.assertEqual((self.row(message).state, message.state, sent), ('expired', 'expired', []))

    def test_a_person_who_refused_meanwhile(self):
        self.open_window()
        message = self.send()
        self.ana._record_consent('appointments', 'refused', 'in_person')
        with self.meta(None) as sent:
            pass
        self.assertEqual(
            (self.row(message).state, message.error_code, sent), ('cancelled', 'refused', [])
        )

    def test_no_connection_is_tried_again(self):
        self.open_window()
        with self.meta(NotSent('x')):
            message = self.send()
        row = self.row(message)
        self.assertEqual(row.state, 'queued')
        self.assertTrue(row.next_attempt_at)

    def refused(self, code, http=400, **more):
        """(row, message, what was sent) after Meta has refused with a code."""
        self.open_window()
        with self.meta(GraphError(code, http=http, **more)) as sent:
            message = self.send()
        return self.row(message), message, sent

    def test_a_stopped_number_keeps_its_queue(self):
        row, message, sent = self.refused(190, 401)
        self.assertEqual((row.state, len(sent)), ('queued', 1))
        self.assertTrue(self.account.parked_at)
        with self.meta(None) as sent:
            pass
        self.assertFalse(sent)
        self.account._resume()
        with self.meta(None) as sent:
            pass
        self.assertEqual((len(sent), message.state), (1, 'sent'))

    def test_a_job_notes_in_the_language_of_the_clinic(self):
        self.env['res.lang']._activate_lang('es_MX')
        self.env.ref('base.main_company').partner_id.lang = 'es_MX'
        self.refused(190, 401)
        self.assertIn("Meta ya no acepta el token", self.account.parked_reason)

    def test_too_fast(self):
        row, _message, _sent = self.refused(130429, 429, retry_after=30)
        self.assertEqual(row.state, 'queued')
        self.assertGreater(self.account.slow_until, fields.Datetime.now() + timedelta(seconds=20))

    def test_too_fast_to_one_person(self):
        row, _message, _sent = self.refused(131056)
        self.assertEqual(row.state, 'queued')
        self.assertGreater(row.next_attempt_at, fields.Datetime.now())
        self.assertFalse(self.account.parked_at or self.account.slow_until)

    def test_the_day_was_over(self):
        """Once more by the approved text, never blindly."""
        self.template()
        self.open_window()
        with self.meta(GraphError(131047, http=400), None) as sent:
            message = self.send()
        self.assertEqual([body['type'] for body in sent], ['text', 'template'])
        self.assertEqual(message.state, 'sent')

    def test_a_number_that_is_not_there(self):
        row, message, sent = self.refused(131026)
        self.assertEqual((row.state, row.error_code, len(sent)), ('failed', 131026, 1))
        self.assertNotEqual(message.state, 'sent')
        self.assertEqual(row.identity_id.unreachable_code, 131026)
        self.assertNotEqual(self.send().channel, 'whatsapp')

    def test_a_text_meta_does_not_take_any_more(self):
        template = self.template()
        with self.meta(GraphError(132015, http=400)):
            message = self.send()
        self.assertTrue(template.parked)
        self.assertEqual(self.row(message).state, 'failed')
        self.assertNotEqual(self.send().channel, 'whatsapp')

    def test_who_wants_no_promotions(self):
        self.refused(131050)
        self.assertEqual(self.ana._consent_state('marketing'), 'refused')

    def test_a_refusal_that_came_later(self):
        self.open_window()
        with self.meta(None):
            message = self.send()
        row = self.row(message)
        self.report(row, 'failed', errors=[{'code': 131026, 'title': "Undeliverable"}])
        self.assertEqual((row.state, row.error_code), ('failed', 131026))
        self.assertNotIn(message.state, ('sent', 'delivered'))

    def test_in_order_to_one_person(self):
        self.open_window()
        with self.meta(None) as sent:
            for _time in range(5):
                self.send()
        self.assertEqual(len(sent), 5)
        rows = self.env['clinic.whatsapp.outbox'].search([], order='id')
        self.assertEqual([body['biz_opaque_callback_data'] for body in sent], rows.mapped('uuid'))

    def test_one_person_is_not_flooded(self):
        self.account.write({'pair_seconds': 6, 'pair_burst': 2})
        self.open_window()
        with self.meta(None) as sent:
            for _time in range(5):
                self.send()
        self.assertEqual(len(sent), 2)

    def test_the_days_limit_is_kept_for_reminders(self):
        self.template()
        self.account.write({'daily_limit': 2, 'reserved_share': 50})
        patients = self.env['clinic.patient'].create(
            [
                {'name': f"Eva {n}", 'phone': f'55 5550 02{n:02}', 'company_id': self.clinic.id}
                for n in range(4)
            ]
        )
        with self.meta(None) as sent:
            for patient in patients:
                self.send(patient)
        self.assertEqual(len(sent), 2)
        with self.meta(None) as sent:
            self.send(patients[0])
        self.assertEqual(len(sent), 1, "somebody already counted today")

    def test_answers_ask_for_no_room(self):
        self.open_window()
        reached = self.env.registry['clinic.whatsapp.account']._reached
        with patch.object(
            self.env.registry['clinic.whatsapp.account'], '_reached', autospec=True
        ) as asked:
            asked.side_effect = reached
            with self.meta(None) as sent:
                self.send()
            self.assertEqual((len(sent), asked.call_count), (1, 0))
            self.template()
            with self.meta(None) as sent:
                self.send(self.leo)
        self.assertEqual((len(sent), asked.call_count), (1, 1))

    def test_nothing_said_lies_in_clear(self):
        self.open_window()
        self.env['clinic.whatsapp.outbox']._enqueue(
            self.env['clinic.whatsapp.identity'].search([], limit=1),
            'k1',
            content={'type': 'text', 'text': {'body': 'canario-4711'}},
        )
        self.env.flush_all()
        self.env.cr.execute("SELECT o::text FROM clinic_whatsapp_outbox o")
        for [text] in self.env.cr.fetchall():
            self.assertNotIn(b'canario-4711'.hex(), text)
            self.assertNotIn('canario-4711', text)


@tagged('post_install', '-at_install')
class TestTemplates(WhatsappCase):
    def test_every_kind_becomes_a_text_meta_would_take(self):
        kinds = self.env['clinic.message.kind'].search([('sensitivity', '!=', 'clinical')])
        self.env['clinic.whatsapp.template']._make_of_kinds(self.account, kinds)
        templates = self.env['clinic.whatsapp.template'].search(
            [('account_id', '=', self.account.id)]
        )
        self.assertEqual(templates.kind_id, kinds)
        for template in templates:
            self.assertFalse(template.problem, template.name)
            self.assertTrue(template.preview)
        self.env['clinic.whatsapp.template']._make_of_kinds(self.account, kinds)
        self.assertEqual(
            len(templates),
            self.env['clinic.whatsapp.template'].search_count(
                [('account_id', '=', self.account.id)]
            ),
        )

    def test_review_by_webhook(self):
        template = self.env['clinic.whatsapp.template'].create(
            {
                'account_id': self.account.id,
                'name': 'prueba',
                'body': "Hola.",
                'status': 'PENDING',
            }
        )
        self.receive(text_message('w0'))
        kept = self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1)
        for status, usable in (('APPROVED', True), ('PAUSED', False), ('REINSTATED', True)):
            value = {
                'event': status,
                'message_template_name': 'prueba',
                'message_template_language': 'es_MX',
                'reason': 'NONE',
            }
            change = {'field': 'message_template_status_update', 'value': value}
            payload = {'entry': [{'id': '200000000000009', 'changes': [change]}]}
            for event in self.env['clinic.whatsapp.event'].sudo()._keep(kept, list(split(payload))):
                event._apply()
            self.assertEqual((template.status, template.usable), (status, usable))

    def test_news_of_a_review_in_any_order(self):
        """What Meta said last counts, not what arrived last."""
        self.receive(text_message('w0'))
        kept = self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1)
        said = ((1790000001, 'PENDING'), (1790000002, 'APPROVED'), (1790000003, 'PAUSED'))
        for number, order in enumerate(itertools.permutations(said)):
            template = self.env['clinic.whatsapp.template'].create(
                {'account_id': self.account.id, 'name': f'p_{number}', 'body': "Hola."}
            )
            for at, status in order:
                value = {
                    'event': status,
                    'message_template_name': template.name,
                    'message_template_language': 'es_MX',
                }
                change = {'field': 'message_template_status_update', 'value': value}
                payload = {'entry': [{'id': '200000000000009', 'time': at, 'changes': [change]}]}
                Event = self.env['clinic.whatsapp.event'].sudo()
                Event._keep(kept, list(split(payload)))._apply()
            self.assertEqual((template.status, template.usable), ('PAUSED', False), order)

    def test_what_meta_would_refuse_is_told(self):
        template = self.env['clinic.whatsapp.template'].new(
            {'name': 'prueba', 'language': 'es_MX', 'category': 'UTILITY', 'body': "{{nombre}}"}
        )
        self.assertTrue(template.problem)
        self.assertEqual(json.loads(template.examples or '{}'), {})
