"""Files nobody here wrote: labelled invalid XMLs of a PAC, valid ones, SAT's XSLT and XSD."""

from pathlib import Path

import pytest
from lxml import etree

from odoo.addons.clinic_cfdi.engine import (
    CfdiError,
    KnownLists,
    Taxpayer,
    build,
    cadena_original,
    preflight,
    read,
    sign,
    verify,
)

from tests.support import cfdi

SAT = Path(__file__).resolve().parents[4] / 'shared/data/sat'
pytestmark = pytest.mark.skipif(not SAT.is_dir(), reason="optional: SAT's files are not here")
VALID = (
    'cfdi-global',
    'cfdi-ppd',
    'cfdi-relacionados',
    'cfdi-terceros',
    'cfdi40-valid',
    'created-with-discounts-40',
    'pagos-impuestos',
    'pagos-terceros',
    'vehiculo-usado',
)
#: What cannot be seen: a wrong seal of an XML without seal, and three where the file's fault is
#: another than its name says.
UNSEEN = {'CFDI40102', 'CRP20216', 'CRP20220', 'CRP20262'}
NEED_A_LIST = {'CFDI40106', 'CFDI40128', 'CFDI40138', 'CFDI40144', 'CRP20222'}
LISTS = KnownLists(
    {
        'EKU9003173C9': Taxpayer('ESCUELA KEMPER URGATE'),
        'AAA020107JF9': Taxpayer('EMPRESA DE PRUEBA'),
    },
    complete=True,
    revoked=frozenset({'XIA190128J61'}),
    confirmations={},
    exchange_rates={'USD': cfdi.D(20)},
)


def sample(path):
    return path.read_bytes().replace(b'%fecha-timbrado%', b'2022-01-15T12:00:00')


def missed(lists):
    found = set()
    for path in (SAT / 'invalid').glob('*.xml'):
        if path.stem not in {finding.code for finding in preflight(sample(path), lists)}:
            found.add(path.stem)
    return found


@pytest.mark.parametrize('name', VALID)
def test_valid_has_no_finding(name):
    assert preflight(sample(SAT / 'valid' / f'{name}.xml')) == []


def test_invalid_has_its_code():
    assert missed(LISTS) == UNSEEN
    assert missed(None) == UNSEEN | NEED_A_LIST
    count = len(list((SAT / 'invalid').glob('*.xml')))
    assert count - len(UNSEEN) >= 0.9 * count


def test_every_valid_one_is_read():
    for name in VALID:
        comprobante = read(sample(SAT / 'valid' / f'{name}.xml'))
        assert comprobante.document.issuer.rfc
    stamp = read((SAT / 'valid/cfdi40-valid.xml').read_bytes()).stamp
    assert stamp is not None and len(stamp.uuid) == 36
    assert verify((SAT / 'valid/cfdi40-valid.xml').read_bytes())


# ------------------------------------------------------------------------ SAT's XSLT and XSD


class Absent(etree.Resolver):
    """SAT's stylesheet includes complements that are not in the folder: those are empty here."""

    def resolve(self, url, _id, context):
        if url and not Path(url.removeprefix('file://')).exists():
            empty = (
                '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0"/>'
            )
            return self.resolve_string(empty, context)
        return None


@pytest.fixture(scope='module')
def stylesheet():
    parser = etree.XMLParser()
    parser.resolvers.add(Absent())
    path = SAT / (
        'schema/www.sat.gob.mx/sitio_internet/cfd/4/cadenaoriginal_4_0/cadenaoriginal_4_0.xslt'
    )
    return etree.XSLT(etree.parse(str(path), parser))


@pytest.mark.parametrize(
    'make', [cfdi.invoice, cfdi.global_invoice, cfdi.payment, cfdi.with_local_taxes]
)
def test_cadena_is_sat_s(stylesheet, make):
    for xml in (build(make()), sign(build(make()), cfdi.certificate())):
        assert cadena_original(xml) == str(stylesheet(etree.fromstring(xml)))


def test_cadena_of_foreign_files_is_sat_s(stylesheet):
    compared = 0
    for path in sorted(SAT.glob('*valid/**/*.xml')):
        xml = path.read_bytes()
        try:
            ours = cadena_original(xml)
        except CfdiError:
            continue
        assert ours == str(stylesheet(etree.fromstring(xml))), path.name
        compared += 1
    assert compared > 80
