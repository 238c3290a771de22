from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestDesk(AgendaCase):
    def visits(self, role='reception'):
        return self.env['clinic.appointment'].with_user(self.users[role])

    def test_a_visit_by_the_form(self):
        with Form(self.visits().with_context(default_company_id=self.clinic.id)) as form:
            form.patient_id = self.patients[0]
            form.type_id = self.visit_type
            form.practitioner_id = self.ana
            form.start = self.at(10)
            self.assertEqual(form.stop, self.at(10, 30))
        self.assertTrue(form.record.booking_ids.blocking)

    def test_the_hour_of_another_branch_is_said(self):
        north = self.book(self.at(10, tz='America/Tijuana'), company_id=self.border.id)
        here = self.book(self.at(10), patient=1)
        for tz, visit, said in (
            ('America/Mexico_City', here, False),
            ('America/Mexico_City', north, "10:00"),
            ('America/Tijuana', north, False),
            ('America/Tijuana', here, "10:00"),
            ('Marte', here, False),
        ):
            with self.subTest(tz=tz, visit=visit):
                text = visit.with_context(tz=tz).local_time
                self.assertIn(said, text) if said else self.assertFalse(text)

    def test_every_role_opens_the_views(self):
        views = [(False, kind) for kind in ('calendar', 'list', 'kanban', 'form', 'search')]
        for role in ('reception', 'nurse', 'doctor', 'director'):
            with self.subTest(role=role):
                self.visits(role).get_views(views)
                self.patients[0].with_user(self.users[role]).get_views([(False, 'form')])

    def test_the_director_sets_up(self):
        for model in ('clinic.resource', 'clinic.practitioner', 'clinic.appointment.type'):
            director = self.env[model].with_user(self.users['director'])
            with self.subTest(model=model), Form(director) as form:
                form.name = "Nuevo"
            self.assertEqual(form.record.name, "Nuevo")

    def test_rooms_of_one_name_say_where_they_are(self):
        Room = self.env['clinic.resource'].with_user(self.users['director'])
        here, there, other = Room.create(
            [
                {'name': name, 'company_id': self.clinic.id, 'branch_ids': branch.ids}
                for name, branch in (
                    ("Sala 1", self.clinic),
                    ("Sala 1", self.border),
                    ("Sala 2", self.border),
                )
            ]
        )
        self.assertEqual(here.display_name, "Sala 1 (Clínica Prueba)")
        self.assertEqual(there.display_name, "Sala 1 (Tijuana)")
        self.assertEqual(other.display_name, "Sala 2")

    def test_the_board_has_its_columns_in_order(self):
        self.book(self.at(10)).action_arrive()
        self.book(self.at(10, 30), patient=1)._cancel('patient')
        visits = self.visits().with_context(read_group_expand=True)  # as the web client does
        groups = visits.web_read_group([], ['state'], ['__count'])['groups']
        self.assertEqual(
            [group['state'] for group in groups],
            [
                'scheduled',
                'confirmed',
                'arrived',
                'in_consultation',
                'done',
                'cancelled',
                'no_show',
            ],
        )

    def test_a_week_is_named_by_its_days(self):
        self.book(self.at(10))
        visits = self.visits().with_context(tz='America/Mexico_City', lang='es_MX')
        [group] = visits.formatted_read_group([], ['start:week'], ['__count'])
        self.assertEqual(group['start:week'][1], "1–7 de nov")
        self.assertEqual(visits.search_count(group['__extra_domain']), 1)

    def test_minutes_in_the_waiting_room(self):
        visit = self.book(self.at(10))
        visit.action_arrive()
        self.later(minutes=12)
        visit.invalidate_recordset()
        self.assertEqual(visit.waiting_minutes, 12)
        visit.action_start()
        self.assertEqual(visit.waiting_minutes, 0)

    def test_a_conflicting_drop_says_what_clashes(self):
        self.book(self.at(11))
        visit = self.book(self.at(10), patient=1)
        with self.assertRaisesRegex(UserError, "Dra. Ana Ríos is taken until"):
            visit.web_save({'start': str(self.at(11)), 'stop': str(self.at(11, 30))}, {'start': {}})


@tagged('post_install', '-at_install')
class TestPatientVisits(AgendaCase):
    def test_count_and_list(self):
        self.book(self.at(10))
        patient = self.patients[0].with_user(self.users['reception'])
        self.assertEqual(patient.appointment_count, 1)
        self.assertEqual(patient.action_open_appointments()['domain'][0][2], patient.ids)

    def test_who_is_to_come_is_not_archived(self):
        visit = self.book(self.at(10))
        patient = self.patients[0].with_user(self.users['reception'])
        with self.assertRaisesRegex(UserError, "10:00"):
            patient.action_archive()
        visit.sudo()._through_door().state = 'cancelled'
        patient.action_archive()
        self.assertFalse(patient.active)

    def test_a_merge_takes_along_what_is_to_come(self):
        past = self.book(self.at(10))
        past.action_arrive()
        past.action_start()
        past.action_finish()
        future = self.book(self.at(11))
        self.patients[0].sudo()._merge_into(self.patients[1])
        self.assertEqual(future.sudo().patient_id, self.patients[1])
        self.assertEqual(past.sudo().patient_id, self.patients[0])
        survivor = self.patients[1].with_user(self.users['reception'])
        self.assertEqual(survivor.appointment_count, 2, "both histories are the patient's")
        domain = survivor.action_open_appointments()['domain']
        self.assertEqual(survivor.env['clinic.appointment'].search(domain), past | future)
        self.assertEqual((survivor | self.patients[2]).mapped('appointment_count'), [2, 0])
        self.patients[0].with_user(self.users['reception']).action_unmerge()
        self.assertEqual((past | future).sudo().patient_id, self.patients[0])

    def test_a_merge_keeps_the_usual_practitioner(self):
        self.patients[0].sudo().practitioner_id = self.ana
        self.patients[0].sudo()._merge_into(self.patients[1])
        self.assertEqual(self.patients[1].sudo().practitioner_id, self.ana)
