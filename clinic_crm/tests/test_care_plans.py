import random
from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .agenda_common import AgendaCase


class CareCase(AgendaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.control = cls.make_type("Control", duration=30)

    def plan(self, patient=0, role='doctor', **vals):
        values = {
            'patient_id': self.patients[patient].id,
            'company_id': self.clinic.id,
            'practitioner_id': self.ana.id,
            'type_id': self.control.id,
            'user_id': self.users['reception'].id,
            'start': date(2026, 10, 1),
            'rhythm': 'months',
            'every': 1,
            **vals,
        }
        return self.env['clinic.care.plan'].with_user(self.users[role]).create(values)

    def lapse(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_care_plans').sudo().method_direct_trigger()
        self.env.invalidate_all()

    def finish(self, visit):
        """As if it had been given."""
        visit = visit.sudo()
        visit.action_arrive()
        visit.action_start()
        visit.action_finish()


@tagged('post_install', '-at_install')
class TestCarePlans(CareCase):
    def test_booking_satisfies(self):
        plan = self.plan()
        self.assertEqual(plan.next_due, date(2026, 11, 1))
        self.assertTrue(plan.overdue)
        self.book(self.at(10, day=4))  # another type of visit
        self.assertEqual(plan.next_due, date(2026, 11, 1))
        visit = self.book(self.at(11, day=5), type_id=self.control.id).sudo()
        self.assertEqual((plan.next_due, plan.visit_id), (date(2026, 12, 5), visit))
        self.assertFalse(plan.overdue)
        visit._move({'start': self.at(11, day=10)})
        self.assertEqual(plan.next_due, date(2026, 12, 10))
        visit._cancel_by_patient()
        self.assertEqual((plan.next_due, plan.visit_id.id), (date(2026, 11, 1), False))

    def test_dates_and_end(self):
        plan = self.plan(
            rhythm='dates',
            date_ids=[Command.create({'date': day}) for day in ('2026-11-05', '2026-12-20')],
        )
        self.assertEqual(plan.next_due, date(2026, 11, 5))
        self.book(self.at(11, day=4), type_id=self.control.id)
        self.assertEqual(plan.next_due, date(2026, 12, 20))
        plan.date_ids[1].unlink()
        self.assertFalse(plan.next_due)
        plan.action_end()
        self.assertEqual((plan.state, plan.end_reason), ('ended', 'finished'))
        with self.assertRaises(ValidationError):
            self.plan(rhythm='dates')

    def test_lapsed_is_called_until_it_is_settled(self):
        plan = self.plan(grace_days=0)
        self.lapse()
        task = plan.sudo().activity_id
        self.assertEqual(task.user_id, self.users['reception'])
        self.assertEqual((task.res_model, task.res_id), ('clinic.patient', self.patients[0].id))
        self.lapse()
        tasks = self.env['mail.activity'].sudo().search([('res_id', '=', self.patients[0].id)])
        self.assertEqual(len(tasks), 1)  # once for each control
        self.assertFalse(
            self.env['mail.mail'].sudo().search([('subject', 'like', self.patients[0].name)])
        )
        self.book(self.at(11, day=5), type_id=self.control.id)
        self.assertFalse(tasks.exists())

    def test_a_merge_takes_along_the_plan_of_who_left(self):
        plan, desk = self.plan(), self.users['reception']
        desk.sudo().group_ids = [Command.set(self.env.ref('base.group_user').ids)]
        self.patients[0].sudo()._merge_into(self.patients[1].sudo())
        self.assertEqual(plan.sudo().patient_id, self.patients[1])

    def test_grace_discharge_death(self):
        plan, other = self.plan(grace_days=7), self.plan(1, grace_days=0)
        self.lapse()
        self.assertFalse(plan.sudo().activity_id)
        task = other.sudo().activity_id
        self.assertTrue(task)
        other.with_context(end_reason='discharged').action_end()
        self.assertFalse(task.exists())
        self.assertEqual(other.end_reason, 'discharged')
        self.later(days=8)
        self.lapse()
        task = plan.sudo().activity_id
        self.assertTrue(task)
        self.patients[0].deceased_date = date(2026, 11, 9)
        self.assertEqual((plan.state, plan.end_reason), ('ended', 'died'))
        self.assertFalse(task.exists())

    def test_a_visit_nobody_came_to_is_no_control(self):
        """Time alone: what was booked has passed, and the patient did not come."""
        plan = self.plan()
        self.book(self.at(11, day=5), type_id=self.control.id)
        self.assertEqual(plan.next_due, date(2026, 12, 5))
        self.later(days=5)
        self.lapse()
        self.assertEqual(plan.next_due, date(2026, 11, 1))

    def test_roles(self):
        plan = self.plan()
        for role in ('reception', 'nurse', 'director'):
            self.assertEqual(plan.with_user(self.users[role]).type_id, self.control)
        with self.assertRaises(AccessError):
            plan.with_user(self.users['privacy']).read(['next_due'])
        with self.assertRaises(AccessError):
            self.plan(role='reception')
        with self.assertRaises(AccessError):
            plan.unlink()
        self.users['nurse'].write(
            {'company_id': self.border.id, 'company_ids': [Command.set(self.border.ids)]}
        )
        Plan = self.env['clinic.care.plan'].with_user(self.users['nurse'])
        self.assertFalse(Plan.with_context(allowed_company_ids=self.border.ids).search([]))

    def test_reception_sees_whom_to_call(self):
        Home = self.env['clinic.home'].with_user(self.users['reception'])
        Home = Home.with_context(allowed_company_ids=self.clinic.ids)
        self.assertIsNone(Home._card_controls())  # nobody has a plan
        self.plan()
        self.plan(1, start=date(2026, 11, 1))
        card = Home._card_controls()
        self.assertEqual(card.count, 1)
        self.assertIn(self.patients[0].name, card.rows[0].label)

    def test_merged_record(self):
        """What a double had counts for the patient."""
        plan = self.plan(0)
        double = self.patients[1]
        self.book(self.at(11, day=5), patient=1, type_id=self.control.id)
        double.write({'active': False, 'merged_into_id': self.patients[0].id})
        plan.sudo()._refresh()
        self.assertEqual(plan.next_due, date(2026, 12, 5))


@tagged('post_install', '-at_install')
class TestAbsence(CareCase):
    """«No han regresado», against what one finds by looking at every patient one by one."""

    def test_against_brute_force(self):
        chance = random.Random(2026)
        now = fields.Datetime.now()
        everybody = self.env['clinic.patient'].sudo()
        patients = everybody.create(
            [{'name': f"Azar {n}", 'company_id': self.clinic.id} for n in range(70)]
        )
        states = ('done', 'done', 'done', 'scheduled', 'confirmed', 'arrived', 'in_consultation',
                  'cancelled', 'no_show')  # fmt: skip
        rows = []
        for _visit in range(220):
            start = now + timedelta(hours=chance.randrange(-24 * 700, 24 * 40))
            state = chance.choice(states)
            if state == 'arrived' and chance.random() < 0.8:
                state = 'done'
            rows.append((chance.choice(patients).id, state, start))
        visits = self.env['clinic.appointment'].sudo()._through_door().create(
            [
                {
                    'patient_id': patient,
                    'type_id': chance.choice([self.visit_type.id, self.control.id]),
                    'practitioner_id': chance.choice([self.ana.id, self.luis.id]),
                    'company_id': chance.choice([self.clinic.id, self.border.id]),
                    'start': start,
                    'stop': start + timedelta(minutes=30),
                }
                for patient, _state, start in rows
            ]
        )  # fmt: skip
        self.env.flush_all()
        for visit, (_patient, state, _start) in zip(visits, rows, strict=True):
            self.env.cr.execute(
                SQL("UPDATE clinic_appointment SET state = %s WHERE id = %s", state, visit.id)
            )
        self.env.invalidate_all()
        for number in range(25):
            self.env['clinic.care.plan'].sudo().create(
                {
                    'patient_id': patients[chance.randrange(70)].id,
                    'company_id': self.clinic.id,
                    'type_id': self.control.id,
                    'practitioner_id': self.luis.id,
                    'user_id': self.users['reception'].id,
                    'start': date(2026, chance.randrange(1, 11), 1),
                    'every': chance.randrange(1, 6),
                    'rhythm': chance.choice(['months', 'weeks']),
                    'state': 'active' if number % 5 else 'ended',
                }
            )
        for patient in patients[:4]:
            patient.deceased_date = date(2026, 10, 1)
        patients[4:8].active = False
        for double in patients[8:12]:
            double.write({'active': False, 'merged_into_id': patients[20 + double.id % 5].id})
        self.env.flush_all()

        found = {
            row.patient_id: (
                row.last_at, row.practitioner_id, row.type_id, row.company_id, row.control_due,
            )
            for row in self.env['clinic.patient.absence'].sudo().search([])
            if row.patient_id in patients
        }  # fmt: skip
        expected = {}
        for patient in patients:
            answer = self.by_hand(patient, now)
            if answer:
                expected[patient] = answer
        self.assertEqual(found, expected)
        self.assertGreater(len(found), 15)
        self.assertLess(len(found), 55)
        # the filters of the screen
        half = fields.Datetime.subtract(now, months=6)
        Absence = self.env['clinic.patient.absence'].with_user(self.users['reception'])
        Absence = Absence.with_context(allowed_company_ids=(self.clinic + self.border).ids)
        seen = Absence.search([('last_at', '<', half), ('practitioner_id', '=', self.luis.id)])
        self.assertEqual(
            set(seen.patient_id.ids) & set(patients.ids),
            {p.id for p, (last, who, *_rest) in expected.items()
             if last and last < half and who == self.luis},
        )  # fmt: skip
        here = Absence.with_context(allowed_company_ids=self.border.ids).search([])
        self.assertEqual(here.company_id, self.border)
        with self.assertRaises(AccessError):
            Absence.with_user(self.users['privacy']).search([])

    def by_hand(self, patient, now):
        if patient.merged_into_id or not patient.active or patient.deceased_date:
            return None
        records = patient
        while True:
            more = patient.with_context(active_test=False).search(
                [('merged_into_id', 'in', records.ids)]
            )
            if more <= records:
                break
            records |= more
        visits = self.env['clinic.appointment'].sudo().search([('patient_id', 'in', records.ids)])
        if any(
            v.state in ('arrived', 'in_consultation')
            or (v.state in ('scheduled', 'confirmed') and v.start > now)
            for v in visits
        ):
            return None
        done = visits.filtered(lambda v: v.state == 'done').sorted(lambda v: (v.start, v.id))
        plans = self.env['clinic.care.plan'].sudo().search([('patient_id', 'in', records.ids)])
        owed = plans.filtered(
            lambda p: p.state == 'active' and p.next_due and p.next_due < date(2026, 11, 2)
        ).sorted(lambda p: (p.next_due, p.id))[:1]
        if not done and not owed:
            return None
        last = done[-1:] or owed
        return (
            done[-1:].start, last.practitioner_id, last.type_id, last.company_id, owed.next_due,
        )  # fmt: skip
