"""Rules of the comprobante's own attributes, its seal, its parties and its period."""

import re
from datetime import timedelta
from decimal import Decimal

from ..catalogues.lookup import is_natural, regimes_of, use_allowed
from ..catalogues.store import holds, table
from ..money import ZERO, half_up
from ..rfc import FOREIGN
from ..rfc import GENERIC as PUBLIC
from ..zones import universal_time
from .sheet import Item, Sheet

TRADE = re.compile(r'\{http://www\.sat\.gob\.mx/ComercioExterior\d+\}')
GENERIC = (PUBLIC, FOREIGN)
PUBLIC_NAME = 'PUBLICO EN GENERAL'
USUAL = {'USD': Decimal(19), 'EUR': Decimal(21), 'CAD': Decimal(14), 'GBP': Decimal(24)}
WITHIN = timedelta(hours=72)


def head(sheet: Sheet) -> None:
    root = sheet.root
    kind = sheet.kind
    _date(sheet, root)
    _currency(sheet, root)
    if kind != 'P' and root.get('MetodoPago') == 'PPD' and root.get('FormaPago') != '99':
        sheet.report('CFDI40105', root, 'FormaPago')
    if root.get('Exportacion') == '02' and not _trade(sheet) and kind != 'P':
        sheet.report('CFDI40122', root, 'Exportacion')
    if kind in ('I', 'E', 'N'):
        _sums(sheet, root)
    subtotal, discount = root.number('SubTotal'), root.number('Descuento')
    if kind != 'P' and subtotal is not None and discount is not None and discount > subtotal:
        sheet.report('CFDI40110', root, 'Descuento')
    if kind == 'T':
        for name in ('SubTotal', 'Total'):
            if root.number(name):
                sheet.report('CFDI40109', root, name)
    _confirmation(sheet, root)


def _date(sheet: Sheet, root: Item) -> None:
    text = root.get('Fecha')
    if sheet.date is None:
        if text and root.node.by_name['Fecha'].type.pattern.fullmatch(text):
            sheet.report('CFDI40101', root, 'Fecha', "Ese día no existe.")
        return
    if sheet.now is not None:
        moment = universal_time(sheet.date, root.get('LugarExpedicion') or '')
        if not sheet.now - WITHIN <= moment <= sheet.now + timedelta(minutes=5):
            sheet.report('401', root, 'Fecha')


def _currency(sheet: Sheet, root: Item) -> None:
    if sheet.kind == 'P':
        return
    currency, rate = root.get('Moneda'), root.number('TipoCambio')
    if currency == 'MXN':
        if rate is not None and rate != 1:
            sheet.report('CFDI40114', root, 'TipoCambio')
    elif currency == 'XXX':
        if 'TipoCambio' in root.values:
            sheet.report('CFDI40116', root, 'TipoCambio')
    elif currency and 'TipoCambio' not in root.values:
        sheet.report('CFDI40115', root, 'TipoCambio')
    elif rate == 0:
        sheet.report('CFDI40117', root, 'TipoCambio')


def beyond(sheet: Sheet, currency: str | None, rate: Decimal | None) -> bool | None:
    """Whether an exchange rate is outside SAT's limits; None when they are not known.

    They are so wide (six times the rate) that the usual one will do where no list has the day's.
    """
    if not currency or rate is None or currency in ('MXN', 'XXX'):
        return None
    listed = sheet.lists.exchange_rate(currency) if sheet.lists else None
    known, entry = listed or USUAL.get(currency), table('Moneda').get(currency)
    if not known or entry is None:
        return None
    spread = Decimal(entry.extra[1] or 0)
    if not max(ZERO, known * (1 - spread)) <= rate <= known * (1 + spread):
        return True
    return False if listed else None


def _confirmation(sheet: Sheet, root: Item) -> None:
    code, rate = root.get('Confirmacion'), root.number('TipoCambio')
    currency = root.get('Moneda')
    outside = False if currency == 'MXN' else beyond(sheet, currency, rate)
    total, entry = root.number('Total'), table('TipoDeComprobante').get(sheet.kind)
    most = Decimal(entry.extra[0]) if entry and sheet.kind in ('I', 'E') else None
    large = total is not None and most is not None and total > most
    if not code:
        if outside:
            sheet.report('CFDI40118', root, 'TipoCambio')
        if large:
            sheet.report('CFDI40120', root, 'Total')
        return
    if outside is False and not large:
        sheet.report('CFDI40127', root, 'Confirmacion')
    state = sheet.lists.confirmation(code) if sheet.lists else None
    if state in ('unknown', 'used'):
        sheet.report('CFDI40128' if state == 'unknown' else 'CFDI40129', root, 'Confirmacion')


