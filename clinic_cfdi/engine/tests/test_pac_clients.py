"""The clients of SW and Finkok against the sandbox: what each fault leaves certain."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from odoo.addons.clinic_cfdi.engine.pac import (
    Finkok,
    Mismatch,
    Query,
    Refused,
    Sat,
    StampedUnseen,
    SwSapien,
    Unavailable,
    Unknown,
    after,
    begin,
    cancellation_request,
    claim,
    codes,
    next_step,
    perform,
)
from odoo.addons.clinic_cfdi.engine.pac.answers import SatStatus, stamped
from odoo.addons.clinic_cfdi.engine.pac.sat import expression
from odoo.addons.clinic_cfdi.engine.pac.wire import Wire

comprobante = pytest.importorskip('sandbox.tests.comprobante', reason="optional: needs satcfdi")
server = pytest.importorskip('sandbox.app')

USER, PASSWORD, TOKEN = 'sandbox@clinica.example', 'sandbox-password', 'sandbox-sw-token'
ISSUER, RECEIVER = comprobante.ISSUER, comprobante.RECEIVER
NAMES = ('sw', 'finkok')


class Office:
    def __init__(self):
        self.server = server.Server().start()
        self.url = self.server.url
        self.http = requests.Session()
        self.http.trust_env = False

    def control(self, name, **body):
        response = self.http.post(f'{self.url}/_sandbox/{name}', json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def stamps(self):
        found = self.http.get(f'{self.url}/_sandbox/stamps').json()['stamps']
        return [stamp | {'uuid': stamp['uuid'].upper()} for stamp in found]

    def client(self, name, url='', quick=False, **login):
        wire = Wire(timeout=(2.0, 0.8), whole=5.0)
        url = url or self.url
        if name == 'finkok':
            login = {'user': USER, 'password': PASSWORD} | login
            return Finkok(url, **login, rfc=ISSUER, quick=quick, wire=wire)
        return SwSapien(url, **(login or {'token': TOKEN}), sat=Sat(self.url, wire), wire=wire)


@pytest.fixture(scope='module')
def both():
    office = Office()
    patient = SwSapien(office.url, token=TOKEN)
    patient.stamp(comprobante.sealed(), 'first')  # SAT's schema takes a moment to read
    yield office
    office.server.close()


@pytest.fixture
def office(both):
    both.control('reset')
    return both


@pytest.fixture(params=NAMES)
def pac(request, office):
    client = office.client(request.param)
    yield client
    client.close()


@pytest.fixture
def xml():
    return comprobante.sealed()


class Signer(SimpleNamespace):
    """The engine's certificate, as far as a cancellation needs it."""

    def sign_sha1(self, data):
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA1())


@pytest.fixture
def signer():
    return Signer(**vars(comprobante.csd()))


# -- stamping ------------------------------------------------------------------------------------


def test_stamp(office, pac, xml):
    found = pac.stamp(xml, 'k1')
    (known,) = office.stamps()
    assert found.uuid == known['uuid'] and not found.again
    assert etree.fromstring(found.xml).get('Sello') == etree.fromstring(xml).get('Sello')


def test_again_is_the_same(office, pac, xml):
    first = pac.stamp(xml, 'k1')
    again = pac.stamp(xml, 'k1')
    assert (again.uuid, again.again) == (first.uuid, True)
    assert pac.recover(xml, 'k1').uuid == first.uuid
    assert len(office.stamps()) == 1


def test_not_stamped_yet(office, xml):
    assert office.client('finkok').recover(xml, 'k1') is None
    assert not office.stamps()
    assert office.client('sw').recover(xml, 'k1').uuid, "SW is asked by sending"


def test_quick(office, xml):
    client = office.client('finkok', quick=True)
    first = client.stamp(xml, 'k1')
    with pytest.raises(StampedUnseen):
        client.stamp(xml, 'k1')
    assert client.recover(xml, 'k1').uuid == first.uuid


