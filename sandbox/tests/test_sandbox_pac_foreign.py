"""Clients of others find the PACs here: satcfdi's for SW (token), Finkok and SAT."""

from urllib.parse import urlsplit

import pytest
import requests
from OpenSSL import crypto

from .comprobante import csd, sealed

cfdi = pytest.importorskip('satcfdi.cfdi', reason='optional: satcfdi is a development package')
pacs = pytest.importorskip('satcfdi.pacs')
exceptions = pytest.importorskip('satcfdi.exceptions')
finkok = pytest.importorskip('satcfdi.pacs.finkok')
swsapien = pytest.importorskip('satcfdi.pacs.swsapien')
sat = pytest.importorskip('satcfdi.pacs.sat')
signer = pytest.importorskip('satcfdi.models.signer')

pytestmark = pytest.mark.filterwarnings('ignore:X509:DeprecationWarning')
TEST = pacs.Environment.TEST
MOTIVE = pacs.CancelReason.COMPROBANTE_EMITIDO_CON_ERRORES_SIN_RELACION
HOSTS = {
    'services.test.sw.com.mx',
    'demo-facturacion.finkok.com',
    'pruebacfdiconsultaqr.cloudapp.net',
}


@pytest.fixture(autouse=True)
def here(clinic, monkeypatch):
    """What is meant for the PACs comes to the sandbox; the clients are as they were installed."""
    send = requests.adapters.HTTPAdapter.send

    def divert(adapter, request, **options):
        parts = urlsplit(request.url)
        if parts.hostname in HOSTS:
            request.url = clinic.url + parts.path
        return send(adapter, request, **options)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, 'send', divert)


@pytest.fixture(params=['sw', 'finkok'])
def pac(request):
    if request.param == 'sw':
        return swsapien.SWSapien(token='sandbox-sw-token', environment=TEST)
    return finkok.Finkok('sandbox@clinica.example', 'sandbox-password', environment=TEST)


@pytest.fixture
def mine():
    made = csd()
    return signer.Signer(crypto.load_certificate(crypto.FILETYPE_ASN1, made.der), made.key)


def test_stamps_and_cancels(clinic, pac, mine):
    stamped = pac.stamp(cfdi.CFDI.from_string(sealed()))
    (known,) = clinic.look('stamps')['stamps']
    assert stamped.document_id == known['uuid']
    found = stamped.cfdi
    assert found['Complemento']['TimbreFiscalDigital']['UUID'] == known['uuid']
    status = sat.SAT(environment=TEST).status(found)
    assert (status['Estado'], status['EsCancelable']) == ("Vigente", "Cancelable sin aceptación")
    answer = pac.cancel(found, MOTIVE, signer=mine)
    assert answer.code == '201' and answer.acuse
    assert sat.SAT(environment=TEST).status(found)['Estado'] == "Cancelado"


def test_a_request_signed_by_it(clinic, pac, mine):
    stamped = pac.stamp(cfdi.CFDI.from_string(sealed()))
    module = pytest.importorskip('satcfdi.create.cancela.cancelacion')
    folio = module.Folio(stamped.document_id, '02')
    pac.cancel_comprobante(module.Cancelacion(mine, folio))
    assert clinic.look('stamps')['stamps'][0]['state'] == 'cancelled'


def test_finkoks_own(clinic):
    pac = finkok.Finkok('sandbox@clinica.example', 'sandbox-password', environment=TEST)
    document = cfdi.CFDI.from_string(sealed())
    first = pac.quick_stamp(document)
    assert pac.stamped(document).xml == first.xml
    assert pac.pending_stamp(first.document_id).status == finkok.DocumentStatus.FINISHED
    assert pac.pending('MISC491214B86') == []


def test_it_hears_a_refusal(clinic, pac):
    clinic.control('faults', kind='refused', code='CFDI40147', message="El CP no es.", count=1)
    with pytest.raises(exceptions.ResponseError):
        pac.stamp(cfdi.CFDI.from_string(sealed()))
    assert clinic.look('stamps')['total'] == 0
