"""The complement Pagos 2.0 of a document of kind 'P'."""

from collections import defaultdict
from decimal import Decimal

from .document import Document, PaidDocument, Payment, Tax
from .money import ZERO, half_up, places_of, written
from .totals import tax_amount
from .writer import Values, clean
from .zones import local_time

ONE = Decimal(1)
WITHHELD_TOTALS = {
    '001': 'TotalRetencionesISR',
    '002': 'TotalRetencionesIVA',
    '003': 'TotalRetencionesIEPS',
}
#: Rate of a transferred IVA → end of the names of its two totals.
RATES = {Decimal('0.16'): 'IVA16', Decimal('0.08'): 'IVA8', ZERO: 'IVA0'}

Figures = list[tuple[Tax, Decimal, Decimal | None]]


def complement(document: Document) -> Values:
    """Pagos, with the totals in pesos of all payments."""
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    payments = [_payment(payment, document, totals) for payment in document.payments]
    stated: dict[str, str | None] = {
        name: written(half_up(value, 2), 2, 2) for name, value in totals.items()
    }
    return Values({'Version': '2.0'}, {'Totales': [Values(stated)], 'Pago': payments})


def _payment(payment: Payment, document: Document, totals: dict[str, Decimal]) -> Values:
    rate = ONE if payment.currency == 'MXN' else payment.exchange_rate
    places = places_of(payment.currency)
    totals['MontoTotalPagos'] += half_up(payment.amount, places) * (rate or ONE)
    withheld: dict[str, Decimal] = {}
    transferred: dict[tuple[str, str, Decimal | None], list[Decimal]] = {}
    documents = []
    for paid in payment.documents:
        figures = _figures(paid)
        documents.append(_paid_document(paid, figures, payment))
        _group(figures, _equivalence(paid, payment), withheld, transferred)
    children = {'DoctoRelacionado': documents}
    if withheld or transferred:
        _count(withheld, transferred, rate or ONE, totals)
        children['ImpuestosP'] = [_payment_taxes(withheld, transferred, places)]
    return Values(
        {
            'FechaPago': local_time(payment.date, document.postal_code).isoformat(),
            'FormaDePagoP': payment.form,
            'MonedaP': payment.currency,
            'TipoCambioP': None if rate is None else written(rate, 0),
            'Monto': written(payment.amount, places, places),
            'NumOperacion': clean(payment.operation),
            'RfcEmisorCtaOrd': payment.payer_bank_rfc,
            'NomBancoOrdExt': clean(payment.payer_bank_name),
            'CtaOrdenante': payment.payer_account,
            'RfcEmisorCtaBen': payment.bank_rfc,
            'CtaBeneficiario': payment.account,
            'TipoCadPago': payment.chain_kind,
            'CertPago': payment.chain_certificate,
            'CadPago': payment.chain,
            'SelloPago': payment.chain_seal,
        },
        children,
    )


def _equivalence(paid: PaidDocument, payment: Payment) -> Decimal:
    return ONE if paid.currency == payment.currency else paid.equivalence


def _figures(paid: PaidDocument) -> Figures:
    """Taxes of a paid document with base and amount; those of nothing are left out."""
    found: Figures = []
    for tax in paid.taxes:
        base = half_up(tax.base if tax.base is not None else paid.paid, 6)
        if base > 0:
            found.append((tax, base, tax_amount(tax, base, 6)))
    return found


def _paid_document(paid: PaidDocument, figures: Figures, payment: Payment) -> Values:
    places = places_of(paid.currency)
    previous, now = half_up(paid.previous_balance, places), half_up(paid.paid, places)
    remaining = previous - now if paid.remaining is None else paid.remaining
    groups: dict[str, list[Values]] = {}
    for name, withheld in (('Retencion', True), ('Traslado', False)):
        taxes = [_paid_tax(*figure, places) for figure in figures if figure[0].withheld is withheld]
        if taxes:
            plural = f'{name}es' if withheld else f'{name}s'
            groups[f'{plural}DR'] = [Values({}, {f'{name}DR': taxes})]
    same = paid.currency == payment.currency
    return Values(
        {
            'IdDocumento': paid.uuid,
            'Serie': clean(paid.serie),
            'Folio': clean(paid.folio),
            'MonedaDR': paid.currency,
            'EquivalenciaDR': '1' if same else written(paid.equivalence, 0, 10),
            'NumParcialidad': str(paid.installment),
            'ImpSaldoAnt': written(previous, places, places),
            'ImpPagado': written(now, places, places),
            'ImpSaldoInsoluto': written(remaining, places, places),
            'ObjetoImpDR': paid.object or ('02' if figures else '01'),
        },
        {'ImpuestosDR': [Values({}, groups)]} if groups else None,
    )


def _paid_tax(tax: Tax, base: Decimal, amount: Decimal | None, places: int) -> Values:
    return Values(
        {
            'BaseDR': written(base, places),
            'ImpuestoDR': tax.tax,
            'TipoFactorDR': tax.factor,
            'TasaOCuotaDR': None if amount is None else written(tax.rate or ZERO, 6),
            'ImporteDR': None if amount is None else written(amount, places),
        }
    )


def _group(
    figures: Figures,
    equivalence: Decimal,
    withheld: dict[str, Decimal],
    transferred: dict[tuple[str, str, Decimal | None], list[Decimal]],
) -> None:
    for tax, base, amount in figures:
        if tax.withheld:
            value = (amount or ZERO) / equivalence
            withheld[tax.tax] = withheld.get(tax.tax, ZERO) + value
            continue
        key = tax.tax, tax.factor, None if amount is None else (tax.rate or ZERO)
        group = transferred.setdefault(key, [ZERO, ZERO])
        group[0] += base / equivalence
        group[1] += (amount or ZERO) / equivalence


def _count(
    withheld: dict[str, Decimal],
    transferred: dict[tuple[str, str, Decimal | None], list[Decimal]],
    rate: Decimal,
    totals: dict[str, Decimal],
) -> None:
    """Add a payment's taxes, as they are written, to the totals in pesos."""
    for name, amount in withheld.items():
        withheld[name] = half_up(amount, 6)
        if name in WITHHELD_TOTALS:
            totals[WITHHELD_TOTALS[name]] += withheld[name] * rate
    for (name, factor, part), group in transferred.items():
        group[:] = [half_up(value, 6) for value in group]
        if name != '002':
            continue
        if factor == 'Exento':
            totals['TotalTrasladosBaseIVAExento'] += group[0] * rate
        elif part in RATES:
            totals[f'TotalTrasladosBase{RATES[part]}'] += group[0] * rate
            totals[f'TotalTrasladosImpuesto{RATES[part]}'] += group[1] * rate


def _payment_taxes(
    withheld: dict[str, Decimal],
    transferred: dict[tuple[str, str, Decimal | None], list[Decimal]],
    places: int,
) -> Values:
    children: dict[str, list[Values]] = {}
    if withheld:
        kept = [
            Values({'ImpuestoP': name, 'ImporteP': written(amount, places)})
            for name, amount in withheld.items()
        ]
        children['RetencionesP'] = [Values({}, {'RetencionP': kept})]
    if transferred:
        given = [
            Values(
                {
                    'BaseP': written(base, places),
                    'ImpuestoP': name,
                    'TipoFactorP': factor,
                    'TasaOCuotaP': None if rate is None else written(rate, 6),
                    'ImporteP': None if rate is None else written(amount, places),
                }
            )
            for (name, factor, rate), (base, amount) in transferred.items()
        ]
        children['TrasladosP'] = [Values({}, {'TrasladoP': given})]
    return Values({}, children)
