"""What `./clinic test` prepared for this run, and databases of a test's own."""

import configparser
import os
import shutil
import threading
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import errors, sql

ROOT = Path(__file__).resolve().parents[2]
TRIES = 10


class Ground:
    """The run's configuration, read from the environment that `./clinic test` sets.

    `template` holds the four addons, `deps` only what they depend on; neither is ever written to.
    """

    def __init__(self):
        self.rc = Path(_given('ODOO_RC'))
        self.template = _given('CLINIC_TEST_TEMPLATE')
        self.deps = _given('CLINIC_DEPS_TEMPLATE')
        self.home = Path(_given('CLINIC_HOME'))
        config = configparser.RawConfigParser()
        config.read(self.rc, encoding='utf-8')
        self.database = config['options']['db_name']
        self.filestores = Path(config['options']['data_dir']) / 'filestore'
        self.logs = self.home / 'test-logs'

    def name(self, purpose: str) -> str:
        """A database name no other run and no other worker of this run has."""
        return '_'.join(filter(None, (self.database, purpose, os.getenv('PYTEST_XDIST_WORKER'))))

    def clone(self, template: str, purpose: str) -> str:
        """Copy a template with its files; returns the new database's name."""
        name = self.name(purpose)
        self.drop(name)
        statement = sql.SQL('CREATE DATABASE {} TEMPLATE {}').format(
            sql.Identifier(name), sql.Identifier(template)
        )
        for attempt in range(TRIES):
            try:
                _execute(statement)
                break
            except errors.ObjectInUse:  # another run has just looked into the template
                if attempt == TRIES - 1:
                    raise
                threading.Event().wait(1)
        if (self.filestores / template).is_dir():
            # Odoo never changes a file of the filestore, so a hard link is a copy.
            files = self.filestores / name
            shutil.copytree(self.filestores / template, files, copy_function=os.link)
        return name

    def drop(self, name: str) -> None:
        # FORCE would also end the server's own autovacuum, which only a superuser may; without it
        # PostgreSQL sends autovacuum away itself.
        for attempt in range(TRIES):
            try:
                _execute(
                    'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity'
                    ' WHERE datname = %s AND usename = current_user',
                    name,
                )
                _execute(sql.SQL('DROP DATABASE IF EXISTS {}').format(sql.Identifier(name)))
                break
            except errors.ObjectInUse:  # somebody came back between the two
                if attempt == TRIES - 1:
                    raise
        shutil.rmtree(self.filestores / name, ignore_errors=True)

    def log(self, name: str) -> Path:
        """Where a process of this run writes its log, empty now; kept when a test fails."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f'{self.name(name)}.log'
        log.unlink(missing_ok=True)  # of a run long ago that had the same number
        return log


def connect(database: str):
    """A plain connection, closed by the caller; server and user come from the PG* variables."""
    return psycopg2.connect(dbname=database)


def _execute(statement: str | sql.Composable, *values: str) -> None:
    with closing(connect('postgres')) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


def _given(name: str) -> str:
    if not os.environ.get(name):
        raise RuntimeError(f"{name} is not set: run the tests with ./clinic test.")
    return os.environ[name]