FAULTS = {
    # fault: (what is raised, whether it was stamped)
    'before': ({'kind': 'drop'}, Unknown, 0),
    'silence before': ({'kind': 'silence', 'seconds': 2}, Unknown, 0),
    'silence after': ({'kind': 'silence', 'seconds': 2, 'after': True}, Unknown, 1),
    'after': ({'kind': 'lose_answer'}, Unknown, 1),
    'in the middle': ({'kind': 'cut_answer'}, Unknown, 1),
    '502': ({'kind': 'http', 'status': 502}, Unknown, 0),
    '503 with a page': ({'kind': 'http', 'status': 503, 'body': '<html/>'}, Unknown, 0),
    '500 after': ({'kind': 'http_after', 'status': 500}, Unknown, 1),
    'an empty 200': ({'kind': 'http_after', 'status': 200}, Unknown, 1),
    '429': ({'kind': 'http', 'status': 429}, Unavailable, 0),
    'moved': ({'kind': 'http', 'status': 302}, Unavailable, 0),
    '404': ({'kind': 'http', 'status': 404}, Refused, 0),
    'no credits': ({'kind': 'no_credits'}, Refused, 0),
    'LCO': ({'kind': 'refused', 'code': '402'}, Refused, 0),
    'matrix': ({'kind': 'refused', 'code': 'CFDI40147'}, Refused, 0),
    'clock': ({'kind': 'clock_skew', 'seconds': -3600}, Refused, 0),
    'unheard of': ({'kind': 'refused', 'code': '999', 'message': "Error interno"}, Unknown, 0),
}


@pytest.mark.parametrize('case', FAULTS)
def test_what_is_certain(office, pac, xml, case):
    fault, error, stamps = FAULTS[case]
    office.control('faults', **fault, **({} if fault['kind'] == 'clock_skew' else {'count': 1}))
    with pytest.raises(error) as found:
        pac.stamp(xml, 'k1')
    assert type(found.value) is error and found.value.message
    assert found.value.__cause__ is None, "the library's error carries the request"
    if 'silence after' not in case:
        assert len(office.stamps()) == stamps
    office.http.delete(f'{office.url}/_sandbox/faults')
    if error is Unknown:
        assert (pac.recover(xml, 'k1') or pac.stamp(xml, 'k1')).uuid
        assert len(office.stamps()) == 1


def test_307_without_the_xml(office, pac, xml):
    first = pac.stamp(xml, 'k1')
    office.control('faults', kind='no_previous_xml', count=1)
    with pytest.raises(StampedUnseen):
        pac.stamp(xml, 'k1')
    assert pac.stamp(xml, 'k1').uuid == first.uuid


def test_603_then_found(office, xml):
    client = office.client('finkok')
    office.control('clock', stop=True)
    office.control('faults', kind='late_stamped', seconds=8)
    office.control('faults', kind='lose_answer', count=1)
    with pytest.raises(Unknown):
        client.stamp(xml, 'k1')
    assert client.recover(xml, 'k1') is None
    with pytest.raises(StampedUnseen):
        client.stamp(xml, 'k1')
    office.control('clock', advance=9)
    assert client.recover(xml, 'k1').uuid


def test_a_key_of_other_bytes(office, xml):
    client = office.client('sw')
    client.stamp(xml, 'k1')
    with pytest.raises(Refused) as found:
        client.stamp(comprobante.sealed(folio='2'), 'k1')
    assert found.value.kind == 'key'
    with pytest.raises(ValueError):
        client.stamp(xml, 'k' * 101)


@pytest.mark.parametrize('name', NAMES)
def test_nobody_there(office, name, xml):
    for url in ('http://localhost:1', 'http://nowhere.invalid', 'no address'):
        with pytest.raises(Unavailable):
            office.client(name, url).stamp(xml, 'k1')


STORM = (
    *({'kind': kind, 'probability': 0.1} for kind in ('drop', 'lose_answer', 'cut_answer')),
    *({'kind': kind, 'probability': 0.1} for kind in ('http', 'http_after', 'no_previous_xml')),
    *({'kind': kind, 'probability': 0.1} for kind in ('no_credits', 'not_found')),
    {'kind': 'late_stamped', 'probability': 0.3, 'seconds': 0.2},
)


def test_a_storm(office):
    """Both PACs, everything going wrong: each comprobante is stamped once, and its timbre known."""
    office.control('faults', seed=5, faults=list(STORM))
    pacs = [office.client(name) for name in NAMES]
    papers = {f'k{folio}': comprobante.sealed(folio=str(folio)) for folio in range(30)}
    rows, now = {key: begin(key) for key in papers}, 0.0
    for run in range(8):
        if run == 6:
            office.http.delete(f'{office.url}/_sandbox/faults')
        now += 1000.0
        for key, paper in papers.items():
            while (step := next_step(rows[key], pacs, now)).calls:
                pac = next(each for each in pacs if each.name == step.pac)
                rows[key] = claim(rows[key], step, now)
                rows[key] = after(rows[key], perform(step, pac, paper, key), pacs, now)
    assert {row.state for row in rows.values()} == {'stamped'}
    assert sorted(row.uuid for row in rows.values()) == sorted(s['uuid'] for s in office.stamps())
    assert len({stamp['pac'] for stamp in office.stamps()}) == 2


