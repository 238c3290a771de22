"""Rules of the conceptos and their taxes, and of the summary of taxes."""

from decimal import Decimal

from ..catalogues.store import rate_allowed
from ..money import ZERO, decimals, half_up, product_limits, tax_limits
from .sheet import Item, Sheet

WITHOUT_TAXES = ('01', '03', '04')
TaxKey = tuple[str | None, str | None, Decimal | None]


def lines(sheet: Sheet) -> None:
    if sheet.kind == 'P':
        return
    for line in sheet.root.all('Conceptos', 'Concepto'):
        _amounts(sheet, line)
        _taxes(sheet, line)
        _third_party(sheet, line)


def _amounts(sheet: Sheet, line: Item) -> None:
    quantity, price = line.number('Cantidad'), line.number('ValorUnitario')
    amount, discount = line.number('Importe'), line.number('Descuento')
    if quantity == 0:
        sheet.report('301', line, 'Cantidad', "La cantidad debe ser mayor que cero.")
    if sheet.kind in ('I', 'E', 'N') and price == 0:
        sheet.report('CFDI40166', line, 'ValorUnitario')
    if quantity is not None and price is not None and amount is not None:
        low, high = product_limits(quantity, price, sheet.places)
        if not low <= amount <= high:
            note = f"Dice {amount}; debe estar entre {low} y {high}."
            sheet.report('CFDI40167', line, 'Importe', note)
    if discount is not None and amount is not None:
        if decimals(discount) > decimals(amount):
            sheet.report('CFDI40168', line, 'Descuento')
        if discount > amount:
            sheet.report('CFDI40169', line, 'Descuento')


def _taxes(sheet: Sheet, line: Item) -> None:
    taxes, subject = line.one('Impuestos'), line.get('ObjetoImp')
    if subject == '02' and taxes is None:
        sheet.report('CFDI40171', line, 'ObjetoImp')
    if taxes is None:
        return
    if subject in WITHOUT_TAXES:
        sheet.report('CFDI40172', line, 'ObjetoImp')
    given, kept = taxes.all('Traslados', 'Traslado'), taxes.all('Retenciones', 'Retencion')
    if not given and not kept:
        sheet.report('CFDI40173', taxes)
    for tax in given:
        line_tax(sheet, tax, '', TRANSFERRED, sheet.places)
    for tax in kept:
        line_tax(sheet, tax, '', WITHHELD, sheet.places)


#: Codes of a line's tax: base, exempt with figures, figures missing, rate, amount.
TRANSFERRED = ('CFDI40174', 'CFDI40177', 'CFDI40178', 'CFDI40179', 'CFDI40180')
WITHHELD = ('CFDI40181', 'CFDI40184', '', 'CFDI40185', 'CFDI40186')


def line_tax(
    sheet: Sheet, tax: Item, end: str, codes: tuple[str, str, str, str, str], places: int
) -> None:
    """A tax of a line, or of a paid document (`end` is then 'DR').

    Without a code for missing figures it is a withholding: never exempt, and its figures are
    required by the schema.
    """
    base_code, exempt_code, missing_code, rate_code, amount_code = codes
    names = f'TasaOCuota{end}', f'Importe{end}'
    base, rate, amount = tax.number(f'Base{end}'), *map(tax.number, names)
    factor, withheld = tax.get(f'TipoFactor{end}'), not missing_code
    if base is not None and base <= 0:
        sheet.report(base_code, tax, f'Base{end}')
    if factor == 'Exento':
        if withheld or any(name in tax.values for name in names):
            sheet.report(exempt_code, tax, f'TipoFactor{end}')
        return
    if missing_code and factor in ('Tasa', 'Cuota'):
        missing = [name for name in names if name not in tax.values]
        if missing:
            sheet.report(missing_code, tax, missing[0])
    if rate is None:
        return
    if not _rate_fits(tax, end, rate, withheld):
        sheet.report(rate_code, tax, names[0])
    if base is not None and amount is not None:
        low, high = tax_limits(base, rate, places)
        if not low <= amount <= high:
            note = f"Dice {amount}; debe estar entre {low} y {high}."
            sheet.report(amount_code, tax, names[1], note)


def _rate_fits(tax: Item, end: str, rate: Decimal, withheld: bool) -> bool:
    """Whether a rate is SAT's; a tax or a factor that is none is told elsewhere."""
    name, factor = tax.get(f'Impuesto{end}') or '', tax.get(f'TipoFactor{end}') or ''
    if name not in ('001', '002', '003') or factor not in ('Tasa', 'Cuota'):
        return True
    return rate_allowed(name, factor, rate, withheld)


def _third_party(sheet: Sheet, line: Item) -> None:
    party = line.one('ACuentaTerceros')
    if party is None:
        return
    rfc = party.get('RfcACuentaTerceros')
    others = [item.get('Rfc') for item in sheet.root.all('Emisor') + sheet.root.all('Receptor')]
    if rfc in others:
        sheet.report('CFDI40188', party, 'RfcACuentaTerceros')
    if rfc and sheet.lists and sheet.lists.registered(rfc) is False:
        sheet.report('CFDI40187', party, 'RfcACuentaTerceros')


