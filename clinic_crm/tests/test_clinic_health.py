import json
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.clinic_crm import post_init_hook
from odoo.addons.clinic_crm.models.clinic_health import TOKEN_PARAMETER, Check

MODULE = 'odoo.addons.clinic_crm.models.clinic_health'
MISSING = ('clinic_patient', 'clinic_patient_never_added')


def patch_health(env, **methods):
    """Replace methods of the registry's `clinic.health` by plain functions of the model."""
    return patch.multiple(env.registry['clinic.health'], **methods)


def with_missing_constraint(env):
    declared = env['clinic.health']._required_constraints()
    return patch_health(env, _required_constraints=lambda self: [*declared, MISSING])


def with_checks(env, *checks):
    return patch_health(env, _checks=lambda self: list(checks))


@tagged('post_install', '-at_install')
class TestHealthChecks(TransactionCase):
    def report(self, **kwargs):
        results = self.env['clinic.health']._report(**kwargs)
        return {result.check.name: result for result in results}

    def test_a_sound_database_is_green(self):
        report = self.report(levels=('critical',))
        self.assertTrue(report['database'].ok)
        self.assertTrue(report['constraints'].ok, report['constraints'].detail)

    def test_declared_constraints_are_required(self):
        required = self.env['clinic.health']._required_constraints()
        self.assertIn(('clinic_patient', 'clinic_patient_partner_uniq'), required)

    def test_a_missing_constraint_is_named(self):
        with with_missing_constraint(self.env):
            result = self.report()['constraints']
        self.assertFalse(result.ok)
        self.assertIn('clinic_patient_never_added', result.detail)

    def test_a_dropped_constraint_is_found(self):
        self.env.cr.execute(
            "ALTER TABLE clinic_patient DROP CONSTRAINT clinic_patient_partner_uniq"
        )
        self.assertFalse(self.report()['constraints'].ok)

    def test_an_unvalidated_constraint_does_not_count(self):
        self.env.cr.execute(
            "ALTER TABLE clinic_patient ADD CONSTRAINT clinic_patient_never_added"
            " CHECK (id > 0) NOT VALID"
        )
        with with_missing_constraint(self.env):
            self.assertFalse(self.report()['constraints'].ok)

    def test_a_unique_index_counts(self):
        self.env.cr.execute("CREATE UNIQUE INDEX clinic_patient_never_added ON clinic_patient (id)")
        with with_missing_constraint(self.env):
            self.assertTrue(self.report()['constraints'].ok)

    def test_somebody_must_have_the_direction(self):
        group = self.env.ref('clinic_crm.group_director')
        group.user_ids = False
        self.assertFalse(self.report()['roles'].ok)
        new_test_user(self.env, 'health_first', 'clinic_crm.group_director')
        self.assertTrue(self.report()['roles'].ok)

    def test_critical_checks_come_first(self):
        levels = [result.check.level for result in self.env['clinic.health']._report()]
        self.assertEqual(levels, sorted(levels))

    @mute_logger(MODULE)
    def test_a_check_that_breaks_is_red_and_says_no_stack(self):
        def boom():
            raise ValueError("secret /etc/key")

        with with_checks(self.env, Check('boom', 'critical', boom)):
            result = self.report()['boom']
        self.assertFalse(result.ok)
        self.assertNotIn('secret', result.detail)

    @mute_logger(MODULE, 'odoo.sql_db')
    def test_a_slow_check_is_stopped_and_the_next_one_runs(self):
        def slow():
            self.env.cr.execute("SELECT pg_sleep(20)")
            return True, "slept"

        def quick():
            self.env.cr.execute("SHOW statement_timeout")
            return True, self.env.cr.fetchone()[0]

        checks = [Check('slow', 'critical', slow), Check('quick', 'critical', quick)]
        with with_checks(self.env, *checks), patch(f'{MODULE}.CHECK_SECONDS', 0.2):
            report = self.report()
        self.assertFalse(report['slow'].ok)
        self.assertLess(report['slow'].seconds, 2)
        self.assertTrue(report['quick'].ok)

    def test_the_statement_timeout_is_given_back(self):
        self.env.cr.execute("SHOW statement_timeout")
        before = self.env.cr.fetchone()
        self.report()
        self.env.cr.execute("SHOW statement_timeout")
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_a_check_not_reached_in_time_is_not_green(self):
        with patch(f'{MODULE}.REPORT_SECONDS', 0.0):
            self.assertFalse(self.report()['database'].ok)

    def test_it_writes_nothing(self):
        self.env.cr.execute("SET TRANSACTION READ ONLY")
        self.assertTrue(self.report()['database'].ok)
        self.assertTrue(self.report()['jobs'].detail)


