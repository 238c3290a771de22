"""Rules of a comprobante of kind P and of the complement Pagos 2.0."""

import re
from decimal import Decimal

from ..catalogues.store import rate_allowed, table
from ..money import ZERO, decimals, half_up, places_of, quotient_limit
from ..payments import RATES, WITHHELD_TOTALS
from ..rfc import FOREIGN
from .comprobante import beyond
from .lines import WITHOUT_TAXES, TaxKey, key_of, line_tax
from .sheet import Item, Sheet

ONE = Decimal(1)
#: Attributes of the comprobante and of its concepto with the only value they may have.
HEAD = (
    ('Exportacion', '01', 'CRP20102'),
    ('SubTotal', '0', 'CRP20103'),
    ('Moneda', 'XXX', 'CRP20104'),
    ('Total', '0', 'CRP20110'),
)
CONCEPT = (
    ('ClaveProdServ', '84111506', 'CRP20113'),
    ('Cantidad', '1', 'CRP20115'),
    ('ClaveUnidad', 'ACT', 'CRP20116'),
    ('Descripcion', 'Pago', 'CRP20118'),
    ('ValorUnitario', '0', 'CRP20119'),
    ('Importe', '0', 'CRP20120'),
    ('ObjetoImp', '01', 'CRP20122'),
)
#: Codes of a paid document's tax, as in `lines.TRANSFERRED`.
TRANSFERRED = ('CRP20255', 'CRP20258', 'CRP20259', 'CRP20260', 'CRP20261')
WITHHELD = ('CRP20249', 'CRP20252', '', 'CRP20253', 'CRP20254')
TOTALS = {
    'TotalRetencionesIVA': 'CRP20201',
    'TotalRetencionesISR': 'CRP20202',
    'TotalRetencionesIEPS': 'CRP20203',
    'TotalTrasladosBaseIVA16': 'CRP20204',
    'TotalTrasladosImpuestoIVA16': 'CRP20205',
    'TotalTrasladosBaseIVA8': 'CRP20206',
    'TotalTrasladosImpuestoIVA8': 'CRP20207',
    'TotalTrasladosBaseIVA0': 'CRP20208',
    'TotalTrasladosImpuestoIVA0': 'CRP20209',
    'TotalTrasladosBaseIVAExento': 'CRP20210',
    'MontoTotalPagos': 'CRP20211',
}
#: Of the extra columns of c_FormaPago.
PAYER_BANK, PAYER_ACCOUNT, PAYER_PATTERN, BANK, ACCOUNT, ACCOUNT_PATTERN = range(6)


def payments(sheet: Sheet) -> None:
    found = sheet.root.all('Complemento', 'Pagos')
    if found and sheet.kind != 'P':
        sheet.report('CRP20101', sheet.root, 'TipoDeComprobante')
    if sheet.kind == 'P':
        _head(sheet)
        if not found:
            sheet.report('301', sheet.root, note="Falta el complemento Pagos 2.0.")
    for complement in found:
        _complement(sheet, complement)


def _head(sheet: Sheet) -> None:
    _only(sheet, sheet.root, HEAD)
    concepts = sheet.root.all('Conceptos', 'Concepto')
    if len(concepts) > 1:
        sheet.report('CRP20111', concepts[1])
    for concept in concepts[:1]:
        _only(sheet, concept, CONCEPT)
        for name, items in concept.children.items():
            if name not in ('ACuentaTerceros', 'Impuestos'):  # taxes are told by the description
                sheet.report('CRP20112', items[0])


def _only(sheet: Sheet, item: Item, values: tuple[tuple[str, str, str], ...]) -> None:
    for name, value, code in values:
        text, number = item.get(name), item.number(name)
        same = number == Decimal(value) if value in ('0', '1') else text == value
        if text is not None and not same:
            sheet.report(code, item, name, f"Dice «{text[:60]}».")


def _complement(sheet: Sheet, complement: Item) -> None:
    found = complement.all('Pago')
    for payment in found:
        _payment(sheet, payment)
        currency = payment.get('MonedaP') or ''
        for document in payment.all('DoctoRelacionado'):
            _document(sheet, document, currency)
        _applied(sheet, payment, currency)
        _taxes(sheet, payment, currency)
    totals = complement.one('Totales')
    if totals is not None:
        _totals(sheet, totals, found)


