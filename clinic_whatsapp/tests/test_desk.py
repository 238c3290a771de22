from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.clinic_whatsapp.cloud_api import GraphError, action_of
from odoo.addons.clinic_whatsapp.cloud_api.errors import NO_CODE
from odoo.addons.clinic_whatsapp.models import clinic_whatsapp_conversation_act

from .desk_common import MARKER, DeskCase
from .whatsapp_common import text_message


@tagged('post_install', '-at_install')
class TestDeskPrivacy(DeskCase):
    def test_what_is_written_stands_in_no_row_of_discuss(self):
        conversation = self.write_in()
        self.assertEqual(self.items(conversation)[0]['text'], MARKER)
        self.desk().desk_send(conversation.channel_id.id, f"R {MARKER}", 'k' * 12)
        self.desk().desk_pass(conversation.channel_id.id, self.luis.id, f"N {MARKER}")
        self.assertIn("discuss.channel/new_message", self.dump('bus_bus'))
        dump = self.dump()
        self.assertNotIn(MARKER, dump)
        # nor who writes: a bus row is kept for a day, a channel for ever
        self.assertNotIn("Ana Ruiz", self.dump('bus_bus', 'discuss_channel', 'mail_message'))

    def test_of_somebody_unknown_neither(self):
        conversation = self.write_in(sender='5215555500999')
        self.assertEqual(self.items(conversation)[0]['text'], MARKER)
        self.desk().desk_send(conversation.channel_id.id, f"R {MARKER}", 'k' * 12)
        self.assertNotIn(MARKER, self.dump())
        self.assertNotIn(MARKER, self.dump('clinic_whatsapp_outbox', 'clinic_whatsapp_message'))

    def test_an_agent_of_the_branch_reads_the_name_and_the_words(self):
        channel = self.seen_by(self.rosa, self.write_in().channel_id)
        self.assertTrue(channel.is_member)
        self.assertEqual(channel._whatsapp_name(), "Ana Ruiz")
        self.assertEqual(channel.name, "WhatsApp")

    def test_nobody_else_sees_anything_of_it(self):
        conversation = self.write_in()
        channel = conversation.channel_id
        strangers = {
            'employee': self.agent('empleado', self.north, 'base.group_user'),
            'administrator': self.agent('sistema', self.north, 'base.group_system'),
            'doctor': self.agent('doctora', self.north, 'clinic_crm.group_practitioner'),
            'portal': new_test_user(self.env, 'desk_portal', 'base.group_portal'),
        }
        south = new_test_user(
            self.env,
            'desk_sur',
            'clinic_whatsapp.group_agent',
            company_id=self.south.id,
            company_ids=[Command.set(self.south.ids)],
        )
        for who, user in (strangers | {'agent of another branch': south}).items():
            with self.subTest(who):
                # even if somebody made them a member
                self.env['discuss.channel.member'].create(
                    {'channel_id': channel.id, 'partner_id': user.partner_id.id}
                )
                mine = self.seen_by(user, channel)
                self.assertFalse(mine.search([('channel_type', '=', 'whatsapp')]))
                with self.assertRaises(AccessError):
                    mine.read(['name'])
                self.assertFalse(
                    mine.env['mail.message'].search(
                        [('model', '=', 'discuss.channel'), ('res_id', '=', channel.id)]
                    )
                )
                with self.assertRaises(AccessError):
                    mine.env['clinic.whatsapp.conversation'].desk_open(channel.id)
                with self.assertRaises(AccessError):
                    mine.env['clinic.whatsapp.conversation'].desk_send(channel.id, "x", 'k' * 12)

    def test_nobody_writes_into_the_channel_itself(self):
        channel = self.seen_by(self.rosa, self.write_in().channel_id)
        with self.assertRaises(UserError):
            channel.message_post(body="hola", message_type='comment')
        with self.assertRaises(UserError):
            channel.channel_rename("Ana Ruiz, diabetes")
        with self.assertRaises(AccessError):
            channel.create({'name': "x", 'channel_type': 'whatsapp'})
        guest = new_test_user(self.env, 'desk_invitado', 'base.group_user')
        channel.add_members(guest.partner_id.ids)
        self.assertNotIn(guest.partner_id, channel.channel_member_ids.partner_id)


