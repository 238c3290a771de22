from datetime import timedelta
from unittest.mock import Mock, patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.clinic_crm.models.ir_websocket import WISH

from .agenda_common import AgendaCase


class BoardCase(AgendaCase):
    """Today is Monday 2 November 2026, nine in the morning."""

    def today(self, hour, minute=0, **options):
        return self.at(hour, minute, day=2, **options)

    def board_of(self, role='reception', branches=None):
        branches = branches or self.clinic
        return (
            self.env['clinic.board']
            .with_user(self.users[role])
            .with_context(allowed_company_ids=branches.ids)
        )

    def rows(self, role='reception', branches=None):
        return {row['id']: row for row in self.board_of(role, branches).get_board()['visits']}

    def column(self, stage, **options):
        board = self.board_of(**options).get_board()
        return [row['id'] for row in board['visits'] if row['stage'] == stage]


@tagged('post_install', '-at_install')
class TestBoard(BoardCase):
    def test_what_a_card_says(self):
        both = self.make_type("Curación", ('practitioner', 'room'))
        self.patients[0].sudo().allergies = "Penicilina"
        visit = self.book(self.today(10), type_id=both.id)
        row = self.rows()[visit.id]
        self.assertEqual(row['stage'], 'expected')
        self.assertEqual(row['time'], "10:00")
        self.assertEqual(row['patient'], "Paciente 0")
        self.assertEqual(row['practitioner'], "Dra. Ana Ríos")
        self.assertEqual(row['room'], "Consultorio 1")
        self.assertEqual(row['type'], "Curación")
        self.assertTrue(row['first'] and row['allergic'] and row['can_write'])
        self.assertNotIn("Penicilina", str(self.board_of().get_board()))

    def test_only_today_of_these_branches(self):
        self.book(self.today(9, 30))
        self.book(self.at(10), patient=1)  # tomorrow
        self.book(self.today(10, tz='America/Tijuana'), patient=2, company_id=self.border.id)
        self.book(self.today(11), patient=3)._cancel('patient', 'busy')
        self.assertEqual([row['patient'] for row in self.rows().values()], ["Paciente 0"])
        both = self.rows(branches=self.clinic + self.border)
        self.assertEqual({row['time'] for row in both.values()}, {"09:30", "10:00"})

    def test_who_comes_on_another_day_shows_of_which(self):
        today, tomorrow = self.book(self.today(10)), self.book(self.at(10), patient=1)
        tomorrow.action_arrive()
        rows = self.rows()
        self.assertFalse(rows[today.id]['day'])
        self.assertRegex(rows[tomorrow.id]['day'], r'\b3\b')

    def test_the_queue_is_the_agendas(self):
        early, late = self.book(self.today(9, 30)), self.book(self.today(9), patient=1)
        early.action_arrive()
        self.later(minutes=5)
        late.action_arrive()
        self.assertEqual(self.column('waiting'), [late.id, early.id])

    def test_it_says_whom_nobody_has_seen_before(self):
        seen = self.book(self.today(9))
        for state in ('arrived', 'in_consultation', 'done'):
            seen.write({'state': state})
        self.later(days=1)
        again = self.book(self.at(10))
        self.assertFalse(self.rows()[again.id]['first'])
        twin = self.book(self.at(11), patient=1)
        self.assertTrue(self.rows()[twin.id]['first'])
        again._cancel('clinic')
        self.patients[0].sudo()._merge_into(self.patients[1])
        self.assertFalse(self.rows()[twin.id]['first'], "seen under the record that was merged")

    def test_who_comes_a_day_late_is_on_the_board(self):
        visit = self.book(self.today(10))
        self.later(days=1)
        visit.action_no_show()
        visit.action_arrive()
        self.assertEqual(self.column('waiting'), [visit.id])

    def test_each_role(self):
        visit = self.book(self.today(10), practitioner_id=self.luis.id)
        for role, writes, books in (
            ('reception', True, True),
            ('nurse', True, False),
            ('director', True, True),
            ('doctor', False, True),
        ):
            with self.subTest(role=role):
                board = self.board_of(role).get_board()
                [row] = board['visits']
                self.assertEqual(row['can_write'], writes)
                self.assertEqual(board['can']['walk_in'], books)
        self.assertEqual(self.board_of('doctor').get_board()['mine'], self.ana.id)
        self.assertIsNone(self.board_of('privacy').get_board())
        with self.assertRaises(AccessError):
            self.board_of('doctor').step(visit.id, 'arrive')
        with self.assertRaises(AccessError):
            self.board_of('privacy').step(visit.id, 'arrive')

    def test_reading_it_is_no_clinical_read(self):
        self.book(self.today(10), reason="Dolor de rodilla")
        log = self.env['clinic.access.log'].sudo()
        before = log.search_count([])
        self.env.flush_all()
        self.env.invalidate_all()
        self.board_of().get_board()
        self.assertFalse(self.env.cr.precommit.data.get('clinic_crm.trail'))
        trail = self.env.cr.postrollback.data.get('clinic_crm.trail')
        self.assertFalse(trail and trail.pending)
        self.assertEqual(log.search_count([]), before)

    def count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.board_of().get_board()
        return self.env.cr.sql_log_count - before

    def test_the_number_of_queries_stays(self):
        """However many visits the day has, and patients the clinic."""
        self.book(self.today(9)).action_arrive()
        self.count_queries()  # what is kept in caches
        few = self.count_queries()
        for number in range(1, 8):
            visit = self.book(self.today(9 + number // 2, number % 2 * 30), patient=number)
            if number % 2:
                visit.action_arrive()
        self.env.flush_all()
        self.env.cr.execute(
            """
            WITH made AS (
                INSERT INTO res_partner (name, active, autopost_bills)
                SELECT 'Muchos ' || n, TRUE, 'ask' FROM generate_series(1, 5000) n RETURNING id)
            INSERT INTO clinic_patient
                (partner_id, active, company_id, record_number, stage, uuid, allergy_state)
            SELECT id, TRUE, %s, 'M' || id, 'patient', gen_random_uuid(), 'unknown' FROM made
            """,
            [self.clinic.id],
        )
        self.assertEqual(self.count_queries(), few)
        self.assertLess(few, 30)


@tagged('post_install', '-at_install')
class TestBoardButtons(BoardCase):
    def test_the_road(self):
        visit = self.book(self.today(9))
        board = self.board_of()
        said = board.step(visit.id, 'arrive')
        self.assertEqual((said['turn'], said['patient']), (1, "Paciente 0"))
        self.assertEqual(board.step(visit.id, 'arrive')['turn'], 1)  # a second desk, a moment later
        self.later(minutes=12)
        board.step(visit.id, 'call')
        self.assertEqual(visit.wait_minutes, 12)
        board.step(visit.id, 'back')
        self.assertFalse(visit.sudo().turn_ids.called_at)
        board.step(visit.id, 'call')
        board.step(visit.id, 'finish')
        self.assertEqual(self.column('done'), [visit.id])

    def test_an_arrival_is_taken_back(self):
        first, second = self.book(self.today(9)), self.book(self.today(9, 30), patient=1)
        board = self.board_of()
        board.step(first.id, 'arrive')
        board.step(first.id, 'not_arrived')
        self.assertEqual(board.step(second.id, 'arrive')['turn'], 2)
        self.assertEqual(board.step(first.id, 'arrive')['turn'], 1)

    def test_nobody_is_marked_absent_silently(self):
        visit = self.book(self.today(9))
        self.later(minutes=30)
        self.assertFalse(self.board_of().get_board()['asked']['rows'])
        self.later(minutes=61)
        [row] = self.board_of().get_board()['asked']['rows']
        self.assertEqual((row['id'], row['time']), (visit.id, "09:00"))
        self.assertEqual(visit.state, 'scheduled')
        self.later(days=1)
        [row] = self.board_of().get_board()['asked']['rows']
        self.assertRegex(row['time'], r'\b2\b.*, 09:00$')

    def test_absent_and_undone(self):
        sure, unsure = self.book(self.today(9)), self.book(self.today(9, 30), patient=1)
        sure.action_confirm()
        self.later(hours=3)
        board = self.board_of()
        before = board.mark_absent([sure.id, unsure.id])
        self.assertEqual({sure.state, unsure.state}, {'no_show'})
        self.assertEqual(sure.no_show_user_id, self.users['reception'])
        self.assertFalse(board.get_board()['asked']['rows'])
        board.undo_absent(before)
        self.assertEqual((sure.state, unsure.state), ('confirmed', 'scheduled'))
        self.assertTrue(sure.booking_ids.blocking)

    def test_what_was_left_open_yesterday(self):
        visit = self.book(self.today(9))
        visit.action_arrive()
        self.later(hours=5)
        self.assertFalse(self.board_of().get_board()['asked']['rows'])
        self.later(days=1)
        [row] = self.board_of().get_board()['asked']['rows']
        self.assertEqual(row['state'], 'arrived')
        self.board_of().close_past(visit.id)
        self.assertEqual(visit.state, 'done')
        self.assertEqual((visit.wait_minutes, visit.done_at), (0, visit.stop))
        self.assertFalse(visit.started_at, "nobody wrote it down")
        self.assertFalse(self.board_of().get_board()['asked']['rows'])

    def test_a_doctor_is_asked_about_the_own_visits(self):
        self.book(self.today(9))
        self.book(self.today(9), patient=1, practitioner_id=self.luis.id)
        self.later(hours=2)
        [row] = self.board_of('doctor').get_board()['asked']['rows']
        self.assertEqual(row['practitioner'], "Dra. Ana Ríos")


@tagged('post_install', '-at_install')
class TestTurns(BoardCase):
    def test_from_one_every_day_in_every_branch(self):
        visits = [self.book(self.today(9, 30 * n), patient=n) for n in range(2)]
        there = self.book(
            self.today(10, tz='America/Tijuana'), patient=2, company_id=self.border.id
        )
        for visit in (*visits, there):
            visit.action_arrive()
        self.assertEqual([visit.turn for visit in (*visits, there)], [1, 2, 1])
        tomorrow = self.book(self.at(9), patient=3)
        self.later(days=1)
        tomorrow.action_arrive()
        self.assertEqual(tomorrow.turn, 1)

    def test_the_local_day_decides(self):
        """At 23:30 in Mexico City it is tomorrow in UTC: the turns go on."""
        visits = [self.book(self.today(9, 30 * n), patient=n) for n in range(2)]
        visits[0].action_arrive()
        self.later(hours=14, minutes=30)
        visits[1].action_arrive()
        self.assertEqual(visits[1].turn, 2)

    def test_the_room_of_a_call(self):
        both = self.make_type("Curación", ('practitioner', 'room'))
        visit = self.book(self.today(9), type_id=both.id)
        plain = self.book(self.today(10), patient=1)
        board = self.board_of()
        for one in (visit, plain):
            board.step(one.id, 'arrive')
        self.assertEqual(board.step(visit.id, 'call')['room'], "Consultorio 1")
        # without a room of its own: where its practitioner called the last one to
        self.assertEqual(board.step(plain.id, 'call')['room'], "Consultorio 1")
        other = self.env['clinic.resource'].create(
            {'name': "Consultorio 9", 'company_id': self.clinic.id}
        )
        self.assertEqual(board.call_again(plain.id, other.id)['room'], "Consultorio 9")
        self.assertEqual(self.rows()[plain.id]['room'], "Consultorio 9")

    def test_only_the_agenda_writes_them(self):
        visit = self.book(self.today(9))
        visit.action_arrive()
        for role in ('reception', 'nurse', 'doctor', 'director'):
            turn = self.env['clinic.turn'].with_user(self.users[role]).search([])
            self.assertEqual(turn.number, 1)
            with self.assertRaises(AccessError):
                turn.number = 7
        with self.assertRaises(AccessError):
            self.env['clinic.turn'].with_user(self.users['privacy']).search([])


@tagged('post_install', '-at_install')
class TestWalkIns(BoardCase):
    def wish(self, **vals):
        return {
            'type_id': self.visit_type.id,
            'company_id': self.clinic.id,
            'patient_id': self.patients[0].id,
            **vals,
        }

    def test_received_in_one_step(self):
        said = self.board_of().receive_walk_in(self.wish())
        visit = self.env['clinic.appointment'].browse(said['visit_id'])
        self.assertEqual((visit.state, visit.walk_in, said['turn']), ('arrived', True, 1))
        self.assertEqual(visit.start, fields.Datetime.now())
        self.assertTrue(visit.booking_ids.blocking)
        self.assertFalse(visit.overbooked)

    def test_whoever_is_free_first(self):
        self.book(self.today(9), patient=1)
        said = self.board_of().receive_walk_in(self.wish())
        self.assertEqual((said['practitioner'], said['time']), ("Dr. Luis Paz", "09:00"))
        look = self.board_of().look_walk_in(self.wish(patient_id=self.patients[2].id))
        self.assertEqual((look['time'], look['now']), ("09:30", False))
        said = self.board_of().receive_walk_in(
            self.wish(patient_id=self.patients[2].id, practitioner_id=self.ana.id)
        )
        self.assertEqual((said['practitioner'], said['time']), ("Dra. Ana Ríos", "09:30"))

    def test_somebody_new(self):
        wish = self.wish(patient_id=False, name="Lucía Nueva", phone="55 5000 1234")
        self.assertEqual(self.board_of().receive_walk_in(wish)['patient'], "Lucía Nueva")

    def test_nothing_is_half_saved(self):
        wish = self.wish(patient_id=False, name="Lucía Nueva", phone="123")
        count = self.env['clinic.patient'].sudo().search_count([])
        for vals in ({}, {'name': " "}, {'phone': False, 'type_id': False}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.board_of().receive_walk_in({**wish, **vals})
        self.assertEqual(self.env['clinic.patient'].sudo().search_count([]), count)

    def fill_the_day(self):
        """Nobody works any more today."""
        self.later(hours=11, minutes=30)  # half past eight in the evening

    def test_no_time_left_needs_a_reason(self):
        self.fill_the_day()
        look = self.board_of().look_walk_in(self.wish())
        self.assertIn("There is no free time left today", look['refusal'])
        self.assertTrue(look['can_insist'])
        with self.assertRaisesRegex(UserError, "no free time left"):
            self.board_of().receive_walk_in(self.wish())
        said = self.board_of().receive_walk_in(self.wish(insist="Viene de lejos"))
        visit = self.env['clinic.appointment'].browse(said['visit_id'])
        self.assertEqual(visit.overbook_reason, "Viene de lejos")
        self.assertEqual(visit.overbook_user_id, self.users['reception'])

    def test_a_full_day_takes_the_right_to_overbook(self):
        self.visit_type.duration = 5 * 60
        for doctor, number in ((self.ana, 1), (self.luis, 2)):
            self.book(self.today(9), patient=number, practitioner_id=doctor.id, stop=self.today(14))
        wish = self.wish(insist="Urgencia")
        self.assertFalse(self.board_of().look_walk_in(wish)['can_insist'])
        with self.assertRaises(UserError):
            self.board_of().receive_walk_in(wish)
        self.assertTrue(self.board_of('director').look_walk_in(wish)['can_insist'])
        said = self.board_of('director').receive_walk_in(wish)
        self.assertTrue(self.env['clinic.appointment'].browse(said['visit_id']).overbooked)

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.board_of('nurse').receive_walk_in(self.wish())
        with self.assertRaises(AccessError):
            self.board_of('director').receive_walk_in(self.wish(patient_id=False, name="Lucía"))
        with self.assertRaises(UserError):
            self.board_of().receive_walk_in(self.wish(company_id=self.border.id))
        self.book(self.today(9), patient=3)
        for number, wanted in ((0, self.luis.id), (1, False)):  # never in somebody else's agenda
            wish = self.wish(patient_id=self.patients[number].id, practitioner_id=wanted)
            said = self.board_of('doctor').receive_walk_in(wish)
            self.assertEqual(said['practitioner'], "Dra. Ana Ríos")
        choices = self.board_of('doctor').get_walk_in_choices()
        self.assertEqual([one['id'] for one in choices['practitioners']], [self.ana.id])

    def test_a_group_visit(self):
        group = self.make_type("Taller", seats=3, duration=60)
        for number in range(2):
            self.board_of().receive_walk_in(
                self.wish(type_id=group.id, patient_id=self.patients[number].id)
            )
        rows = self.rows().values()
        self.assertEqual([row['group'] for row in rows], [True, True])
        self.assertEqual(sorted(row['turn'] for row in rows), [1, 2])


@tagged('post_install', '-at_install')
class TestLive(BoardCase):
    def announced(self, agenda=False):
        """What the bus would send now: ``{(channel, message)}``; a savepoint may say it twice.

        :param bool agenda: what agendas hear of any day, in place of all the rest
        """
        self.env.cr.precommit.run()
        rows = self.env['bus.bus'].sudo().search([], order='id')
        found = {(row.channel, row.message) for row in rows}
        rows.unlink()
        return {one for one in found if ('clinic.agenda/changed' in one[1]) == agenda}

    def test_a_change_is_told_to_its_branch_by_ids_alone(self):
        self.announced()
        visit = self.book(self.today(10))
        [(channel, message)] = self.announced()
        self.assertIn(f'"res.company",{self.clinic.id},"{WISH}"', channel)
        self.assertIn(f'"visits":[{visit.id}]', message)
        self.assertNotIn("Paciente", message)
        visit.action_arrive()
        said = self.announced()
        self.assertEqual(len({channel for channel, _message in said}), 2)  # boards, practitioner
        for _channel, message in said:
            self.assertNotIn("Paciente", message)

    def test_next_month_is_no_news(self):
        self.announced()
        self.book(fields.Datetime.now() + timedelta(days=21))
        self.assertFalse(self.announced())

    def test_an_agenda_hears_which_days_have_changed(self):
        self.announced()
        visit = self.book(self.at(10, day=24))
        visit.sudo()._move({'start': self.at(12, day=26)})
        told = self.announced(agenda=True)
        self.assertTrue(told)
        first, last = str(self.at(10, day=24)), str(self.at(12, day=26) + timedelta(minutes=30))
        for channel, message in told:
            self.assertIn(f'"res.company",{self.clinic.id},"{WISH}"', channel)
            self.assertNotIn("Paciente", message)
        self.assertIn(f'"from":"{first}","until":"{last}"', "".join(m for _c, m in told))

    def test_who_hears_of_what(self):
        Websocket = self.env['ir.websocket']

        def channels(user):
            asked = Websocket.with_user(user)
            with self.patched_request(user):
                return asked._build_bus_channel_list([WISH, 'x'])

        branches = {(branch, WISH) for branch in self.clinic + self.border}
        for role in ('reception', 'nurse', 'doctor', 'director'):
            self.assertLessEqual(branches, set(channels(self.users[role])))
        heard = channels(self.users['privacy'])
        self.assertFalse(branches & set(heard))
        self.assertNotIn(WISH, heard)
        self.assertIn('x', heard)

    def patched_request(self, user):
        request = Mock()
        request.session.uid = user.id
        return patch('odoo.addons.bus.models.ir_websocket.wsrequest', request)

    def test_the_practitioners_screen_asks_who_it_is(self):
        visit = self.book(self.today(10))
        visit.action_arrive()
        said = self.board_of('doctor').get_arrival(visit.id)
        self.assertEqual((said['patient'], said['turn'], said['time']), ("Paciente 0", 1, "10:00"))
        self.assertIsNone(self.board_of('privacy').get_arrival(visit.id))
        visit.sudo()._through_door().unlink()
        self.assertIsNone(self.board_of('doctor').get_arrival(visit.id), "an old notice")
