"""What is written, and that reading it gives it back."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.clinic_cfdi.engine import (
    Document,
    DocumentError,
    Line,
    PaidDocument,
    Payment,
    Tax,
    build,
    paid_taxes,
    preflight,
    qr_url,
    read,
    totals,
)

from tests.support import cfdi

D = Decimal
NS = {'c': 'http://www.sat.gob.mx/cfd/4', 'p': 'http://www.sat.gob.mx/Pagos20'}
amounts = st.decimals(D('0.01'), D('90000'), places=2)
prices = st.decimals(D('0.01'), D('90000'), places=6)
quantities = st.decimals(D('0.001'), D('500'), places=3)
tax_sets = st.sampled_from(
    [
        (),
        (cfdi.EXEMPT,),
        (cfdi.IVA,),
        (cfdi.IVA_ZERO,),
        (cfdi.IVA_BORDER,),
        (cfdi.IVA, cfdi.ISR_WITHHELD, cfdi.IVA_WITHHELD),
        (cfdi.EXEMPT, cfdi.ISR_WITHHELD),
        (cfdi.ISR_WITHHELD,),
    ]
)


@st.composite
def lines(draw):
    quantity, price = draw(quantities), draw(prices)
    share = draw(st.sampled_from([None, D(0), D('0.1'), D('0.333333'), D(1)]))
    discount = None if share is None else round(quantity * price * share, 2)
    discount = discount if discount is None else min(discount, round(quantity * price, 6))
    return Line('85121502', "Consulta", quantity, price, discount=discount, taxes=draw(tax_sets))


def attributes(xml, path):
    return dict(etree.fromstring(xml).find(path, NS).attrib)


def test_exempt_is_not_zero():
    line = Line('85121502', "Consulta", D(1), D(500), taxes=(cfdi.EXEMPT,))
    xml = build(cfdi.invoice(lines=(line,)))
    assert attributes(xml, './/c:Concepto//c:Traslado') == {
        'Base': '500.00',
        'Impuesto': '002',
        'TipoFactor': 'Exento',
    }
    assert attributes(xml, 'c:Impuestos') == {}


def test_withholding_is_no_negative_tax():
    xml = build(cfdi.invoice())
    assert attributes(xml, 'c:Impuestos') == {
        'TotalImpuestosRetenidos': '101.16',
        'TotalImpuestosTrasladados': '78.32',
    }
    assert attributes(xml, 'c:Impuestos/c:Retenciones/c:Retencion[2]') == {
        'Impuesto': '002',
        'Importe': '52.21',
    }


@pytest.mark.parametrize(
    ('price', 'taxes', 'subject'),
    [
        (500, (cfdi.IVA,), '02'),
        (500, (cfdi.EXEMPT, cfdi.ISR_WITHHELD), '02'),
        (500, (cfdi.ISR_WITHHELD,), '06'),
        (500, (), '01'),
    ],
)
def test_object_of_tax(price, taxes, subject):
    xml = build(cfdi.invoice(lines=(Line('85121502', "x", D(1), D(price), taxes=taxes),)))
    assert attributes(xml, './/c:Concepto')['ObjetoImp'] == subject


def test_given_for_free_has_no_tax():
    line = Line('85121502', "Cortesía", D(1), D(500), discount=D(500), taxes=(cfdi.IVA,))
    xml = build(cfdi.invoice(lines=(line,)))
    assert attributes(xml, './/c:Concepto')['ObjetoImp'] == '04'
    assert preflight(xml) == []


def test_half_goes_up():
    line = Line('85121502', "x", D(1), D('10.125'), amount=None, taxes=())
    assert totals(cfdi.invoice(lines=(line,), decimals=2)).total == D('10.13')


def test_text_is_cleaned():
    line = Line('85121502', "  Consulta|\tmédica \x00 <«&»>\n", D(1), D(1))
    xml = build(cfdi.invoice(lines=(line,)))
    assert attributes(xml, './/c:Concepto')['Descripcion'] == "Consulta/ médica <«&»>"


@given(st.text(), st.text(max_size=13))
def test_any_text_is_well_formed(text, code):
    receiver = replace(cfdi.PATIENT, name=text, rfc=code, use=code, tax_id=text)
    line = Line(code, text, D(1), D(1), number=text)
    xml = build(cfdi.invoice(receiver=receiver, lines=(line,), folio=text, form=code))
    assert etree.fromstring(xml).tag.endswith('Comprobante')
    assert preflight(xml)


def test_other_currency():
    document = cfdi.invoice(currency='USD', exchange_rate=D('18.5'))
    assert attributes(build(document), '.')['TipoCambio'] == '18.5'
    assert preflight(build(document)) == []
    yen = cfdi.invoice(currency='JPY', exchange_rate=D('0.12'), decimals=0)
    found = attributes(build(replace(yen, lines=(Line('85121502', "x", D(1), D(1000)),))), '.')
    assert (found['SubTotal'], found['Total']) == ('1000', '1000')


@pytest.mark.parametrize(
    'make', [cfdi.invoice, cfdi.global_invoice, cfdi.payment, cfdi.with_local_taxes]
)
def test_read_gives_it_back(make):
    xml = build(make())
    document = read(xml).document
    assert build(document) == xml
    assert read(build(document)).document == document


@given(st.lists(lines(), min_size=1, max_size=6), st.sampled_from([2, 6]))
def test_any_sale_passes(found, decimals):
    document = cfdi.invoice(lines=tuple(found), decimals=decimals)
    xml = build(document)
    comprobante, sums = read(xml), totals(document)
    if comprobante.total:
        assert preflight(xml) == []
    assert comprobante.total == sums.total
    assert comprobante.subtotal == sums.subtotal
    assert comprobante.withheld == (sums.withheld or 0)


@given(st.lists(lines(), min_size=1, max_size=5), st.integers(1, 100), st.sampled_from([2, 6]))
def test_any_payment_passes(found, part, decimals):
    invoice = read(build(cfdi.invoice(lines=tuple(found), decimals=decimals)))
    paid = round(invoice.total * part / 100, 2)
    if paid <= 0:
        return
    document = PaidDocument(cfdi.UUID, 1, invoice.total, paid, taxes=paid_taxes(invoice, paid))
    xml = build(cfdi.payment(payments=(Payment(cfdi.NOW, '03', paid, (document,)),)))
    assert preflight(xml) == []


@given(amounts, st.decimals(D('15'), D('25'), places=4))
def test_payment_in_another_currency(amount, rate):
    """An invoice in pesos paid in dollars."""
    dollars = round(amount / rate, 2) + D('0.01')
    taxes = (Tax('002', rate=D('0.16'), base=round(amount / D('1.16'), 6)),)
    paid = PaidDocument(cfdi.UUID, 1, amount, amount, equivalence=rate, taxes=taxes)
    document = cfdi.payment(
        payments=(Payment(cfdi.NOW, '03', dollars, (paid,), currency='USD', exchange_rate=rate),)
    )
    assert preflight(build(document)) == []


def test_paid_in_full_keeps_the_invoice_s_taxes():
    invoice = read(build(cfdi.invoice()))
    taxes = paid_taxes(invoice, invoice.total)
    assert sum(tax.amount for tax in taxes if not tax.withheld and tax.amount) == D('78.32')


def test_payment_has_its_fixed_head():
    found = attributes(build(cfdi.payment()), '.')
    assert (found['SubTotal'], found['Moneda'], found['Total']) == ('0', 'XXX', '0')
    assert attributes(build(cfdi.payment()), 'c:Receptor')['UsoCFDI'] == 'CP01'


@pytest.mark.parametrize(
    'document',
    [
        cfdi.invoice(lines=()),
        cfdi.payment(payments=()),
        cfdi.invoice(lines=(Line('85121502', "x", D('NaN'), D(1)),)),
        cfdi.invoice(lines=(Line('85121502', "x", D('Infinity'), D(1)),)),
        cfdi.invoice(lines=(Line('85121502', "x", D('1E99'), D('1E99')),)),
    ],
)
def test_refused(document: Document):
    with pytest.raises(DocumentError):
        build(document)


def test_date_is_the_place_s():
    moment = datetime(2026, 7, 1, 5, 30, tzinfo=timezone.utc)
    for postal_code, hour in (('06700', 'T23:30'), ('22000', 'T22:30'), ('77500', 'T00:30')):
        found = attributes(build(cfdi.invoice(date=moment, postal_code=postal_code)), '.')
        assert hour in found['Fecha']
    naive = datetime(2026, 7, 1, 9, 30, 15, 999)
    assert attributes(build(cfdi.invoice(date=naive)), '.')['Fecha'] == '2026-07-01T09:30:15'


def test_qr():
    stamped = read(cfdi.stamped())
    assert qr_url(stamped) == (
        'https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx'
        '?id=5BD612EA-DB91-441D-BF85-37F442796EC1&re=EKU9003173C9&rr=CACX7605101P8'
        '&tt=1516.66&fe=' + stamped.seal[-8:]
    )
