"""The demo's appointment book in a database: as its constraints want it, and alive at any hour."""

import dataclasses
import datetime
import logging
from collections import Counter

from odoo import fields
from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.clinic_crm.agenda import Plan, Policy, Slot, zone

from scripts.generator import World
from scripts.generator.agenda import means
from scripts.generator.ledger import Ledger
from scripts.generator.load import load_world

TODAY = datetime.date(2026, 1, 14)  # a Wednesday
PATIENTS = 160


@tagged('post_install', '-at_install')
class TestDemoToday(TransactionCase):
    """What shows on the demo's own day: times held now, newcomers, the desk's cards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        logging.getLogger('scripts').setLevel(logging.WARNING)
        cls.env = cls.env(context={**cls.env.context, 'one_transaction': True, 'lang': 'es_MX'})
        clock = freeze_time(World(1, 0, TODAY).now)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.world = World(1, PATIENTS, TODAY)
        load_world(cls.env, cls.world)
        cls.desk = cls.env['res.users'].search([('login', '=', 'recepcion')])

    def at_the_desk(self, model):
        return (
            self.env[model]
            .with_user(self.desk)
            .with_context(allowed_company_ids=self.desk.company_ids.ids)
        )

    def holds(self):
        return self.at_the_desk('clinic.appointment').search([('state', '=', 'hold')])

    def test_every_state_is_there(self):
        states = dict(self.env['clinic.appointment']._fields['state'].selection)
        found = self.at_the_desk('clinic.appointment').search([]).mapped('state')
        self.assertEqual(set(found), set(states))

    def test_holds_last_for_hours_and_are_made_anew_by_each_start(self):
        holds = self.holds()
        self.assertEqual(len(holds), 2)
        soon = fields.Datetime.now() + datetime.timedelta(hours=12)
        self.assertTrue(all(hold.hold_until > soon for hold in holds))
        self.assertTrue(all(hold.booking_ids.mapped('blocking')) for hold in holds)
        gone = fields.Datetime.now() - datetime.timedelta(hours=1)
        holds.sudo()._through_door().write({'hold_until': gone})
        load_world(self.env, World(1, PATIENTS, TODAY))
        self.env.invalidate_all()
        self.assertEqual(len(self.holds()), 2)
        self.assertTrue(all(hold.hold_until > soon for hold in self.holds()))

    def test_files_are_as_old_as_their_visits_and_few_are_of_this_week(self):
        patients = self.at_the_desk('clinic.patient').search([])
        week = fields.Datetime.now() - datetime.timedelta(7)
        year = fields.Datetime.now() - datetime.timedelta(365)
        fresh = patients.filtered(lambda patient: patient.create_date > week)
        self.assertTrue(1 <= len(fresh) <= 0.06 * len(patients), len(fresh))
        self.assertGreater(
            len(patients.filtered(lambda patient: patient.create_date < year)), len(patients) / 5
        )
        visits = self.at_the_desk('clinic.appointment').search([('patient_id', '!=', False)])
        self.assertGreater(len(visits), 200)
        for visit in visits:
            self.assertLessEqual(visit.patient_id.create_date, visit.create_date)

    def test_the_desk_has_somebody_to_call_and_times_to_fill(self):
        cards = {
            card['name']: card for card in self.at_the_desk('clinic.home').get_today()['cards']
        }
        self.assertTrue(1 <= cards['first_contacts']['count'] <= 10)
        self.assertTrue(1 <= cards['gaps']['count'] <= 12)
        asked = self.at_the_desk('clinic.patient').search([('stage', '=', 'contact')])
        visits = self.at_the_desk('clinic.appointment').search([('patient_id', 'in', asked.ids)])
        self.assertEqual(set(visits.mapped('state')), {'hold'})


@tagged('post_install', '-at_install')
class TestDemoAgenda(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        logging.getLogger('scripts').setLevel(logging.WARNING)
        cls.env = cls.env(context={**cls.env.context, 'one_transaction': True, 'lang': 'es_MX'})
        cls.world = World(9, PATIENTS, TODAY)
        load_world(cls.env, cls.world)
        known = Ledger(cls.env).known('res.company', ['del_valle', 'tijuana'])
        cls.branches = {key: cls.env['res.company'].browse(id_) for key, id_ in known.items()}
        cls.generated = cls.env['ir.model.data'].search(
            [('module', '=', '__generator__'), ('model', '=', 'clinic.appointment')]
        )
        cls.visits = cls.env['clinic.appointment'].browse(cls.generated.mapped('res_id'))

    def overlaps(self):
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT count(*) FROM clinic_appointment_booking a JOIN clinic_appointment_booking b
                ON a.id < b.id AND a.resource_id = b.resource_id AND a.seat = b.seat
               AND a.block_start < b.block_stop AND b.block_start < a.block_stop
             WHERE a.blocking AND b.blocking
            """
        )
        return self.env.cr.fetchone()[0]

    def test_there_are_visits_of_every_kind_and_state(self):
        self.assertGreater(len(self.visits), 200)
        self.assertEqual(len(self.visits.type_id), 8)
        self.assertEqual(len(self.visits.practitioner_id), 4)
        states = Counter(self.visits.mapped('state'))
        for state in ('scheduled', 'confirmed', 'arrived', 'in_consultation', 'done', 'cancelled'):
            self.assertTrue(states[state], state)
        self.assertTrue(states['no_show'])
        self.assertTrue(any(self.visits.mapped('overbooked')))
        self.assertTrue(any(self.visits.mapped('walk_in')))
        self.assertTrue(self.visits.filtered('is_session').participant_ids)

    def test_nothing_overlaps_and_every_visit_reserves_what_it_needs(self):
        self.assertEqual(self.overlaps(), 0)
        for visit in self.visits.filtered(lambda visit: not visit.session_id):
            self.assertEqual(len(visit.booking_ids), len(visit.type_id.role_ids), visit.start)
            free = visit.state in ('cancelled', 'no_show')
            if free or not visit.overbooked:
                self.assertEqual(set(visit.booking_ids.mapped('blocking')), {not free})

    def test_what_is_to_come_could_have_been_booked_through_the_door(self):
        Visit = self.env['clinic.appointment']
        coming = self.visits.filtered(
            lambda visit: (
                visit.start > self.world.now
                and visit.state in ('scheduled', 'confirmed')
                and not (visit.session_id or visit.is_session or visit.waived)
            )
        )
        self.assertGreater(len(coming), 40)
        for visit in coming:
            request = Visit._agenda_request(visit.type_id, visit.company_id, visit.practitioner_id)
            needed = {number for role in request.roles for number in role.alternatives}
            world = Visit._agenda_world(
                visit.company_id, needed, visit.start, visit.stop, exclude=visit.ids
            )
            request = dataclasses.replace(request, policy=Policy(self.world.now))
            self.assertIsInstance(Plan(world, request).fits(visit.start, visit.stop), Slot)

    def test_steps_are_stamped_in_order(self):
        for visit in self.visits.filtered('arrived_at'):
            stamps = [visit.arrived_at, visit.started_at, visit.done_at]
            given = [stamp for stamp in stamps if stamp]
            self.assertEqual(given, sorted(given))
            self.assertLessEqual(given[-1], self.world.now)
        gone = self.visits.filtered(lambda visit: visit.state == 'cancelled')
        self.assertTrue(all(gone.mapped('cancelled_by')) and all(gone.mapped('cancel_reason')))
        missed = self.visits.filtered(lambda visit: visit.state == 'no_show')
        self.assertTrue(all(missed.mapped('no_show_user_id')))

    def test_reasons_are_sealed(self):
        visit = self.visits.filtered('patient_id')[0]
        self.assertTrue(visit.reason)
        self.env.cr.execute("SELECT reason FROM clinic_appointment WHERE id = %s", [visit.id])
        self.assertNotIn(visit.reason.encode(), bytes(self.env.cr.fetchone()[0]))

    def test_loading_again_adds_nothing_and_changes_nothing(self):
        before = {visit.id: (visit.state, visit.arrived_at) for visit in self.visits}
        load_world(self.env, World(9, PATIENTS, TODAY))
        self.env.invalidate_all()
        self.assertEqual(
            {visit.id: (visit.state, visit.arrived_at) for visit in self.visits}, before
        )
        self.assertEqual(
            self.env['ir.model.data'].search_count(
                [('module', '=', '__generator__'), ('model', '=', 'clinic.appointment')]
            ),
            len(before),
        )

    def test_the_board_is_alive_at_any_hour_of_any_day(self):
        """In Mexico City's clock: lunch, evening, night, a Sunday's noon, a rest day, dawn."""
        for day, hour, minute in (
            (14, 14, 40),
            (14, 20, 30),
            (14, 23, 40),
            (15, 0, 20),
            (15, 5, 30),
            (18, 12, 0),
            (19, 9, 15),
            (33, 11, 0),  # Constitution Day, 2 February
        ):
            local = datetime.datetime(2026, 1, 1, hour, minute) + datetime.timedelta(day - 1)
            clock = zone('America/Mexico_City')
            seconds = int((local - datetime.datetime(1970, 1, 1)).total_seconds())
            now = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=clock.utc(seconds))
            load_world(self.env, World(9, PATIENTS, local.date(), now))
            self.assertEqual(self.overlaps(), 0, local)
            for branch, host in means.HOST.items():
                self.check_board(branch, host, now, f'{branch} {local}')

    def check_board(self, branch, host, now, where):
        practitioner = Ledger(self.env).known('clinic.practitioner', [host])[host]
        company = self.branches[branch]
        clock = zone(company.clinic_tz)
        since = datetime.datetime(1970, 1, 1)
        second = int((now - since).total_seconds())
        midnight = clock.midnight(clock.day(second))
        visits = self.env['clinic.appointment'].search(
            [
                ('company_id', '=', company.id),
                ('practitioner_id', '=', practitioner),
                ('start', '>=', since + datetime.timedelta(seconds=midnight)),
                ('start', '<', since + datetime.timedelta(seconds=midnight + 86400)),
            ]
        )
        states = Counter(visits.mapped('state'))
        expected = visits.filtered(lambda visit: visit.state in ('scheduled', 'confirmed'))
        self.assertEqual(states['in_consultation'], 1, where)
        self.assertGreaterEqual(states['arrived'] + len(expected), 1, where)
        late, early = second - midnight > 84000, second - midnight < 5000
        if not late:
            self.assertGreaterEqual(states['arrived'], 1, where)
            self.assertTrue(expected.filtered(lambda visit: visit.start > now), where)
        if not early:
            self.assertGreaterEqual(states['done'], 2, where)
        for visit in visits.filtered(lambda visit: visit.state == 'arrived'):
            self.assertLess(now - visit.arrived_at, datetime.timedelta(hours=2), where)

    def test_what_somebody_did_is_left_as_it_is(self):
        coming = self.visits.filtered(
            lambda visit: (
                visit.state == 'scheduled' and visit.patient_id and visit.start > self.world.now
            )
        ).sorted('start')[0]
        desk = self.env['res.users'].search([('login', '=', 'recepcion')])
        coming.with_user(desk).with_context(allowed_company_ids=desk.company_ids.ids).write(
            {'overbook_reason': "Tocada por alguien"}
        )
        self.env.flush_all()
        later = TODAY + datetime.timedelta(10)
        load_world(self.env, World(9, PATIENTS, later))
        self.env.invalidate_all()
        self.assertEqual(coming.state, 'scheduled')
        left = self.visits.filtered(
            lambda visit: (
                visit.state not in ('done', 'cancelled', 'no_show')
                and visit.stop.date() < later - datetime.timedelta(1)
            )
        )
        self.assertEqual(left, coming)
