import hmac
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

TOKEN_PARAMETER = 'clinic.health_token'
CHECK_SECONDS = 1.0  # what one check's SQL statement may take
REPORT_SECONDS = 3.0  # what all of them may take; a check not reached in time is not green
JOB_GRACE = timedelta(minutes=30)
OUR_MODULES = 'clinic\\_%'


@dataclass(frozen=True)
class Check:
    """One thing that must be right for the clinic to work.

    ``run()`` returns ``(ok, detail)``; ``detail`` is one sentence for a person, without secrets or
    patients. It reads, never writes, and calls no outside service: SQL is bounded by
    ``CHECK_SECONDS``, Python code is not. ``critical`` is for what makes the clinic unsafe to use
    (the health page turns red and answers 503), ``warning`` for all else.
    """

    name: str
    level: str  # 'critical' | 'warning'
    run: Callable[[], tuple[bool, str]]
    label: str = ''
    remedy: str = ''


@dataclass(frozen=True)
class Result:
    """The outcome of one :class:`Check`; ``seconds`` is how long it took."""

    check: Check
    ok: bool
    detail: str
    seconds: float


class ClinicHealth(models.AbstractModel):
    """Registry of checks: any addon inherits it and extends :meth:`_checks`."""

    _name = 'clinic.health'
    _description = "Clinic health"

    # ------------------------------------------------------------------ to extend
    @api.model
    def _checks(self) -> list[Check]:
        """Return the checks of this addon after those of the addons it extends."""
        return [
            Check(
                'database',
                'critical',
                self._check_database,
                label=self.env._("Database"),
                remedy=self.env._("Start PostgreSQL, or correct its address in the configuration."),
            ),
            Check(
                'constraints',
                'critical',
                self._check_constraints,
                label=self.env._("Rules that protect the data"),
                remedy=self.env._(
                    "Update the clinic's addons. If it stays red, some stored record already "
                    "breaks the rule: the server's log of the update says which."
                ),
            ),
            Check(
                'key',
                'critical',
                self._check_key,
                label=self.env._("Encryption key"),
                remedy=self.env._(
                    "Put the key file where CLINIC_KEY_FILE points and let only the server's user "
                    "read it. Without it nobody can open a clinical record."
                ),
            ),
            Check(
                'jobs',
                'warning',
                self._check_jobs,
                label=self.env._("Background work"),
                remedy=self.env._(
                    "Look under Settings, Technical, Scheduled Actions. If every job is late, no "
                    "worker runs them: check max_cron_threads."
                ),
            ),
        ]

    @api.model
    def _required_constraints(self) -> list[tuple[str, str]]:
        """Return ``(table, name)`` of every constraint or unique index that must exist.

        By default all that the clinic's own models declare: Odoo logs the one it could not add and
        goes on. An addon adds here what it creates by hand.
        """
        return sorted(
            (model._table, table_object.full_name(model))
            for model in self.env.values()
            if model._name.startswith('clinic.') and model._auto and not model._abstract
            for table_object in model._table_objects.values()
            if isinstance(table_object, (models.Constraint, models.UniqueIndex))
            and table_object.get_definition(self.env.registry)
        )

    @api.model
    def _optional_jobs(self) -> set[str]:
        """Return the XML ids of jobs that a clinic may switch off without a warning."""
        return set()

    # ------------------------------------------------------------------ checks of this addon
    @api.model
    def _check_database(self):
        self.env.cr.execute("SELECT 1")
        return True, self.env._("It answers.")

    @api.model
    def _check_constraints(self):
        required = self._required_constraints()
        missing = self._missing_constraints(required)
        if missing:
            return False, self.env._(
                "Missing in the database: %(names)s.",
                names=", ".join(f"{name} ({table})" for table, name in missing),
            )
        return True, self.env._("All %(count)s are in place.", count=len(required))

    @api.model
    def _missing_constraints(self, required):
        """Return those of ``required`` (table, name) that the database does not enforce."""
        if not required:
            return []
        names = list({name for _table, name in required})
        present = set(
            self.env.execute_query(
                SQL(
                    """
                    SELECT rel.relname, con.conname
                      FROM pg_constraint con
                      JOIN pg_class rel ON rel.oid = con.conrelid
                     WHERE rel.relnamespace = current_schema::regnamespace
                       AND con.convalidated
                       AND con.conname = ANY(%(names)s)
                     UNION
                    SELECT rel.relname, idx.relname
                      FROM pg_index ind
                      JOIN pg_class idx ON idx.oid = ind.indexrelid
                      JOIN pg_class rel ON rel.oid = ind.indrelid
                     WHERE rel.relnamespace = current_schema::regnamespace
                       AND ind.indisunique AND ind.indisvalid
                       AND idx.relname = ANY(%(names)s)
                    """,
                    names=names,
                )
            )
        )
        return [pair for pair in required if pair not in present]

    @api.model
    def _check_key(self):
        problem = self.env['clinic.vault.key'].sudo()._key_problem()
        if problem:
            return False, self.env._("It cannot be used: %(problem)s", problem=problem)
        return True, self.env._("It is there and opens the record.")

    @api.model
    def _check_jobs(self):
        data = (
            self.env['ir.model.data']
            .sudo()
            .search([('model', '=', 'ir.cron'), ('module', '=like', OUR_MODULES)])
        )
        optional = self._optional_jobs()
        jobs = {row.res_id: row.complete_name for row in data}
        problems = []
        for job in self.env['ir.cron'].sudo().browse(jobs).exists():
            problem = self._job_problem(job, jobs[job.id] in optional)
            if problem:
                problems.append(problem)
        if problems:
            return False, " ".join(problems)
        return True, self.env._("Every job runs on time.")

    @api.model
    def _job_problem(self, job, optional):
        """Return what is wrong with a job in one sentence, or None."""
        if not job.active:
            return None if optional else self.env._("“%(job)s” is switched off.", job=job.name)
        if job.failure_count:
            return self.env._(
                "“%(job)s” failed %(count)s times in a row.", job=job.name, count=job.failure_count
            )
        # Odoo does not touch nextcall while a job waits: a job edited late is not late.
        late = fields.Datetime.now() - max(job.nextcall, job.write_date)
        if late > JOB_GRACE:
            minutes = int(late.total_seconds() // 60)
            return self.env._(
                "“%(job)s” is %(minutes)s minutes late.", job=job.name, minutes=minutes
            )
        return None

    # ------------------------------------------------------------------ running them
    @api.model
    def _report(self, levels=('critical', 'warning')) -> list[Result]:
        """Run the checks of these levels, critical ones first, each one on its own."""
        checks = [check for check in self._checks() if check.level in levels]
        checks.sort(key=lambda check: check.level != 'critical')
        deadline = time.monotonic() + REPORT_SECONDS
        return [self._run_check(check, deadline) for check in checks]

    @api.model
    def _run_check(self, check, deadline):
        start = time.monotonic()
        seconds = min(CHECK_SECONDS, deadline - start)
        if seconds <= 0:
            detail = self.env._("Not checked: the checks before it took all the time there was.")
            return Result(check, False, detail, 0.0)
        try:
            with self._bounded(seconds), self.env.cr.savepoint(flush=False):
                ok, detail = check.run()
        except Exception:  # noqa: BLE001  whatever breaks inside is the answer, never a stack
            _logger.warning("Health check %s could not be run", check.name, exc_info=True)
            ok, detail = False, self.env._("It could not be checked; the server's log says why.")
        return Result(check, bool(ok), detail, time.monotonic() - start)

    @contextmanager
    def _bounded(self, seconds):
        """Stop any SQL statement of the block after ``seconds``."""
        cr = self.env.cr
        cr.execute("SHOW statement_timeout")
        [before] = cr.fetchone()
        setting = "SELECT set_config('statement_timeout', %s, true)"
        cr.execute(setting, [f'{max(int(seconds * 1000), 1)}ms'])
        try:
            yield
        finally:
            with suppress(psycopg2.Error):
                cr.execute(setting, [before])

    @api.model
    def _is_red(self, results):
        return any(not result.ok for result in results if result.check.level == 'critical')

    # ------------------------------------------------------------------ the monitor's token
    @api.model
    def _ensure_token(self):
        """Give the health page its secret, once; an administrator may change it."""
        parameter = self.env['ir.config_parameter'].sudo()
        if parameter.get_param(TOKEN_PARAMETER):
            return
        record = parameter.create({'key': TOKEN_PARAMETER, 'value': secrets.token_urlsafe(32)})
        # with an XML id, uninstalling the addon takes the secret away
        self.env['ir.model.data']._update_xmlids(
            [{'xml_id': 'clinic_crm.health_token', 'record': record, 'noupdate': True}]
        )

    @api.model
    def _token_matches(self, token):
        expected = self.env['ir.config_parameter'].sudo().get_param(TOKEN_PARAMETER)
        return bool(expected and token) and hmac.compare_digest(expected.encode(), token.encode())

    # ------------------------------------------------------------------ the page
    @api.model
    @api.readonly
    def get_report(self):
        """Return the checks in words for the system's page.

        :return: ``{'status': 'ok'|'warning'|'red', 'checks': [{'name', 'label', 'ok', 'level',
            'detail', 'remedy'}]}``
        :raises AccessError: for anybody but the direction and administrators
        """
        if not self.env.user.has_groups('clinic_crm.group_director,base.group_system'):
            raise AccessError(
                self.env._("Only the direction and administrators see the system's health.")
            )
        results = self._report()
        worst = 'ok' if all(result.ok for result in results) else 'warning'
        return {
            'status': 'red' if self._is_red(results) else worst,
            'checks': [
                {
                    'name': result.check.name,
                    'label': result.check.label or result.check.name,
                    'level': result.check.level,
                    'ok': result.ok,
                    'detail': result.detail,
                    'remedy': '' if result.ok else result.check.remedy,
                }
                for result in sorted(results, key=lambda one: one.ok)  # what to do first
            ],
        }

    # ------------------------------------------------------------------ loud installs
    @api.model
    def _verify_constraints(self):
        """Refuse an installation whose database does not enforce what the models declare.

        :raises UserError: names the missing constraints
        """
        missing = self._missing_constraints(self._required_constraints())
        if missing:
            raise UserError(
                self.env._(
                    "The database does not enforce %(names)s, so the clinic's data would not be "
                    "safe: the installation stops here. The server's log says above why it could "
                    "not be added; correct that and install or update again.",
                    names=", ".join(f"{name} ({table})" for table, name in missing),
                )
            )

    def _register_hook(self):
        super()._register_hook()
        # An update queues what it cannot add and then only warns. Fail the update; a plain start
        # loads, so that the health page can say what is missing.
        if self.env.registry.updated_modules:
            self.sudo()._verify_constraints()