# -------------------------------------------------------------------------------- payment


def _payment(sheet: Sheet, payment: Item) -> None:
    form, currency = payment.get('FormaDePagoP'), payment.get('MonedaP') or ''
    rate, amount = payment.number('TipoCambioP'), payment.number('Monto')
    if form == '99':
        sheet.report('CRP20212', payment, 'FormaDePagoP')
    if currency == 'XXX':
        sheet.report('CRP20213', payment, 'MonedaP')
    elif currency == 'MXN':
        if rate is not None and rate != 1:
            sheet.report('CRP20215', payment, 'TipoCambioP')
    elif not rate:
        sheet.report('CRP20214', payment, 'TipoCambioP')
    unconfirmed = not sheet.root.get('Confirmacion')
    if unconfirmed and beyond(sheet, currency, rate):
        sheet.report('CRP20216', payment, 'TipoCambioP')
    if amount is not None:
        if amount <= 0:
            sheet.report('CRP20218', payment, 'Monto')
        if decimals(amount) > places_of(currency):
            sheet.report('CRP20219', payment, 'Monto')
        entry = table('TipoDeComprobante')['P']
        most = Decimal(entry.extra[0] or 0)
        if unconfirmed and most and amount * (rate or ONE) > most:
            sheet.report('CRP20220', payment, 'Monto')
    _bank(sheet, payment, form)
    _chain(sheet, payment, form)


def _bank(sheet: Sheet, payment: Item, form: str | None) -> None:
    entry = table('FormaPago').get(form or '')
    if entry is None:
        return
    bank = payment.get('RfcEmisorCtaOrd')
    for name, column, code in (
        ('RfcEmisorCtaOrd', PAYER_BANK, 'CRP20221'),
        ('CtaOrdenante', PAYER_ACCOUNT, 'CRP20224'),
        ('RfcEmisorCtaBen', BANK, 'CRP20227'),
        ('CtaBeneficiario', ACCOUNT, 'CRP20228'),
    ):
        if name in payment.values and not entry.extra[column]:
            sheet.report(code, payment, name)
    for name, allowed, column, code in (
        ('CtaOrdenante', PAYER_ACCOUNT, PAYER_PATTERN, 'CRP20225'),
        ('CtaBeneficiario', ACCOUNT, ACCOUNT_PATTERN, 'CRP20226'),
    ):
        value, pattern = payment.get(name), entry.extra[column]
        if value and entry.extra[allowed] and pattern and form != '99':
            if not re.fullmatch(pattern, value):
                sheet.report(code, payment, name)
    if bank == FOREIGN and not payment.get('NomBancoOrdExt'):
        sheet.report('CRP20223', payment, 'NomBancoOrdExt')
    if bank and bank != FOREIGN and sheet.lists and sheet.lists.registered(bank) is False:
        sheet.report('CRP20222', payment, 'RfcEmisorCtaOrd')


def _chain(sheet: Sheet, payment: Item, form: str | None) -> None:
    kind = 'TipoCadPago' in payment.values
    if kind and form != '03':
        sheet.report('CRP20229', payment, 'TipoCadPago')
    for name, missing, alone in (
        ('CertPago', 'CRP20230', 'CRP20231'),
        ('CadPago', 'CRP20232', 'CRP20233'),
        ('SelloPago', 'CRP20234', 'CRP20235'),
    ):
        if kind and name not in payment.values:
            sheet.report(missing, payment, name)
        if not kind and name in payment.values:
            sheet.report(alone, payment, name)


def _applied(sheet: Sheet, payment: Item, currency: str) -> None:
    """What is applied, in the payment's currency, may not be more than what was paid."""
    amount, applied = payment.number('Monto'), ZERO
    for document in payment.all('DoctoRelacionado'):
        paid = document.number('ImpPagado')
        if paid is None:
            return
        if document.get('MonedaDR') == currency:
            applied += paid
        else:
            applied += quotient_limit(paid, document.number('EquivalenciaDR') or ONE)
    if amount is not None and half_up(applied, places_of(currency)) > amount:
        sheet.report('CRP20217', payment, 'Monto')


