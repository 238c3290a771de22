"""Certificates, the cadena original and the seal."""

import pickle
import subprocess
import traceback
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

from odoo.addons.clinic_cfdi.engine import (
    Certificate,
    CertificateError,
    XmlError,
    build,
    cadena_original,
    read,
    sign,
    stamp_cadena,
    verify,
)

from tests.support import cfdi

SAT = Path(__file__).resolve().parents[4] / 'shared/data/sat'
DATA = pytest.mark.skipif(not SAT.is_dir(), reason="optional: SAT's test certificates are not here")
START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def load(cer, key, password=cfdi.PASSWORD, rfc=cfdi.RFC, now=cfdi.NOW):
    return Certificate.load(cer, key, password, rfc, now)


def refused(reason, *arguments, **keywords):
    with pytest.raises(CertificateError) as caught:
        load(*arguments, **keywords)
    assert caught.value.reason == reason
    assert str(caught.value).endswith('.')
    return caught.value


def test_loaded():
    found = load(*cfdi.make_csd())
    assert (found.rfc, found.name, found.serial) == (
        cfdi.RFC,
        cfdi.NAME,
        '30001000000500003416',
    )
    assert found.days_left(cfdi.NOW) == (START + timedelta(days=1461) - cfdi.NOW).days


def test_each_refusal_has_its_reason():
    cer, key = cfdi.make_csd()
    other_cer, other_key = cfdi.make_csd(key=1)
    refused('not_a_certificate', b'', key)
    refused('not_a_certificate', key, key)
    refused('not_a_key', cer, b'nada')
    refused('not_a_key', cer, cer)
    refused('password', cer, key, 'otra')
    refused('password', cer, key, '')
    refused('mismatch', cer, other_key)
    refused('mismatch', other_cer, key)
    refused('fiel', *cfdi.make_csd(branch=''))
    refused('other_rfc', cer, key, rfc='CACX7605101P8')
    refused('expired', cer, key, now=START + timedelta(days=1462))
    refused('not_yet_valid', cer, key, now=START - timedelta(days=1))


def test_pem_and_a_key_without_password():
    cer, key = cfdi.make_csd(password='')
    assert load(cer, key, 'da igual').serial
    pem = subprocess.run(
        ['openssl', 'x509', '-inform', 'der'], input=cer, capture_output=True, check=True
    ).stdout
    assert load(pem, key).rfc == cfdi.RFC


def test_no_secret_leaks():
    found = cfdi.certificate()
    assert cfdi.PASSWORD not in repr(found) and 'CSD' in repr(found)
    with pytest.raises(TypeError):
        pickle.dumps(found)
    error = refused('password', *cfdi.make_csd(), password='secreta-123')
    text = ''.join(traceback.format_exception(error))
    assert 'secreta-123' not in text.replace("password='secreta-123'", '')


@DATA
def test_sat_s_own():
    csd, password = SAT / 'csd', (SAT / 'csd/password.txt').read_text().strip()

    def pair(name):
        return [(csd / f'{name}.{end}').read_bytes() for end in ('cer', 'key')]

    company = load(*pair('EKU9003173C9'), password)
    assert company.serial == '30001000000500003416'
    person = load(*pair('CSD_CACX7605101P8'), password, 'CACX7605101P8')
    assert person.serial == '30001000000500003316'
    refused('fiel', *pair('fiel_EKU9003173C9'), password)
    refused('expired', *pair('expired/eku9003173c9_csd'), password)
    refused('mismatch', pair('EKU9003173C9')[0], pair('CSD_CACX7605101P8')[1], password)


# ----------------------------------------------------------------------------------- seal