@tagged('post_install', '-at_install')
class TestDeskInbound(DeskCase):
    def test_one_conversation_a_person_and_one_row_a_message(self):
        first = self.write_in()
        second = self.write_in("Otra cosa", wamid='wamid.2')
        self.assertEqual(first, second)
        self.write_in("Otra cosa", wamid='wamid.2')  # Meta says it twice
        self.assertEqual(self.posts(first), 2)
        self.assertEqual([item['text'] for item in self.items(first)], [MARKER, "Otra cosa"])

    def test_a_desk_that_breaks_loses_no_message(self):
        Conversation = type(self.env['clinic.whatsapp.conversation'])
        with (
            patch.object(Conversation, '_post', side_effect=ZeroDivisionError),
            self.assertLogs('odoo.addons.clinic_whatsapp', 'ERROR') as logs,
        ):
            events = self.receive(text_message('wamid.9', body=MARKER))
        self.assertEqual(events.mapped('state'), ['done'])
        self.assertNotIn(MARKER, str(logs.output))
        message = self.env['clinic.whatsapp.message'].search([('wamid', '=', 'wamid.9')])
        self.assertEqual(message.text, MARKER)

    def test_three_statuses_cost_no_post_and_say_nothing_but_ticks(self):
        conversation = self.write_in()
        item = self.desk().desk_send(conversation.channel_id.id, "Con gusto", 'k' * 12)
        row = self.outbox()
        self.accept(row, 'wamid.out')
        self.env.cr.flush()
        before = self.posts(conversation)
        last = self.env['bus.bus'].search([], order='id desc', limit=1).id or 0
        status = {'id': 'wamid.out', 'timestamp': '1700000000', 'recipient_id': '5215555500142'}
        self.receive(statuses=[status | {'status': name} for name in ('sent', 'delivered', 'read')])
        self.env.cr.flush()
        self.assertEqual(row.state, 'read')
        self.assertEqual(self.posts(conversation), before)
        news = self.env['bus.bus'].search([('id', '>', last)]).mapped('message')
        self.assertTrue(news)
        self.assertTrue(all('clinic.whatsapp/ticks' in line for line in news))
        [shown] = [i for i in self.items(conversation) if i['key'] == item['key']]
        self.assertEqual(shown['state'], 'read')

    def test_a_batch_of_statuses_is_told_at_once(self):
        conversation = self.write_in()
        self.desk().desk_send(conversation.channel_id.id, "Con gusto", 'k' * 12)
        self.accept(self.outbox(), 'wamid.out')
        self.env.cr.flush()
        last = self.env['bus.bus'].search([], order='id desc', limit=1).id or 0
        status = {'id': 'wamid.out', 'timestamp': '1700000000', 'recipient_id': '5215555500142'}
        Event = type(self.env['clinic.whatsapp.event'])
        with patch.object(Event, '_apply', lambda event: None):  # kept, and not applied yet
            events = self.receive(
                statuses=[status | {'status': name} for name in ('sent', 'delivered', 'read')]
            )
        events._apply_in_order()
        self.env.cr.flush()
        self.assertEqual(len(self.env['bus.bus'].search([('id', '>', last)])), 1)

    def test_a_campaign_begins_no_conversations(self):
        person = self.env['clinic.whatsapp.identity']._of_patient(self.account, self.leo)
        row = self.env['clinic.whatsapp.outbox']._enqueue(
            person, 'x:1', content={'type': 'text', 'text': {'body': "Hola"}}
        )
        self.accept(row, 'wamid.c')
        self.assertFalse(
            self.env['clinic.whatsapp.conversation'].search([('identity_id', '=', person.id)])
        )


