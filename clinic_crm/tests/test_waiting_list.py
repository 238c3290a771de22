from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models import clinic_waiting_gap_shown
from .waiting_common import WaitingCase


@tagged('post_install', '-at_install')
class TestWaitingProposals(WaitingCase):
    def test_a_cancelled_visit_is_proposed_first_come_first_served(self):
        self.wait_for(1)
        self.later(minutes=1)
        self.wait_for(2)
        self.wait_for(3, priority='1', priority_reason='far')
        self.free()
        expected = [self.patients[n].id for n in (3, 1, 2)]
        self.assertEqual(self.proposed(), [expected])
        [gap] = self.gaps()
        self.assertEqual(gap['who'], "Dra. Ana Ríos")
        self.assertIn("Tomorrow", gap['day'])

    def test_only_whom_it_suits(self):
        self.wait_for(1, part='afternoon')
        self.wait_for(2, practitioner_ids=self.luis.ids)
        self.wait_for(3, branch_ids=self.border.ids)
        self.wait_for(4, tue=False)
        self.wait_for(5, earliest=date(2026, 11, 4))
        self.wait_for(6, latest=date(2026, 11, 3))
        self.free()
        self.assertEqual(self.proposed(), [[self.patients[6].id]])

    def test_the_judge_of_visits_decides(self):
        long = self.make_type("Cirugía", duration=60)
        room = self.make_type("Curación", ('practitioner', 'room'))
        self.wait_for(1, type_id=long.id)
        self.wait_for(2, type_id=room.id)
        self.wait_for(3)
        busy = self.book(self.at(10), patient=3, practitioner_id=self.luis.id)
        self.book(self.at(9), patient=4, type_id=room.id, practitioner_id=self.luis.id)
        self.free()
        # too long; the room is there; the patient is elsewhere
        self.assertEqual(self.proposed(), [[self.patients[2].id]])
        busy._cancel('patient')
        self.assertIn(self.patients[3].id, self.proposed()[0])

    def test_who_came_to_have_the_time_otherwise_leaves_no_gap(self):
        self.wait_for(1)
        self.free()
        self.assertTrue(self.gaps())
        self.book(self.at(10), patient=5)
        self.assertFalse(self.gaps())

    def test_absent_moved_and_a_hold_that_ran_out(self):
        self.wait_for(1)
        absent = self.book(self.at(9, 30, day=2), stop=self.at(10, 30, day=2))
        self.later(minutes=35)
        absent.action_no_show()
        moved = self.book(self.at(12))
        moved.write({'start': self.at(12, 15)})
        self.assertEqual(len(self.gaps()), 1, "the quarter left by the move is too short")
        moved.write({'start': self.at(17)})
        self.env['clinic.appointment'].sudo()._hold(
            {
                'type_id': self.visit_type.id,
                'practitioner_id': self.ana.id,
                'company_id': self.clinic.id,
                'start': self.at(18),
            },
            'somebody',
        )
        self.later(minutes=46)
        self.env['clinic.appointment'].sudo()._cron_forget_holds()
        self.assertEqual(len(self.gaps()), 3)

    def test_neighbouring_times_are_one_gap(self):
        long = self.make_type("Cirugía", duration=60)
        self.wait_for(1, type_id=long.id)
        self.free(10)
        self.free(10, 30)
        self.assertEqual(self.proposed(), [[self.patients[1].id]])
        [gap] = self.gaps()
        self.assertIn("11:00", gap['time'])

    def test_nothing_is_kept_when_nobody_waits(self):
        self.free()
        self.assertFalse(self.env['clinic.waiting.gap'].search([]))

    def test_a_place_of_a_group(self):
        group = self.make_type("Taller", seats=2)
        first = self.book(self.at(10), type_id=group.id)
        self.book(self.at(10), patient=1, type_id=group.id)
        self.wait_for(2, type_id=group.id)
        self.wait_for(3)
        first._cancel('patient')
        self.assertEqual(self.proposed(), [[self.patients[2].id]])
        self.assertTrue(self.fill()['done'])
        entry = self.env['clinic.waiting.entry'].search([('patient_id', '=', self.patients[2].id)])
        self.assertTrue(entry.appointment_id.session_id)

    def test_queries_do_not_grow_with_the_list(self):
        self.wait_for(1)
        self.free()
        gap = self.env['clinic.waiting.gap'].search([])
        gap._proposals()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            gap._proposals()
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(2, 8):
            self.wait_for(number)
        self.assertEqual(count(), few)
        self.assertLessEqual(few, 16)

    def test_gaps_nobody_fits_hide_none(self):
        self.wait_for(1, practitioner_ids=self.luis.ids)
        with patch.object(clinic_waiting_gap_shown, 'ASKED', 1):
            self.free(9)
            self.free(10)
            self.free(12, practitioner_id=self.luis.id)
            self.assertEqual([gap['who'] for gap in self.gaps()], ["Dr. Luis Paz"])
        self.wait_for(2)
        for hour in (9, 10):
            self.book(self.at(hour), patient=2, practitioner_id=self.luis.id)
        with patch.object(clinic_waiting_gap_shown, 'PAGE', 1):
            [gap] = self.gaps()
        self.assertEqual(gap['who'], "Dr. Luis Paz", "the patient is elsewhere at the others")

    def look(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_waiting').sudo().method_direct_trigger()
        self.env.invalidate_all()

    def test_what_one_look_does_not_reach_the_job_brings(self):
        """The first gap is wanted by what the patient wishes and fits nobody; the page asks for one
        gap only. The second is found all the same, and the first again when it fits."""
        self.wait_for(1)
        self.free(9)
        self.free(12)
        busy = self.book(self.at(9), patient=1, practitioner_id=self.luis.id)
        with patch.object(clinic_waiting_gap_shown, 'ASKED', 1):
            self.assertFalse(self.gaps())
            self.look()
            self.assertEqual([gap['begins'][:5] for gap in self.gaps()], ["12:00"])
            busy._cancel('clinic')
            self.fill()
            self.wait_for(2)
            self.later(hours=1)
            self.look()
            self.assertIn("9:00", [gap['begins'][:4] for gap in self.gaps()])

    def test_the_job_goes_on_where_it_stopped(self):
        self.wait_for(1)
        for hour in (9, 10.5, 12):
            self.free(int(hour), 30 * (hour % 1 > 0))
        Gap = self.env['clinic.waiting.gap'].sudo()
        gaps = Gap.search([])
        self.assertEqual(len(gaps), 3)
        Cron = type(self.env['ir.cron'])
        times = iter((1, 1, 0))  # the time is up after two
        with patch.object(Cron, '_commit_progress', lambda *a, **k: next(times)):
            Gap._look_at_all()
        self.assertEqual(gaps.mapped('looked_at').count(False), 1)
        asked = []
        Model = type(Gap)
        proposals = Model._proposals
        with (
            patch.object(Cron, '_commit_progress', lambda *a, **k: 1),
            patch.object(
                Model, '_proposals', lambda gap, **k: asked.append(gap) or proposals(gap, **k)
            ),
        ):
            Gap._look_at_all()
        self.assertEqual(len(asked), 1, "the rest, and none of them twice")
        self.assertTrue(all(gaps.mapped('looked_at')))

    def test_gaps_nobody_wants_cost_no_queries(self):
        self.wait_for(1, practitioner_ids=self.luis.ids)
        self.free(12, practitioner_id=self.luis.id)
        self.gaps()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.gaps()), 1)
            return self.env.cr.sql_log_count - before

        self.free(9)
        count()  # what is asked once
        one = count()
        for hour in (10, 11, 12, 13):
            self.free(hour)
        self.assertEqual(count(), one)