# --------------------------------------------------------------------------- paid documents


def _document(sheet: Sheet, item: Item, payment_currency: str) -> None:
    currency, equivalence = item.get('MonedaDR') or '', item.number('EquivalenciaDR')
    if currency == 'XXX':
        sheet.report('CRP20236', item, 'MonedaDR')
    if currency != payment_currency:
        if not equivalence:
            sheet.report('CRP20237', item, 'EquivalenciaDR')
    elif equivalence != 1:
        sheet.report('CRP20238', item, 'EquivalenciaDR')
    places = places_of(currency)
    for name, zero, code in (
        ('ImpSaldoAnt', 'CRP20239', 'CRP20240'),
        ('ImpPagado', 'CRP20241', 'CRP20242'),
        ('ImpSaldoInsoluto', None, 'CRP20243'),
    ):
        value = item.number(name)
        if value is not None:
            if zero and value <= 0:
                sheet.report(zero, item, name)
            if decimals(value) > places:
                sheet.report(code, item, name)
    previous, paid = item.number('ImpSaldoAnt'), item.number('ImpPagado')
    remaining = item.number('ImpSaldoInsoluto')
    if None not in (previous, paid, remaining):
        due = (previous or ZERO) - (paid or ZERO)
        if due < 0 or remaining != due:
            sheet.report('CRP20244', item, 'ImpSaldoInsoluto', f"Debe decir {due}.")
    _document_taxes(sheet, item, places)


def _document_taxes(sheet: Sheet, item: Item, places: int) -> None:
    taxes, subject = item.one('ImpuestosDR'), item.get('ObjetoImpDR')
    if subject == '02' and taxes is None:
        sheet.report('CRP20246', item, 'ObjetoImpDR')
    if taxes is None:
        return
    if subject in WITHOUT_TAXES:
        sheet.report('CRP20247', item, 'ObjetoImpDR')
    kept = taxes.all('RetencionesDR', 'RetencionDR')
    given = taxes.all('TrasladosDR', 'TrasladoDR')
    if not kept and not given:
        sheet.report('CRP20248', taxes)
    for tax in kept:
        line_tax(sheet, tax, 'DR', WITHHELD, places)
    for tax in given:
        line_tax(sheet, tax, 'DR', TRANSFERRED, places)


# ----------------------------------------------------------------------- taxes of a payment


def _taxes(sheet: Sheet, payment: Item, currency: str) -> None:
    kept: dict[str | None, Decimal] = {}
    given: dict[TaxKey, list[Decimal]] = {}
    for document in payment.all('DoctoRelacionado'):
        rate = document.number('EquivalenciaDR') or ONE
        for tax in document.all('ImpuestosDR', 'RetencionesDR', 'RetencionDR'):
            name = tax.get('ImpuestoDR')
            kept[name] = kept.get(name, ZERO) + (tax.number('ImporteDR') or ZERO) / rate
        for tax in document.all('ImpuestosDR', 'TrasladosDR', 'TrasladoDR'):
            sums = given.setdefault(key_of(tax, 'DR'), [ZERO, ZERO])
            sums[0] += (tax.number('BaseDR') or ZERO) / rate
            sums[1] += (tax.number('ImporteDR') or ZERO) / rate
    _withheld(sheet, payment, kept, currency)
    _transferred(sheet, payment, given, currency)


def _differs(stated: Decimal | None, due: Decimal, currency: str) -> bool:
    """Equal up to half the smallest unit of the currency: some write cents, some six decimals."""
    half = Decimal(5).scaleb(-places_of(currency) - 1)
    return stated is not None and abs(stated - due) > half


def _withheld(sheet: Sheet, payment: Item, kept: dict[str | None, Decimal], currency: str) -> None:
    seen: set[str | None] = set()
    for tax in payment.all('ImpuestosP', 'RetencionesP', 'RetencionP'):
        name = tax.get('ImpuestoP')
        if name in seen:
            sheet.report('CRP20263', tax, 'ImpuestoP')
        elif _differs(tax.number('ImporteP'), kept.get(name, ZERO), currency):
            sheet.report('CRP20265', tax, 'ImporteP')
        seen.add(name)
    for name in kept.keys() - seen:
        sheet.report('CRP20265', payment, note=f"Falta la retención del impuesto {name}.")


