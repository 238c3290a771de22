"""From the XML of any CFDI 4.0 to its data."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from lxml import etree
from lxml.etree import _Element as Element

from .document import (
    Comprobante,
    Document,
    GlobalInfo,
    Issuer,
    Line,
    LocalTax,
    PaidDocument,
    Payment,
    Receiver,
    Relation,
    Stamp,
    Tax,
    ThirdParty,
)
from .errors import XmlError
from .money import ZERO, number
from .parsing import parse
from .schema import CFDI, LOCAL, PAGOS, TFD, moment

_NS = {'c': CFDI, 'p': PAGOS, 'l': LOCAL, 't': TFD}


def read(xml: bytes) -> Comprobante:
    """A CFDI 4.0, stamped or not, also another's with complements we do not know.

    Raises `XmlError`, also for an amount or a date that is none.
    """
    root = parse(xml)
    taxes = root.find('c:Impuestos', _NS)
    return Comprobante(
        document=_document(root),
        subtotal=_amount(root, 'SubTotal'),
        discount=_maybe(root, 'Descuento') or ZERO,
        transferred=_total(taxes, 'TotalImpuestosTrasladados'),
        withheld=_total(taxes, 'TotalImpuestosRetenidos'),
        total=_amount(root, 'Total'),
        certificate_number=root.get('NoCertificado') or None,
        certificate=root.get('Certificado') or None,
        seal=root.get('Sello') or None,
        stamp=_stamp(root),
    )


def _document(root: Element) -> Document:
    kind = _text(root, 'TipoDeComprobante')
    return Document(
        kind=kind,
        issuer=_issuer(_one(root, 'c:Emisor')),
        receiver=_receiver(_one(root, 'c:Receptor')),
        postal_code=_text(root, 'LugarExpedicion'),
        date=_moment(root, 'Fecha'),
        lines=() if kind == 'P' else tuple(map(_line, _all(root, 'c:Conceptos/c:Concepto'))),
        payments=tuple(map(_payment, _all(root, 'c:Complemento/p:Pagos/p:Pago'))),
        serie=root.get('Serie'),
        folio=root.get('Folio'),
        currency=_text(root, 'Moneda'),
        exchange_rate=_maybe(root, 'TipoCambio'),
        form=root.get('FormaPago'),
        method=root.get('MetodoPago'),
        conditions=root.get('CondicionesDePago'),
        export=_text(root, 'Exportacion'),
        relations=tuple(
            Relation(
                _text(one, 'TipoRelacion'),
                tuple(_text(related, 'UUID') for related in _all(one, 'c:CfdiRelacionado')),
            )
            for one in _all(root, 'c:CfdiRelacionados')
        ),
        global_info=_global(root.find('c:InformacionGlobal', _NS)),
        local_taxes=tuple(_local_taxes(root)),
        confirmation=root.get('Confirmacion'),
    )


def _issuer(element: Element) -> Issuer:
    return Issuer(
        _text(element, 'Rfc'),
        _text(element, 'Nombre'),
        _text(element, 'RegimenFiscal'),
        element.get('FacAtrAdquirente'),
    )


def _receiver(element: Element) -> Receiver:
    return Receiver(
        _text(element, 'Rfc'),
        _text(element, 'Nombre'),
        _text(element, 'DomicilioFiscalReceptor'),
        _text(element, 'RegimenFiscalReceptor'),
        _text(element, 'UsoCFDI'),
        element.get('ResidenciaFiscal'),
        element.get('NumRegIdTrib'),
    )


def _global(element: Element | None) -> GlobalInfo | None:
    if element is None:
        return None
    return GlobalInfo(
        _text(element, 'Periodicidad'), _text(element, 'Meses'), _whole(element, 'Año')
    )


def _line(element: Element) -> Line:
    party = element.find('c:ACuentaTerceros', _NS)
    return Line(
        key=_text(element, 'ClaveProdServ'),
        description=_text(element, 'Descripcion'),
        quantity=_amount(element, 'Cantidad'),
        unit_price=_amount(element, 'ValorUnitario'),
        unit=_text(element, 'ClaveUnidad'),
        unit_name=element.get('Unidad'),
        number=element.get('NoIdentificacion'),
        discount=_maybe(element, 'Descuento'),
        taxes=(
            *_taxes(element, 'c:Impuestos/c:Traslados/c:Traslado', False),
            *_taxes(element, 'c:Impuestos/c:Retenciones/c:Retencion', True),
        ),
        object=_text(element, 'ObjetoImp'),
        amount=_amount(element, 'Importe'),
        third_party=party
        if party is None
        else ThirdParty(
            _text(party, 'RfcACuentaTerceros'),
            _text(party, 'NombreACuentaTerceros'),
            _text(party, 'RegimenFiscalACuentaTerceros'),
            _text(party, 'DomicilioFiscalACuentaTerceros'),
        ),
        property_accounts=tuple(_text(one, 'Numero') for one in _all(element, 'c:CuentaPredial')),
    )


def _taxes(element: Element, path: str, withheld: bool, end: str = '') -> Iterator[Tax]:
    """Taxes of a line; with the end 'DR' of the names, of a paid document."""
    for one in _all(element, path):
        yield Tax(
            tax=_text(one, f'Impuesto{end}'),
            factor=_text(one, f'TipoFactor{end}'),
            rate=_maybe(one, f'TasaOCuota{end}'),
            withheld=withheld,
            base=_amount(one, f'Base{end}'),
            amount=_maybe(one, f'Importe{end}'),
        )


def _local_taxes(root: Element) -> Iterator[LocalTax]:
    for part, name, rate, withheld in (
        ('RetencionesLocales', 'ImpLocRetenido', 'TasadeRetencion', True),
        ('TrasladosLocales', 'ImpLocTrasladado', 'TasadeTraslado', False),
    ):
        for one in _all(root, f'c:Complemento/l:ImpuestosLocales/l:{part}'):
            yield LocalTax(_text(one, name), _amount(one, rate), _amount(one, 'Importe'), withheld)


def _payment(element: Element) -> Payment:
    return Payment(
        date=_moment(element, 'FechaPago'),
        form=_text(element, 'FormaDePagoP'),
        amount=_amount(element, 'Monto'),
        documents=tuple(map(_paid_document, _all(element, 'p:DoctoRelacionado'))),
        currency=_text(element, 'MonedaP'),
        exchange_rate=_maybe(element, 'TipoCambioP'),
        operation=element.get('NumOperacion'),
        payer_bank_rfc=element.get('RfcEmisorCtaOrd'),
        payer_bank_name=element.get('NomBancoOrdExt'),
        payer_account=element.get('CtaOrdenante'),
        bank_rfc=element.get('RfcEmisorCtaBen'),
        account=element.get('CtaBeneficiario'),
        chain_kind=element.get('TipoCadPago'),
        chain_certificate=element.get('CertPago'),
        chain=element.get('CadPago'),
        chain_seal=element.get('SelloPago'),
    )


def _paid_document(element: Element) -> PaidDocument:
    equivalence = _maybe(element, 'EquivalenciaDR')
    return PaidDocument(
        uuid=_text(element, 'IdDocumento'),
        installment=_whole(element, 'NumParcialidad'),
        previous_balance=_amount(element, 'ImpSaldoAnt'),
        paid=_amount(element, 'ImpPagado'),
        currency=_text(element, 'MonedaDR'),
        equivalence=Decimal(1) if equivalence is None else equivalence,
        serie=element.get('Serie'),
        folio=element.get('Folio'),
        object=_text(element, 'ObjetoImpDR'),
        taxes=(
            *_taxes(element, 'p:ImpuestosDR/p:TrasladosDR/p:TrasladoDR', False, 'DR'),
            *_taxes(element, 'p:ImpuestosDR/p:RetencionesDR/p:RetencionDR', True, 'DR'),
        ),
        remaining=_amount(element, 'ImpSaldoInsoluto'),
    )


def _stamp(root: Element) -> Stamp | None:
    element = root.find('c:Complemento/t:TimbreFiscalDigital', _NS)
    if element is None:
        return None
    return Stamp(
        uuid=_text(element, 'UUID').upper(),
        date=_moment(element, 'FechaTimbrado'),
        pac_rfc=_text(element, 'RfcProvCertif'),
        issuer_seal=_text(element, 'SelloCFD'),
        sat_certificate=_text(element, 'NoCertificadoSAT'),
        sat_seal=_text(element, 'SelloSAT'),
        legend=element.get('Leyenda'),
    )


# ---------------------------------------------------------------------------- single values


def _one(element: Element, path: str) -> Element:
    found = element.find(path, _NS)
    if found is None:
        raise XmlError(f"Al CFDI le falta el nodo {path.rpartition(':')[2]}.")
    return found


def _all(element: Element, path: str) -> list[Element]:
    found: list[Element] = element.findall(path, _NS)
    return found


def _text(element: Element, name: str) -> str:
    value = element.get(name)
    if value is None:
        raise XmlError(f"Al CFDI le falta {name} en {etree.QName(element).localname}.")
    return str(value)


def _maybe(element: Element, name: str) -> Decimal | None:
    text = element.get(name)
    value = number(text)
    if text is not None and value is None:
        raise XmlError(f"{name} no es un número en {etree.QName(element).localname}.")
    return value


def _amount(element: Element, name: str) -> Decimal:
    _text(element, name)
    return _maybe(element, name) or ZERO


def _total(taxes: Element | None, name: str) -> Decimal:
    return ZERO if taxes is None else _maybe(taxes, name) or ZERO


def _whole(element: Element, name: str) -> int:
    text = _text(element, name)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise XmlError(f"{name} no es un número entero.")
    return int(text)


def _moment(element: Element, name: str) -> datetime:
    found = moment(_text(element, name))
    if found is None:
        raise XmlError(f"{name} no es una fecha.")
    return found
