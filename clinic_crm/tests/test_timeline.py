from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .messages_common import MessagesCase


@tagged('post_install', '-at_install')
class TestTimeline(MessagesCase):
    """One page after the other, nothing twice, nothing left out, nothing one may not read."""

    def log(self, minutes, patient=None, body="Hola"):
        return self.env['clinic.message']._log(
            patient or self.patient,
            'phone',
            'in',
            body,
            at=fields.Datetime.now().replace(microsecond=0) - timedelta(minutes=minutes),
        )

    def walk(self, patient, limit, **options):
        keys, cursor = [], None
        for _page in range(200):
            page = patient.timeline(cursor=cursor, limit=limit, **options)
            keys += [entry['key'] for entry in page['entries']]
            cursor = page['next']
            if not cursor:
                return keys
        raise AssertionError("the timeline has no end")

    def test_newest_first_and_plain(self):
        old, new = self.log(60), self.log(1, body="x" * 1000)
        entries = self.patient.timeline()['entries']
        self.assertEqual([entry['res_id'] for entry in entries], [new.id, old.id])
        self.assertLess(len(entries[0]['text']), 300)
        for value in entries[0].values():
            self.assertIsInstance(value, str | int | bool | list)

    def test_every_page_size_gives_the_same_walk(self):
        """Also when many things happened in the same second."""
        for minutes in (1, 2, 2, 2, 2, 2, 3, 9, 9, 9):
            self.log(minutes)
        for purpose in ('care', 'marketing', 'feedback'):
            self.patient._record_consent(purpose, 'granted', 'paper', "x")
        whole = self.walk(self.patient, 100)
        self.assertEqual(len(whole), 13)
        self.assertEqual(len(set(whole)), 13)
        for limit in range(1, 14):
            self.assertEqual(self.walk(self.patient, limit), whole)

    def test_filter_by_kind(self):
        self.log(1)
        self.patient._record_consent('care', 'granted', 'paper', "x")
        page = self.patient.timeline(kinds=['consent'])
        self.assertEqual({entry['kind'] for entry in page['entries']}, {'consent'})
        offered = {kind['key'] for kind in page['kinds']}
        self.assertLessEqual({'consent', 'message'}, offered)
        self.assertEqual(len(self.walk(self.patient, 1, kinds=['message'])), 1)

    def test_only_what_one_may_read(self):
        self.log(1)
        self.patient._record_consent('care', 'granted', 'paper', "x")
        for role, kinds in (
            ('reception', {'message', 'consent'}),
            ('practitioner', {'message', 'consent'}),
            ('privacy', {'consent'}),
            ('director', set()),
        ):
            page = self.patient.with_user(self.users[role]).timeline()
            self.assertEqual({entry['kind'] for entry in page['entries']}, kinds, role)
            offered = {kind['key'] for kind in page['kinds']}
            self.assertEqual(offered & {'message', 'consent'}, kinds, role)
        with self.assertRaises(AccessError):
            self.patient.with_user(self.stranger).timeline()

    def test_duplicates_are_one_life(self):
        double = self.make_patient("Doble")
        message = self.log(5, patient=double)
        self.merge(double, self.patient)
        entries = self.patient.timeline()['entries']
        self.assertEqual([entry['res_id'] for entry in entries], [message.id])

    def test_nonsense_cursor(self):
        for cursor in (['x', 1], ['2026-01-01 00:00:00'], 7, ['2026-01-01 00:00:00', 'x']):
            with self.assertRaises(UserError):
                self.patient.timeline(cursor=cursor)
