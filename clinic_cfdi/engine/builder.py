"""From a `Document` to XML."""

from decimal import Decimal, DecimalException

from .document import Document, Line, Receiver, Tax
from .errors import DocumentError
from .money import exact, written
from .payments import complement as payments_complement
from .totals import LineSums, Sums, add_up
from .writer import Values, clean, write
from .zones import local_time

PAYMENT_LINE = {
    'ClaveProdServ': '84111506',
    'Cantidad': '1',
    'ClaveUnidad': 'ACT',
    'Descripcion': 'Pago',
    'ValorUnitario': '0',
    'Importe': '0',
    'ObjetoImp': '01',
}


def build(document: Document) -> bytes:
    """The XML of a document, in UTF-8, without seal. Raises `DocumentError`.

    What the document says is written even when SAT would refuse it: that is for `preflight`.
    """
    try:
        with exact():
            return write(_comprobante(document))
    except (DecimalException, OverflowError) as error:
        raise DocumentError("Un importe del comprobante no es un número razonable.") from error


def _comprobante(document: Document) -> Values:
    attributes: dict[str, str | None] = {
        'Version': '4.0',
        'Serie': clean(document.serie),
        'Folio': clean(document.folio),
        'Fecha': local_time(document.date, document.postal_code).isoformat(),
        'TipoDeComprobante': document.kind,
        'Exportacion': document.export,
        'LugarExpedicion': document.postal_code,
        'Confirmacion': document.confirmation,
    }
    children = _head(document)
    if document.kind == 'P':
        if not document.payments:
            raise DocumentError("El complemento de pago no tiene ningún pago.")
        attributes |= {'SubTotal': '0', 'Moneda': 'XXX', 'Total': '0'}
        children['Conceptos'] = [Values({}, {'Concepto': [Values(dict(PAYMENT_LINE))]})]
        complement = Values({}, {'Pagos': [payments_complement(document)]})
        children['Complemento'] = [complement]
    else:
        if not document.lines:
            raise DocumentError("El comprobante no tiene ningún concepto.")
        sums = add_up(document)
        attributes |= _money(document, sums)
        lines = [_line(line, sums.places) for line in sums.lines]
        children['Conceptos'] = [Values({}, {'Concepto': lines})]
        if sums.transferred or sums.withheld:
            children['Impuestos'] = [_taxes(sums)]
        if document.local_taxes:
            complement = Values({}, {'ImpuestosLocales': [_local_taxes(document, sums)]})
            children['Complemento'] = [complement]
    return Values(attributes, children)


def _money(document: Document, sums: Sums) -> dict[str, str | None]:
    places, totals = sums.places, sums.totals
    rate = document.exchange_rate
    return {
        'FormaPago': document.form,
        'CondicionesDePago': clean(document.conditions),
        'SubTotal': written(totals.subtotal, places, places),
        'Descuento': written(totals.discount, places, places) if sums.discounted else None,
        'Moneda': document.currency,
        'TipoCambio': None if rate is None else written(rate, 0),
        'Total': written(totals.total, places, places),
        'MetodoPago': document.method,
    }


def _head(document: Document) -> dict[str, list[Values]]:
    """What all kinds have: period of a global, relations, both parties."""
    children: dict[str, list[Values]] = {}
    period = document.global_info
    if period:
        children['InformacionGlobal'] = [
            Values(
                {
                    'Periodicidad': period.periodicity,
                    'Meses': period.months,
                    'Año': str(period.year),
                }
            )
        ]
    children['CfdiRelacionados'] = [
        Values(
            {'TipoRelacion': relation.kind},
            {'CfdiRelacionado': [Values({'UUID': uuid}) for uuid in relation.uuids]},
        )
        for relation in document.relations
    ]
    issuer = document.issuer
    children['Emisor'] = [
        Values(
            {
                'Rfc': issuer.rfc,
                'Nombre': clean(issuer.name),
                'RegimenFiscal': issuer.regime,
                'FacAtrAdquirente': issuer.acquirer_operation,
            }
        )
    ]
    children['Receptor'] = [_receiver(document.receiver, document.kind)]
    return children


def _receiver(receiver: Receiver, kind: str) -> Values:
    return Values(
        {
            'Rfc': receiver.rfc,
            'Nombre': clean(receiver.name),
            'DomicilioFiscalReceptor': receiver.postal_code,
            'ResidenciaFiscal': receiver.residence,
            'NumRegIdTrib': receiver.tax_id,
            'RegimenFiscalReceptor': receiver.regime,
            'UsoCFDI': 'CP01' if kind == 'P' else receiver.use,
        }
    )