def test_seal_holds_for_openssl(tmp_path):
    sealed = sign(build(cfdi.invoice()), cfdi.certificate())
    assert verify(sealed)
    root = etree.fromstring(sealed)
    (tmp_path / 'cer').write_bytes(cfdi.make_csd()[0])
    (tmp_path / 'seal').write_text(root.get('Sello') + '\n')
    (tmp_path / 'cadena').write_text(cadena_original(sealed))
    script = (
        'openssl x509 -inform der -in cer -pubkey -noout > pub;'
        'openssl base64 -d -A -in seal > raw;'
        'openssl dgst -sha256 -verify pub -signature raw cadena'
    )
    done = subprocess.run(['sh', '-c', script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == 'Verified OK', done.stderr


def test_cadena():
    assert cadena_original(sign(build(cfdi.with_local_taxes()), cfdi.certificate())) == (
        '||4.0|A|17|2026-03-02T12:30:00|03|30001000000500003416|1550.00|10.50|MXN|1502.16|I|01|PUE'
        '|06700|EKU9003173C9|ESCUELA KEMPER URGATE|601|CACX7605101P8|XOCHILT CASAS CHAVEZ|36257'
        '|612|D01|85121502|1|E48|Consulta médica|850.00|850.00|02|850.00|002|Exento|85121608|1.5'
        '|E48|Terapia de una hora|333.333333|500.00|10.50|02|489.50|002|Tasa|0.160000|78.32'
        '|489.50|001|Tasa|0.100000|48.95|489.50|002|Tasa|0.106667|52.213497|85121608|2|H87|Vacuna'
        '|100.00|200.00|02|200.00|002|Tasa|0.000000|0.00|001|48.95|002|52.21|101.16|850.00|002'
        '|Exento|489.50|002|Tasa|0.160000|78.32|200.00|002|Tasa|0.000000|0.00|78.32|1.0|40.00'
        '|25.50|Cedular|5.00|40.00|ISH|3.00|25.50||'
    )


def test_spaces_of_the_cadena_are_xml_s_own():
    xml = build(cfdi.invoice()).replace(b'Consulta m', b' Consulta &#10;&#9; \xc2\xa0m')
    assert '|Consulta \xa0médica|' in cadena_original(xml)


def test_a_change_breaks_it():
    sealed = sign(build(cfdi.invoice()), cfdi.certificate())
    assert not verify(sealed.replace(b'Folio="17"', b'Folio="18"'))
    assert not verify(build(cfdi.invoice()))


def test_sealing_refuses():
    xml = build(cfdi.invoice())
    other = load(*cfdi.make_csd(rfc='CACX7605101P8'), rfc='CACX7605101P8')
    with pytest.raises(CertificateError) as caught:
        sign(xml, other)
    assert caught.value.reason == 'other_rfc'
    with pytest.raises(CertificateError) as caught:
        sign(xml.replace(b'2026-03-02', b'2029-03-02'), cfdi.certificate())
    assert caught.value.reason == 'expired'
    with pytest.raises(XmlError):
        sign(cfdi.stamped(), cfdi.certificate())


def test_stamp():
    stamped = cfdi.stamped()
    comprobante = read(stamped)
    stamp = comprobante.stamp
    assert verify(stamped), "the stamp is not part of what is sealed"
    assert (stamp.uuid, stamp.pac_rfc) == (cfdi.UUID, 'SPR190613I52')
    assert stamp.date == datetime(2026, 3, 2, 12, 31, 5)
    assert comprobante.certificate_number == cfdi.certificate().serial
    assert stamp_cadena(stamp) == (
        f'||1.1|{cfdi.UUID}|2026-03-02T12:31:05|SPR190613I52|{comprobante.seal}'
        '|30001000000500003456||'
    )


def test_an_unknown_complement_is_not_sealed():
    xml = build(cfdi.invoice()).replace(
        b'</cfdi:Comprobante>',
        b'<cfdi:Complemento><n:Nomina xmlns:n="http://www.sat.gob.mx/nomina12"/>'
        b'</cfdi:Complemento></cfdi:Comprobante>',
    )
    with pytest.raises(XmlError, match='Nomina'):
        cadena_original(xml)
    assert read(xml).document == read(build(cfdi.invoice())).document