@tagged('post_install', '-at_install')
class TestHealthJobs(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours = cls.env['ir.model.data'].search(
            [('model', '=', 'ir.cron'), ('module', '=like', 'clinic\\_%')]
        )
        cls.env['ir.cron'].browse(ours.mapped('res_id')).write(
            {'active': True, 'nextcall': fields.Datetime.now() + timedelta(hours=1)}
        )
        cls.job = cls.env['ir.cron'].create(
            {
                'name': "Nightly work",
                'model_id': cls.env['ir.model']._get_id('res.partner'),
                'state': 'code',
                'code': '',
                'nextcall': fields.Datetime.now() + timedelta(hours=1),
            }
        )
        cls.env['ir.model.data']._update_xmlids(
            [{'xml_id': 'clinic_crm.ir_cron_test', 'record': cls.job}]
        )

    def write_job(self, **values):
        """Write a job as Odoo's scheduler does, without touching `write_date`."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE ir_cron SET {name} = %s, write_date = %s WHERE id = %s",  # noqa: S608
                [value, fields.Datetime.now() - timedelta(days=2), self.job.id],
            )
        self.env.invalidate_all()

    def check(self):
        return self.env['clinic.health']._check_jobs()

    def test_on_time(self):
        self.assertTrue(self.check()[0], self.check()[1])

    def test_late(self):
        self.write_job(nextcall=fields.Datetime.now() - timedelta(minutes=45))
        ok, detail = self.check()
        self.assertFalse(ok)
        self.assertIn("45 minutes late", detail)

    def test_a_job_edited_just_now_is_not_late(self):
        self.job.nextcall = fields.Datetime.now() - timedelta(days=1)
        self.assertTrue(self.check()[0])

    def test_failing(self):
        self.write_job(failure_count=3)
        ok, detail = self.check()
        self.assertFalse(ok)
        self.assertIn("failed 3 times", detail)

    def test_switched_off(self):
        self.job.active = False
        self.assertFalse(self.check()[0])
        with patch_health(self.env, _optional_jobs=lambda self: {'clinic_crm.ir_cron_test'}):
            self.assertTrue(self.check()[0])


@tagged('post_install', '-at_install')
class TestLoudInstall(TransactionCase):
    def test_an_install_without_its_constraint_fails(self):
        with with_missing_constraint(self.env), self.assertRaises(UserError) as caught:
            post_init_hook(self.env)
        self.assertIn('clinic_patient_never_added', str(caught.exception))

    def test_an_install_with_its_constraints_passes(self):
        post_init_hook(self.env)

    def test_an_update_without_its_constraint_fails(self):
        updated = patch.object(self.env.registry, 'updated_modules', ['clinic_crm'])
        with with_missing_constraint(self.env), updated, self.assertRaises(UserError):
            self.env['clinic.health']._register_hook()

    def test_a_plain_start_without_it_loads(self):
        started = patch.object(self.env.registry, 'updated_modules', [])
        with with_missing_constraint(self.env), started:
            self.env['clinic.health']._register_hook()


@tagged('post_install', '-at_install')
class TestHealthRoute(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = cls.env['ir.config_parameter'].sudo().get_param(TOKEN_PARAMETER)

    def get(self, query='', **kwargs):
        answer = self.url_open(f'/clinic/health{query}', **kwargs)
        self.assertEqual(answer.headers['Content-Type'], 'application/json; charset=utf-8')
        self.assertEqual(answer.headers['Cache-Control'], 'no-store')
        return answer.status_code, json.loads(answer.text)

    def test_the_public_learns_only_the_colour(self):
        ok = Check('fine', 'critical', lambda: (True, "It answers."))
        with with_checks(self.env, ok):
            self.assertEqual(self.get(), (200, {'status': 'ok'}))

    def test_no_session_is_made(self):
        self.opener.cookies.clear()
        answer = self.url_open('/clinic/health')
        self.assertNotIn('Set-Cookie', answer.headers)

    def test_wrong_tokens_learn_no_more(self):
        for token in ('x', '%20', self.token[:-1], ''):
            with self.subTest(token=token):
                headers = {'Authorization': f'Bearer {token}'}
                self.assertEqual(list(self.get(headers=headers)[1]), ['status'])
        # addresses are written to logs: the right token is worth nothing there
        self.assertEqual(list(self.get(f'?token={self.token}')[1]), ['status'])
        headers = {'Authorization': 'Bearer wrong'}
        self.assertEqual(list(self.get(headers=headers)[1]), ['status'])
        headers = {'Authorization': f'Basic {self.token}'}
        self.assertEqual(list(self.get(headers=headers)[1]), ['status'])

    def test_without_a_token_set_none_is_accepted(self):
        self.env['ir.config_parameter'].sudo().set_param(TOKEN_PARAMETER, False)
        for token in ('', 'False'):
            headers = {'Authorization': f'Bearer {token}'}
            self.assertEqual(list(self.get(headers=headers)[1]), ['status'])

    def test_the_token_gives_each_check(self):
        for scheme in ('Bearer', 'bearer '):
            with self.subTest(scheme=scheme):
                headers = {'Authorization': f'{scheme} {self.token}'}
                checks = self.get(headers=headers)[1]['checks']
                self.assertLessEqual({'database', 'constraints', 'key', 'jobs'}, checks.keys())
                self.assertEqual(checks['database'].keys(), {'ok', 'level', 'detail', 'ms'})

    def test_a_missing_constraint_is_red_and_503(self):
        with with_missing_constraint(self.env):
            self.assertEqual(self.get(), (503, {'status': 'red'}))
            status, answer = self.get(headers={'Authorization': f'Bearer {self.token}'})
        self.assertEqual(status, 503)
        self.assertIn('clinic_patient_never_added', answer['checks']['constraints']['detail'])

    def test_a_warning_is_told_only_with_the_token(self):
        late = Check('late', 'warning', lambda: (False, "Late."))
        with with_checks(self.env, late):
            self.assertEqual(self.get(), (200, {'status': 'ok'}))
            status, answer = self.get(headers={'Authorization': f'Bearer {self.token}'})
        self.assertEqual((status, answer['status']), (200, 'ok'))
        self.assertFalse(answer['checks']['late']['ok'])

    @mute_logger(MODULE)
    def test_a_lost_database_is_503(self):
        def lost():
            raise psycopg2.OperationalError("server closed the connection")

        with with_checks(self.env, Check('database', 'critical', lost)):
            self.assertEqual(self.get(), (503, {'status': 'red'}))

    def test_a_missing_key_is_red_and_503(self):
        vault_key = self.env.registry['clinic.vault.key']
        with patch.object(vault_key, '_key_problem', lambda self: "No key file."):
            self.assertEqual(self.get(), (503, {'status': 'red'}))
            answer = self.get(headers={'Authorization': f'Bearer {self.token}'})[1]
        self.assertFalse(answer['checks']['key']['ok'])
        self.assertIn("No key file.", answer['checks']['key']['detail'])

    @mute_logger('odoo.addons.clinic_crm.controllers.health')
    def test_a_broken_registry_of_checks_is_503_without_a_stack(self):
        def broken(self):
            raise RuntimeError("secret")

        with patch_health(self.env, _checks=broken):
            self.assertEqual(self.get(), (503, {'status': 'red'}))


@tagged('post_install', '-at_install')
class TestHealthAccess(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = new_test_user(cls.env, 'health_director', 'clinic_crm.group_director')
        cls.reception = new_test_user(cls.env, 'health_desk', 'clinic_crm.group_reception')

    def test_the_page_tells_what_to_do(self):
        with with_missing_constraint(self.env):
            report = self.env['clinic.health'].with_user(self.director).get_report()
        self.assertEqual(report['status'], 'red')
        self.assertFalse(report['checks'][0]['ok'], "what to do stands first")
        checks = {check['name']: check for check in report['checks']}
        self.assertTrue(checks['constraints']['remedy'])
        self.assertFalse(checks['database']['remedy'])

    def test_administrators_see_it(self):
        admin = new_test_user(self.env, 'health_system', 'base.group_system')
        self.assertIn('checks', self.env['clinic.health'].with_user(admin).get_report())

    def test_others_do_not(self):
        with self.assertRaises(AccessError):
            self.env['clinic.health'].with_user(self.reception).get_report()

    def test_the_token_is_only_for_administrators(self):
        for user in (self.director, self.reception):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env['ir.config_parameter'].with_user(user).get_param(TOKEN_PARAMETER)

    def test_the_token_is_made_once(self):
        parameter = self.env['ir.config_parameter'].sudo()
        before = parameter.get_param(TOKEN_PARAMETER)
        self.assertGreaterEqual(len(before), 32)
        self.env['clinic.health']._ensure_token()
        self.assertEqual(parameter.get_param(TOKEN_PARAMETER), before)
