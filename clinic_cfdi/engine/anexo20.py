"""Anexo 20: the nodes of CFDI 4.0, each attribute with its type, catalogue and conditions."""

from .complements import COMPLEMENTS
from .schema import (
    AMOUNT,
    BASE64,
    CONFIRMATION,
    CUSTOMS,
    FOLIO,
    MOMENT,
    OPERATION,
    POSTAL,
    PROPERTY,
    QUANTITY,
    RATE,
    RFC,
    SERIAL,
    YEAR,
    Attribute,
    Node,
    text,
)

A = Attribute
NAME = text(300)


def _line_tax(name: str, withheld: bool, tax: str, factor: str, rate: str) -> Node:
    """A tax of a concepto; a withheld one always states rate and amount."""
    return Node(
        name,
        (
            A('Base', QUANTITY, True),
            A('Impuesto', required=True, catalogue='Impuesto', code=tax),
            A('TipoFactor', required=True, catalogue='TipoFactor', code=factor),
            A('TasaOCuota', RATE, withheld, code=rate),
            A('Importe', AMOUNT, withheld),
        ),
        required=True,
        many=True,
    )


CUSTOMS_NODE = Node('InformacionAduanera', (A('NumeroPedimento', CUSTOMS, True),), many=True)

CONCEPT = Node(
    'Concepto',
    (
        A('ClaveProdServ', required=True, catalogue='ClaveProdServ', code='CFDI40162'),
        A('NoIdentificacion', text(100), forbidden=(('P', 'CRP20114'),)),
        A('Cantidad', QUANTITY, True),
        A('ClaveUnidad', required=True, catalogue='ClaveUnidad', code='CFDI40165'),
        A('Unidad', text(20), forbidden=(('P', 'CRP20117'),)),
        A('Descripcion', text(1000), True),
        A('ValorUnitario', AMOUNT, True),
        A('Importe', AMOUNT, True),
        A('Descuento', AMOUNT, forbidden=(('P', 'CRP20121'),)),
        A('ObjetoImp', required=True, catalogue='ObjetoImp', code='CFDI40170'),
    ),
    (
        Node(
            'Impuestos',
            children=(
                Node(
                    'Traslados',
                    children=(_line_tax('Traslado', False, 'CFDI40175', 'CFDI40176', 'CFDI40179'),),
                ),
                Node(
                    'Retenciones',
                    children=(_line_tax('Retencion', True, 'CFDI40182', 'CFDI40183', 'CFDI40185'),),
                ),
            ),
            forbidden=(('P', 'CRP20112'),),
        ),
        Node(
            'ACuentaTerceros',
            (
                A('RfcACuentaTerceros', RFC, True),
                A('NombreACuentaTerceros', NAME, True),
                A('RegimenFiscalACuentaTerceros', required=True, catalogue='RegimenFiscal'),
                A('DomicilioFiscalACuentaTerceros', POSTAL, True),
            ),
        ),
        CUSTOMS_NODE,
        Node('CuentaPredial', (A('Numero', PROPERTY, True),), many=True),
        Node('ComplementoConcepto', open=True),
        Node(
            'Parte',
            (
                A('ClaveProdServ', required=True, catalogue='ClaveProdServ'),
                A('NoIdentificacion', text(100)),
                A('Cantidad', QUANTITY, True),
                A('Unidad', text(20)),
                A('Descripcion', text(1000), True),
                A('ValorUnitario', AMOUNT),
                A('Importe', AMOUNT),
            ),
            (CUSTOMS_NODE,),
            many=True,
        ),
    ),
    required=True,
    many=True,
)

TAXES = Node(
    'Impuestos',
    (
        A('TotalImpuestosRetenidos', AMOUNT, decimals='CFDI40202'),
        A('TotalImpuestosTrasladados', AMOUNT, decimals='CFDI40204'),
    ),
    (
        Node(
            'Retenciones',
            children=(
                Node(
                    'Retencion',
                    (
                        A('Impuesto', required=True, catalogue='Impuesto', code='CFDI40207'),
                        A('Importe', AMOUNT, True, decimals='CFDI40210'),
                    ),
                    required=True,
                    many=True,
                ),
            ),
        ),
        Node(
            'Traslados',
            children=(
                Node(
                    'Traslado',
                    (
                        A('Base', AMOUNT, True, decimals='CFDI40214', lacking='CFDI40213'),
                        A(
                            'Impuesto',
                            required=True,
                            catalogue='Impuesto',
                            code='CFDI40217',
                            lacking='CFDI40213',
                        ),
                        A(
                            'TipoFactor',
                            required=True,
                            catalogue='TipoFactor',
                            code='CFDI40219',
                            lacking='CFDI40213',
                        ),
                        A('TasaOCuota', RATE, code='CFDI40219'),
                        A('Importe', AMOUNT, decimals='CFDI40220'),
                    ),
                    required=True,
                    many=True,
                ),
            ),
        ),
    ),
    order=('Retenciones', '@TotalImpuestosRetenidos', 'Traslados', '@TotalImpuestosTrasladados'),
    forbidden=(('T', 'CFDI40201'), ('P', 'CRP20123')),
)