def _sums(sheet: Sheet, root: Item) -> None:
    lines = root.all('Conceptos', 'Concepto')
    amounts = [line.number('Importe') for line in lines]
    subtotal, discount = root.number('SubTotal'), root.number('Descuento')
    places = sheet.places
    if subtotal is not None and None not in amounts:
        due = half_up(sum((one for one in amounts if one), ZERO), places)
        if subtotal != due:
            sheet.report('CFDI40108', root, 'SubTotal', f"Dice {subtotal}; la suma es {due}.")
    discounts = [line.number('Descuento') or ZERO for line in lines if line.get('Descuento')]
    due = half_up(sum(discounts, ZERO), places)
    if discounts and (discount is None or discount != due):
        sheet.report('CFDI40111', root, 'Descuento', f"La suma es {due}.")
    _total(sheet, root, subtotal, discount)


def _total(sheet: Sheet, root: Item, subtotal: Decimal | None, discount: Decimal | None) -> None:
    total, taxes = root.number('Total'), root.one('Impuestos')
    if total is None or subtotal is None:
        return
    due = subtotal - (discount or ZERO)
    if taxes is not None:
        due += taxes.number('TotalImpuestosTrasladados') or ZERO
        due -= taxes.number('TotalImpuestosRetenidos') or ZERO
    for local in root.all('Complemento', 'ImpuestosLocales'):
        due += local.number('TotaldeTraslados') or ZERO
        due -= local.number('TotaldeRetenciones') or ZERO
    if total != half_up(due, sheet.places):
        note = f"Dice {total}; debe decir {half_up(due, sheet.places)}."
        sheet.report('CFDI40119', root, 'Total', note)


def _trade(sheet: Sheet) -> bool:
    return any(TRADE.match(tag) for tag in sheet.complements)


# --------------------------------------------------------------------------------- period


def period(sheet: Sheet) -> None:
    root, receiver = sheet.root, sheet.root.one('Receptor')
    name = receiver.get('Nombre') if receiver else None
    rfc = receiver.get('Rfc') if receiver else None
    item = root.one('InformacionGlobal')
    if receiver and name == PUBLIC_NAME and rfc != PUBLIC:
        sheet.report('CFDI40146', receiver, 'Rfc')
    if item is None:
        if receiver and name == PUBLIC_NAME and rfc == PUBLIC and sheet.kind == 'I':
            sheet.report('CFDI40130', root, note="Falta el periodo.")
        return
    if receiver and (rfc != PUBLIC or name != PUBLIC_NAME):
        sheet.report('CFDI40130', receiver, 'Nombre')
    periodicity, months = item.get('Periodicidad'), item.get('Meses') or ''
    issuer = root.one('Emisor')
    if periodicity == '05':
        if issuer and issuer.get('RegimenFiscal') != '621':
            sheet.report('CFDI40132', item, 'Periodicidad')
        if '01' <= months <= '12':
            sheet.report('CFDI40135', item, 'Meses')
    elif not '01' <= months <= '12':
        sheet.report('CFDI40134', item, 'Meses')
    year = item.number('Año')
    if sheet.date and year is not None and year not in (sheet.date.year, sheet.date.year - 1):
        sheet.report('CFDI40136', item, 'Año')


# -------------------------------------------------------------------------------- parties


def issuer(sheet: Sheet) -> None:
    item = sheet.root.one('Emisor')
    if item is None:
        return
    rfc, regime = item.get('Rfc') or '', item.get('RegimenFiscal') or ''
    if not _of_person(rfc, regime):
        sheet.report('CFDI40141', item, 'RegimenFiscal')
    if not sheet.lists:
        return
    _name(sheet, item, rfc, 'CFDI40138', 'CFDI40139')
    number = item.get('FacAtrAdquirente')
    if number and sheet.lists.acquirer_operation(number) is False:
        sheet.report('CFDI40142', item, 'FacAtrAdquirente')


