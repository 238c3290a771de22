from datetime import timedelta
from itertools import count

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .whatsapp_common import WhatsappCase

KEYS = count(1)


@tagged('post_install', '-at_install')
class TestStatus(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.user('clinic_whatsapp.group_manager')
        cls.now = fields.Datetime.now()
        cls.person = cls.env['clinic.whatsapp.identity'].create(
            {'account_id': cls.account.id, 'wa_id': '5215555500142', 'patient_id': cls.ana.id}
        )
        cls.account.write({'last_webhook_at': cls.now, 'connected': True, 'checked_at': cls.now})

    def row(self, **vals):
        return self.env['clinic.whatsapp.outbox'].create(
            {
                'account_id': self.account.id,
                'identity_id': self.person.id,
                'idempotency_key': f'k{next(KEYS)}',
            }
            | vals
        )

    def event(self, **vals):
        return self.env['clinic.whatsapp.event'].create(
            {
                'account_id': self.account.id,
                'kind': 'unknown',
                'key': f'e{next(KEYS)}',
                'job': 0,
                'received_at': self.now,
            }
            | vals
        )

    def status(self):
        return self.env['clinic.whatsapp.status'].with_user(self.manager).get_status()

    def lamp(self, name):
        [account] = self.status()['accounts']
        return next(lamp for lamp in account['lamps'] if lamp['name'] == name)

    def test_all_is_well(self):
        status = self.status()
        self.assertEqual(status['tone'], 'good')
        self.assertEqual({lamp['tone'] for lamp in status['accounts'][0]['lamps']}, {'good'})

    def test_each_lamp(self):
        old = self.now - timedelta(hours=3)
        yesterday = self.now - timedelta(days=1)

        def age(record, column, value):
            self.env.flush_all()
            self.env.cr.execute(
                f'UPDATE {record._table} SET {column} = %s WHERE id = %s', [value, record.id]
            )

        cases = [
            ('connection', 'danger', lambda: self.account.write({'parked_at': old})),
            ('connection', 'warning', lambda: self.account.write({'connected': False})),
            ('token', 'danger', lambda: self.account.write({'token_expires_at': yesterday})),
            (
                'token',
                'warning',
                lambda: self.account.write({'token_expires_at': self.now + timedelta(days=3)}),
            ),
            (
                'last_webhook',
                'warning',
                lambda: self.account.write({'last_webhook_at': self.now - timedelta(days=9)}),
            ),
            ('inbox_lag', 'danger', lambda: self.event(received_at=old)),
            ('quarantine', 'warning', lambda: self.event(state='quarantine')),
            ('outbox_age', 'warning', lambda: age(self.row(), 'create_date', old)),
            ('uncertain', 'warning', lambda: self.row(state='uncertain')),
            ('quality', 'danger', lambda: self.account.write({'quality': 'RED'})),
            ('limit', 'danger', lambda: self.account.write({'daily_limit': 0})),
        ]
        for name, tone, make in cases:
            with self.subTest(name=name, tone=tone), self.env.cr.savepoint() as savepoint:
                make()
                self.assertEqual(self.lamp(name)['tone'], tone)
                health = self.env['clinic.health']
                [check] = [one for one in health._checks() if one.name == f'whatsapp_{name}']
                ok, detail = check.run()
                self.assertFalse(ok)
                self.assertTrue(detail)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_what_waits_for_its_time_is_not_late(self):
        self.row(next_attempt_at=self.now + timedelta(hours=1))
        self.assertEqual(self.lamp('outbox_age')['tone'], 'good')

    def test_the_people_of_a_day(self):
        self.account.daily_limit = 2
        for state in ('sent', 'delivered', 'read'):
            self.row(state=state, by_template=True, called_at=self.now)
        self.row(state='sent', by_template=True, called_at=self.now - timedelta(days=2))
        self.assertIn("1 of 2", self.lamp('limit')['text'])

    def test_what_it_costs(self):
        # the middle of a month of its own, far from any border
        self.env['clinic.whatsapp.rate'].create(
            [
                {
                    'account_id': self.account.id,
                    'category': 'utility',
                    'price': 0.5,
                    'free_monthly': 1,
                    'date_from': '2020-01-01',
                },
                {
                    'account_id': self.account.id,
                    'category': 'marketing',
                    'price': 1.25,
                    'date_from': '2020-01-01',
                },
            ]
        )
        today = fields.Date.context_today(self.env.user)
        noon = fields.Datetime.to_datetime(today) + timedelta(hours=18)
        for category, billable in (
            ('utility', True),
            ('utility', True),
            ('utility', True),
            ('marketing', True),
            ('service', False),
            ('something_new', True),
        ):
            self.row(
                state='delivered',
                accepted_at=noon,
                billable=billable,
                pricing_category=category,
            )
        month = self.status()['months'][0]
        self.assertEqual(month['billable'], 5)
        self.assertIn("2.25", month['cost'])
        self.assertTrue(self.status()['unpriced'], "nobody knows what something new costs")
        rows = (
            self.env['clinic.whatsapp.cost']
            .with_user(self.manager)
            ._read_group(
                [('account_id', '=', self.account.id)], ['category'], ['billable:sum', 'cost:sum']
            )
        )
        self.assertEqual(
            sorted(rows), [('marketing', 1, 1.25), ('other', 1, 0.0), ('utility', 3, 1.0)]
        )

    def test_as_many_statements_whatever_the_volume(self):
        self.status()
        self.env.invalidate_all()
        few = self.statements()
        self.assertLessEqual(few, 40)
        for _number in range(60):
            self.row(state='uncertain')
            self.row(state='delivered', billable=True, accepted_at=self.now, by_template=True,
                     called_at=self.now, pricing_category='utility')  # fmt: skip
            self.event(state='quarantine')
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertLessEqual(self.statements(), few)

    def statements(self):
        """How many statements the page takes."""
        before = self.cr.sql_log_count
        self.status()
        return self.cr.sql_log_count - before

    def test_only_who_manages_it(self):
        for group in ('clinic_whatsapp.group_agent', 'clinic_crm.group_director'):
            user = self.user(group)
            with self.assertRaises(AccessError):
                self.env['clinic.whatsapp.status'].with_user(user).get_status()
            for model in ('clinic.whatsapp.cost', 'clinic.whatsapp.rate'):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
