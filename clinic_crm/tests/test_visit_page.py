import re
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.clinic_crm.controllers import visit_page
from odoo.addons.clinic_crm.controllers.throttle import Throttle

from .agenda_common import AgendaCase

CANARY = "Secreto-Página-5521"


@tagged('post_install', '-at_install')
class TestVisitPage(AgendaCase, HttpCase):
    """The page behind the link of an e-mail or a SMS: only what is pressed changes anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic.sudo().write({'street': "Av. Juárez 10", 'phone': "55 1234 5678"})
        cls.patients[0].write({'name': "María López", 'email': 'm@paciente.example'})

    def setUp(self):
        super().setUp()
        self.visit = self.book(self.at(10, day=5), reason=CANARY).sudo()
        self.env.flush_all()
        self.enterContext(patch.object(visit_page, 'PATIENTS', Throttle(1000, 60)))

    def address(self, visit=None):
        return f'/clinic/visit/{(visit or self.visit)._link_token()}'

    def get(self, path=''):
        self.env.flush_all()
        answer = self.url_open(self.address() + path)
        return answer

    def press(self, **form):
        self.env.flush_all()
        answer = self.url_open(self.address(), data=form, allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(answer.status_code, 303)
        return answer.headers['Location']

    def test_what_it_says(self):
        answer = self.get()
        self.assertEqual(answer.status_code, 200)
        for words in ("Hola, María", "jueves 5 de noviembre a las 10:00 a. m.", "Dra. Ana Ríos",
                      "maps.google.com", "Agregar a mi calendario",
                      "Confirmar mi cita"):  # fmt: skip
            self.assertIn(words, answer.text)
        for secret in (CANARY, "López", "Consulta", self.visit.uuid):
            self.assertNotIn(secret, answer.text)
        self.assertIn('no-store', answer.headers['Cache-Control'])
        self.assertEqual(answer.headers['Referrer-Policy'], 'no-referrer')
        self.assertIn("default-src 'none'", answer.headers['Content-Security-Policy'])

    def test_opening_changes_nothing(self):
        before = self.visit.read(['state', 'start', 'write_date'])
        for path in ('', '?show=times', '?show=cancel', '?action=cancel', '/cita.ics'):
            self.assertEqual(self.get(path).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.visit.read(['state', 'start', 'write_date']), before)

    def test_confirm_twice(self):
        for _press in range(2):
            self.assertIn('said=confirmed', self.press(action='confirm'))
            self.assertEqual(self.visit.state, 'confirmed')
        self.assertNotIn("Confirmar mi cita", self.get().text)

    def test_move(self):
        page = self.get('?show=times').text
        start = re.findall(r'name="start" value="([^"]+)"', page)[5]
        old = self.visit.start
        self.assertIn('said=moved', self.press(action='move', start=start))
        self.assertEqual(str(self.visit.start), start)
        self.assertTrue(self.book(old, patient=1))
        self.assertIn('said=moved', self.press(action='move', start=start))
        for wrong in (str(old), '2020-01-01 10:00:00', 'x', "'; DROP", '2026-11-05 10:07:00'):
            self.assertIn('said=taken', self.press(action='move', start=wrong))
            self.assertEqual(str(self.visit.start), start)

    def test_another_doctor_is_named_and_not_taken_unseen(self):
        self.assertNotIn("con Dr", self.get('?show=times').text.partition('¿Qué horario')[2])
        self.ana.sudo().shift_ids.date_to = '2026-11-01'
        page = self.get('?show=times').text
        self.assertIn("con Dr. Luis Paz", page)
        start = re.findall(r'name="start" value="([^"]+)"', page)[0]
        self.assertIn('said=taken', self.press(action='move', start=start.partition('/')[0]))
        self.assertIn('said=moved', self.press(action='move', start=start))
        self.assertEqual(self.visit.practitioner_id, self.luis)

    def test_cancel_say_why_and_take_it_back(self):
        self.assertIn("Sí, cancelar mi cita", self.get('?show=cancel').text)
        self.assertIn('said=cancelled', self.press(action='cancel'))
        self.assertEqual((self.visit.state, self.visit.cancelled_by), ('cancelled', 'patient'))
        self.assertIn("¿Nos dice por qué?", self.get().text)
        self.press(action='why', cause='money')
        self.assertEqual(self.visit.cancel_cause, 'money')
        self.assertIn('said=restored', self.press(action='restore'))
        self.assertEqual(self.visit.state, 'scheduled')
        self.press(action='cancel')
        self.book(self.visit.start, patient=2)
        self.assertIn('said=gone', self.press(action='restore'))
        self.assertEqual(self.visit.state, 'cancelled')

    def test_what_the_clinic_cancelled_stays_so(self):
        self.visit._cancel('practitioner', 'absent')
        for action in ('restore', 'confirm', 'cancel'):
            self.press(action=action)
        self.assertEqual((self.visit.state, self.visit.cancelled_by), ('cancelled', 'practitioner'))

    def test_links_end_and_cannot_be_made(self):
        token = self.visit._link_token()
        other = self.book(self.at(12, day=5), patient=1).sudo()
        number, until, signature = token.split('-', 2)
        longer = f'{number}-zzz-{signature}'
        foreign = f'{other._link_token().split("-")[0]}-{until}-{signature}'
        self.env.flush_all()
        for wrong in (
            longer,
            foreign,
            token[:-1] + '!',
            'x',
            'zzzzzzzzzzz-1-' + 'a' * 16,
            '1-zzzzz-' + 'a' * 16,
        ):
            answer = self.url_open(f'/clinic/visit/{wrong}')
            self.assertEqual(answer.status_code, 404)
            self.assertIn("Llame a la clínica", answer.text)
            posted = self.url_open(f'/clinic/visit/{wrong}', data={'action': 'cancel'})
            self.assertEqual(posted.status_code, 404)
        self.later(days=5)
        self.assertEqual(self.get().status_code, 200)
        self.assertEqual(self.press(action='cancel').rpartition('=')[2], 'over')
        self.later(days=7)
        self.assertEqual(self.get().status_code, 404)
        self.assertEqual(self.visit.state, 'scheduled')

    def test_in_the_phones_calendar(self):
        answer = self.get('/cita.ics')
        self.assertEqual(answer.headers['Content-Type'], 'text/calendar; charset=utf-8')
        self.assertIn("SUMMARY:Cita en Clínica Prueba", answer.content.decode())
        for secret in (CANARY, "María", "Consulta"):
            self.assertNotIn(secret, answer.content.decode())

    def test_not_too_often(self):
        with patch.object(visit_page, 'STRANGERS', Throttle(2, 60)):
            codes = [self.url_open('/clinic/visit/x').status_code for _n in range(3)]
        self.assertEqual(codes, [404, 404, 429])

    def test_in_mails_and_sms(self):
        message = self.visit._send_reminder(dedupe_key='t', expires_at=self.visit.start)
        self.assertEqual(message._visit_link(), self.visit._link())
        channel = self.env['clinic.message.channel.email'].sudo()
        self.clinic.sudo().email = 'hola@clinica.example'
        mail = channel._compose(message).as_string()
        self.assertIn(self.visit._link_token(), mail.replace('=\n', ''))
        words = self.env['clinic.message.channel.sms'].sudo()._words(message)
        self.assertIn(self.visit._link(), words)
        self.assertIn("jue 5 nov, 10:00 a. m.", words)
