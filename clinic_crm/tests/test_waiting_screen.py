from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, HttpCase, new_test_user, tagged

from odoo.addons.clinic_crm.controllers import waiting_screen
from odoo.addons.clinic_crm.controllers.throttle import Throttle


@tagged('post_install', '-at_install')
class TestWaitingScreen(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env['res.company'].create({'name': "Clínica Pantalla"})
        cls.desk, cls.director, cls.accountant = (
            new_test_user(
                cls.env,
                f'screen_{name}',
                groups,
                company_id=cls.branch.id,
                company_ids=[(6, 0, cls.branch.ids)],
            )
            for name, groups in (
                ('desk', 'clinic_crm.group_reception'),
                ('director', 'clinic_crm.group_director'),
                ('office', 'base.group_user'),
            )
        )
        doctor = cls.env['clinic.practitioner'].create(
            {'name': "Dra. Pantalla", 'company_id': cls.branch.id}
        )
        room = cls.env['clinic.resource'].create(
            {'name': "Consultorio 7", 'company_id': cls.branch.id}
        )
        visit_type = cls.env['clinic.appointment.type'].create(
            {'name': "Consulta", 'company_id': cls.branch.id}
        )
        patient = cls.env['clinic.patient'].create(
            {'name': "Nombre Secreto", 'company_id': cls.branch.id}
        )
        cls.visit = (
            cls.env['clinic.appointment']
            .with_company(cls.branch)
            ._book(
                [
                    {
                        'patient_id': patient.id,
                        'type_id': visit_type.id,
                        'practitioner_id': doctor.id,
                        'company_id': cls.branch.id,
                        'start': fields.Datetime.now() + timedelta(minutes=10),
                    }
                ]
            )
        )
        cls.visit._change_state('arrived')
        cls.visit.turn_ids.room_id = room
        cls.path = cls.branch.with_user(cls.desk).get_clinic_screen()['path']
        # what other tests asked for does not count
        for name in ('SCREENS', 'STRANGERS'):
            throttle = patch.object(waiting_screen, name, Throttle(20, 60))
            throttle.start()
            cls.addClassCleanup(throttle.stop)

    def setUp(self):
        super().setUp()
        waiting_screen.SCREENS._calls.clear()
        waiting_screen.STRANGERS._calls.clear()

    def get(self, path, **headers):
        self.opener.cookies.clear()
        return self.opener.get(self.base_url() + path, headers=headers, timeout=30)

    def test_turns_and_rooms_but_no_names(self):
        self.assertEqual(self.get(f'{self.path}/datos').json()['calls'], [])
        self.visit._change_state('in_consultation')
        room = self.visit.turn_ids.room_id
        answer = self.get(f'{self.path}/datos')
        state = answer.json()
        [call] = state['calls']
        self.assertEqual(set(state), {'name', 'calls', 'now'})
        self.assertEqual(set(call), {'turn', 'room', 'at'})
        self.assertEqual(call['turn'], 1)
        self.assertEqual(call['room'], room.name or "")
        page = self.get(self.path)
        self.assertEqual(page.status_code, 200)
        for text in (answer.text, page.text):
            self.assertNotIn("Secreto", text)
            self.assertNotIn("Dra.", text)
        self.assertIn("Clínica Pantalla", page.text)

    def test_no_session(self):
        for path in (self.path, f'{self.path}/datos', '/clinic/turnos/nada'):
            answer = self.get(path)
            self.assertNotIn('Set-Cookie', answer.headers, path)
            self.assertEqual(answer.headers['Cache-Control'], 'no-store')
        self.assertIn("default-src 'none'", self.get(self.path).headers['Content-Security-Policy'])

    def test_a_wrong_link(self):
        for token in ('nada', 'x' * 500, '%00', '%27%20OR%201=1', 'false', 'None'):
            for end in ('', '/datos'):
                answer = self.get(f'/clinic/turnos/{token}{end}')
                self.assertEqual(answer.status_code, 404, token)
                self.assertLess(len(answer.content), 5000)

    def test_nothing_new_is_nothing_sent(self):
        first = self.get(f'{self.path}/datos')
        again = self.get(f'{self.path}/datos', **{'If-None-Match': first.headers['ETag']})
        self.assertEqual((again.status_code, again.content), (304, b''))

    def test_a_new_link_ends_the_old_one(self):
        with self.assertRaises(AccessError):
            self.branch.with_user(self.desk).renew_clinic_screen()
        new = self.branch.with_user(self.director).renew_clinic_screen()['path']
        self.assertNotEqual(new, self.path)
        self.assertEqual(self.get(self.path).status_code, 404)
        self.assertEqual(self.get(new).status_code, 200)

    def test_who_gets_the_link(self):
        self.assertEqual(self.branch.with_user(self.desk).get_clinic_screen()['path'], self.path)
        self.assertGreater(len(self.path.rpartition('/')[2]), 30)
        with self.assertRaises(AccessError):
            self.branch.with_user(self.accountant).get_clinic_screen()
        elsewhere = self.env['res.company'].create({'name': "Otra"})
        with self.assertRaises(AccessError):
            elsewhere.with_user(self.desk).get_clinic_screen()
        with self.assertRaises(AccessError):
            self.branch.with_user(self.desk).read(['clinic_screen_token'])

    def test_it_is_asked_so_often_and_no_more(self):
        answers = [self.get('/clinic/turnos/nada').status_code for _ in range(22)]
        self.assertEqual(answers, [404] * 20 + [429] * 2)
        self.assertEqual(self.get(f'{self.path}/datos').status_code, 200)


@tagged('post_install', '-at_install')
class TestThrottle(BaseCase):
    def test_it_forgets(self):
        clock = iter([0, 1, 2, 11, 12])
        throttle = Throttle(2, 10, keys=2, clock=lambda: next(clock))
        self.assertEqual([throttle.admits('a') for _ in range(4)], [True, True, False, True])

    def test_it_stays_small(self):
        throttle = Throttle(1, 10, keys=2)
        self.assertTrue(all(throttle.admits(key) for key in range(100)))
        self.assertLessEqual(len(throttle._calls), 2)
