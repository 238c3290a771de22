"""Two checkouts on one PostgreSQL server: neither touches what the other made."""

import pytest

from scripts.ground import config, console, ownership, postgres
from scripts.ground.config import DEMO_DATABASE
from scripts.ground.process import free_port
from tests.ground.test_problems import told


@pytest.fixture
def checkouts(server, tmp_path):
    """Two, with a CLINIC_HOME each."""
    found = [
        config.Ground(root=tmp_path / name, home=tmp_path / f'home of {name}')
        for name in ("Ana's", 'two')
    ]
    for ground in found:
        ground.prepare()
    yield found
    server.sql(f'DROP DATABASE IF EXISTS {DEMO_DATABASE}', 'postgres')


@pytest.fixture
def demo_of(server):
    """`demo_of(ground)` makes an empty demo database; of nobody when it is None."""

    def make(ground):
        assert server.sql(f'CREATE DATABASE {DEMO_DATABASE}', 'postgres') is not None
        if ground:
            ownership.mark(ground, server, DEMO_DATABASE)

    return make


def test_the_other_ones_demo(server, checkouts, demo_of):
    one, two = checkouts
    assert ownership.is_own(one, server) is None
    ownership.require(one, server)
    demo_of(one)
    assert ownership.is_own(one, server)
    ownership.require(one, server)
    with pytest.raises(console.Problem, match="belongs to the checkout .*Ana's"):
        ownership.require(two, server)


def test_two_at_once_build_under_names_of_their_own(server, checkouts):
    assert len({ownership.building(ground, server) for ground in checkouts}) == 2
    private = postgres.private_for_demo(checkouts[0])
    assert ownership.building(checkouts[0], private) == f'{DEMO_DATABASE}_building'


def test_test_databases_carry_the_place(checkouts, server):
    one, two = (postgres.External(ground).prefix for ground in checkouts)
    assert not one.startswith(two) and not two.startswith(one)


def test_up_refuses_it(clinic, server, server_variables, checkouts, demo_of):
    demo_of(checkouts[0])
    result = clinic('up', CLINIC_PORT=str(free_port()), **server_variables)
    told(result, DEMO_DATABASE, "belongs to the checkout", "Ana's", 'unset PGHOST', 'dropdb')


def test_up_refuses_what_no_checkout_made(clinic, server_variables, demo_of, checkouts):
    demo_of(None)
    result = clinic('up', CLINIC_PORT=str(free_port()), **server_variables)
    told(result, DEMO_DATABASE, "was not made by ./clinic up", 'unset PGHOST')


def test_reset_leaves_it(clinic, server, server_variables, checkouts, demo_of):
    demo_of(checkouts[0])
    result = clinic('reset', '--yes', **server_variables)
    assert result.returncode == 0, result.stderr
    assert DEMO_DATABASE in server.databases()


def test_server_that_does_not_answer(clinic, tmp_path):
    """Said before anything is fetched."""
    result = clinic('up', PGHOST=str(tmp_path), PGUSER='odoo', CLINIC_PORT=str(free_port()))
    told(result, f"PGHOST={tmp_path}", "does not answer", 'PGPASSWORD', "unset them")
