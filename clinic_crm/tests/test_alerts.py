from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.clinic_crm.controllers import alert_page
from odoo.addons.clinic_crm.controllers.throttle import Throttle
from odoo.addons.clinic_crm.models.clinic_alert_call import ClinicAlertCall

from .messages_common import MessagesCase
from .staff_common import new_staff

WORDS = "me duele el pecho zafiro-9912"
NOON = '2026-11-25 18:00:00'  # a Wednesday, 12:00 in Mexico City


class AlertCase(MessagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.duty'].search([]).unlink()
        cls.reception, cls.nurse = cls.users['reception'], cls.users['nurse']
        cls.doctor, cls.director = cls.users['practitioner'], cls.users['director']
        cls.Alert = cls.env['clinic.alert']

    def duty(self, user, **vals):
        return self.env['clinic.duty'].create(
            {'company_id': self.clinic.id, 'user_id': user.id, **vals}
        )

    def alarm(self, record=None, **more):
        vals = {'company': self.clinic, 'patient': self.patient, 'person_words': WORDS}
        return self.Alert._raise('urgent', "Palabras de urgencia", record, **(vals | more))

    def here(self, *users):
        for user in users:
            presence = self.env['mail.presence'].search([('user_id', '=', user.id)])
            presence = presence or self.env['mail.presence'].create({'user_id': user.id})
            presence.last_presence = fields.Datetime.now()

    def ask(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_alerts').method_direct_trigger()
        self.env.invalidate_all()

    def tell(self):
        """Whoever is to be told is; returns what left, as (user, way, words)."""
        left = []

        def go(way):
            def send(call):
                call._leaves()
                left.append((call.user_id, way, call._words()))

            return send

        with (
            patch.multiple(ClinicAlertCall, _go_by_email=go('email')),
            self.enter_registry_test_mode(),
        ):
            self.env.ref('clinic_crm.ir_cron_alert_calls').method_direct_trigger()
        self.env.invalidate_all()
        return left

    def seen_by(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)


@tagged('post_install', '-at_install')
class TestDuty(AlertCase):
    """Who is asked, and who is not."""

    def chain(self, company=None):
        users, on_duty = self.env['clinic.duty']._chain(company or self.clinic)
        return list(users), on_duty

    def test_without_a_list_whoever_is_in_odoo(self):
        self.here(self.doctor, self.reception)
        self.assertEqual(self.chain(), ([self.reception, self.doctor], True))
        with freeze_time(fields.Datetime.now() + timedelta(minutes=31)):
            self.assertEqual(self.chain(), ([self.director], False))

    def test_the_list_counts_in_its_order_and_hours(self):
        self.duty(self.doctor, sequence=1, days='mon_fri', hour_from=9, hour_to=18)
        self.duty(self.nurse, sequence=2, days='mon_fri', hour_from=18, hour_to=9)
        self.here(self.reception)
        with freeze_time(NOON):
            self.assertEqual(self.chain(), ([self.doctor], True))
        with freeze_time('2026-11-28 08:00:00'):  # Saturday at 2: the night of Friday
            self.assertEqual(self.chain(), ([self.nurse], True))
        with freeze_time('2026-11-28 18:00:00'):  # Saturday at noon: both, and nobody on duty
            self.assertEqual(self.chain(), ([self.doctor, self.nurse], False))

    def test_a_branch_has_its_own_list_or_the_clinics(self):
        for user in (self.nurse, self.doctor):
            user.company_ids = [Command.link(self.branch.id)]
        self.duty(self.nurse)
        self.assertEqual(self.chain(self.branch), ([self.nurse], True))
        self.duty(self.doctor, company_id=self.branch.id)
        self.assertEqual(self.chain(self.branch), ([self.doctor], True))
        self.assertEqual(self.chain(), ([self.nurse], True))

    def test_only_who_can_see_alerts(self):
        with self.assertRaises(ValidationError):
            self.duty(self.stranger)
        duty = self.duty(self.nurse)
        self.nurse.active = False
        self.assertNotIn(self.nurse, self.chain()[0])
        self.assertTrue(duty.exists())

    def test_what_the_screen_says(self):
        Duty = self.seen_by(self.director, self.env['clinic.duty'])
        self.assertIn("Nobody is on duty now", Duty._now_in_words())
        self.here(self.reception)
        said = Duty.action_who_now()['params']['message']
        self.assertIn(self.reception.name, said)
        self.assertIn("E-mail", self.duty(self.nurse).reached_by)


@tagged('post_install', '-at_install')
class TestAlert(AlertCase):
    """From what happened to somebody who has it."""

    def test_raised_and_asked_in_the_same_transaction(self):
        self.duty(self.nurse)
        alert = self.alarm()
        self.assertEqual(
            (alert.state, alert.asked_user_id, alert.nobody), ('new', self.nurse, False)
        )
        self.assertEqual(alert.next_at - alert.raised_at, timedelta(minutes=5))
        self.assertEqual(alert.call_ids.mapped('user_id'), self.nurse)

    def test_what_is_written_is_sealed(self):
        alert = self.alarm()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row_to_json(t)::text FROM clinic_alert t WHERE id = %s", [alert.id]
        )
        row = self.env.cr.fetchone()[0]
        self.assertNotIn("zafiro", row)
        self.assertIn(WORDS, alert.person_words)

    def test_what_leaves_the_clinic_says_nothing_of_the_patient(self):
        self.duty(self.nurse)
        alert = self.alarm()
        [(user, way, words)] = self.tell()
        self.assertEqual((user, way), (self.nurse, 'email'))
        self.assertIn('/clinic/alert/', words)
        for secret in ("zafiro", "María", "Hernández", "pecho"):
            self.assertNotIn(secret, words)
        self.assertEqual((alert.call_ids.state, alert.call_ids.way), ('sent', 'email'))
        self.assertFalse(self.tell())

    def test_the_next_person_after_five_minutes_round_again(self):
        self.duty(self.nurse, sequence=1)
        self.duty(self.doctor, sequence=2)
        with freeze_time(NOON) as clock:
            alert = self.alarm()
            asked = [alert.asked_user_id]
            self.ask()
            self.assertEqual(alert.asked_user_id, self.nurse)  # not before their time is up
            for _turn in range(3):
                clock.tick(timedelta(minutes=5, seconds=1))
                self.ask()
                asked.append(alert.asked_user_id)
            self.assertEqual(asked, [self.nurse, self.doctor, self.nurse, self.doctor])
            self.assertEqual(alert.state, 'new')
            self.seen_by(self.doctor, alert).action_take()
            clock.tick(timedelta(hours=1))
            self.ask()
            self.assertEqual(len(alert.call_ids), 4)
            self.assertEqual((alert.state, alert.taken_by_id), ('taken', self.doctor))

    def test_nobody_on_duty_and_then_somebody(self):
        with freeze_time(NOON) as clock:
            alert = self.alarm()
            self.assertEqual((alert.nobody, alert.asked_user_id), (True, self.director))
            clock.tick(timedelta(minutes=6))
            self.here(self.reception)
            self.ask()
            self.assertEqual(alert.asked_user_id, self.reception)

    def test_whoever_cannot_be_told_does_not_cost_five_minutes(self):
        self.duty(self.nurse, sequence=1)
        self.duty(self.doctor, sequence=2)
        self.nurse.email = False
        alert = self.alarm()
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_alert_calls').method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(alert.call_ids.state, 'failed')
        self.assertIn("no e-mail address", alert.call_ids.error)
        self.ask()
        self.assertEqual(alert.asked_user_id, self.doctor)

    def test_two_take_it(self):
        alert = self.alarm()
        self.seen_by(self.nurse, alert).action_take()
        self.seen_by(self.nurse, alert).action_take()  # pressed twice
        with self.assertRaisesRegex(UserError, self.nurse.name.split(' ')[0]):
            self.seen_by(self.doctor, alert).action_take()
        self.assertEqual(alert.taken_by_id, self.nurse)

    def test_passed_on(self):
        self.duty(self.nurse, sequence=1)
        self.duty(self.doctor, sequence=2)
        alert = self.alarm()
        self.seen_by(self.nurse, alert).action_take()
        with self.assertRaises(UserError):
            self.seen_by(self.doctor, alert).action_release()
        self.seen_by(self.nurse, alert).action_release()
        self.assertEqual((alert.state, alert.asked_user_id), ('new', self.doctor))

    def test_closing_wants_a_word_and_nothing_else_closes_it(self):
        alert = self.alarm()
        mine = self.seen_by(self.nurse, alert)
        with self.assertRaises(UserError):
            mine.action_close()
        mine.note = "Le llamé, va a urgencias."
        mine.action_close()
        self.assertEqual(
            (alert.state, alert.taken_by_id, alert.closed_by_id), ('closed', self.nurse, self.nurse)
        )
        with self.assertRaises(UserError):
            self.seen_by(self.doctor, alert).action_take()

    def test_more_of_the_same_joins_and_the_same_counts_once(self):
        about = self.patient
        self.duty(self.nurse)
        with freeze_time(NOON) as clock:
            alert = self.alarm(about, key='a')
            self.assertEqual(self.alarm(about, key='a'), alert)
            self.assertEqual(alert.added, 0)
            more = self.alarm(about, key='b', person_words="ya no respira bien")
            self.assertEqual((more, alert.added, len(alert.call_ids)), (alert, 1, 1))
            self.assertIn("ya no respira bien", alert.person_words)
            self.assertIn("zafiro", alert.person_words)
            self.seen_by(self.nurse, alert).action_take()
            clock.tick(timedelta(minutes=20))
            self.assertEqual(self.alarm(about, key='c'), alert)
            clock.tick(timedelta(minutes=31))
            other = self.alarm(about, key='d')
            self.assertNotEqual(other, alert)
            self.assertEqual(other.asked_user_id, self.nurse)

    def test_a_given_chain(self):
        self.duty(self.nurse)
        alert = self.Alert._raise(
            'never heard of', "Queja grave", company=self.clinic, users=self.doctor | self.director
        )
        self.assertEqual((alert.kind, alert.asked_user_id), ('other', self.doctor))

    def test_it_is_there_when_nobody_can_be_asked(self):
        with (
            patch.object(
                type(self.env['clinic.duty']), '_chain', side_effect=ValueError, autospec=True
            ),
            self.assertLogs('odoo.addons.clinic_crm.models.clinic_alert', 'ERROR'),
        ):
            alert = self.alarm()
        self.assertEqual((alert.state, alert.asked_user_id.ids), ('new', []))
        self.duty(self.nurse)
        self.ask()
        self.assertEqual(alert.asked_user_id, self.nurse)

    def test_roles(self):
        alert = self.alarm()
        for user in (self.reception, self.nurse, self.doctor):
            seen = self.seen_by(user, alert)
            self.assertIn("zafiro", seen.person_words)
            with self.assertRaises(AccessError):
                seen.write({'state': 'closed'})
            with self.assertRaises(AccessError):
                seen.unlink()
            with self.assertRaises(AccessError):
                seen.create({'kind': 'urgent', 'company_id': self.clinic.id})
        directs = self.seen_by(self.director, alert)
        self.assertIn("María", directs.who)
        with self.assertRaises(AccessError):
            directs.read(['person_words'])
        for user in (self.users['privacy'], self.stranger):
            with self.assertRaises(AccessError):
                self.seen_by(user, alert).read(['state'])
            with self.assertRaises(AccessError):
                self.seen_by(user, alert).action_take()
            self.assertEqual(self.seen_by(user, self.Alert).get_open(), [])
        with self.assertRaises(AccessError):
            self.seen_by(self.nurse, self.env['clinic.duty']).create({'user_id': self.nurse.id})

    def test_other_clinics_see_nothing(self):
        other = self.env['res.company'].create({'name': "Otra"})
        user = new_staff(
            self.env,
            {'x': ('alerts_other', 'clinic_crm.group_nurse')},
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )['x']
        alert = self.alarm()
        self.assertFalse(self.seen_by(user, self.Alert).search([('id', '=', alert.id)]))
        self.assertNotIn(user, self.env['clinic.duty']._able(self.clinic))

    def test_on_every_page_and_on_the_home_page(self):
        self.duty(self.nurse)
        alert = self.alarm()
        [shown] = self.seen_by(self.nurse, self.Alert).get_open()
        self.assertEqual((shown['id'], shown['for_me'], shown['state']), (alert.id, True, 'new'))
        cards = self.seen_by(self.reception, self.env['clinic.home']).get_today()['cards']
        self.assertEqual((cards[0]['name'], cards[0]['count']), ('alerts', 1))
        self.seen_by(self.nurse, alert).action_take()
        self.assertTrue(self.seen_by(self.nurse, self.Alert).get_open()[0]['mine'])
        self.assertEqual(self.seen_by(self.doctor, self.Alert).get_open(), [])


@tagged('post_install', '-at_install')
class TestAlertPage(AlertCase, HttpCase):
    """The link on the phone of whoever is on duty: only a tap takes it."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(alert_page, 'STAFF', Throttle(1000, 60)))
        self.enterContext(patch.object(alert_page, 'STRANGERS', Throttle(1000, 60)))
        self.duty(self.nurse, sequence=1)
        self.alert = self.alarm()
        self.call = self.alert.call_ids

    def page(self, token=None, **kwargs):
        self.env.flush_all()
        answer = self.url_open(
            f'/clinic/alert/{token or self.call._link_token()}', allow_redirects=False, **kwargs
        )
        self.env.invalidate_all()
        return answer

    def test_only_a_post_takes_it(self):
        answer = self.page()
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Lo tomo", answer.text)
        for secret in ("zafiro", "María", "pecho", self.call.uuid):
            self.assertNotIn(secret, answer.text)
        self.assertIn('no-store', answer.headers['Cache-Control'])
        self.assertEqual(self.alert.state, 'new')
        for _press in range(2):
            self.assertEqual(self.page(data={'action': 'take'}).status_code, 303)
            self.assertEqual((self.alert.state, self.alert.taken_by_id), ('taken', self.nurse))
        self.assertIn(f'/odoo/urgencias/{self.alert.id}', self.page().text)

    def test_who_comes_second_reads_whose_it_is(self):
        second = self.env['clinic.alert.call']._call(self.alert, self.doctor)
        self.page(data={'action': 'take'})
        self.page(second._link_token(), data={'action': 'take'})
        self.assertEqual(self.alert.taken_by_id, self.nurse)
        self.assertIn("Ya lo tomó", self.page(second._link_token()).text)

    def test_links_that_are_none(self):
        token = self.call._link_token()
        number, until, sign = token.split('-', 2)
        others = [text[:-1] + ('1' if text[-1] != '1' else '2') for text in (number, until)]
        for bad in (
            f'{number}-{others[1]}-{sign}',
            f'{others[0]}-{until}-{sign}',
            token[:-1] + ('a' if token[-1] != 'a' else 'b'),
            'x',
        ):
            self.assertEqual(self.page(bad).status_code, 404)
            self.assertEqual(self.page(bad, data={'action': 'take'}).status_code, 404)
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self.assertFalse(self.env['clinic.alert.call']._of_link(token))
        self.nurse.group_ids = [Command.set([self.env.ref('base.group_user').id])]
        self.assertEqual(self.page().status_code, 404)
        self.assertEqual(self.alert.state, 'new')