def _transferred(
    sheet: Sheet, payment: Item, given: dict[TaxKey, list[Decimal]], currency: str
) -> None:
    seen: set[TaxKey] = set()
    for tax in payment.all('ImpuestosP', 'TrasladosP', 'TrasladoP'):
        key = name, factor, rate = key_of(tax, 'P')
        base_due, due = given.get(key, [ZERO, ZERO])
        if key in seen:
            sheet.report('CRP20271', tax)
        seen.add(key)
        if _differs(tax.number('BaseP'), base_due, currency):
            code = 'CRP20269' if factor == 'Exento' else 'CRP20268'
            sheet.report(code, tax, 'BaseP')
        if factor == 'Exento':
            continue
        if factor in ('Tasa', 'Cuota') and name in ('001', '002', '003'):
            if rate is None or not rate_allowed(name, factor, rate, withheld=False):
                sheet.report('CRP20272', tax, 'TasaOCuotaP')
        if _differs(tax.number('ImporteP') or ZERO, due, currency):
            sheet.report('CRP20274', tax, 'ImporteP')
    for name, factor, _rate in given.keys() - seen:
        code = 'CRP20269' if factor == 'Exento' else 'CRP20268'
        sheet.report(code, payment, note=f"Falta el traslado del impuesto {name}.")


# ---------------------------------------------------------------------------------- totals


def _totals(sheet: Sheet, totals: Item, found: list[Item]) -> None:
    due, kept, given, rated = _due(found)
    stated = {name for name in totals.values if totals.get(name)}
    if kept and not any(name.startswith('TotalRetenciones') for name in stated):
        sheet.report('CRP20264', totals)
        due = {name: value for name, value in due.items() if 'Retenciones' not in name}
    if given and not any(name.startswith('TotalTrasladosBase') for name in stated):
        sheet.report('CRP20267', totals)
        due = {name: value for name, value in due.items() if 'TrasladosBase' not in name}
    if rated and not any(name.startswith('TotalTrasladosImpuesto') for name in stated):
        sheet.report('CRP20273', totals)
        due = {name: value for name, value in due.items() if 'TrasladosImpuesto' not in name}
    for name, code in TOTALS.items():
        value = totals.number(name)
        if name not in due and name not in totals.values:
            continue
        expected = half_up(due.get(name, ZERO), 2)
        if value != expected:
            sheet.report(code, totals, name, f"Dice {value}; la suma es {expected}.")


def _due(found: list[Item]) -> tuple[dict[str, Decimal], bool, bool, bool]:
    """Totals in pesos, and whether there is any withheld, transferred, rated IVA."""
    due: dict[str, Decimal] = {}
    kept = given = rated = False

    def count(name: str, value: Decimal | None, rate: Decimal) -> None:
        due[name] = due.get(name, ZERO) + (value or ZERO) * rate

    for payment in found:
        rate = payment.number('TipoCambioP') or ONE
        count('MontoTotalPagos', payment.number('Monto'), rate)
        kept = kept or bool(payment.all('ImpuestosP', 'RetencionesP'))
        for tax in payment.all('ImpuestosP', 'RetencionesP', 'RetencionP'):
            name = WITHHELD_TOTALS.get(tax.get('ImpuestoP') or '')
            if name:
                count(name, tax.number('ImporteP'), rate)
        for tax in payment.all('ImpuestosP', 'TrasladosP', 'TrasladoP'):
            if tax.get('ImpuestoP') != '002':
                continue
            part = tax.number('TasaOCuotaP')
            if tax.get('TipoFactorP') == 'Exento':
                given = True
                count('TotalTrasladosBaseIVAExento', tax.number('BaseP'), rate)
            elif part is not None and part in RATES:
                given = rated = True
                count(f'TotalTrasladosBase{RATES[part]}', tax.number('BaseP'), rate)
                count(f'TotalTrasladosImpuesto{RATES[part]}', tax.number('ImporteP'), rate)
    return due, kept, given, rated
