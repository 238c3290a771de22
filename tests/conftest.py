"""What the tests that cross addons share: servers, people at work and browsers.

`--pure` runs load this file too: nothing here imports Odoo, or a browser before it is used.
"""

import re
from pathlib import Path

import pytest

from tests.install.run import Matrix
from tests.support import browser as browsers
from tests.support.ground import Ground
from tests.support.server import Server

PAGES = pytest.StashKey[list[browsers.Pages]]()
STARTED = pytest.StashKey[dict]()

DEMO = """
import datetime
from scripts.generator import World
from scripts.generator.load import load_world
load_world(env, World(1, patients, datetime.date.today()))
"""


@pytest.fixture(scope='session')
def ground() -> Ground:
    return Ground()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """Start at once what some test will want: while the others run, a core is idle."""
    if session.config.option.collectonly:
        return
    wanted = {name for item in session.items for name in getattr(item, 'fixturenames', ())}
    started = session.stash[STARTED] = {}
    if wanted & {'clinic_server', 'pages'}:
        started['clinic_server'] = Server(Ground(), 'server')
    if 'matrix' in wanted:
        started['matrix'] = Matrix(Ground())


def pytest_sessionfinish(session):
    for program in session.stash.get(STARTED, {}).values():
        stop(program, session)


def stop(program, session):
    """Stop a program of the tests; its logs stay when a test failed."""
    program.stop()
    if not session.testsfailed:
        for log in program.log.parent.glob(f'{program.log.stem}.*'):
            log.unlink()


@pytest.fixture(scope='session')
def clinic_server(request):
    """The server the journeys share. A test leaves nothing in it that another could stumble on."""
    return request.session.stash[STARTED]['clinic_server'].wait()


@pytest.fixture(scope='session')
def matrix(request):
    """What the install matrix found, by the name of the step."""
    return request.session.stash[STARTED]['matrix'].steps()


@pytest.fixture
def fresh_server(request, ground):
    """`fresh_server(workers=2)` starts a server of the test's own, for what must not be shared."""
    servers = []

    def start(**options):
        servers.append(Server(ground, f'fresh{len(servers)}', **options))
        return servers[-1].wait()

    yield start
    for server in servers:
        stop(server, request.session)


@pytest.fixture(scope='session')
def demo_server(request, ground):
    """A server of the generated clinic, small, with its own people. Look, and change nothing."""
    server = Server(ground, 'demo', staff=False)
    try:
        server.run(DEMO, patients=40)
        yield server.wait()
    finally:
        stop(server, request.session)


@pytest.fixture(scope='session')
def browser():
    browsers.require()
    with browsers.launch() as browser:
        yield browser


@pytest.fixture
def pages_of(request, browser):
    """`pages_of(server)` opens pages of a server; the test fails on any problem in them it does not
    `allow`, and leaves a picture of each when it fails."""
    opened = request.node.stash[PAGES] = []

    def pages_of(server):
        opened.append(browsers.Pages(browser, server))
        return opened[-1]

    yield pages_of
    for pages in opened:
        pages.close()


@pytest.fixture
def pages(pages_of, clinic_server):
    """The test's pages at the server the journeys share."""
    return pages_of(clinic_server)


@pytest.fixture
def demo_page_as(pages_of, demo_server):
    """`page_as` for the people of the generated clinic, with the same eye on every problem."""
    return pages_of(demo_server).open


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
        for pages in pyfuncitem.stash.get(PAGES, ()):
            pages.check()
        return result
    except Exception:
        name = re.sub(r'\W+', '-', pyfuncitem.name).strip('-')
        for number, pages in enumerate(pyfuncitem.stash.get(PAGES, ())):
            pages.keep(screenshots(pyfuncitem), f'{name}-at{number}' if number else name)
        raise


def screenshots(item) -> Path:
    chosen = item.config.getoption('--screenshots')
    return Path(chosen) if chosen else Ground().home / 'screenshots'