def receiver(sheet: Sheet) -> None:
    item = sheet.root.one('Receptor')
    if item is None:
        return
    rfc, regime = item.get('Rfc') or '', item.get('RegimenFiscalReceptor') or ''
    postal_code, use = item.get('DomicilioFiscalReceptor') or '', item.get('UsoCFDI') or ''
    if len(postal_code) == 5 and not holds('CodigoPostal', postal_code):
        sheet.report('CFDI40147', item, 'DomicilioFiscalReceptor')
    elif rfc in GENERIC and postal_code != sheet.root.get('LugarExpedicion'):
        sheet.report('CFDI40149', item, 'DomicilioFiscalReceptor')
    if sheet.kind != 'P':  # a payment repeats what was checked in the invoice
        if not _of_person(rfc, regime) or (rfc in GENERIC and regime != '616'):
            sheet.report('CFDI40158', item, 'RegimenFiscalReceptor')
        elif not _use_fits(use, rfc, regime):
            sheet.report('CFDI40161', item, 'UsoCFDI', _uses(rfc, use))
    _residence(sheet, item, rfc)
    if sheet.lists and rfc not in GENERIC:
        _listed(sheet, item, rfc, postal_code, regime)


def _of_person(rfc: str, regime: str) -> bool:
    """Whether a regime is of the RFC's kind of person; an unknown one is told elsewhere."""
    entry = table('RegimenFiscal').get(regime)
    return entry is None or bool(entry.extra[0 if is_natural(rfc) else 1])


def _use_fits(use: str, rfc: str, regime: str) -> bool:
    known = use in table('UsoCFDI') and regime in table('RegimenFiscal')
    return not known or use_allowed(use, rfc, regime)


def _uses(rfc: str, use: str) -> str:
    entry = table('UsoCFDI')[use]
    if not entry.extra[0 if is_natural(rfc) else 1]:
        return f"{use} es solo para personas {'morales' if is_natural(rfc) else 'físicas'}."
    return f"{use} es para los regímenes {', '.join(sorted(regimes_of(entry)))}."


def _residence(sheet: Sheet, item: Item, rfc: str) -> None:
    country, tax_id = item.get('ResidenciaFiscal'), item.get('NumRegIdTrib')
    if country is not None and rfc != FOREIGN:
        sheet.report('CFDI40151', item, 'ResidenciaFiscal')
    if country == 'MEX':
        sheet.report('CFDI40152', item, 'ResidenciaFiscal')
    if tax_id is None:
        if rfc == FOREIGN and _trade(sheet):
            sheet.report('CFDI40155', item, 'NumRegIdTrib')
        return
    if rfc != FOREIGN:
        sheet.report('CFDI40154', item, 'NumRegIdTrib')
        return
    if country is None:
        sheet.report('CFDI40153', item, 'ResidenciaFiscal')
    entry = table('Pais').get(country or '')
    if entry and entry.extra[0] and not re.fullmatch(entry.extra[0], tax_id):
        sheet.report('CFDI40156', item, 'NumRegIdTrib')


def _listed(sheet: Sheet, item: Item, rfc: str, postal_code: str, regime: str) -> None:
    assert sheet.lists is not None
    if sheet.lists.registered(rfc) is False:
        sheet.report('CFDI40143', item, 'Rfc')
    _name(sheet, item, rfc, 'CFDI40144', 'CFDI40145')
    known = sheet.lists.taxpayer(rfc)
    if known is None:
        return
    if known.postal_code and known.postal_code != postal_code:
        sheet.report('CFDI40148', item, 'DomicilioFiscalReceptor')
    if known.regimes and regime not in known.regimes:
        sheet.report('CFDI40159', item, 'RegimenFiscalReceptor')


def _name(sheet: Sheet, item: Item, rfc: str, nowhere: str, of_another: str) -> None:
    """The name against SAT's: it may be nobody's, or somebody else's."""
    assert sheet.lists is not None
    name, known = item.get('Nombre'), sheet.lists.taxpayer(rfc)
    if name is None or (known is not None and (known.name is None or known.name == name)):
        return
    if sheet.lists.knows_name(name) is False:
        sheet.report(nowhere, item, 'Nombre')
    elif known is not None:
        sheet.report(of_another, item, 'Nombre')
