import pytest

from tests.support.server import Server


@pytest.fixture(scope='session')
def busy_server(request, ground):
    """A server with two workers, for crowds. All of these tests share it: each makes people and
    agendas of its own, and is free to look for what must nowhere be there twice.
    """
    server = Server(ground, 'busy', workers=2)
    try:
        yield server.wait()
    finally:
        server.stop()
