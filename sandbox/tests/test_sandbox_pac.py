"""The PACs and SAT: what is stamped and what is not, found again, cancelled, answered for."""

import base64
import datetime
import re
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from sandbox.app import Sandbox
from sandbox.pac import judge
from sandbox.pac.page import STATIC

from .comprobante import CENTRAL, ISSUER, RECEIVER, csd, sat, sealed, unsealed
from .office import TOKEN, Office

TFD = '{http://www.sat.gob.mx/TimbreFiscalDigital}TimbreFiscalDigital'


@pytest.fixture
def office(clinic):
    return Office(clinic)


# -- stamping ------------------------------------------------------------------------------------


def test_the_timbre(office):
    """Its seal is that of the certificate the sandbox shows, over what SAT says."""
    xml = sealed()
    data = office.sw(xml, 'k1').json()['data']
    root = etree.fromstring(data['cfdi'].encode())
    timbre = root.find(f'.//{TFD}')
    assert timbre.get('SelloCFD') == root.get('Sello') == etree.fromstring(xml).get('Sello')
    assert timbre.get('UUID') == data['uuid']
    der = office.clinic.http.get(f'{office.clinic.url}/_sandbox/pac.cer').content
    certificate = x509.load_der_x509_certificate(der)
    certificate.public_key().verify(
        base64.b64decode(timbre.get('SelloSAT')),
        data['cadenaOriginalSAT'].encode(),
        padding.PKCS1v15(),
        hashes.SHA256(),
    )
    assert base64.b64decode(data['qrCode']).startswith(b'\x89PNG')
    kept = office.clinic.http.get(f'{office.clinic.url}/stamps/{data["uuid"]}.xml').content
    assert kept == data['cfdi'].encode()


@pytest.mark.parametrize(
    ('version', 'names'), [('v1', {'tfd'}), ('v2', {'tfd', 'cfdi'}), ('v3', {'cfdi'})]
)
def test_versions_of_the_answer(office, version, names):
    assert set(office.sw(sealed(), version=version).json()['data']) == names


def older(hours):
    return datetime.datetime.now(CENTRAL) - datetime.timedelta(hours=hours)


def spoil(xml, before, after):
    assert before in xml
    return xml.replace(before, after)