# -- login and account ---------------------------------------------------------------------------


def test_wrong_login(office, xml):
    wrong = (
        office.client('sw', token='another'),
        office.client('sw', user=USER, password='another'),
        office.client('finkok', password='another'),
    )
    for client in wrong:
        for call in (lambda client=client: client.stamp(xml, 'k1'), client.credits):
            with pytest.raises((Refused, Unavailable)) as found:
                call()
            assert 'another' not in repr(found.value)
        assert 'another' not in repr(client)


def test_a_token_that_runs_out(office, xml):
    client = office.client('sw', user=USER, password=PASSWORD)
    first = client.stamp(xml, 'k1')
    office.control('faults', kind='token_expired', count=1)
    assert client.stamp(xml, 'k1').uuid == first.uuid, "a new one was fetched"
    office.control('faults', kind='http', status=503, count=1, match={'call': 'authenticate'})
    with pytest.raises(Unavailable):  # nothing was sent to be stamped
        office.client('sw', user=USER, password=PASSWORD).stamp(xml, 'k1')


def test_credits(office, pac, xml):
    office.control('settings', credits=7)
    pac.stamp(xml, 'k1')
    assert pac.credits() == 6


# -- cancelling ----------------------------------------------------------------------------------


def invoice(office, pac, days=0, **what):
    """One that is stamped; what SAT is asked about it with."""
    found = pac.stamp(comprobante.sealed(**what), f'k{what}')
    office.control('clock', advance=days * 86400, settle=True)
    seal = etree.fromstring(found.xml).get('Sello')
    return Query(ISSUER, RECEIVER, what.get('total', '1500.00'), found.uuid, seal)


def ask(pac, signer, query, motive='02', other=''):
    request = cancellation_request(signer, query.uuid, motive, comprobante.NOON, other)
    return pac.cancel(request, query.uuid)


def test_cancel(office, pac, signer):
    query = invoice(office, pac)
    assert (pac.status(query).state, pac.status(query).cancellable) == ('valid', 'without')
    answer = ask(pac, signer, query)
    assert (answer.state, answer.code) == ('requested', '201')
    assert 'Acuse' in answer.receipt
    assert (pac.status(query).state, pac.status(query).cancellation) == ('cancelled', 'direct')
    assert ask(pac, signer, query).state == 'already'


@pytest.mark.parametrize(
    ('answer', 'state', 'how'),
    [
        ('accept', 'cancelled', 'accepted'),
        ('reject', 'valid', 'rejected'),
        ('expire', 'cancelled', 'expired'),
    ],
)
def test_a_receipt_is_no_cancellation(office, pac, signer, answer, state, how):
    query = invoice(office, pac, days=6)
    assert pac.status(query).cancellable == 'with'
    assert ask(pac, signer, query).taken
    assert (pac.status(query).state, pac.status(query).cancellation) == ('valid', 'waiting')
    office.control(f'stamps/{query.uuid}', answer=answer)
    assert (pac.status(query).state, pac.status(query).cancellation) == (state, how)


def test_what_hinders_a_cancellation(office, pac, signer):
    query = invoice(office, pac)
    office.control('faults', kind='not_found', count=1, match={'call': 'cancel'})
    assert ask(pac, signer, query).state == 'not_found'
    credit = invoice(office, pac, folio='2', kind='E', relations=(('01', query.uuid),))
    assert ask(pac, signer, query).state == 'related'
    assert ask(pac, signer, credit).taken
    office.control('faults', kind='sat_down', count=1)
    with pytest.raises(Unavailable):
        ask(pac, signer, query)
    office.control('clock', advance=600 * 86400)
    assert ask(pac, signer, query).state == 'too_late'


def test_another_ones_signature(office, pac, signer):
    query = invoice(office, pac)
    forged = Signer(**vars(comprobante.csd('CACX7605101P8', '30001000000500003316')))
    forged.rfc = ISSUER
    with pytest.raises(Refused) as found:
        ask(pac, forged, query)
    assert found.value.code == '711'


def test_the_folios_are_left_out(office, signer):
    """SAT-CFDI/python-satcfdi#53: the code stands in the receipt only."""
    client = office.client('finkok')
    query = invoice(office, client)
    office.control('faults', kind='empty_folios', count=1)
    assert ask(client, signer, query).code == '201'


def test_substitution(office, pac, signer):
    first = invoice(office, pac)
    second = invoice(office, pac, folio='2', relations=(('04', first.uuid),))
    assert ask(pac, signer, first, '01', second.uuid).taken
    for motive, other in (('01', ''), ('02', second.uuid), ('05', '')):
        with pytest.raises(ValueError):
            cancellation_request(signer, first.uuid, motive, comprobante.NOON, other)


