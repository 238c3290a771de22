"""A book and SAT round at different places: the document comes to what was booked."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_cfdi.engine import Line, Tax, agree, build, group_of, preflight, totals
from odoo.addons.clinic_cfdi.engine.money import half_up

from tests.support import cfdi

D = Decimal
RATES = {'16': D('0.16'), '8': D('0.08'), '0': D(0)}


def sold(amount, *taxes, discount=None):
    """A line as a book gives it: base and amount of each tax with six decimals."""
    base = amount - (discount or 0)
    known = [
        Tax(tax.tax, tax.factor, tax.rate, tax.withheld, base, half_up(base * tax.rate, 6))
        if tax.rate is not None
        else Tax(tax.tax, tax.factor, base=base)
        for tax in taxes
    ]
    return Line('85121502', "Consulta", D(1), amount, discount=discount, taxes=tuple(known))


def codes(document):
    return [one.code for one in preflight(build(document))]


def test_each_tax_was_rounded_by_itself():
    resico = Tax('001', rate=D('0.0125'), withheld=True)
    lines = (sold(D('100.03'), cfdi.EXEMPT, cfdi.ISR_WITHHELD), sold(D('100.10'), resico))
    document = cfdi.invoice(lines=lines)  # 10.003 and 1.25125: 11.25 of SAT's sum
    booked = {'001': D('11.26')}
    found = agree(document, D('200.13'), booked)
    assert (totals(document).withheld, totals(found).withheld) == (D('11.25'), D('11.26'))
    assert codes(found) == []


def test_the_subtotal_moves_by_a_hair():
    lines = tuple(sold(D('33.335'), cfdi.EXEMPT) for _ in range(3))  # 100.005
    found = agree(cfdi.invoice(lines=lines), D('100.00'), {})
    assert totals(found).total == D('100.00')
    assert codes(found) == []


def test_what_agrees_is_left_as_it_is():
    document = cfdi.invoice(lines=(sold(D('389.50'), cfdi.IVA),))
    assert agree(document, D('389.50'), {group_of(cfdi.IVA): D('62.32')}) == document


def test_a_tax_of_another_amount_stays_open():
    """Nothing is hidden: what SAT would not take is not written."""
    document = cfdi.invoice(lines=(sold(D('100.00'), cfdi.IVA),))
    found = agree(document, D('100.00'), {group_of(cfdi.IVA): D('17.00')})
    assert totals(found).transferred < D('17.00')
    assert codes(found) == []


@given(
    st.lists(
        st.tuples(
            st.decimals(D('1'), D('5000'), places=6), st.sampled_from(sorted(RATES)), st.booleans()
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_cent_of_each_is_closed(sales):
    lines = tuple(
        sold(amount, Tax('002', rate=RATES[rate]), discount=D('0.33') if less else None)
        for amount, rate, less in sales
    )
    document = cfdi.invoice(lines=lines)
    net = sum(half_up(line.unit_price - (line.discount or 0), 2) for line in lines)
    booked = {}
    for line in lines:
        [tax] = line.taxes
        booked[group_of(tax)] = booked.get(group_of(tax), D(0)) + half_up(tax.amount, 2)
    found = agree(document, net, booked)
    assert totals(found).total == net + sum(booked.values())
    assert codes(found) == []