def _line(sums: LineSums, places: int) -> Values:
    line = sums.line
    discount = None if sums.discount is None else written(sums.discount, places)
    shown = max(places, len(discount.partition('.')[2]) if discount else 0)
    attributes = {
        'ClaveProdServ': line.key,
        'NoIdentificacion': clean(line.number),
        'Cantidad': written(line.quantity, 0),
        'ClaveUnidad': line.unit,
        'Unidad': clean(line.unit_name),
        'Descripcion': clean(line.description),
        'ValorUnitario': written(line.unit_price, places),
        'Importe': written(sums.amount, shown),  # never fewer decimals than the discount
        'Descuento': discount,
        'ObjetoImp': line.object or tax_object(line, [tax for tax, _, _ in sums.taxes]),
    }
    children: dict[str, list[Values]] = {}
    groups: dict[str, list[Values]] = {}
    for group, name, withheld in (
        ('Traslados', 'Traslado', False),
        ('Retenciones', 'Retencion', True),
    ):
        taxes = [_line_tax(*one, places) for one in sums.taxes if one[0].withheld is withheld]
        if taxes:
            groups[group] = [Values({}, {name: taxes})]
    if groups:
        children['Impuestos'] = [Values({}, groups)]
    party = line.third_party
    if party:
        children['ACuentaTerceros'] = [
            Values(
                {
                    'RfcACuentaTerceros': party.rfc,
                    'NombreACuentaTerceros': clean(party.name),
                    'RegimenFiscalACuentaTerceros': party.regime,
                    'DomicilioFiscalACuentaTerceros': party.postal_code,
                }
            )
        ]
    if line.property_accounts:
        children['CuentaPredial'] = [Values({'Numero': one}) for one in line.property_accounts]
    return Values(attributes, children)


def tax_object(line: Line, taxes: list[Tax]) -> str:
    """ObjetoImp of a line that does not say it.

    '04' when the line has taxes but nothing to tax, '06' when there is only a withholding.
    """
    if not taxes:
        return '04' if line.taxes else '01'
    return '06' if all(tax.withheld for tax in taxes) else '02'


def _line_tax(tax: Tax, base: Decimal, amount: Decimal | None, places: int) -> Values:
    return Values(
        {
            'Base': written(base, places),
            'Impuesto': tax.tax,
            'TipoFactor': tax.factor,
            'TasaOCuota': None if amount is None else written(tax.rate or Decimal(0), 6),
            'Importe': None if amount is None else written(amount, places),
        }
    )


def _taxes(sums: Sums) -> Values:
    places, totals = sums.places, sums.totals
    children: dict[str, list[Values]] = {}
    if sums.withheld:
        withheld = [
            Values({'Impuesto': name, 'Importe': written(amount, places, places)})
            for name, amount in sums.withheld.items()
        ]
        children['Retenciones'] = [Values({}, {'Retencion': withheld})]
    if sums.transferred:
        transferred = [
            Values(
                {
                    'Base': written(base, places, places),
                    'Impuesto': name,
                    'TipoFactor': factor,
                    'TasaOCuota': None if rate is None else written(rate, 6),
                    'Importe': None if rate is None else written(amount, places, places),
                }
            )
            for (name, factor, rate), (base, amount) in sums.transferred.items()
        ]
        children['Traslados'] = [Values({}, {'Traslado': transferred})]
    return Values(
        {
            'TotalImpuestosRetenidos': _stated(totals.withheld, places),
            'TotalImpuestosTrasladados': _stated(totals.transferred, places),
        },
        children,
    )


def _stated(value: Decimal | None, places: int) -> str | None:
    return None if value is None else written(value, places, places)


def _local_taxes(document: Document, sums: Sums) -> Values:
    children: dict[str, list[Values]] = {'RetencionesLocales': [], 'TrasladosLocales': []}
    for tax in document.local_taxes:
        node, name, rate = (
            ('RetencionesLocales', 'ImpLocRetenido', 'TasadeRetencion')
            if tax.withheld
            else ('TrasladosLocales', 'ImpLocTrasladado', 'TasadeTraslado')
        )
        children[node].append(
            Values(
                {
                    name: clean(tax.name),
                    rate: written(tax.rate, 2, 2),
                    'Importe': written(tax.amount, 2, 2),
                }
            )
        )
    return Values(
        {
            'version': '1.0',
            'TotaldeRetenciones': written(sums.totals.local_withheld, 2, 2),
            'TotaldeTraslados': written(sums.totals.local_transferred, 2, 2),
        },
        children,
    )
