from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .desk_common import MARKER, DeskCase


@tagged('post_install', '-at_install')
class TestDeskTeam(DeskCase):
    def test_passing_it_on_with_a_word_patients_never_see(self):
        conversation = self.write_in()
        channel = conversation.channel_id.id
        self.desk().desk_take(channel)
        self.assertEqual(conversation.agent_id, self.rosa)
        self.desk().desk_pass(channel, self.luis.id, "Pide factura")
        self.assertEqual(conversation.agent_id, self.luis)
        shown = self.items(conversation, self.luis)
        [note] = [item for item in shown if item['direction'] == 'note']
        self.assertEqual((note['text'], note['by'], note['to']), ("Pide factura", "Rosa", "Luis"))
        self.assertFalse(self.outbox())
        self.assertFalse(
            self.env['clinic.message']
            .search([('patient_id', '=', self.ana.id)])
            .filtered(lambda message: message.direction == 'out')
        )
        other = self.agent('otra', self.south, 'base.group_user')
        with self.assertRaises(UserError):
            self.desk().desk_pass(channel, other.id, "")

    def test_unread_for_each_and_waiting_for_the_team(self):
        conversation = self.write_in()
        channel = conversation.channel_id
        members = {m.partner_id: m for m in channel.channel_member_ids}
        rosa, luis = members[self.rosa.partner_id], members[self.luis.partner_id]
        self.assertEqual((rosa.message_unread_counter, luis.message_unread_counter), (1, 1))
        self.desk().desk_seen(channel.id)
        rosa.invalidate_recordset()
        self.assertEqual((rosa.message_unread_counter, luis.message_unread_counter), (0, 1))
        self.assertTrue(conversation.waiting_since)
        self.assertEqual(conversation.mark_wamid, 'wamid.1')

    def test_meta_is_told_what_was_read_by_the_job_and_once(self):
        conversation = self.write_in()
        self.desk().desk_seen(conversation.channel_id.id)
        [(_connection, number, wamid)] = self.env[conversation._name]._claim_marks()
        self.assertEqual((number, wamid), (self.account.phone_number_id, 'wamid.1'))
        self.desk().desk_seen(conversation.channel_id.id)
        self.assertFalse(self.env[conversation._name]._claim_marks())

    def test_done_is_out_of_the_list_until_the_person_writes(self):
        conversation = self.write_in()
        self.desk().desk_done(conversation.channel_id.id)
        self.assertFalse(conversation.is_open or conversation.waiting_since)
        channels = self.seen_by(self.rosa, self.env['discuss.channel'])._get_channels_as_member()
        self.assertNotIn(conversation.channel_id, channels)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=1)):
            self.write_in("Otra vez", wamid='wamid.7')
        self.assertTrue(conversation.is_open)
        channels = self.seen_by(self.rosa, self.env['discuss.channel'])._get_channels_as_member()
        self.assertIn(conversation.channel_id, channels)

    def test_who_is_this(self):
        conversation = self.write_in(sender='5215555500999')
        channel = conversation.channel_id.id
        self.desk().desk_send(channel, "¿Con quién tengo el gusto?", 'tecla-seis')
        self.accept(self.outbox(), 'wamid.o1')
        opened = self.desk().desk_open(channel)
        self.assertFalse(opened['person']['patient'])
        self.desk().desk_join(channel, self.leo.id)
        self.assertEqual(conversation.channel_id._whatsapp_name(), "Leo Paz")
        logged = self.env['clinic.message'].search([('patient_id', '=', self.leo.id)])
        self.assertEqual(
            {(m.direction, m.body) for m in logged},
            {('in', MARKER), ('out', "¿Con quién tengo el gusto?")},
        )
        elsewhere = self.env['res.company'].create({'name': "Otra clínica"})
        stranger = self.env['clinic.patient'].create(
            {'name': "De otra clínica", 'company_id': elsewhere.id}
        )
        with self.assertRaises(UserError):
            self.desk().desk_join(channel, stranger.id)

    def test_from_the_patient_to_the_conversation(self):
        action = self.seen_by(self.rosa, self.leo).action_whatsapp()
        conversation = self.conversation('525555500143')
        self.assertEqual(
            action['context']['active_id'], f'discuss.channel_{conversation.channel_id.id}'
        )
        self.leo.phone = False
        self.env['clinic.whatsapp.identity'].search([]).patient_id = False
        with self.assertRaisesRegex(UserError, "number"):
            self.seen_by(self.rosa, self.leo).action_whatsapp()

    def test_the_menu_opens_the_one_that_waits_longest(self):
        first = self.write_in()
        self.write_in(wamid='wamid.2', sender='5215555500143')
        first.waiting_since = fields.Datetime.now() - timedelta(hours=2)
        action = self.desk().action_desk()
        self.assertEqual(action['context']['active_id'], f'discuss.channel_{first.channel_id.id}')