WRONG = {
    '301 no XML': ('301', lambda: b'<cfdi:Comprobante'),
    '301 a DOCTYPE': ('301', lambda: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    '301 another document': ('301', lambda: b'<a/>'),
    '301 by the schema': ('301', lambda: spoil(sealed(), b' Exportacion="01"', b'')),
    '301 no such place': ('301', lambda: sealed(place='1')),
    '301 without seal': ('302', unsealed),
    '302 changed': ('302', lambda: spoil(sealed(), b'Consulta m', b'Consultas m')),
    '303 of another RFC': ('303', lambda: sealed(issuer='CACX7605101P8')),
    '305 not valid yet': ('305', lambda: sealed(certificate=csd(years=(2028, 2030)))),
    '306 a FIEL': ('306', lambda: sealed(certificate=csd(fiel=True))),
    '308 not of SAT': ('308', lambda: sealed(certificate=csd(issuer="Alguien"))),
    '401 too old': ('401', lambda: sealed(moment=older(73))),
    '401 in the future': ('401', lambda: sealed(moment=older(-1))),
    '401 of another zone': ('401', lambda: sealed(moment=older(0), place='22000')),
}


@pytest.mark.parametrize('case', WRONG)
def test_not_stamped(office, case):
    code, make = WRONG[case]
    xml = make()
    response = office.sw(xml)
    assert response.status_code == 400 and response.json()['message'].startswith(code)
    assert office.finkok('stamp', xml=xml)['CodigoError'] == code
    assert office.clinic.look('stamps')['total'] == 0


def test_a_zone_behind(office):
    assert office.sw(sealed(moment=older(2), place='22000')).status_code == 200


def test_stamped_before(office):
    """SW shows it, also by another key; the key of other bytes is refused."""
    xml = sealed()
    first = office.sw(xml, 'k1').json()['data']['uuid']
    for key in ('k1', 'k2', ''):
        answer = office.sw(xml, key).json()
        assert answer['status'] == 'error' and answer['message'].startswith('307')
        assert answer['data']['uuid'] == first
    other = office.sw(sealed(folio='2'), 'k1').json()
    assert other['message'].startswith('CFDI3307') and other['data'] is None
    office.clinic.control('clock', advance=73 * 3600)
    assert not office.sw(sealed(folio='3'), 'k1').json()['message'].startswith('CFDI3307')


def test_stamped_before_at_finkok(office):
    xml = sealed()
    assert office.finkok('stamped', xml=xml)['CodigoError'] == '603'
    first = office.finkok('stamp', xml=xml)
    assert first['CodEstatus'] == "Comprobante timbrado satisfactoriamente"
    again = office.finkok('stamp', xml=xml)
    assert (again['CodigoError'], again['UUID']) == ('307', first['UUID'])
    assert 'UUID' not in office.finkok('quick_stamp', xml=xml)
    found = office.finkok('stamped', xml=xml)
    assert (found['UUID'], found['xml']) == (first['UUID'], first['xml'])
    assert office.finkok('query_pending', uuid=first['UUID'])['status'] == 'F'


def test_two_pacs_stamp_twice(office):
    """Neither knows of the other; the sandbox does."""
    xml = sealed()
    office.sw(xml)
    assert office.finkok('stamp', xml=xml)['UUID']
    assert office.clinic.look('stamps')['doubles'] == 1


def test_who_may(office):
    url = f'{office.clinic.url}/v2/security/authenticate'
    login = {'user': 'sandbox@clinica.example', 'password': 'sandbox-password'}
    wrong = office.clinic.http.post(url, json=login | {'password': 'x'})
    assert wrong.status_code == 401 and wrong.json()['message'].startswith('AU2000')
    data = office.clinic.http.post(url, json=login).json()['data']
    balance = f'{office.clinic.url}/account/balance'
    header = {'Authorization': f'Bearer {data["token"]}'}
    assert office.clinic.http.get(balance, headers=header).json()['data']['saldoTimbres'] == 10_000
    office.clinic.control('clock', advance=7201)
    assert office.clinic.http.get(balance, headers=header).status_code == 401
    assert office.finkok('stamp', user='nobody', xml=sealed())['CodigoError'] == '300'
    assert office.finkok('get', 'registration', taxpayer_id=ISSUER)['credit'] == '10000'


def test_no_such_operation(office):
    assert 'no operation' in office.finkok('steal')['faultstring']


SCHEMAS = next(
    (
        folder
        for parent in Path(__file__).parents
        if (folder := parent / 'shared' / 'data' / 'sat' / 'schema').is_dir()
    ),
    None,
)


@pytest.mark.skipif(not SCHEMAS, reason="optional: SAT's own files are not here")
def test_the_files_as_sat_publishes_them():
    """In a folder, some of them missing: they say what those that satcfdi brings say."""
    other = judge.find(SCHEMAS)
    xml = sealed()
    root = etree.fromstring(xml)
    assert SCHEMAS.resolve() in other.folder.parents
    assert other.problem(xml, root) is None
    assert other.cadena(xml, root) == sat().cadena(xml, root)
    del root.attrib['Exportacion']
    wrong = other.problem(xml, root)
    assert wrong and wrong == sat().problem(xml, root)


def test_without_sats_files(monkeypatch):
    monkeypatch.setattr(judge.importlib.util, 'find_spec', lambda name: None)
    assert judge.find().name == 'engine'


# -- faults --------------------------------------------------------------------------------------

CALLS = {
    'sw': lambda office, xml: office.sw(xml),
    'finkok': lambda office, xml: office.finkok('stamp', xml=xml),
}


@pytest.mark.parametrize('pac', CALLS)
@pytest.mark.parametrize(
    ('fault', 'stamped'),
    [
        ({'kind': 'drop'}, 0),
        ({'kind': 'silence', 'seconds': 0}, 0),
        ({'kind': 'silence', 'seconds': 0, 'after': True}, 1),
        ({'kind': 'lose_answer'}, 1),
        ({'kind': 'cut_answer'}, 1),
    ],
    ids=['before', 'silence', 'silence after', 'after', 'in the middle'],
)
def test_the_line_breaks(office, pac, fault, stamped):
    office.clinic.control('faults', **fault, count=1, match={'pac': pac, 'call': 'stamp'})
    with pytest.raises(requests.RequestException):
        CALLS[pac](office, sealed())
    assert office.clinic.look('stamps')['total'] == stamped


@pytest.mark.parametrize(('kind', 'stamped'), [('http', 0), ('http_after', 1)])
def test_a_gateway_answers(office, kind, stamped):
    office.clinic.control('faults', kind=kind, status=502, count=1)
    assert office.sw(sealed()).status_code == 502
    assert office.clinic.look('stamps')['total'] == stamped


def test_no_credits(office):
    office.clinic.control('faults', kind='no_credits', count=2)
    assert office.sw(sealed()).json()['message'].startswith('AU2001')
    assert office.finkok('stamp', xml=sealed())['CodigoError'] == '703'
    office.clinic.control('settings', credits=0)
    assert office.sw(sealed()).json()['message'].startswith('AU2001')


def test_any_refusal(office):
    message = "El nombre no corresponde."
    office.clinic.control('faults', kind='refused', code='CFDI40145', message=message, count=1)
    assert office.sw(sealed()).json()['message'] == f'CFDI40145 - {message}'


def test_the_stamped_one_shows_late(office):
    office.clinic.control('faults', kind='late_stamped', seconds=8, count=1)
    xml = sealed()
    office.finkok('stamp', xml=xml)
    assert office.finkok('stamped', xml=xml)['CodigoError'] == '603'
    assert 'UUID' not in office.finkok('stamp', xml=xml)
    office.clinic.control('clock', advance=9)
    assert office.finkok('stamped', xml=xml)['UUID'] == office.finkok('stamp', xml=xml)['UUID']


def test_307_without_the_xml(office):
    xml = sealed()
    office.sw(xml)
    office.clinic.control('faults', kind='no_previous_xml', count=1)
    assert office.sw(xml).json()['data'] is None
    assert office.sw(xml).json()['data']['uuid']


def test_a_wrong_clock(office):
    office.clinic.control('faults', kind='clock_skew', seconds=-1800, match={'pac': 'sw'})
    assert office.sw(sealed()).json()['message'].startswith('401')
    assert office.finkok('stamp', xml=sealed())['UUID']


# -- cancelling ----------------------------------------------------------------------------------


def days(office, count):
    office.clinic.control('clock', advance=count * 86400, settle=True)


def old_invoice(office, **what):
    """One whose cancellation the receiver must accept."""
    stamp = office.stamped(**what)
    days(office, 6)
    return stamp


def test_on_the_day_nobody_is_asked(office):
    stamp = office.stamped()
    assert office.status(stamp)['EsCancelable'] == "Cancelable sin aceptación"
    assert office.cancel(stamp) == '201'
    found = office.status(stamp)
    assert (found['Estado'], found['EstatusCancelacion']) == (
        "Cancelado",
        "Cancelado sin aceptación",
    )
    assert office.cancel(stamp) == '202'


@pytest.mark.parametrize('what', [{'total': '1000.00'}, {'receiver': 'XAXX010101000'}])
def test_small_ones_and_the_public(office, what):
    stamp = old_invoice(office, **what)
    assert office.cancel(stamp) == '201'
    assert office.find(stamp['uuid'])['state'] == 'cancelled'


@pytest.mark.parametrize(
    ('answer', 'state', 'words'),
    [
        ('accept', 'Cancelado', "Cancelado con aceptación"),
        ('reject', 'Vigente', "Solicitud rechazada"),
        ('expire', 'Cancelado', "Plazo vencido"),
    ],
)
def test_the_receiver_decides(office, answer, state, words):
    stamp = old_invoice(office)
    assert office.status(stamp)['EsCancelable'] == "Cancelable con aceptación"
    assert office.cancel(stamp) == '201', "heard, not cancelled"
    found = office.status(stamp)
    assert (found['Estado'], found['EstatusCancelacion']) == ("Vigente", "En proceso")
    pendings = f'{office.clinic.url}/pendings/{RECEIVER}'
    waiting = office.clinic.http.get(pendings, headers=TOKEN).json()['data']['uuid']
    assert waiting == [stamp['uuid']]
    office.clinic.control(f'stamps/{stamp["uuid"]}', answer=answer)
    found = office.status(stamp)
    assert (found['Estado'], found['EstatusCancelacion']) == (state, words)
    assert office.cancel(stamp) == ('201' if answer == 'reject' else '202')


def test_silence_is_consent(office):
    stamp = old_invoice(office)
    office.cancel(stamp)
    days(office, 6)
    assert office.status(stamp)['EstatusCancelacion'] == "Plazo vencido"


def test_a_fault_decides(office):
    office.clinic.control('faults', kind='receiver', answer='reject', after=3600, count=1)
    stamp = old_invoice(office)
    office.cancel(stamp)
    assert office.status(stamp)['EstatusCancelacion'] == "En proceso"
    office.clinic.control('clock', advance=3601, settle=True)
    assert office.status(stamp)['EstatusCancelacion'] == "Solicitud rechazada"


def test_relations_forbid(office):
    first = office.stamped()
    credit = office.stamped(folio='2', kind='E', relations=[('01', first['uuid'])])
    assert office.status(first)['EsCancelable'] == "No cancelable"
    assert office.cancel(first) == 'no_cancelable'
    assert office.cancel(credit) == '201'
    assert office.cancel(first) == '201'


def test_substitution(office):
    first = office.stamped()
    second = office.stamped(folio='2', relations=[('04', first['uuid'])])
    assert office.cancel(first, '01') == '207'
    assert office.cancel(first, '01', second['uuid']) == '201'


def test_refused_requests(office):
    stamp = office.stamped()
    assert office.cancel({'uuid': '00000000-0000-4000-8000-000000000000'}) == '205'
    assert office.cancel(stamp, rfc='CACX7605101P8') == '203'
    assert office.cancel(stamp, '09') == '207'
    days(office, 600)
    assert office.cancel(stamp) == '208'


@pytest.mark.parametrize('fault', [{'kind': 'not_found', 'count': 1}, {'kind': 'late_sat'}])
def test_205_then_201(office, fault):
    office.clinic.control('faults', **fault)
    stamp = office.stamped()
    assert office.cancel(stamp) == '205'
    office.clinic.control('clock', advance=61)
    assert office.cancel(stamp) == '201'


def test_sat_is_away(office):
    stamp = office.stamped()
    office.clinic.control('faults', kind='sat_down', count=1, match={'pac': 'sw'})
    assert office.cancel(stamp) == '708'
    assert office.find(stamp['uuid'])['state'] == 'valid'


def test_what_sat_knows(office):
    stamp = office.stamped()
    assert office.status(stamp)['Estado'] == "Vigente"
    wrong = office.status(stamp, total='1.00')
    assert wrong['CodigoEstatus'].startswith('N - 601') and wrong['Estado'] == "No Encontrado"
    assert office.status(stamp | {'uuid': 'x'})['CodigoEstatus'].startswith('N - 602')


def test_a_forged_request(office):
    request = b'<Cancelacion xmlns="http://cancelacfd.sat.gob.mx" RfcEmisor="EKU9003173C9">'
    request += b'<Folios><Folio UUID="x" Motivo="02"/></Folios></Cancelacion>'
    found = office.finkok('cancel_signature', 'cancel', xml=request)
    assert found['CodEstatus'].startswith('711')


def test_begin_anew(office):
    stamp = office.stamped()
    office.clinic.reset()
    assert office.clinic.look('stamps')['stamps'] == []
    again = office.stamped()
    assert again['uuid'] == stamp['uuid'], "the same seed, the same folios"
    assert re.fullmatch(r'[0-9a-f-]{36}', again['uuid'])


def test_what_outlives_a_stop(tmp_path):
    """Stamps, requests that wait, and the certificate; a reset forgets the stamps."""
    places = {'keep': tmp_path / 'stamps.db'}
    one = Sandbox(**places)
    desk = one.pac.desk
    desk.judge = sat()  # read already
    xml = sealed()
    stamp = desk.stamp('sw', xml, 'k1', {}).stamp
    one.world.clock.advance(6 * 86400)
    assert desk.cancel(ISSUER, stamp.uuid, '02', '', {})[0] == '201'
    certificate = desk.authority.certificate
    one.close()
    two = Sandbox(**places)
    desk, two.pac.desk.judge = two.pac.desk, sat()
    assert desk.book.find(stamp.uuid) == stamp and desk.waiting(RECEIVER)
    assert desk.stamp('sw', xml, 'k1', {}).previous
    public = [
        x509.load_der_x509_certificate(each).public_key()
        for each in (certificate, desk.authority.certificate)
    ]
    assert public[0] == public[1]
    other = desk.stamp('sw', sealed(folio='2'), '', {}).stamp
    assert other.seq == 2 and other.uuid != stamp.uuid
    two.reset()
    two.close()
    assert not Sandbox(**places).pac.desk.book.stamps


# -- the page ------------------------------------------------------------------------------------


def test_page(office):
    url = office.clinic.url
    response = office.clinic.http.get(f'{url}/stamps')
    assert response.status_code == 200 and '<html lang="es-MX">' in response.text
    assert "default-src 'self'" in response.headers['Content-Security-Policy']
    for path in STATIC.iterdir():
        response = office.clinic.http.get(f'{url}/stamps/static/{path.name}')
        assert response.content == path.read_bytes()
        assert not re.search(r'(?:src=|url\(|from )["\']?(?:https?:)?//', path.read_text())
    for path in ('/stamps/static/nada.js', '/stamps/static/..%2f__init__.py', '/stamps/x.xml'):
        assert office.clinic.http.get(url + path).status_code == 404


def test_nobody_waits_for_an_answer(office):
    stamp = office.stamped()
    url = f'{office.clinic.url}/_sandbox/stamps/{stamp["uuid"]}'
    for body in ({'answer': 'accept'}, {'answer': 'perhaps'}, []):
        assert office.clinic.http.post(url, json=body).status_code == 400
