"""The page of the sandbox that shows what the PACs stamped, in a real browser."""

from types import SimpleNamespace

import pytest
import requests

from sandbox.app import Server
from sandbox.tests import comprobante

pytestmark = pytest.mark.journey

TOKEN = {'Authorization': 'Bearer sandbox-sw-token'}


@pytest.fixture
def server():
    server = Server().start()
    yield server
    server.close()


def post(server, path, **what):
    response = requests.post(f'{server.url}/{path}', headers=TOKEN, **what)
    assert response.status_code == 200, response.text
    return response.json()


def test_what_was_stamped(server, pages_of):
    """It appears by itself, its cancellation is answered for the receiver, a fault is provoked."""
    page = pages_of(SimpleNamespace(url=server.url)).open()
    page.goto('/stamps')
    page.get_by_text("Todavía no hay timbres").wait_for()
    files = {'xml': ('xml', comprobante.sealed(), 'text/xml')}
    uuid = post(server, 'v4/cfdi33/stamp/v4', files=files)['data']['uuid']
    invoice = page.get_by_role('button', name="CECILIA MIRANDA SANCHEZ")
    invoice.get_by_text("Vigente").wait_for()
    post(server, '_sandbox/clock', json={'advance': 6 * 86400})
    post(server, f'cfdi33/cancel/{comprobante.ISSUER}/{uuid}/02')
    invoice.get_by_text("Por aceptar").wait_for()
    invoice.click()
    page.get_by_text(uuid).wait_for()
    page.get_by_role('button', name="Aceptar", exact=True).click()
    invoice.get_by_text("Cancelado con aceptación").wait_for()
    page.get_by_role('button', name="Provocar: Sin timbres").click()
    page.get_by_role('button', name="Quitar: Sin timbres").wait_for()
    (fault,) = requests.get(f'{server.url}/_sandbox/faults').json()['faults']
    assert fault['kind'] == 'no_credits'