@tagged('post_install', '-at_install')
class TestDeskAnswers(DeskCase):
    def test_an_answer_goes_once_whatever_is_pressed(self):
        conversation = self.write_in()
        channel = conversation.channel_id.id
        first = self.desk().desk_send(channel, " Con gusto ", 'tecla-enter-1')
        again = self.desk().desk_send(channel, "Con gusto", 'tecla-enter-1')
        self.assertEqual(first['key'], again['key'])
        self.assertEqual((first['state'], first['by']), ('queued', "Rosa"))
        row = self.outbox()
        self.assertEqual(len(row), 1)
        self.assertEqual(row._body()['text']['body'], "Con gusto")
        self.assertEqual(row.message_id.patient_id, self.ana)
        self.assertEqual(row.message_id.author_id, self.rosa)
        self.assertFalse(conversation.waiting_since)
        self.assertEqual(conversation.agent_id, self.rosa)

    def test_the_key_of_one_conversation_says_nothing_in_another(self):
        ana = self.write_in()
        leo = self.write_in(wamid='wamid.2', sender='5215555500143')
        for conversation in ana | leo:
            self.desk().desk_send(conversation.channel_id.id, "Hola", 'misma-tecla')
        self.assertEqual(len(self.outbox()), 2)

    def test_with_the_window_closed_only_an_approved_text_goes(self):
        conversation = self.write_in()
        self.close_window(conversation)
        channel = conversation.channel_id.id
        with self.assertRaisesRegex(UserError, "24 hours"):
            self.desk().desk_send(channel, "Hola", 'tecla-uno')
        self.assertFalse(self.outbox())
        template = self.env['clinic.whatsapp.template'].create(
            {
                'account_id': self.account.id,
                'name': 'retomar',
                'body': "Hola, {{nombre}}: quedó pendiente {{asunto}}. ¿Seguimos?",
                'examples': '{"nombre": "Ana", "asunto": "su cita"}',
                'status': 'APPROVED',
            }
        )
        [offered] = self.desk().desk_templates(channel)
        self.assertEqual(
            {v['name']: v['value'] for v in offered['variables']}, {'nombre': "Ana", 'asunto': ''}
        )
        values = {'nombre': "Ana"}
        with self.assertRaisesRegex(UserError, "asunto"):
            self.desk().desk_send_template(channel, template.id, values, 'tecla-dos')
        values['asunto'] = "su cita"
        for _twice in range(2):
            item = self.desk().desk_send_template(channel, template.id, values, 'tecla-dos')
        said = "Hola, Ana: quedó pendiente su cita. ¿Seguimos?"
        self.assertEqual(item['text'], said)
        row = self.outbox()
        body = row._body()
        self.assertEqual((body['type'], row.by_template), ('template', True))
        self.assertNotIn('said', body)
        self.assertEqual(row.message_id.body, said)

    def test_a_place_left_open_is_not_sent(self):
        conversation = self.write_in()
        with self.assertRaisesRegex(UserError, "{cita}"):
            self.desk().desk_send(conversation.channel_id.id, "Es el {cita}", 'tecla-tres')

    def test_a_patient_who_died_is_not_written_to(self):
        conversation = self.write_in()
        self.ana.deceased_date = '2026-01-01'
        with self.assertRaisesRegex(UserError, "died"):
            self.desk().desk_send(conversation.channel_id.id, "Hola", 'tecla-cuatro')
        self.assertFalse(self.outbox())

    def test_what_did_not_go_says_why_and_what_to_do(self):
        conversation = self.write_in()
        self.desk().desk_send(conversation.channel_id.id, "Hola", 'tecla-cinco')
        self.outbox()._give_up("No llegó.")
        [shown] = [item for item in self.items(conversation) if item['direction'] == 'out']
        self.assertEqual((shown['state'], shown['error']), ('failed', "No llegó."))
        self.assertTrue(shown['advice'])

    def test_what_meta_answers_is_said_as_whoever_answers_needs_it(self):
        conversation = self.write_in()
        cases = [  # (Meta's code, the reason, what to do about it)
            (131026, "call, or ask for another number", r'^$'),
            (131049, "call, or write by e-mail", r'^$'),
            (131009, "as it is", "Write again"),  # what Meta says of it is English, for programmers
            (131016, "and it did not go", "Write again"),
            (NO_CODE, "and it did not go", "Write again"),
            (190, "number is stopped", "Tell whoever keeps WhatsApp"),
        ]
        for code, reason, advice in cases:
            with self.subTest(code):
                self.desk().desk_send(conversation.channel_id.id, "Hola", f'codigo-{code}')
                row = self.outbox()[:1]
                error = GraphError(code, message="Parameter value is not valid")
                row.attempts = 99
                row._give_up(row._words(error, action_of(error)), code)
                shown = row._for_desk("Hola")
                self.assertRegex(shown['error'], reason)
                self.assertRegex(shown['advice'], advice)
                self.assertNotIn("Parameter", shown['error'])
                self.assertNotIn("tried again", shown['error'])

    def test_a_file_too_large_is_refused_before_it_is_opened(self):
        channel = self.write_in().channel_id.id
        data = 'A' * (8 * 2**20)  # 6 MB of a photo; of a document it would do
        with (
            patch.object(clinic_whatsapp_conversation_act.base64, 'b64decode', side_effect=OSError),
            self.assertRaisesRegex(UserError, "5 MB"),
        ):
            self.desk().desk_send_file(channel, "f.jpg", data, 'image/jpeg', '', 'tecla-foto')
        self.env['ir.config_parameter'].set_param('web.max_file_upload_size', 2**20)
        largest = self.desk().desk_open(channel)['person']['largest']
        self.assertLess(max(largest.values()), 2**20 * 3 / 4)

    def test_replies_are_filled_in_for_the_person(self):
        conversation = self.write_in()
        self.env['clinic.whatsapp.reply'].search([]).active = False
        self.env['clinic.whatsapp.reply'].create(
            {'name': "x", 'text': "{nombre}: en {sucursal}, el {cita}. {yo}"}
        )
        [reply] = self.desk().desk_replies(conversation.channel_id.id)
        self.assertEqual(reply['text'], "Ana: en Sucursal Norte, el {cita}. Rosa")
        with self.assertRaises(UserError):
            self.env['clinic.whatsapp.reply'].create({'name': "x", 'text': "{diagnostico}"})


@tagged('post_install', '-at_install')
class TestDeskInvitation(HttpCase, DeskCase):
    def test_the_link_that_invites_to_a_channel_lets_nobody_in(self):
        channel = self.write_in().channel_id
        members = channel.channel_member_ids
        self.env['ir.config_parameter'].set_param('mail.chat_from_token', True)
        other = channel.create({'name': "Otro", 'channel_type': 'group'})
        self.assertEqual(self.url_open(f'/chat/{other.id}/{other.uuid}').status_code, 200)
        curious = self.agent('curioso', self.north, 'base.group_user')
        for login in (None, curious.login):
            with self.subTest(login):
                self.authenticate(login, login)
                for address in (f'/chat/{channel.id}/{channel.uuid}', f'/chat/{channel.uuid}'):
                    answer = self.url_open(address)
                    self.assertNotEqual(answer.status_code, 200)
                    self.assertNotIn("Ana Ruiz", answer.text)
                channel.invalidate_recordset()
                self.assertEqual(channel.channel_member_ids, members)
