"""The visits are brought to the hour beside the open clinic: by one process, which ends with it."""

import os
import sys
import time

import pytest

from scripts.ground import config, demo, postgres
from tests.support.ground import ROOT
from tests.support.waiting import wait_until


class Server:
    """Notes whether somebody was still at work in the database when it was stopped."""

    def __init__(self, clinic):
        self.clinic = clinic
        self.at_work = None

    def stop(self):
        self.at_work = self.clinic.freshener.pid()


class Demo(demo.Demo):
    script = 'import time; time.sleep(600)'

    def _generator(self):
        return [sys.executable, '-c', self.script, self.hour]

    def _generator_environment(self, name):
        return dict(os.environ)


@pytest.fixture
def clinic(tmp_path, monkeypatch):
    ground = config.Ground(root=ROOT, home=tmp_path)
    ground.prepare()
    clinic = Demo(ground)
    clinic.server = Server(clinic)
    monkeypatch.setattr(postgres, 'for_demo', lambda ground: clinic.server)
    yield clinic
    clinic.freshener.stop()


def test_one_at_a_time(clinic):
    clinic._freshen()
    first = clinic.freshener.pid()
    assert first
    clinic._freshen()
    assert clinic.freshener.pid() == first


def test_it_ends_before_its_database(clinic):
    clinic._freshen()
    clinic.down()
    assert clinic.freshener.pid() is None
    assert clinic.server.at_work is None


@pytest.mark.parametrize(
    ('script', 'stale'),
    [
        ('import pathlib, sys; pathlib.Path(sys.argv[1]).touch()', False),
        ('raise SystemExit("it failed")', True),
    ],
)
def test_the_next_start_tells_and_tries_again_what_failed(clinic, script, stale, capsys):
    assert clinic._is_stale()
    clinic.script = script
    clinic._freshen()
    wait_until(lambda: not clinic.freshener.pid(), 30, "the run ended")
    assert clinic._is_stale() is stale
    assert not capsys.readouterr().err
    clinic._freshen()
    assert ("it failed" in capsys.readouterr().err) is stale


def test_who_watches_is_told(clinic, capsys, monkeypatch):
    clinic.script = 'raise SystemExit("it failed")'
    later = iter((True, True))  # the clinic stays open a little longer
    monkeypatch.setattr(clinic.odoo, 'pid', lambda: clinic.freshener.pid() or next(later, None))
    clinic._freshen()
    clinic.watch()
    assert capsys.readouterr().err.count("it failed") == 1


def test_what_was_stopped_did_not_fail(clinic, capsys):
    clinic._freshen()
    clinic.freshener.stop()
    clinic._freshen()
    assert not capsys.readouterr().err


def test_after_some_hours_it_is_due(clinic):
    clinic.hour.touch()
    assert not clinic._is_stale()
    long_ago = time.time() - demo.STALE - 60
    os.utime(clinic.hour, (long_ago, long_ago))
    assert clinic._is_stale()
