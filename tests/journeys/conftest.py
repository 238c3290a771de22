import pytest

from sandbox.app import Server as Sandbox


@pytest.fixture
def notice(clinic_server):
    """A notice in force, put there by the person in charge of privacy."""
    privacy = clinic_server.client('privacidad')
    domain = [('state', '=', 'in_force')]
    if not privacy.call('clinic.privacy.notice', 'search_count', domain):
        [notice] = privacy.call(
            'clinic.privacy.notice',
            'create',
            [{'version': 'j1', 'full_text': "<p>Aviso</p>", 'short_text': "Aviso corto."}],
        )
        privacy.call('clinic.privacy.notice', 'action_put_in_force', [notice])


@pytest.fixture
def mailbox(clinic_server):
    """The clinic has an address to write from."""
    admin = clinic_server.client('admin')
    [company] = admin.call(
        'res.company', 'search', [('parent_id', '=', False)], order='id', limit=1
    )
    admin.call('res.company', 'write', [company], {'email': 'clinica@clinica.example'})


@pytest.fixture
def sandbox():
    """A WhatsApp of the test's own."""
    sandbox = Sandbox().start()
    yield sandbox
    sandbox.close()
