from datetime import timedelta, timezone

import vobject

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .agenda_common import AgendaCase

CANARY = "Canaria-Feed-4410"


@tagged('post_install', '-at_install')
class TestFeed(AgendaCase, HttpCase):
    """The agenda for a phone: times and place, to whoever has the secret."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patients.write({'name': CANARY})

    def address(self, practitioner=None, token=None):
        token = token or (practitioner or self.ana).sudo().ics_token
        return f'/clinic/agenda/{token}.ics'

    def get(self, *args, headers=None, **kwargs):
        self.env.flush_all()
        return self.url_open(self.address(*args, **kwargs), headers=headers, allow_redirects=False)

    def events(self):
        answer = self.get()
        self.assertEqual(answer.status_code, 200)
        return {
            event.uid.value: event
            for event in vobject.readOne(answer.text).contents.get('vevent', [])
        }

    def test_times_and_place_and_nothing_else(self):
        both = self.make_type("VIH", ('practitioner', 'room'))
        visit = self.book(self.at(10), type_id=both.id, reason=CANARY)
        [event] = self.events().values()
        self.assertEqual(event.summary.value, "Cita")
        self.assertEqual(event.dtstart.value, visit.start.replace(tzinfo=timezone.utc))
        self.assertEqual(event.dtend.value, visit.stop.replace(tzinfo=timezone.utc))
        self.assertEqual(event.location.value, "Consultorio 1 · Clínica Prueba")
        raw = self.get().text
        for secret in (CANARY, "VIH", "Paciente", visit.uuid, self.patients[0].record_number):
            self.assertNotIn(secret, raw)

    def test_moved_cancelled_and_group(self):
        visit = self.book(self.at(10))
        [uid] = self.events()
        visit.start = self.at(11)
        self.assertEqual(list(self.events()), [uid])
        self.assertEqual(self.events()[uid].dtstart.value, self.at(11).replace(tzinfo=timezone.utc))
        visit._cancel('patient')
        self.assertFalse(self.events())
        group = self.make_type("Taller", seats=3)
        for patient in (1, 2):
            self.book(self.at(12), patient=patient, type_id=group.id)
        self.assertEqual(len(self.events()), 1, "a group visit is one engagement")

    def test_window(self):
        self.book(self.at(10) + timedelta(days=182), overbook_reason="Lejos", role='doctor')
        self.book(self.at(10) + timedelta(days=175), patient=1, overbook_reason="x", role='doctor')
        self.book(self.at(10) - timedelta(days=35), patient=2, overbook_reason="x", role='doctor')
        self.assertEqual(len(self.events()), 1)

    def test_only_with_the_secret(self):
        token = self.ana.sudo().ics_token
        for wrong in ('x', token[:-1], token + 'x', token.swapcase(), '%00', 'ñ', 'a' * 5000):
            self.assertEqual(self.get(token=wrong).status_code, 404, wrong)
        self.ana.with_user(self.users['doctor']).action_renew_feed()
        self.assertEqual(self.get(token=token).status_code, 404)
        self.assertEqual(self.get().status_code, 200)

    def test_no_secret_finds_nobody(self):
        for nothing in (False, ''):
            self.luis.sudo().ics_token = nothing
            for given in ('', None, '\0'):
                found = self.env['clinic.practitioner']._by_feed_token(given)
                self.assertFalse(found, (nothing, given))

    def test_ends_with_the_practitioner(self):
        self.users['doctor'].sudo().active = False
        self.assertEqual(self.get().status_code, 404)
        self.assertEqual(self.get(self.luis).status_code, 200)
        self.luis.active = False
        self.assertEqual(self.get(self.luis).status_code, 404)

    def test_headers(self):
        answer = self.get()
        self.assertEqual(answer.headers['Content-Type'], 'text/calendar; charset=utf-8')
        self.assertEqual(answer.headers['Cache-Control'], 'private, max-age=300')
        self.assertNotIn('Set-Cookie', answer.headers)
        again = self.get(headers={'If-None-Match': answer.headers['ETag']})
        self.assertEqual((again.status_code, again.text), (304, ''))
        self.book(self.at(10))
        again = self.get(headers={'If-None-Match': answer.headers['ETag']})
        self.assertEqual(again.status_code, 200)

    def test_who_finds_the_address(self):
        own = self.ana.with_user(self.users['doctor'])
        action = own.action_open_feed()
        feed = (
            self.env[action['res_model']].with_user(self.users['doctor']).browse(action['res_id'])
        )
        self.assertTrue(feed.address.endswith(self.address()))
        self.assertTrue(feed.qr)
        self.assertTrue(feed.action_subscribe()['url'].startswith('webcal://'))
        before = feed.address
        feed.action_renew()
        self.assertNotEqual(self.ana._feed_address(), before)  # the direction keeps them
        for role in ('reception', 'nurse', 'privacy'):
            with self.assertRaises(AccessError):
                self.ana.with_user(self.users[role]).action_open_feed()
        with self.assertRaises(AccessError):
            self.luis.with_user(self.users['doctor']).action_open_feed()
        with self.assertRaises(AccessError):
            self.luis.with_user(self.users['doctor']).action_renew_feed()
        sneaked = (
            self.env['clinic.practitioner.feed']
            .with_user(self.users['doctor'])
            .create({'practitioner_id': self.luis.id})
        )
        with self.assertRaises(AccessError):
            sneaked.mapped('address')