def test_sat_does_not_know_it(office, pac):
    query = invoice(office, pac)
    other = Query(ISSUER, RECEIVER, '1500.00', '00000000-0000-4000-8000-000000000000')
    assert pac.status(other).state == 'not_found'
    office.control('faults', kind='sat_down', count=1)
    with pytest.raises(Unavailable):
        pac.status(query)


# -- answers that are wrong ----------------------------------------------------------------------


def test_another_comprobante_comes_back(office, xml):
    other = office.client('finkok').stamp(comprobante.sealed(folio='2'), 'k').xml
    with pytest.raises(Mismatch):
        stamped(xml, other)
    for nonsense in (b'', b'<a/>', xml, b'<!DOCTYPE a><a/>'):
        with pytest.raises(Unknown):
            stamped(xml, nonsense)


class Scripted(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        status, body = self.server.answer
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if self.server.drips is None:
            self.wfile.write(body)
        while self.server.drips and not self.server.drips.wait(0.02):
            with contextlib.suppress(OSError):
                self.wfile.write(b' ')

    def log_message(self, *_):
        pass


@pytest.fixture(scope='module')
def scripted():
    http = ThreadingHTTPServer(('localhost', 0), Scripted)
    http.drips = None
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    yield http
    http.shutdown()
    http.server_close()


JUNK = (
    *(b'', b'null', b'[]', b'{"status":"success"}', b'{"status":"error","message":null}'),
    *(b'{"status":"success","data":{"cfdi":7}}', b'[' * 100_000, b'<a/>', b'\xff\xfe', b'<a>'),
    b'{"status":"error","message":"System.TimeoutException"}',
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    b'<e xmlns="x"><stampResult/></e>',
    b'<e><Fault><faultcode>s:Server</faultcode></Fault></e>',
)


@pytest.mark.parametrize('name', NAMES)
@pytest.mark.parametrize('status', [200, 400, 500])
def test_nonsense_is_doubt(office, scripted, xml, name, status):
    client = office.client(name, f'http://localhost:{scripted.server_port}')
    for body in JUNK:
        scripted.answer = (status, body)
        with pytest.raises(Unknown):
            client.stamp(xml, 'k1')


def test_an_answer_that_drips(scripted, xml):
    """Each byte comes in time, the whole never does."""
    scripted.answer, scripted.drips = (200, b' ' * 1_000_000), threading.Event()
    client = SwSapien(f'http://localhost:{scripted.server_port}', token=TOKEN, wire=Wire(whole=0.2))
    try:
        with pytest.raises(Unknown):
            client.stamp(xml, 'k1')
    finally:
        scripted.drips.set()
        scripted.drips = None


@pytest.mark.parametrize(
    ('code', 'error', 'kind'),
    [
        *((code, Refused, 'document') for code in ('301', '302', '303', '304', '305', '306')),
        *((code, Refused, 'document') for code in ('308', '402', 'CFDI40102', 'CRP20217')),
        ('401', Refused, 'time'),
        *((code, Refused, 'account') for code in ('300', '501', 'AU2000', 'AU2001', '703')),
        ('CFDI3307', Refused, 'key'),
        ('307', StampedUnseen, None),
        *((code, Unknown, None) for code in ('', '603', '708', '999')),
    ],
)
def test_codes(code, error, kind):
    found = codes.error_of(code, "x")
    assert type(found) is error and getattr(found, 'kind', None) == kind


def test_code_in_a_message():
    assert codes.code_in("307. El comprobante contiene un timbre previo.") == '307'
    assert codes.code_in("CFDI40147 - El campo…") == 'CFDI40147'
    assert codes.code_in("Error no controlado") == codes.code_in("12345 algo") == ''
    assert codes.words_of("AU2001 - No hay timbres.") == "No hay timbres."


def test_sats_words():
    found = SatStatus.of({'Estado': "VIGENTE ", 'EsCancelable': "Cancelable sin aceptacion"})
    assert (found.state, found.cancellable, found.cancellation) == ('valid', 'without', '')
    assert SatStatus.of({'Estado': "Otra cosa"}).state == ''
    with pytest.raises(Unknown):
        SatStatus.of({})


def test_an_ampersand_in_the_rfc():
    """SAT wants it as an entity within the expression, which is escaped once more on the way."""
    assert expression(Query('A&B010101AA1', 'X', '1', 'u')) == '?re=A&amp;B010101AA1&rr=X&tt=1&id=u'
