"""The whole road of a comprobante: built and sealed by the engine, stamped, read, cancelled; under
the eyes of SAT's schema, and of the engine's own table where that is missing.
"""

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from odoo.addons.clinic_cfdi.engine import (
    Certificate,
    Document,
    Issuer,
    Line,
    Receiver,
    Tax,
    build,
    preflight,
    read,
    sign,
    verify,
)
from odoo.addons.clinic_cfdi.engine.pac import (
    Finkok,
    Query,
    Refused,
    Sat,
    SwSapien,
    cancellation_request,
)

comprobante = pytest.importorskip('sandbox.tests.comprobante', reason="optional: needs satcfdi")
app = pytest.importorskip('sandbox.app')
judge = pytest.importorskip('sandbox.pac.judge')

JUDGES = {'sat': comprobante.sat, 'engine': judge.Engine}


@pytest.fixture(scope='module')
def server():
    server = app.Server().start()
    yield server
    server.close()


@pytest.fixture(params=JUDGES)
def sandbox(request, server):
    server.sandbox.reset()
    server.sandbox.pac.desk.judge = JUDGES[request.param]()
    return server


@pytest.fixture(params=['sw', 'finkok'])
def pac(request, sandbox):
    if request.param == 'sw':
        return SwSapien(sandbox.url, token='sandbox-sw-token', sat=Sat(sandbox.url))
    return Finkok(sandbox.url, 'sandbox@clinica.example', 'sandbox-password')


def consultation(certificate):
    return Document(
        'I',
        Issuer(certificate.rfc, 'CLINICA NOGAL', '601'),
        Receiver('MISC491214B86', 'CECILIA MIRANDA SANCHEZ', '01010', '612', 'D01'),
        '26015',
        datetime.now(timezone.utc),
        (
            Line(
                '85121502',
                "Consulta médica de Cecilia Miranda",
                Decimal(1),
                Decimal('1500.50'),
                taxes=(Tax('002', 'Exento'),),
            ),
        ),
        form='03',
        method='PUE',
    )


def test_from_the_sale_to_the_cancellation(pac, sandbox):
    mine = comprobante.csd()
    certificate = Certificate(mine.der, mine.key)
    xml = sign(build(consultation(certificate)), certificate)
    stamped = pac.stamp(xml, 'k1')
    found = read(stamped.xml)
    assert found.stamp.uuid == stamped.uuid and verify(stamped.xml)
    assert preflight(xml) == []
    receiver = found.document.receiver
    query = Query(mine.rfc, receiver.rfc, found.total, stamped.uuid, found.seal)
    assert pac.status(query).state == 'valid'
    request = cancellation_request(certificate, stamped.uuid, '02', datetime(2026, 6, 1))
    assert pac.cancel(request, stamped.uuid).taken
    assert pac.status(query).state == 'cancelled'


def test_what_neither_judge_takes(pac, sandbox):
    mine = comprobante.csd()
    certificate = Certificate(mine.der, mine.key)
    xml = sign(build(consultation(certificate)), certificate)
    for before, after in ((b'1500.50', b'1500.51'), (b'Exportacion="01"', b'')):
        assert before in xml
        with pytest.raises(Refused) as refusal:
            pac.stamp(xml.replace(before, after), f'k{after}')
        assert refusal.value.kind == 'document'
