from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.clinic_crm.conversation import Turn

from .desk_common import DeskCase

TUESDAY = datetime(2026, 3, 3, 16, 0)  # 10:00 in the clinic


class WaitCase(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hours = cls.env['resource.calendar'].create(
            {
                'name': "Sucursal",
                'company_id': cls.north.id,
                'attendance_ids': [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                'name': "x",
                                'dayofweek': str(day),
                                'hour_from': start,
                                'hour_to': stop,
                                'day_period': 'morning' if start < 12 else 'afternoon',
                            }
                        )
                        for day in range(5)
                        for start, stop in ((9, 14), (16, 19))
                    ),
                ],
            }
        )
        cls.north.write({'resource_calendar_id': hours.id, 'clinic_tz': 'America/Mexico_City'})
        cls.director = new_test_user(
            cls.env,
            'desk_direccion',
            'clinic_crm.group_director',
            company_id=cls.clinic.id,
            company_ids=[Command.set((cls.clinic | cls.north).ids)],
        )
        cls.Target = cls.env['clinic.whatsapp.target']
        cls.Target.search([]).unlink()
        cls.all = cls.Target.create({'minutes': 15, 'escalate_minutes': 15})
        cls.Wait = cls.env['clinic.whatsapp.wait']

    def promise(self, at):
        return self.Target._promise(self.account, at)

    def local(self, day, hour, minute=0):
        return datetime(2026, 3, day, hour, minute) + timedelta(hours=6)

    def look(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref('clinic_whatsapp.ir_cron_late').method_direct_trigger()

    def told(self, what):
        return self.env['bus.bus'].sudo().search_count([('message', 'like', what)])


@tagged('post_install', '-at_install')
class TestTarget(WaitCase):
    def test_minutes_count_while_the_branch_is_open(self):
        for wrote, due in (
            (self.local(3, 10), self.local(3, 10, 15)),
            (self.local(3, 13, 50), self.local(3, 16, 5)),  # over the pause
            (self.local(3, 22), self.local(4, 9, 15)),
            (self.local(6, 18, 55), self.local(9, 9, 10)),  # over the weekend
        ):
            with self.subTest(wrote=wrote):
                self.assertEqual(self.promise(wrote), (self.all, due))

    def test_the_narrowest_counts(self):
        branch, early, team, _other = self.Target.create(
            [
                {'minutes': 30, 'company_id': self.north.id},
                {'minutes': 40, 'company_id': self.north.id, 'hour_from': 9, 'hour_to': 11},
                {'minutes': 5, 'account_id': self.account.id, 'hour_from': 16, 'hour_to': 19},
                {'minutes': 1, 'company_id': self.south.id},
            ]
        )
        self.assertEqual(self.promise(self.local(3, 10))[0], early)
        self.assertEqual(self.promise(self.local(3, 12))[0], branch)
        self.assertEqual(self.promise(self.local(3, 17))[0], team)
        # by the hour at which somebody is there to answer
        self.assertEqual(self.promise(self.local(3, 15))[0], team)

    def test_without_a_target_nobody_is_late(self):
        self.all.unlink()
        with freeze_time(TUESDAY):
            conversation = self.write_in()
        self.assertFalse(conversation.answer_by)
        with freeze_time(TUESDAY + timedelta(hours=3)):
            self.look()
        self.assertFalse(self.Wait.search([]))


@tagged('post_install', '-at_install')
class TestWait(WaitCase):
    def test_what_a_person_answered_is_counted(self):
        with freeze_time(TUESDAY):
            conversation = self.write_in()
        self.assertEqual(conversation.answer_by, TUESDAY + timedelta(minutes=15))
        self.assertEqual(
            conversation._for_sidebar()['answer_by'],
            fields.Datetime.to_string(conversation.answer_by),
        )
        with freeze_time(TUESDAY + timedelta(minutes=5)):
            self.write_in("¿Hola?", wamid='wamid.2')
        with freeze_time(TUESDAY + timedelta(minutes=12)):
            self.desk().desk_send(conversation.channel_id.id, "Con gusto.", 'tecla-uno')
        [wait] = self.Wait.search([])
        self.assertEqual((wait.how, wait.agent_id), ('person', self.rosa))
        self.assertEqual((wait.minutes, wait.on_time, wait.target_minutes), (12, 100, 15))
        self.assertEqual((wait.hour, wait.weekday), ('10:00', '1'))
        self.assertFalse(conversation.answer_by)

    def test_what_a_topic_answered_is_not(self):
        conversation = self.write_in()
        conversation.waiting_since = False
        self.assertFalse(self.Wait.search([]))

    def test_ended_without_an_answer(self):
        with freeze_time(TUESDAY):
            conversation = self.write_in("Gracias")
        self.desk().desk_done(conversation.channel_id.id)
        self.assertFalse(self.Wait.search([]), "nothing was to be said")

    def test_the_team_is_told_then_the_direction(self):
        with freeze_time(TUESDAY):
            conversation = self.write_in("canario-52")
        with freeze_time(TUESDAY + timedelta(minutes=14)):
            self.look()
        self.assertFalse(self.Wait.search([]))
        with freeze_time(TUESDAY + timedelta(minutes=16)):
            self.look()
            self.look()
        [wait] = self.Wait.search([])
        self.assertEqual(self.told('clinic.whatsapp/late'), 2, "each of the team, once")
        self.assertFalse(wait.activity_ids)
        with freeze_time(TUESDAY + timedelta(minutes=31)):
            self.look()
            self.look()
        [activity] = wait.activity_ids.filtered(lambda one: one.user_id == self.director)
        self.assertNotIn("Ana", f'{activity.summary} {activity.res_name}')
        self.assertIn("31", activity.summary)
        mine = self.seen_by(self.director, wait)
        self.assertEqual(mine.how, 'open')
        with freeze_time(TUESDAY + timedelta(minutes=40)):
            self.desk().desk_send(conversation.channel_id.id, "Perdone.", 'tecla-dos')
        self.assertEqual((wait.how, wait.minutes, wait.on_time), ('person', 40, 0))
        self.assertFalse(wait.activity_ids)

    def test_who_attends_it_is_told_alone(self):
        with freeze_time(TUESDAY):
            conversation = self.write_in()
            self.desk(self.luis).desk_take(conversation.channel_id.id)
        with freeze_time(TUESDAY + timedelta(minutes=16)):
            self.look()
        self.assertEqual(self.told('clinic.whatsapp/late'), 1)

    def test_median_and_ninetieth(self):
        conversation = self.write_in()
        self.Wait.create(
            [
                {
                    'conversation_id': conversation.id,
                    'account_id': self.account.id,
                    'company_id': self.north.id,
                    'began_at': TUESDAY,
                    'ended_at': TUESDAY,
                    'how': 'person',
                    'agent_id': self.rosa.id,
                    'minutes': minutes,
                    'on_time': 100.0 * (minutes <= 15),
                }
                for minutes in (1, 2, 3, 4, 90)
            ]
        )
        measures = ['median:avg', 'p90:avg', 'on_time:avg']
        [(agent, *found)] = self.seen_by(self.director, self.Wait)._read_group(
            [('how', '=', 'person')], ['agent_id'], measures
        )
        self.assertEqual(agent, self.rosa)
        self.assertEqual([round(one, 1) for one in found], [3.0, 55.6, 80.0])
        told = self.Wait.fields_get(['median', 'p90'])
        self.assertEqual(told['p90']['aggregator'], 'avg')

    def test_who_sees_them(self):
        with freeze_time(TUESDAY):
            self.write_in()
        with freeze_time(TUESDAY + timedelta(minutes=16)):
            self.look()
        self.assertEqual(len(self.seen_by(self.rosa, self.Wait).search([])), 1)
        self.assertEqual(len(self.seen_by(self.director, self.Wait).search([])), 1)
        elsewhere = self.agent('lejos', self.south)
        elsewhere.company_ids = self.south
        self.assertFalse(self.seen_by(elsewhere, self.Wait).search([]))
        clerk = self.agent('mostrador', self.north, 'clinic_crm.group_reception')
        for model in (self.Wait, self.Target):
            with self.assertRaises(AccessError):
                self.seen_by(clerk, model).search([])
        with self.assertRaises(AccessError):
            self.seen_by(self.rosa, self.all).minutes = 1


@tagged('post_install', '-at_install')
class TestHelps(WaitCase):
    def suggested(self, conversation):
        return [
            one['name'] for one in self.desk().desk_open(conversation.channel_id.id)['suggestions']
        ]

    def test_replies_that_fit_what_was_written(self):
        conversation = self.write_in("Buenas, necesito la factura de mi consulta por favor")
        found = self.suggested(conversation)
        self.assertEqual(found[0], "Datos para su factura")
        self.assertLessEqual(len(found), 3)
        self.write_in("¿cuánto cuesta la consulta con el dermatólogo?", wamid='wamid.2')
        self.assertEqual(self.suggested(conversation)[0], "Costo de la consulta")
        self.desk().desk_send(conversation.channel_id.id, "Cuesta 800 pesos.", 'tecla-tres')
        self.assertFalse(self.suggested(conversation), "it is answered")

    def test_none_with_a_gap_and_none_for_nothing(self):
        conversation = self.write_in("quiero cambiar mi cita para otro día")
        self.assertNotIn("Cambiar la cita", self.suggested(conversation), "there is no visit")
        self.write_in("👍", wamid='wamid.2')
        self.assertFalse(self.suggested(conversation))

    def test_what_a_topic_hands_over(self):
        conversation = self.write_in("Quiero hablar con una persona")
        person = conversation.identity_id
        message = self.env['clinic.whatsapp.message'].search([('identity_id', '=', person.id)])
        message.topic = 'place'
        session = self.env['clinic.chat.session'].sudo()._of(person)
        session._waits(conversation, message, Turn(texts=("En un momento.",), hand_over=True))
        self.assertTrue(conversation.waiting_since)
        # the agent's own topic may have handed it over before
        notes = [item for item in self.items(conversation) if item['direction'] == 'note']
        note = max(notes, key=lambda item: item['number'])
        said = {line['label']: line['text'] for line in note['summary']}
        self.assertEqual(said["About"], "Dirección y horario")
        self.assertIn("Ana Ruiz", said["Who"])
        self.assertEqual(said["Next visit"], "none booked")
        self.assertEqual(said["Patient"], "Quiero hablar con una persona")
        self.assertNotIn("persona", self.dump('clinic_whatsapp_note'))
