"""What the tests that cross addons share: servers, people at work and browsers.

`--pure` runs load this file too: nothing here imports Odoo, or a browser before it is used.
"""

import re
from pathlib import Path

import pytest

from tests.support import browser as browsers
from tests.support.ground import Ground
from tests.support.server import Server

PAGES = pytest.StashKey[browsers.Pages]()
SERVER = pytest.StashKey[Server]()


@pytest.fixture(scope='session')
def ground() -> Ground:
    return Ground()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """Start the shared server while the other tests run: a second core is idle then."""
    wanted = any('clinic_server' in getattr(item, 'fixturenames', ()) for item in session.items)
    if wanted and not session.config.option.collectonly:
        session.stash[SERVER] = Server(Ground(), 'server')


def pytest_sessionfinish(session):
    if SERVER in session.stash:
        stop(session.stash[SERVER], session)


def stop(server, session):
    """Stop a server; its logs stay when a test failed."""
    server.stop()
    if not session.testsfailed:
        for log in server.ground.logs.glob(f'{server.database}*.log'):
            log.unlink()


@pytest.fixture(scope='session')
def clinic_server(request):
    """The server the journeys share. A test leaves nothing in it that another could stumble on."""
    return request.session.stash[SERVER].wait()


@pytest.fixture
def fresh_server(request, ground):
    """A server of the test's own, for what must not be shared."""
    server = Server(ground, 'fresh')
    try:
        yield server.wait()
    finally:
        stop(server, request.session)


@pytest.fixture(scope='session')
def browser():
    browsers.require()
    with browsers.launch() as browser:
        yield browser


@pytest.fixture
def pages(request, browser, clinic_server):
    """The test's pages; the test fails on any problem in them it does not `allow`."""
    opened = request.node.stash[PAGES] = browsers.Pages(browser, clinic_server)
    yield opened
    opened.close()


@pytest.fixture
def page_as(pages):
    """`page_as(login, viewport=(width, height))`: a page of somebody who is logged in."""
    return pages.open


@pytest.fixture
def shoot():
    """`shoot(page, name)` renews docs/images/name.png when CLINIC_DOCS=1."""
    return browsers.shoot


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """Judge the pages of a browser test as part of it, and keep them when it failed."""
    try:
        result = yield
        if PAGES in pyfuncitem.stash:
            pyfuncitem.stash[PAGES].check()
        return result
    except Exception:
        if PAGES in pyfuncitem.stash:
            name = re.sub(r'\W+', '-', pyfuncitem.name).strip('-')
            pyfuncitem.stash[PAGES].keep(screenshots(pyfuncitem), name)
        raise


def screenshots(item) -> Path:
    chosen = item.config.getoption('--screenshots')
    return Path(chosen) if chosen else item.funcargs['clinic_server'].ground.home / 'screenshots'
