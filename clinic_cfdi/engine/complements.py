"""The complements a clinic meets: payments 2.0, local taxes, and the stamp."""

from .schema import (
    ACCOUNT,
    AMOUNT,
    ANY,
    BASE64,
    CENTS,
    EQUIVALENCE,
    FOLIO,
    INSTALLMENT,
    LOCAL,
    MOMENT,
    PAGOS,
    PAID_FOLIO,
    PESOS,
    QUANTITY,
    RATE,
    RFC_BANK,
    RFC_COMPANY,
    SERIAL,
    TFD,
    Attribute,
    Node,
    text,
)

A = Attribute


def _node(
    name: str,
    attributes: tuple[Attribute, ...] = (),
    children: tuple[Node, ...] = (),
    required: bool = False,
    many: bool = False,
) -> Node:
    return Node(name, attributes, children, required, many, PAGOS)


WITHHELD_PAID = _node(
    'RetencionDR',
    (
        A('BaseDR', QUANTITY, True),
        A('ImpuestoDR', required=True, catalogue='Impuesto', code='CRP20250'),
        A('TipoFactorDR', required=True, catalogue='TipoFactor', code='CRP20251'),
        A('TasaOCuotaDR', RATE, True, code='CRP20253'),
        A('ImporteDR', AMOUNT, True),
    ),
    required=True,
    many=True,
)
TRANSFERRED_PAID = _node(
    'TrasladoDR',
    (
        A('BaseDR', QUANTITY, True),
        A('ImpuestoDR', required=True, catalogue='Impuesto', code='CRP20256'),
        A('TipoFactorDR', required=True, catalogue='TipoFactor', code='CRP20257'),
        A('TasaOCuotaDR', RATE, code='CRP20260'),
        A('ImporteDR', AMOUNT),
    ),
    required=True,
    many=True,
)
PAID_DOCUMENT = _node(
    'DoctoRelacionado',
    (
        A('IdDocumento', PAID_FOLIO, True),
        A('Serie', text(25)),
        A('Folio', text(40)),
        A('MonedaDR', required=True, catalogue='Moneda'),
        A('EquivalenciaDR', EQUIVALENCE),
        A('NumParcialidad', INSTALLMENT, True),
        A('ImpSaldoAnt', AMOUNT, True),
        A('ImpPagado', AMOUNT, True),
        A('ImpSaldoInsoluto', AMOUNT, True),
        A('ObjetoImpDR', required=True, catalogue='ObjetoImp', code='CRP20245'),
    ),
    (
        _node(
            'ImpuestosDR',
            children=(
                _node('RetencionesDR', children=(WITHHELD_PAID,)),
                _node('TrasladosDR', children=(TRANSFERRED_PAID,)),
            ),
        ),
    ),
    required=True,
    many=True,
)
PAYMENT_TAXES = _node(
    'ImpuestosP',
    children=(
        _node(
            'RetencionesP',
            children=(
                _node(
                    'RetencionP',
                    (
                        A('ImpuestoP', required=True, catalogue='Impuesto', code='CRP20262'),
                        A('ImporteP', AMOUNT, True),
                    ),
                    required=True,
                    many=True,
                ),
            ),
        ),
        _node(
            'TrasladosP',
            children=(
                _node(
                    'TrasladoP',
                    (
                        A('BaseP', AMOUNT, True, lacking='CRP20266'),
                        A(
                            'ImpuestoP',
                            required=True,
                            catalogue='Impuesto',
                            code='CRP20270',
                            lacking='CRP20266',
                        ),
                        A(
                            'TipoFactorP',
                            required=True,
                            catalogue='TipoFactor',
                            code='CRP20272',
                            lacking='CRP20266',
                        ),
                        A('TasaOCuotaP', RATE, code='CRP20272'),
                        A('ImporteP', AMOUNT),
                    ),
                    required=True,
                    many=True,
                ),
            ),
        ),
    ),
)
PAYMENT = _node(
    'Pago',
    (
        A('FechaPago', MOMENT, True),
        A('FormaDePagoP', required=True, catalogue='FormaPago'),
        A('MonedaP', required=True, catalogue='Moneda'),
        A('TipoCambioP', QUANTITY),
        A('Monto', AMOUNT, True),
        A('NumOperacion', text(100)),
        A('RfcEmisorCtaOrd', RFC_BANK),
        A('NomBancoOrdExt', text(300)),
        A('CtaOrdenante', ACCOUNT),
        A('RfcEmisorCtaBen', RFC_COMPANY),
        A('CtaBeneficiario', ACCOUNT),
        A('TipoCadPago'),
        A('CertPago', BASE64),
        A('CadPago', text(8192)),
        A('SelloPago', BASE64),
    ),
    (PAID_DOCUMENT, PAYMENT_TAXES),
    required=True,
    many=True,
)
PAYMENTS = _node(
    'Pagos',
    (A('Version', required=True, fixed='2.0'),),
    (
        _node(
            'Totales',
            (
                A('TotalRetencionesIVA', PESOS),
                A('TotalRetencionesISR', PESOS),
                A('TotalRetencionesIEPS', PESOS),
                A('TotalTrasladosBaseIVA16', PESOS),
                A('TotalTrasladosImpuestoIVA16', PESOS),
                A('TotalTrasladosBaseIVA8', PESOS),
                A('TotalTrasladosImpuestoIVA8', PESOS),
                A('TotalTrasladosBaseIVA0', PESOS),
                A('TotalTrasladosImpuestoIVA0', PESOS),
                A('TotalTrasladosBaseIVAExento', PESOS),
                A('MontoTotalPagos', PESOS, True),
            ),
            required=True,
        ),
        PAYMENT,
    ),
)

LOCAL_TAXES = Node(
    'ImpuestosLocales',
    (
        A('version', required=True, fixed='1.0'),
        A('TotaldeRetenciones', CENTS, True),
        A('TotaldeTraslados', CENTS, True),
    ),
    (
        Node(
            'RetencionesLocales',
            (
                A('ImpLocRetenido', ANY, True),
                A('TasadeRetencion', CENTS, True),
                A('Importe', CENTS, True),
            ),
            many=True,
            namespace=LOCAL,
        ),
        Node(
            'TrasladosLocales',
            (
                A('ImpLocTrasladado', ANY, True),
                A('TasadeTraslado', CENTS, True),
                A('Importe', CENTS, True),
            ),
            many=True,
            namespace=LOCAL,
        ),
    ),
    namespace=LOCAL,
)

STAMP = Node(
    'TimbreFiscalDigital',
    (
        A('Version', required=True, fixed='1.1'),
        A('UUID', FOLIO, True),
        A('FechaTimbrado', MOMENT, True),
        A('RfcProvCertif', RFC_COMPANY, True),
        A('Leyenda', text(150, 12)),
        A('SelloCFD', BASE64, True),
        A('NoCertificadoSAT', SERIAL, True),
        A('SelloSAT', BASE64, True, sealed=False),
    ),
    namespace=TFD,
    sealed=False,
)

COMPLEMENTS = (PAYMENTS, LOCAL_TAXES, STAMP)