@tagged('post_install', '-at_install')
class TestDeskFormer(DeskCase):
    """Whoever stops answering patients is out of their conversations with the same click."""

    def setUp(self):
        super().setUp()
        self.conversation_with_ana = self.write_in()

    def members(self):
        self.env.invalidate_all()
        return self.conversation_with_ana.channel_id.channel_member_ids.partner_id

    def test_whichever_way_the_right_is_lost(self):
        agents = self.env.ref('clinic_whatsapp.group_agent')
        answering = self.env['res.groups'].create(
            {
                'name': "Recepción y chat",
                'implied_ids': [Command.set((agents | self.env.ref('base.group_user')).ids)],
            }
        )
        ways = {
            'the group, from the user': (
                lambda user: user.write({'group_ids': [Command.unlink(agents.id)]})
            ),
            'the group, from the group': (
                lambda user: agents.write({'user_ids': [Command.unlink(user.id)]})
            ),
            'a group that brought it': (
                lambda _user: answering.write({'implied_ids': [Command.unlink(agents.id)]})
            ),
            'archived': lambda user: user.write({'active': False}),
            'the branch': lambda user: user.write(
                {'company_id': self.south.id, 'company_ids': [Command.set(self.south.ids)]}
            ),
        }
        for number, (way, lose) in enumerate(ways.items()):
            with self.subTest(way):
                user = self.agent(f'ex{number}', self.north)
                if way == 'a group that brought it':
                    user.group_ids = answering
                self.conversation_with_ana._sync_members()
                self.assertIn(user.partner_id, self.members())
                lose(user)
                self.assertNotIn(user.partner_id, self.members())
        self.assertIn(self.rosa.partner_id, self.members())

    def test_what_they_attended_is_nobodys_again(self):
        channel = self.conversation_with_ana.channel_id
        self.desk(self.luis).desk_take(channel.id)
        bus = self.env['bus.bus']
        self.env.cr.flush()
        last = bus.search([], order='id desc', limit=1).id or 0
        self.luis.group_ids = self.env.ref('base.group_user')
        self.env.cr.flush()
        self.assertFalse(self.conversation_with_ana.agent_id)
        news = bus.search([('id', '>', last)])
        told = ' '.join(news.mapped('message'))
        self.assertIn('clinic.whatsapp/changed', told)  # the others see that nobody attends it
        self.assertIn('"has_whatsapp_desk":false', told)  # and their own list goes

    def test_a_colleague_of_two_branches_keeps_the_other(self):
        user = self.luis
        user.company_ids = self.north | self.south
        self.account.company_id = self.south
        conversation = self.write_in(wamid='wamid.s', sender='5215555500143')
        conversation._sync_members()
        self.env.invalidate_all()
        self.assertIn(user.partner_id, conversation.channel_id.channel_member_ids.partner_id)
        user.write({'company_id': self.south.id, 'company_ids': [Command.set(self.south.ids)]})
        self.env.invalidate_all()
        self.assertIn(user.partner_id, conversation.channel_id.channel_member_ids.partner_id)

    def test_any_other_change_of_a_user_touches_nothing(self):
        before = self.members()
        self.rosa.write({'name': "Rosa María", 'group_ids': [Command.link(self.env.ref(
            'base.group_partner_manager').id)]})  # fmt: skip
        self.assertEqual(self.members(), before)


@tagged('post_install', '-at_install')
class TestDeskJoin(DeskCase):
    """Who somebody is is said once, by whoever may, of a patient they may see."""

    def test_whose_it_is_already_is_not_changed_here(self):
        conversation = self.write_in()
        channel = conversation.channel_id.id
        self.assertEqual(conversation.identity_id.patient_id, self.ana)
        self.desk().desk_join(channel, self.ana.id)  # pressed twice: nothing happens
        with self.assertRaisesRegex(UserError, "People on WhatsApp"):
            self.desk().desk_join(channel, self.leo.id)
        self.assertEqual(conversation.identity_id.patient_id, self.ana)
        self.assertFalse(self.env['clinic.message'].search([('patient_id', '=', self.leo.id)]))

    def test_who_may_not(self):
        conversation = self.write_in(sender='5215555500999')
        channel = conversation.channel_id.id
        reception = self.agent('mostrador', self.north, 'clinic_crm.group_reception')
        doctor = self.agent('medica', self.north, 'clinic_crm.group_practitioner')
        south = self.agent('surena', self.south, 'clinic_whatsapp.group_agent')
        south.company_ids = self.south
        for user in (reception, doctor, south):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.desk(user).desk_join(channel, self.leo.id)
        elsewhere = self.env['res.company'].create({'name': "Otra clínica"})
        stranger = self.env['clinic.patient'].create(
            {'name': "De otra clínica", 'company_id': elsewhere.id}
        )
        for patient_id in (stranger.id, 2**31 - 1):  # neither tells whether there is one
            with self.assertRaisesRegex(AccessError, "search again"):
                self.desk().desk_join(channel, patient_id)
        self.assertFalse(conversation.identity_id.patient_id)