# -------------------------------------------------------------------------------- summary


def summary(sheet: Sheet) -> None:
    if sheet.kind in ('P', 'T'):
        return
    root = sheet.root
    taxes = root.one('Impuestos')
    given, kept = _of_lines(root)
    if taxes is None:
        if kept:
            sheet.report('CFDI40211', root, note="Falta el resumen de impuestos.")
        if given:
            exempt = all(factor == 'Exento' for _tax, factor, _rate in given)
            code = 'CFDI40216' if exempt else 'CFDI40221'
            sheet.report(code, root, note="Falta el resumen de impuestos.")
        return
    _withheld(sheet, taxes, kept)
    _transferred(sheet, taxes, given)


def _of_lines(root: Item) -> tuple[dict[TaxKey, list[Decimal]], dict[str | None, Decimal]]:
    """Sums of the lines: [base, amount] of what is transferred, amount of what is withheld."""
    given: dict[TaxKey, list[Decimal]] = {}
    kept: dict[str | None, Decimal] = {}
    for taxes in root.all('Conceptos', 'Concepto', 'Impuestos'):
        for tax in taxes.all('Traslados', 'Traslado'):
            sums = given.setdefault(key_of(tax), [ZERO, ZERO])
            sums[0] += tax.number('Base') or ZERO
            sums[1] += tax.number('Importe') or ZERO
        for tax in taxes.all('Retenciones', 'Retencion'):
            name = tax.get('Impuesto')
            kept[name] = kept.get(name, ZERO) + (tax.number('Importe') or ZERO)
    return given, kept


def key_of(tax: Item, end: str = '') -> TaxKey:
    """What taxes are summed by; ``end`` of the names as payments have them: DR or P."""
    return tax.get(f'Impuesto{end}'), tax.get(f'TipoFactor{end}'), tax.number(f'TasaOCuota{end}')


def _withheld(sheet: Sheet, taxes: Item, kept: dict[str | None, Decimal]) -> None:
    found = taxes.all('Retenciones', 'Retencion')
    total = taxes.number('TotalImpuestosRetenidos')
    if found and total is None:
        sheet.report('CFDI40206', taxes, 'TotalImpuestosRetenidos')
    elif total is not None:
        due = sum((tax.number('Importe') or ZERO for tax in found), ZERO)
        if total != due:
            note = f"Dice {total}; la suma es {due}."
            sheet.report('CFDI40203', taxes, 'TotalImpuestosRetenidos', note)
    seen: set[str | None] = set()
    for tax in found:
        name, amount = tax.get('Impuesto'), tax.number('Importe')
        if name in seen:
            sheet.report('CFDI40208', tax, 'Impuesto')
        elif amount is not None:
            due = half_up(kept.get(name, ZERO), sheet.places)
            if amount != due:
                note = f"Dice {amount}; la suma es {due}."
                sheet.report('CFDI40211', tax, 'Importe', note)
        seen.add(name)
    for name in kept.keys() - seen:
        sheet.report('CFDI40211', taxes, note=f"Falta la retención del impuesto {name}.")


def _transferred(sheet: Sheet, taxes: Item, given: dict[TaxKey, list[Decimal]]) -> None:
    found = taxes.all('Traslados', 'Traslado')
    total = taxes.number('TotalImpuestosTrasladados')
    if total is None:
        if any(tax.get('TipoFactor') != 'Exento' for tax in found):
            sheet.report('CFDI40212', taxes, 'TotalImpuestosTrasladados')
    else:
        due = sum((tax.number('Importe') or ZERO for tax in found), ZERO)
        if total != due:
            note = f"Dice {total}; la suma es {due}."
            sheet.report('CFDI40205', taxes, 'TotalImpuestosTrasladados', note)
    seen: set[TaxKey] = set()
    for tax in found:
        key = key_of(tax)
        if key in seen:
            sheet.report('CFDI40218', tax)
        else:
            _one_transferred(sheet, tax, key, given.get(key, [ZERO, ZERO]))
        seen.add(key)
    for name, factor, _rate in given.keys() - seen:
        code = 'CFDI40216' if factor == 'Exento' else 'CFDI40221'
        sheet.report(code, taxes, note=f"Falta el traslado del impuesto {name}.")


def _one_transferred(sheet: Sheet, tax: Item, key: TaxKey, sums: list[Decimal]) -> None:
    _name, factor, rate = key
    base_due, due = (half_up(value, sheet.places) for value in sums)
    base, amount = tax.number('Base'), tax.number('Importe')
    if base is not None and base != base_due:
        code = 'CFDI40216' if factor == 'Exento' else 'CFDI40215'
        sheet.report(code, tax, 'Base', f"Dice {base}; la suma es {base_due}.")
    if factor == 'Exento':
        return
    if rate is None or not _rate_fits(tax, '', rate, withheld=False):
        sheet.report('CFDI40219', tax, 'TasaOCuota')
    if (amount or ZERO) != due:
        sheet.report('CFDI40221', tax, 'Importe', f"Dice {amount}; la suma es {due}.")
