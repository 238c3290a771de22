import json
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.clinic_whatsapp.cloud_api import split

from .whatsapp_common import WhatsappCase, account_values, delivery, text_message

CONTACT = {'wa_id': '5215555500142', 'user_id': 'MX.1', 'profile': {'name': "Anita"}}


@tagged('post_install', '-at_install')
class TestInbound(WhatsappCase):
    def said(self, patient):
        messages = self.env['clinic.message'].search(
            [('patient_id', '=', patient.id), ('channel', '=', 'whatsapp')], order='at, id'
        )
        return messages.mapped('body')

    def test_an_old_number_is_the_patients(self):
        """521… of WhatsApp and 55… of the record are the same person."""
        self.receive(text_message('w1', body="¿Tienen cita mañana? ñ 🙂"), contacts=[CONTACT])
        self.assertEqual(self.said(self.ana), ["¿Tienen cita mañana? ñ 🙂"])
        identity = self.ana_identity()
        self.assertEqual((identity.wa_id, identity.e164), ('5215555500142', '+525555500142'))
        self.assertEqual((identity.bsuid, identity.name), ('MX.1', "Anita"))
        written = datetime(1970, 1, 1) + timedelta(seconds=1700000000)
        self.assertEqual(identity.window_until, written + timedelta(days=1))

    def ana_identity(self):
        return self.env['clinic.whatsapp.identity'].search([('patient_id', '=', self.ana.id)])

    def test_copies_say_it_once(self):
        for _time in range(3):
            self.receive(text_message('w1'))
            self.receive(text_message('w1'), text_message('w2', body="Otra"))
        self.assertEqual(self.said(self.ana), ["Hola", "Otra"])

    def test_both_spellings_are_one_person(self):
        self.receive(text_message('w1', sender='5215555500142'))
        self.receive(text_message('w2', sender='525555500142'))
        self.assertEqual(len(self.ana_identity()), 1)
        self.assertEqual(self.ana_identity().wa_id, '525555500142', "as Meta spelled it last")

    def test_in_the_order_they_were_written(self):
        self.receive(
            text_message('w3', body="tres", at=1700000003),
            text_message('w1', body="uno", at=1700000001),
            text_message('w2', body="dos", at=1700000002),
        )
        self.assertEqual(self.said(self.ana), ["uno", "dos", "tres"])
        late = text_message('w0', body="cero", at=1690000000)
        before = self.ana_identity().window_until
        self.receive(late)
        self.assertEqual(self.ana_identity().window_until, before, "never backwards")

    def test_somebody_unknown_waits_and_is_then_known(self):
        self.receive(text_message('w1', sender='525555500199', body="Soy Eva"))
        identity = self.env['clinic.whatsapp.identity'].search([('e164', '=', '+525555500199')])
        self.assertFalse(identity.patient_id)
        self.assertEqual(identity.message_ids.text, "Soy Eva")
        eva = self.env['clinic.patient'].create({'name': "Eva Luz", 'company_id': self.clinic.id})
        identity.patient_id = eva
        self.assertEqual(self.said(eva), ["Soy Eva"])
        self.assertFalse(identity.message_ids.waiting_text, "no second copy")
        self.assertEqual(identity.message_ids.text, "Soy Eva")
        self.receive(text_message('w2', sender='525555500199', body="Gracias"))
        self.assertEqual(self.said(eva), ["Soy Eva", "Gracias"])

    def test_a_familys_phone_is_not_guessed(self):
        mother = self.env['res.partner'].create({'name': "Mamá", 'phone': '55 5550 0177'})
        children = self.env['clinic.patient'].create(
            [
                {
                    'name': name,
                    'birthdate': '2020-01-01',
                    'guardian_id': mother.id,
                    'company_id': self.clinic.id,
                }
                for name in ("Sol Paz", "Mar Paz")
            ]
        )
        self.receive(text_message('w1', sender='525555500177'))
        identity = self.env['clinic.whatsapp.identity'].search([('e164', '=', '+525555500177')])
        self.assertFalse(identity.patient_id)
        self.assertEqual(identity.candidate_ids, children)

    def test_somebody_with_a_username_only(self):
        contact = {'user_id': 'MX.77', 'profile': {'name': "Iris", 'username': 'iris.mx'}}
        node = {**text_message('w1'), 'from_user_id': 'MX.77'}
        del node['from']
        self.receive(node, contacts=[contact])
        identity = self.env['clinic.whatsapp.identity'].search([('bsuid', '=', 'MX.77')])
        self.assertEqual((identity.wa_id, identity.username), (False, 'iris.mx'))
        self.receive({**node, 'id': 'w2', 'from': '525555500142'}, contacts=[contact])
        self.assertEqual(identity.e164, '+525555500142', "the number came later")
        self.assertEqual(identity.patient_id, self.ana)
        self.assertEqual(len(self.said(self.ana)), 2)

    def test_a_number_that_changed_hands(self):
        """What a stranger writes does not reach the record of whoever had the number before."""
        self.receive(text_message('w1'), contacts=[CONTACT])
        first = self.ana_identity()
        self.receive(text_message('w2', body="Soy otro"), contacts=[{**CONTACT, 'user_id': 'MX.2'}])
        self.assertFalse(first.active)
        self.assertEqual(self.said(self.ana), ["Hola"])
        stranger = self.env['clinic.whatsapp.identity'].search([('bsuid', '=', 'MX.2')])
        self.assertTrue(stranger.newcomer)
        self.assertFalse(stranger.patient_id)
        person = self.env['clinic.whatsapp.identity']._of_patient(self.account, self.ana)
        self.assertFalse(person, "nothing of Ana's goes to the stranger")
        stranger.patient_id = self.ana  # somebody asked: it is Ana with a new phone
        self.assertEqual(self.said(self.ana), ["Hola", "Soy otro"])
        self.assertFalse(stranger.newcomer)

    def test_an_adult_is_not_found_by_a_former_guardian(self):
        mother = self.env['res.partner'].create({'name': "Mamá", 'phone': '55 5550 0178'})
        adult = self.env['clinic.patient'].create(
            {
                'name': "Sol Paz",
                'birthdate': '1990-01-01',
                'guardian_id': mother.id,
                'company_id': self.clinic.id,
            }
        )
        self.receive(text_message('w1', sender='525555500178', body="Soy la mamá"))
        self.assertFalse(self.said(adult))

    def test_a_person_with_a_new_number(self):
        self.receive(text_message('w1'))
        system = {
            'from': '5215555500142',
            'id': 'w2',
            'timestamp': '1700000009',
            'type': 'system',
            'system': {'type': 'user_changed_number', 'wa_id': '525555500188'},
        }
        self.receive(system)
        self.receive(text_message('w3', sender='525555500188', body="Desde el nuevo"))
        self.assertEqual(self.said(self.ana), ["Hola", "Desde el nuevo"])
        self.assertEqual(self.ana_identity().e164, '+525555500188')

    def test_who_wrote_from_the_new_number_first_is_one_conversation(self):
        """Whatever waits under the number that is given up waits where the person goes on."""
        colleague = self.user('clinic_whatsapp.group_agent')
        self.receive(text_message('w1', at=1700000001))
        self.receive(text_message('w2', sender='525555500188', body="Ya cambié", at=1700000002))
        Conversation = self.env['clinic.whatsapp.conversation'].sudo()
        person = self.ana_identity()
        former = self.env['clinic.whatsapp.identity'].search([('e164', '=', '+525555500188')])
        kept, other = Conversation._of(person), Conversation._of(former)
        kept.write({'waiting_since': False, 'is_open': False})
        other.agent_id = colleague
        note = self.env['clinic.whatsapp.note'].create(
            {'conversation_id': other.id, 'author_id': colleague.id, 'text': "Es Ana."}
        )
        waiting_since = other.waiting_since
        mine = kept.channel_id.channel_member_ids.filtered(
            lambda member: member.partner_id == colleague.partner_id
        )
        theirs = other.channel_id.channel_member_ids.filtered(
            lambda member: member.partner_id == colleague.partner_id
        )
        mine.new_message_separator = 10**9
        self.assertEqual(theirs.message_unread_counter, 1)
        system = {'type': 'user_changed_number', 'wa_id': '525555500188'}
        self.receive({**text_message('w3', at=1700000003), 'type': 'system', 'system': system})
        self.assertEqual(former.heir_id, person)
        self.assertTrue(kept.is_open)
        self.assertEqual((kept.waiting_since, kept.agent_id), (waiting_since, colleague))
        self.assertEqual(note.conversation_id, kept)
        self.assertFalse(other.is_open or other.waiting_since or other.agent_id)
        self.env.invalidate_all()
        self.assertEqual((mine.message_unread_counter, theirs.message_unread_counter), (1, 0))

    def test_who_never_wrote_from_the_old_number_keeps_the_new_conversation(self):
        person = self.env['clinic.whatsapp.identity']._of_patient(self.account, self.ana)
        self.receive(text_message('w2', sender='525555500188', body="Ya cambié"))
        former = self.env['clinic.whatsapp.identity'].search([('e164', '=', '+525555500188')])
        conversation = self.env['clinic.whatsapp.conversation'].sudo()._of(former)
        system = {'type': 'user_changed_number', 'wa_id': '525555500188'}
        self.receive({**text_message('w3'), 'type': 'system', 'system': system})
        self.assertEqual(conversation.identity_id, person)
        self.assertTrue(conversation.is_open and conversation.waiting_since)

    def test_every_kind_is_shown(self):
        nodes = [
            {'type': 'image', 'image': {'id': '1', 'caption': "Mi receta"}},
            {'type': 'audio', 'audio': {'id': '1', 'voice': True}},
            {'type': 'document', 'document': {'id': '1', 'filename': 'estudio.pdf'}},
            {'type': 'location', 'location': {'latitude': 19.4, 'longitude': -99.1}},
            {'type': 'contacts', 'contacts': [{'name': {'formatted_name': "Luz"}}]},
            {'type': 'reaction', 'reaction': {'message_id': 'w', 'emoji': '👍'}},
            {'type': 'button', 'button': {'text': "Confirmar", 'payload': 'c1'}},
            {
                'type': 'interactive',
                'interactive': {'type': 'list_reply', 'list_reply': {'id': 'x', 'title': "9:30"}},
            },
            {'type': 'hologram', 'hologram': {}},
            {},
        ]
        nodes = [
            {'from': '525555500142', 'id': f'w{n}', 'timestamp': f'{1700000000 + n}', **node}
            for n, node in enumerate(nodes)
        ]
        events = self.receive(*nodes)
        self.assertEqual(set(events.mapped('state')), {'done'})
        *said, safe = self.said(self.ana)
        self.assertIn("911", safe)  # nobody has heard the voice note yet
        self.assertEqual(len(said), len(nodes))
        for words, text in zip(
            ("Mi receta", "", "estudio.pdf", "19.4", "Luz", "👍", "Confirmar", "9:30", "", ""),
            said,
            strict=True,
        ):
            self.assertIn(words, text)

    def test_what_is_not_ours_is_kept_apart(self):
        events = self.receive(text_message('w1'), number='999999999999999')
        self.assertFalse(events)
        lost = self.env['clinic.whatsapp.event'].search([('wamid', '=', 'w1')])
        self.assertEqual(lost.state, 'quarantine')
        self.assertIn('999999999999999', lost.error)
        self.assertFalse(self.said(self.ana))

    def test_one_signature_does_not_speak_for_another_app(self):
        stranger = self.env['clinic.whatsapp.account'].create(
            account_values(self.clinic, phone_number_id='100000000000077', new_app_secret='otro')
        )
        self.receive(text_message('w1'), number='100000000000077')
        self.assertFalse(
            self.env['clinic.whatsapp.event'].search([('account_id', '=', stranger.id)])
        )
        stranger.new_app_secret = 'secreto-de-la-app'
        self.receive(text_message('w2'), number='100000000000077')
        event = self.env['clinic.whatsapp.event'].search([('account_id', '=', stranger.id)])
        self.assertEqual((event.wamid, event.state), ('w2', 'done'))

    def test_what_fails_is_tried_again_and_then_shown(self):
        Message = self.env.registry['clinic.whatsapp.message']
        with (
            patch.object(Message, '_take_in', side_effect=ValueError("nombre de la paciente")),
            self.assertLogs('odoo.addons.clinic_whatsapp', 'WARNING') as logs,
        ):
            events = self.receive(text_message('w1'))
            self.assertEqual(events.state, 'retry')
            self.assertNotIn("paciente", events.error)
            for _time in range(9):
                events._apply()
        self.assertEqual(events.state, 'quarantine')
        self.assertNotIn("paciente", "".join(logs.output))
        manager = self.user('clinic_whatsapp.group_manager')
        with self.enter_registry_test_mode():
            events.with_user(manager).action_apply_again()
        self.assertEqual(events.state, 'new')
        events._apply()
        self.assertEqual(self.said(self.ana), ["Hola"])

    def test_behind_one_that_waits_its_conversation_waits(self):
        Event = self.env['clinic.whatsapp.event'].sudo()
        [first] = self.receive(text_message('w1'))
        first.write({'state': 'retry', 'next_attempt_at': datetime.now() + timedelta(hours=1)})
        kept = self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1)
        Event._keep(kept, list(split(delivery([text_message('w2')]))))
        Event._keep(kept, list(split(delivery([text_message('w3', sender='525555500143')]))))
        ready = self.env['clinic.whatsapp.event'].sudo()
        for job in range(2):
            ready |= Event._next(job, 10)
        self.assertEqual(ready.mapped('wamid'), ['w3'])

    def test_behind_the_first_of_a_batch_that_fails(self):
        Message = self.env.registry['clinic.whatsapp.message']
        take_in = Message._take_in

        def fails(model, event, incoming):
            if event.wamid == 'w1':
                raise ValueError
            return take_in(model, event, incoming)

        [kept] = self.receive(text_message('w0', sender='525555500143')).delivery_id
        messages = [text_message('w1'), text_message('w2'), text_message('w3', '525555500143')]
        events = (
            self.env['clinic.whatsapp.event'].sudo()._keep(kept, list(split(delivery(messages))))
        )
        with (
            patch.object(Message, '_take_in', fails),
            self.assertLogs('odoo.addons.clinic_whatsapp', 'WARNING'),
        ):
            events.sorted('id')._apply_in_order()
        states = {event.wamid: event.state for event in events}
        self.assertEqual(states, {'w1': 'retry', 'w2': 'new', 'w3': 'done'})

    def test_by_the_jobs(self):
        """The jobs as they run: the body is read, its events are applied, and all is settled."""
        Delivery = self.env['clinic.whatsapp.delivery'].sudo()
        with self.enter_registry_test_mode():
            Delivery._receive(self.account, json.dumps(delivery([text_message('w1')])).encode())
            Delivery._receive(self.account, b'{"entry": [{"changes": 3}]}')
            for name in ('read_deliveries', 'apply_events_0', 'apply_events_1'):
                self.env.ref(f'clinic_whatsapp.ir_cron_{name}').method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.said(self.ana), ["Hola"])
        mine = [('account_id', '=', self.account.id)]
        self.assertEqual(set(Delivery.search(mine).mapped('state')), {'done'})
        Event = self.env['clinic.whatsapp.event'].sudo()
        self.assertEqual(set(Event.search(mine).mapped('state')), {'done', 'kept'})

    def test_what_was_applied_is_not_applied_again(self):
        events = self.receive(text_message('w1'))
        manager = self.user('clinic_whatsapp.group_manager')
        events.with_user(manager).action_apply_again()
        self.assertEqual(events.state, 'done')
        events._apply()
        self.assertEqual(self.said(self.ana), ["Hola"])

    def test_a_strangers_event_is_never_applied_here(self):
        self.receive(text_message('w1'), number='999999999999999')
        lost = self.env['clinic.whatsapp.event'].search([('wamid', '=', 'w1')])
        lost.sudo().action_apply_again()
        with self.assertLogs('odoo.addons.clinic_whatsapp', 'WARNING'):
            lost.sudo()._apply()
        self.assertEqual(lost.state, 'retry')
        self.assertFalse(self.said(self.ana))

    def test_what_the_connector_keeps_nobody_writes(self):
        [event] = self.receive(text_message('w1'))
        manager = self.user('clinic_whatsapp.group_manager')
        identity = self.ana_identity()
        for record, values in (
            (event, {'state': 'new'}),
            (event.delivery_id, {'state': 'new'}),
            (identity, {'wa_id': '525555500199'}),
            (identity, {'window_until': '2030-01-01'}),
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                record.with_user(manager).write(values)

    def test_nothing_said_lies_in_clear(self):
        self.receive(text_message('w1', sender='525555500199', body="canario-4711"))
        self.env.flush_all()
        for table in ('delivery', 'event', 'message', 'identity'):
            self.env.cr.execute(f"SELECT t::text FROM clinic_whatsapp_{table} t")
            for [row] in self.env.cr.fetchall():
                self.assertNotIn('canario-4711', row)
                self.assertNotIn(b'canario-4711'.hex(), row)
