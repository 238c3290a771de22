"""The generated clinic in a database: whole, and the same after a second time."""

import datetime
import logging
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import config

from scripts.generate import is_open_to_the_network, patients_of_others
from scripts.generator import World
from scripts.generator.ledger import Ledger
from scripts.generator.load import load_world, loaders

TODAY = datetime.date(2026, 1, 15)


@tagged('post_install', '-at_install')
class TestDemoLoad(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        logging.getLogger('scripts').setLevel(logging.WARNING)
        cls.env = cls.env(context={**cls.env.context, 'one_transaction': True, 'lang': 'es_MX'})
        cls.world = World(9, 60, TODAY)
        load_world(cls.env, cls.world)
        cls.patients = list(cls.world.patients)
        ids = Ledger(cls.env, 's9_').known('clinic.patient', [p.key for p in cls.patients])
        cls.record = {key: cls.env['clinic.patient'].browse(id_) for key, id_ in ids.items()}

    def counts(self):
        models = ['res.company', 'res.users', 'res.partner', 'clinic.patient', 'ir.model.data']
        models += [name for name in ('clinic.consent', 'clinic.message') if name in self.env]
        return {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in models
        }

    def test_loaders_come_in_the_order_of_their_names(self):
        names = [module.__name__.rpartition('.')[2] for module in loaders()]
        self.assertEqual(names, sorted(names))
        self.assertEqual(names[:3], ['a10_clinic', 'a20_staff', 'a30_patients'])

    def test_loading_again_doubles_nothing(self):
        before = self.counts()
        load_world(self.env, World(9, 60, TODAY))
        self.assertEqual(self.counts(), before)

    def test_a_later_day_brings_visits_and_no_people(self):
        before = self.counts()
        load_world(self.env, World(9, 60, TODAY + datetime.timedelta(90)))
        after = self.counts()
        self.assertGreater(after.pop('ir.model.data'), before.pop('ir.model.data'))
        self.assertEqual(after, before)

    def test_more_patients_of_the_seed_are_added_to_those_that_are_there(self):
        before = self.counts()['clinic.patient']
        load_world(self.env, World(9, 75, TODAY))
        self.assertEqual(self.counts()['clinic.patient'], before + 15)

    def test_another_seed_adds_its_own_people_and_no_second_clinic(self):
        before = self.counts()
        load_world(self.env, World(10, 20, TODAY))
        after = self.counts()
        self.assertEqual(after['clinic.patient'], before['clinic.patient'] + 20)
        self.assertEqual(after['res.users'], before['res.users'])
        self.assertEqual(after['res.company'], before['res.company'])

    def test_the_clinic_has_two_branches_in_their_zones(self):
        main = self.env.ref('base.main_company')
        self.assertEqual(main.name, "Clínica Nogal")
        self.assertEqual(main.currency_id.name, 'MXN')
        self.assertEqual(main.country_id.code, 'MX')
        self.assertEqual(
            main.child_ids.mapped('clinic_tz'), ['America/Mexico_City', 'America/Tijuana']
        )
        self.assertEqual(main.child_ids.root_id, main)
        self.assertEqual(main.child_ids.state_id.mapped('code'), ['CMX', 'BCN'])

    def test_every_demo_login_enters_with_its_name_and_sees_both_branches(self):
        branches = self.env.ref('base.main_company').child_ids
        for login in ['admin', *(person.login for person in self.world.staff)]:
            user = self.env['res.users'].search([('login', '=', login)])
            credential = {'type': 'password', 'login': login, 'password': login}
            user.with_user(user)._check_credentials(credential, {'interactive': False})
            self.assertEqual(user.lang, 'es_MX', login)
            self.assertTrue(user.tz, login)
            self.assertLessEqual(branches, user.company_ids, login)

    def test_each_login_has_the_groups_of_the_installed_addons(self):
        for person in self.world.staff:
            user = self.env['res.users'].search([('login', '=', person.login)])
            for name in person.groups:
                if self.env.ref(name, raise_if_not_found=False):
                    self.assertTrue(user.has_group(name), f"{person.login}: {name}")

    def test_a_patient_is_what_the_world_says(self):
        for patient in self.patients:
            record = self.record[patient.key]
            self.assertEqual(record.name, patient.name)
            self.assertEqual(record.birthdate, patient.birthdate)
            self.assertEqual(record.sex, patient.sex)
            self.assertEqual(record.zip, patient.address.zip)
            self.assertEqual(record.company_id, self.env.ref('base.main_company'))
            self.assertTrue(record.phone_sanitized or not patient.phone, patient.phone)

    def test_guardians_payers_and_referrers_are_linked(self):
        for patient in self.patients:
            record = self.record[patient.key]
            self.assertEqual(bool(record.guardian_id), bool(patient.guardian))
            self.assertEqual(bool(record.payer_id), bool(patient.payer))
            self.assertEqual(bool(record.referrer_id), bool(patient.referrer))
            if patient.guardian in self.record:
                self.assertEqual(record.guardian_id, self.record[patient.guardian].partner_id)

    def test_consents_are_those_of_the_world(self):
        if 'clinic.consent' not in self.env:
            self.skipTest("no consents yet")
        for patient in self.patients[:20]:
            record = self.record[patient.key]
            for purpose, state in patient.consents:
                self.assertEqual(record._consent_state(purpose), state)

    def test_known_passwords_stay_on_the_machine(self):
        self.assertFalse(is_open_to_the_network())
        for name, value in (('http_interface', '0.0.0.0'), ('proxy_mode', True)):
            with patch.dict(config.options.maps[0], {name: value}):
                self.assertTrue(is_open_to_the_network(), name)

    def test_a_database_with_patients_of_its_own_is_recognised(self):
        before = patients_of_others(self.env)  # a test that commits may have left some
        self.env['clinic.patient'].create({'name': "Una persona de verdad"})
        self.env.flush_all()
        self.assertEqual(patients_of_others(self.env), before + 1)