@tagged('post_install', '-at_install')
class TestWaitingRights(WaitingCase):
    def test_roles(self):
        entry = self.wait_for(1, note="Llamar por la tarde")
        self.free()
        for role in ('reception', 'nurse', 'doctor', 'director'):
            with self.subTest(role=role):
                mine = entry.with_user(self.users[role])
                self.assertEqual(mine.state, 'waiting')
                self.assertTrue(self.gaps(role))
        gap = self.gaps()[0]
        proposal = gap['proposals'][0]
        for role in ('nurse', 'privacy'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.serve('fill_gap', gap['id'], proposal['entry'], proposal['start'], role=role)
        with self.assertRaises(AccessError):
            entry.with_user(self.users['privacy']).read(['state'])
        with self.assertRaises(AccessError):
            entry.with_user(self.users['director']).read(['note'])
        with self.assertRaises(AccessError):
            self.wait_for(2, role='nurse')
        self.assertTrue(self.wait_for(2, role='doctor'))

    def test_the_order_is_not_for_sale(self):
        entry = self.wait_for(1)
        for vals in ({'state': 'booked'}, {'asked_at': '2020-01-01'}, {'closed_at': self.at(10)}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                entry.write(vals)
        with self.assertRaises(AccessError):
            self.wait_for(2, asked_at='2020-01-01')
        with self.assertRaises(AccessError):
            self.book(self.at(12), patient=1, waiting_entry_id=entry.id)
        with self.assertRaisesRegex(UserError, "instead of deleting"):
            entry.with_user(self.users['director']).sudo(False)._unlink_except_served()

    def test_a_desk_of_one_branch(self):
        """Whoever may not even read the clinic's own company serves the list of their branch."""
        desk = self.users['reception'].copy(
            {
                'login': 'border_desk',
                'company_id': self.border.id,
                'company_ids': [fields.Command.set(self.border.ids)],
            }
        )
        visit = self.book(self.at(10, tz='America/Tijuana'), company_id=self.border.id)
        self.wait_for(1)
        visit._cancel('patient')
        env = self.env(user=desk, context={'allowed_company_ids': self.border.ids})
        for offer in (True, False):
            with self.subTest(offer=offer):
                [gap] = env['clinic.waiting.gap'].get_gaps()
                proposal = gap['proposals'][0]
                answer = env['clinic.waiting.entry'].fill_gap(
                    gap['id'], proposal['entry'], proposal['start'], offer
                )
                self.assertTrue(answer['done'], answer)
                if offer:
                    [gap] = env['clinic.waiting.gap'].get_gaps()
                    answer = env['clinic.waiting.entry'].answer_offer(gap['offer']['id'], False)
                    self.assertTrue(answer['done'], answer)
                    self.wait_for(2)
        self.assertTrue(env['clinic.home']._card_gaps())

    def test_another_clinic_sees_nothing(self):
        self.wait_for(1)
        self.free()
        other = self.env['res.company'].sudo().create({'name': "Otra clínica"})
        stranger = self.users['reception'].copy(
            {
                'login': 'stranger',
                'company_id': other.id,
                'company_ids': [fields.Command.set(other.ids)],
            }
        )
        env = self.env(user=stranger, context={'allowed_company_ids': other.ids})
        self.assertFalse(env['clinic.waiting.entry'].search([]))
        self.assertFalse(env['clinic.waiting.gap'].get_gaps())

    @mute_logger('odoo.sql_db')
    def test_bad_input_in_words(self):
        for vals, words in (
            ({'priority': '2'}, "Say why"),
            ({'earliest': date(2026, 11, 5), 'latest': date(2026, 11, 3)}, "Not after"),
            (dict.fromkeys(('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), False), "one day"),
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                    self.wait_for(1, **vals)
                self.assertIn(words, self.message_of(caught.exception))
        self.wait_for(1)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.wait_for(1)

    def message_of(self, error):
        constraint = error.diag.constraint_name
        model = self.env['clinic.waiting.entry']
        [found] = [o for o in model._table_objects.values() if o.full_name(model) == constraint]
        return found.get_error_message(model)

    def test_every_role_opens_the_views(self):
        views = [(False, kind) for kind in ('list', 'kanban', 'form', 'search')]
        for role in ('reception', 'nurse', 'doctor', 'director'):
            self.env['clinic.waiting.entry'].with_user(self.users[role]).get_views(views)

    def test_by_the_form(self):
        model = self.env['clinic.waiting.entry'].with_user(self.users['reception'])
        with Form(model) as form:
            form.patient_id = self.patients[1]
            form.type_id = self.visit_type
            form.part = 'morning'
        self.assertEqual(form.record.wishes, "Morning (until 12)")

    def test_home_patient_and_timeline(self):
        self.wait_for(1)
        self.free()
        home = self.env['clinic.home'].with_user(self.users['reception'])
        content = home._card_gaps()
        self.assertEqual(content.count, 1)
        self.assertIn("Paciente 1", content.rows[0].hint)
        patient = self.patients[1].with_user(self.users['reception'])
        self.assertEqual(patient.waiting_count, 1)
        self.assertTrue(patient.action_open_waiting()['res_id'])
        entries = patient.timeline()['entries']
        self.assertIn('waiting', [entry['kind'] for entry in entries])

    def test_a_merge_takes_along_who_waits(self):
        entry = self.wait_for(1)
        double = self.wait_for(2)
        self.patients[1].sudo()._merge_into(self.patients[3])
        self.assertEqual(entry.sudo().patient_id, self.patients[3])
        self.patients[2].sudo()._merge_into(self.patients[3])
        self.assertEqual(double.sudo().state, 'withdrawn')