COMPROBANTE = Node(
    'Comprobante',
    (
        A('Version', required=True, fixed='4.0'),
        A('Serie', text(25)),
        A('Folio', text(40)),
        A('Fecha', MOMENT, True, code='CFDI40101'),
        A('Sello', BASE64, True, sealed=False, late=True),
        A(
            'FormaPago',
            catalogue='FormaPago',
            code='CFDI40104',
            forbidden=(('T', 'CFDI40103'), ('N', 'CFDI40103'), ('P', 'CRP20105')),
        ),
        A('NoCertificado', SERIAL, True, late=True),
        A('Certificado', BASE64, True, sealed=False, late=True),
        A('CondicionesDePago', text(1000), forbidden=(('P', 'CRP20107'),)),
        A('SubTotal', AMOUNT, True, decimals='CFDI40107'),
        A('Descuento', AMOUNT, decimals='CFDI40112', forbidden=(('P', 'CRP20108'),)),
        A('Moneda', required=True, catalogue='Moneda', code='CFDI40113'),
        A('TipoCambio', QUANTITY, code='CFDI40117', forbidden=(('P', 'CRP20109'),)),
        A('Total', AMOUNT, True),
        A(
            'TipoDeComprobante',
            required=True,
            catalogue='TipoDeComprobante',
            code='CFDI40121',
        ),
        A('Exportacion', required=True, catalogue='Exportacion', code='CFDI40123'),
        A(
            'MetodoPago',
            catalogue='MetodoPago',
            code='CFDI40124',
            forbidden=(('T', 'CFDI40125'), ('P', 'CRP20106')),
        ),
        A('LugarExpedicion', required=True, catalogue='CodigoPostal', code='CFDI40126'),
        A('Confirmacion', CONFIRMATION, code='CFDI40128'),
    ),
    (
        Node(
            'InformacionGlobal',
            (
                A('Periodicidad', required=True, catalogue='Periodicidad', code='CFDI40131'),
                A('Meses', required=True, catalogue='Meses', code='CFDI40133'),
                A('Año', YEAR, True, code='CFDI40136'),
            ),
        ),
        Node(
            'CfdiRelacionados',
            (A('TipoRelacion', required=True, catalogue='TipoRelacion', code='CFDI40137'),),
            (Node('CfdiRelacionado', (A('UUID', FOLIO, True),), required=True, many=True),),
            many=True,
        ),
        Node(
            'Emisor',
            (
                A('Rfc', RFC, True),
                A('Nombre', NAME, True),
                A('RegimenFiscal', required=True, catalogue='RegimenFiscal', code='CFDI40140'),
                A('FacAtrAdquirente', OPERATION, code='CFDI40142'),
            ),
            required=True,
        ),
        Node(
            'Receptor',
            (
                A('Rfc', RFC, True),
                A('Nombre', NAME, True),
                A('DomicilioFiscalReceptor', POSTAL, True),
                A('ResidenciaFiscal', catalogue='Pais', code='CFDI40150'),
                A('NumRegIdTrib', text(40)),
                A(
                    'RegimenFiscalReceptor',
                    required=True,
                    catalogue='RegimenFiscal',
                    code='CFDI40157',
                ),
                A('UsoCFDI', required=True, catalogue='UsoCFDI', code='CFDI40160'),
            ),
            required=True,
        ),
        Node('Conceptos', children=(CONCEPT,), required=True),
        TAXES,
        Node('Complemento', open=True),
        Node('Addenda', open=True, sealed=False),
    ),
)

#: What may stand in an open node, by tag.
COMPLEMENT_NODES = {node.tag: node for node in COMPLEMENTS}
