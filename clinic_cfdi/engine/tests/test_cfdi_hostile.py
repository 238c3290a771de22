"""XML written by an enemy is refused in words, and quickly."""

import random
import time

import pytest

from odoo.addons.clinic_cfdi.engine import (
    XmlError,
    build,
    cadena_original,
    preflight,
    read,
    sign,
    verify,
)
from odoo.addons.clinic_cfdi.engine.parsing import LARGEST

from tests.support import cfdi

XML = build(cfdi.invoice())
BODY = XML.partition(b'?>\n')[2]
BOMB = (
    b'<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa">'
    + b''.join(b'<!ENTITY a%d "%s">' % (n, b'&a;' * 20) for n in range(9))
    + b']>'
)
HOSTILE = {
    'empty': b'',
    'nothing': b'   ',
    'no xml': b'\x00\x01\x02',
    'bomb': BOMB + BODY,
    'entity': b'<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + BODY,
    'outside dtd': b'<!DOCTYPE c SYSTEM "http://127.0.0.1:1/x.dtd">' + BODY,
    'undeclared entity': XML.replace(b'Terapia', b'&x;'),
    'latin-1': b'<?xml version="1.0" encoding="ISO-8859-1"?>' + BODY,
    'latin-1 undeclared': BODY.decode().encode('latin-1'),
    'utf-16': XML.decode().replace('UTF-8', 'UTF-16').encode('utf-16'),
    'utf-16 with a doctype': ('<!DOCTYPE c>' + BODY.decode()).encode('utf-16'),
    'utf-16 without a mark': (BOMB + BODY).decode().encode('utf-16-le'),
    'utf-7': b'<?xml version="1.0" encoding="UTF-7"?>' + BODY,
    'cut': XML[: len(XML) // 2],
    'two roots': XML + BODY,
    'an attribute twice': XML.replace(b'Folio="17"', b'Folio="17" Folio="18"'),
    'another root': b'<a/>',
    'another version': XML.replace(b'Version="4.0"', b'Version="3.3"'),
    'deep': b'<a>' * 100_000,
    'deep inside': XML.replace(b'<cfdi:Conceptos>', b'<x>' * 50_000),
    'long name': b'<' + b'a' * 5_000_000 + b'/>',
    'fifty megabytes': XML + b' ' * 50 * 2**20,
}


@pytest.mark.parametrize('name', HOSTILE)
def test_refused(name):
    xml = HOSTILE[name]
    started = time.process_time()
    for work in (read, cadena_original, verify, lambda xml: sign(xml, cfdi.certificate())):
        with pytest.raises(XmlError) as caught:
            work(xml)
        assert 'passwd' not in str(caught.value) and 'root:' not in str(caught.value)
    assert [finding.code for finding in preflight(xml)] == ['301']
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    'name', ['Emisor', 'Receptor', 'Conceptos', 'Impuestos', 'Complemento', 'Addenda']
)
def test_a_node_twice(name):
    xml = build(cfdi.with_local_taxes())
    node = f'<cfdi:{name} Rfc="XAXX010101000"/>'.encode()
    twice = xml.replace(b'</cfdi:Comprobante>', node + node + b'</cfdi:Comprobante>')
    assert '301' in [finding.code for finding in preflight(twice)]


def test_a_comment_does_not_hide_a_part():
    """Two readers must not see two names."""
    xml = XML.replace(b'<cfdi:Emisor', b'<!-- --><?x y?><cfdi:Emisor')
    assert read(xml) == read(XML)
    assert cadena_original(xml) == cadena_original(XML)


@pytest.mark.parametrize(
    'junk',
    [
        b''.join(b'<cfdi:Concepto a%d="x"/>' % number for number in range(100_000)),
        b'<cfdi:Concepto ' + b''.join(b'a%d="x" ' % number for number in range(200_000)) + b'/>',
        b'<cfdi:Concepto Importe="' + b'9' * 5_000_000 + b'"/>',
        b'<cfdi:Concepto Descripcion="' + b' &#10;' * 400_000 + b'"/>',
    ],
    ids=['lines', 'attributes', 'digits', 'spaces'],
)
def test_large_junk_is_quick(junk):
    xml = XML.replace(b'<cfdi:Conceptos>', b'<cfdi:Conceptos>' + junk)
    assert len(xml) < LARGEST
    started = time.process_time()
    assert 0 < len(preflight(xml)) <= 100
    assert time.process_time() - started < 5


def test_a_large_global_is_no_enemy():
    line = cfdi.global_invoice().lines[0]
    xml = build(cfdi.global_invoice(lines=(line,) * 2000))
    assert len(xml) < LARGEST
    assert preflight(xml) == []


def test_mutations_never_crash():
    """A few hundred of what `./clinic bench fuzz` does for minutes."""
    chance = random.Random(6)
    seeds = [build(make()) for make in (cfdi.invoice, cfdi.payment, cfdi.with_local_taxes)]
    for _time in range(300):
        xml = cfdi.mutated(chance.choice(seeds), chance)
        preflight(xml)
        try:
            read(xml)
            cadena_original(xml)
        except XmlError:
            pass
