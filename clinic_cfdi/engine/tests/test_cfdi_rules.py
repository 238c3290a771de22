"""Each of SAT's codes we know, by one violation of a comprobante that is right."""

from collections import Counter
from datetime import timedelta

import pytest
from lxml import etree

from odoo.addons.clinic_cfdi.engine import (
    KnownLists,
    Relation,
    Taxpayer,
    ThirdParty,
    build,
    preflight,
    sign,
)
from odoo.addons.clinic_cfdi.engine.certificate import PublicCertificate
from odoo.addons.clinic_cfdi.engine.checks.texts import TEXTS

from tests.support import cfdi

I = cfdi.invoice  # noqa: E741
G, P = cfdi.global_invoice, cfdi.payment
TAX = 'Conceptos/Concepto[2]/Impuestos/Traslados/Traslado'
KEPT = 'Conceptos/Concepto[2]/Impuestos/Retenciones/Retencion'
EXEMPT = 'Conceptos/Concepto/Impuestos/Traslados/Traslado'
PAGO = 'Complemento/Pagos/Pago'
TOTALS = 'Complemento/Pagos/Totales'
PAID = f'{PAGO}/DoctoRelacionado'
PAID_TAX = f'{PAID}/ImpuestosDR/TrasladosDR/TrasladoDR'
PAID_KEPT = f'{PAID}/ImpuestosDR/RetencionesDR/RetencionDR'
P_TAX = f'{PAGO}/ImpuestosP/TrasladosP/TrasladoP'
P_KEPT = f'{PAGO}/ImpuestosP/RetencionesP/RetencionP'
PUBLIC = {'Receptor/@Rfc': 'XAXX010101000', 'Receptor/@DomicilioFiscalReceptor': '06700'}
FOREIGN = {
    **PUBLIC,
    'Receptor/@Rfc': 'XEXX010101000',
    'Receptor/@RegimenFiscalReceptor': '616',
    'Receptor/@UsoCFDI': 'S01',
}
USD = {'@Moneda': 'USD', '@TipoCambio': '18.5'}
DROP = None

# code, the comprobante, what is changed in it: an attribute's value, DROP, or '+Node' to add one
CASES = [
    ('301', I, {'@Version': 'x', 'Emisor/@Rfc': 'abc'}),
    ('CFDI40101', I, {'@Fecha': '2026-03-02'}),
    ('CFDI40103', I, {'@TipoDeComprobante': 'T'}),
    ('CFDI40104', I, {'@FormaPago': 'EFECTIVO'}),
    ('CFDI40105', I, {'@MetodoPago': 'PPD'}),
    ('CFDI40107', I, {'@SubTotal': '1550.000'}),
    ('CFDI40108', I, {'@SubTotal': '1550.01'}),
    ('CFDI40109', I, {'@TipoDeComprobante': 'T'}),
    ('CFDI40110', I, {'@Descuento': '9999.00'}),
    ('CFDI40111', I, {'@Descuento': DROP}),
    ('CFDI40112', I, {'@Descuento': '10.500'}),
    ('CFDI40113', I, {'@Moneda': 'PESOS'}),
    ('CFDI40114', I, {'@TipoCambio': '2'}),
    ('CFDI40115', I, {'@Moneda': 'USD'}),
    ('CFDI40116', I, {'@Moneda': 'XXX', '@TipoCambio': '1'}),
    ('CFDI40117', I, {'@Moneda': 'USD', '@TipoCambio': 'abc'}),
    ('CFDI40118', I, {**USD, '@TipoCambio': '2000'}),
    ('CFDI40119', I, {'@Total': '1.00'}),
    ('CFDI40120', I, {'@Total': '1000000000000000000.00'}),
    ('CFDI40121', I, {'@TipoDeComprobante': 'X'}),
    ('CFDI40122', I, {'@Exportacion': '02'}),
    ('CFDI40123', I, {'@Exportacion': '09'}),
    ('CFDI40124', I, {'@MetodoPago': 'AHORA'}),
    ('CFDI40125', I, {'@TipoDeComprobante': 'T'}),
    ('CFDI40126', I, {'@LugarExpedicion': '00001'}),
    ('CFDI40130', G, {'Receptor/@Nombre': 'CLIENTE SIN DATOS'}),
    ('CFDI40131', G, {'InformacionGlobal/@Periodicidad': '09'}),
    ('CFDI40132', G, {'InformacionGlobal/@Periodicidad': '05'}),
    ('CFDI40133', G, {'InformacionGlobal/@Meses': '19'}),
    ('CFDI40134', G, {'InformacionGlobal/@Meses': '13'}),
    ('CFDI40135', G, {'InformacionGlobal/@Periodicidad': '05'}),
    ('CFDI40136', G, {'InformacionGlobal/@Año': '2024'}),
    ('CFDI40137', lambda: I(relations=(Relation('04', (cfdi.UUID,)),)),
     {'CfdiRelacionados/@TipoRelacion': '99'}),
    ('CFDI40140', I, {'Emisor/@RegimenFiscal': '999'}),
    ('CFDI40141', I, {'Emisor/@RegimenFiscal': '612'}),
    ('CFDI40142', I, {'Emisor/@FacAtrAdquirente': 'ABC'}),
    ('CFDI40146', I, {'Receptor/@Nombre': 'PUBLICO EN GENERAL'}),
    ('CFDI40147', I, {'Receptor/@DomicilioFiscalReceptor': '00001'}),
    ('CFDI40149', I, {'Receptor/@Rfc': 'XAXX010101000'}),
    ('CFDI40150', I, {**FOREIGN, 'Receptor/@ResidenciaFiscal': 'XXX'}),
    ('CFDI40151', I, {'Receptor/@ResidenciaFiscal': 'USA'}),
    ('CFDI40152', I, {**FOREIGN, 'Receptor/@ResidenciaFiscal': 'MEX'}),
    ('CFDI40153', I, {**FOREIGN, 'Receptor/@NumRegIdTrib': '123456789'}),
    ('CFDI40154', I, {'Receptor/@NumRegIdTrib': '123456789'}),
    ('CFDI40155', I, {**FOREIGN, '+Complemento': '{http://www.sat.gob.mx/ComercioExterior20}X'}),
    ('CFDI40156', I, {**FOREIGN, 'Receptor/@ResidenciaFiscal': 'USA',
                      'Receptor/@NumRegIdTrib': 'no es uno'}),
    ('CFDI40157', I, {'Receptor/@RegimenFiscalReceptor': '999'}),
    ('CFDI40158', I, {'Receptor/@RegimenFiscalReceptor': '601'}),
    ('CFDI40160', I, {'Receptor/@UsoCFDI': 'Z99'}),
    ('CFDI40161', I, {'Receptor/@RegimenFiscalReceptor': '626'}),
    ('CFDI40162', I, {'Conceptos/Concepto/@ClaveProdServ': '99999999'}),
    ('CFDI40165', I, {'Conceptos/Concepto/@ClaveUnidad': 'ZZZ'}),
    ('CFDI40166', I, {'Conceptos/Concepto/@ValorUnitario': '0.00'}),
    ('CFDI40167', I, {'Conceptos/Concepto[2]/@Importe': '600.00'}),
    ('CFDI40168', I, {'Conceptos/Concepto[2]/@Descuento': '10.500'}),
    ('CFDI40169', I, {'Conceptos/Concepto[2]/@Descuento': '900.00'}),
    ('CFDI40170', I, {'Conceptos/Concepto/@ObjetoImp': '99'}),
    ('CFDI40171', I, {'Conceptos/Concepto/Impuestos': DROP}),
    ('CFDI40172', I, {'Conceptos/Concepto/@ObjetoImp': '01'}),
    ('CFDI40173', I, {'Conceptos/Concepto/Impuestos/Traslados': DROP}),
    ('CFDI40174', I, {f'{TAX}/@Base': '0'}),
    ('CFDI40175', I, {f'{TAX}/@Impuesto': '009'}),
    ('CFDI40176', I, {f'{TAX}/@TipoFactor': 'Otro'}),
    ('CFDI40177', I, {f'{EXEMPT}/@TasaOCuota': '0.160000'}),
    ('CFDI40178', I, {f'{TAX}/@Importe': DROP}),
    ('CFDI40179', I, {f'{TAX}/@TasaOCuota': '0.150000'}),
    ('CFDI40180', I, {f'{TAX}/@Importe': '99.00'}),
    ('CFDI40181', I, {f'{KEPT}/@Base': '0'}),
    ('CFDI40182', I, {f'{KEPT}/@Impuesto': '009'}),
    ('CFDI40183', I, {f'{KEPT}/@TipoFactor': 'Otro'}),
    ('CFDI40184', I, {f'{KEPT}/@TipoFactor': 'Exento'}),
    ('CFDI40185', I, {f'{KEPT}/@TasaOCuota': '0.900000'}),
    ('CFDI40186', I, {f'{KEPT}/@Importe': '99.00'}),
    ('CFDI40188', lambda: I(lines=(third_party_line(),)),
     {'Conceptos/Concepto/ACuentaTerceros/@RfcACuentaTerceros': cfdi.RFC}),
    ('CFDI40201', I, {'@TipoDeComprobante': 'T'}),
    ('CFDI40202', I, {'Impuestos/@TotalImpuestosRetenidos': '101.160'}),
    ('CFDI40203', I, {'Impuestos/@TotalImpuestosRetenidos': '1.00'}),
    ('CFDI40204', I, {'Impuestos/@TotalImpuestosTrasladados': '78.320'}),
    ('CFDI40205', I, {'Impuestos/@TotalImpuestosTrasladados': '1.00'}),
    ('CFDI40206', I, {'Impuestos/@TotalImpuestosRetenidos': DROP}),
    ('CFDI40207', I, {'Impuestos/Retenciones/Retencion/@Impuesto': '009'}),
    ('CFDI40208', I, {'Impuestos/Retenciones/Retencion/@Impuesto': '002'}),
    ('CFDI40210', I, {'Impuestos/Retenciones/Retencion/@Importe': '48.950'}),
    ('CFDI40211', I, {'Impuestos/Retenciones/Retencion/@Importe': '1.00'}),
    ('CFDI40212', I, {'Impuestos/@TotalImpuestosTrasladados': DROP}),
    ('CFDI40213', I, {'Impuestos/Traslados/Traslado/@TipoFactor': DROP}),
    ('CFDI40214', I, {'Impuestos/Traslados/Traslado/@Base': '850.000'}),
    ('CFDI40215', I, {'Impuestos/Traslados/Traslado[2]/@Base': '1.00'}),
    ('CFDI40216', I, {'Impuestos/Traslados/Traslado/@Base': '1.00'}),
    ('CFDI40217', I, {'Impuestos/Traslados/Traslado/@Impuesto': '009'}),
    ('CFDI40218', I, {'Impuestos/Traslados/Traslado[3]/@TasaOCuota': '0.160000'}),
    ('CFDI40219', I, {'Impuestos/Traslados/Traslado[2]/@TasaOCuota': '0.150000'}),
    ('CFDI40220', I, {'Impuestos/Traslados/Traslado[2]/@Importe': '78.320'}),
    ('CFDI40221', I, {'Impuestos/Traslados/Traslado[2]/@Importe': '1.00'}),
    # ------------------------------------------------------------------------- payments
    ('CRP20101', P, {'@TipoDeComprobante': 'I'}),
    ('CRP20102', P, {'@Exportacion': '02'}),
    ('CRP20103', P, {'@SubTotal': '1'}),
    ('CRP20104', P, {'@Moneda': 'MXN'}),
    ('CRP20105', P, {'@FormaPago': '01'}),
    ('CRP20106', P, {'@MetodoPago': 'PUE'}),
    ('CRP20107', P, {'@CondicionesDePago': 'contado'}),
    ('CRP20108', P, {'@Descuento': '0'}),
    ('CRP20109', P, {'@TipoCambio': '1'}),
    ('CRP20110', P, {'@Total': '1'}),
    ('CRP20111', P, {'+Conceptos': 'Conceptos/Concepto'}),
    ('CRP20112', P, {'+Conceptos/Concepto': 'Impuestos'}),
    ('CRP20113', P, {'Conceptos/Concepto/@ClaveProdServ': '85121502'}),
    ('CRP20114', P, {'Conceptos/Concepto/@NoIdentificacion': '1'}),
    ('CRP20115', P, {'Conceptos/Concepto/@Cantidad': '2'}),
    ('CRP20116', P, {'Conceptos/Concepto/@ClaveUnidad': 'E48'}),
    ('CRP20117', P, {'Conceptos/Concepto/@Unidad': 'pago'}),
    ('CRP20118', P, {'Conceptos/Concepto/@Descripcion': 'Abono'}),
    ('CRP20119', P, {'Conceptos/Concepto/@ValorUnitario': '1'}),
    ('CRP20120', P, {'Conceptos/Concepto/@Importe': '1'}),
    ('CRP20121', P, {'Conceptos/Concepto/@Descuento': '0'}),
    ('CRP20122', P, {'Conceptos/Concepto/@ObjetoImp': '02'}),
    ('CRP20123', P, {'+Comprobante': 'Impuestos'}),
    ('CRP20201', P, {f'{TOTALS}/@TotalRetencionesIVA': '1.00'}),
    ('CRP20202', P, {f'{TOTALS}/@TotalRetencionesISR': '1.00'}),
    ('CRP20203', P, {f'{TOTALS}/@TotalRetencionesIEPS': '1.00'}),
    ('CRP20204', P, {f'{TOTALS}/@TotalTrasladosBaseIVA16': '1.00'}),
    ('CRP20205', P, {f'{TOTALS}/@TotalTrasladosImpuestoIVA16': '1.00'}),
    ('CRP20206', P, {f'{TOTALS}/@TotalTrasladosBaseIVA8': '1.00'}),
    ('CRP20207', P, {f'{TOTALS}/@TotalTrasladosImpuestoIVA8': '1.00'}),
    ('CRP20208', P, {f'{TOTALS}/@TotalTrasladosBaseIVA0': '1.00'}),
    ('CRP20209', P, {f'{TOTALS}/@TotalTrasladosImpuestoIVA0': '1.00'}),
    ('CRP20210', P, {f'{TOTALS}/@TotalTrasladosBaseIVAExento': '1.00'}),
    ('CRP20211', P, {f'{TOTALS}/@MontoTotalPagos': '1.00'}),
    ('CRP20212', P, {f'{PAGO}/@FormaDePagoP': '99'}),
    ('CRP20213', P, {f'{PAGO}/@MonedaP': 'XXX'}),
    ('CRP20214', P, {f'{PAGO}/@MonedaP': 'USD', f'{PAGO}/@TipoCambioP': DROP}),
    ('CRP20215', P, {f'{PAGO}/@TipoCambioP': '2'}),
    ('CRP20216', P, {f'{PAGO}/@MonedaP': 'USD', f'{PAGO}/@TipoCambioP': '2000'}),
    ('CRP20217', P, {f'{PAGO}/@Monto': '849.99'}),
    ('CRP20218', P, {f'{PAGO}/@Monto': '0.00'}),
    ('CRP20219', P, {f'{PAGO}/@Monto': '850.000'}),
    ('CRP20220', P, {f'{PAGO}/@Monto': '1000000000000000000'}),
    ('CRP20221', P, {f'{PAGO}/@FormaDePagoP': '01'}),
    ('CRP20223', P, {f'{PAGO}/@RfcEmisorCtaOrd': 'XEXX010101000'}),
    ('CRP20224', P, {f'{PAGO}/@FormaDePagoP': '01'}),
    ('CRP20225', P, {f'{PAGO}/@CtaOrdenante': 'CUENTA_LARGA'}),
    ('CRP20226', P, {f'{PAGO}/@CtaBeneficiario': 'CUENTA_LARGA'}),
    ('CRP20227', P, {f'{PAGO}/@FormaDePagoP': '01'}),
    ('CRP20228', P, {f'{PAGO}/@FormaDePagoP': '01'}),
    ('CRP20229', P, {f'{PAGO}/@TipoCadPago': '01', f'{PAGO}/@FormaDePagoP': '04'}),
    ('CRP20230', P, {f'{PAGO}/@TipoCadPago': '01'}),
    ('CRP20231', P, {f'{PAGO}/@CertPago': 'AAAA'}),
    ('CRP20232', P, {f'{PAGO}/@TipoCadPago': '01'}),
    ('CRP20233', P, {f'{PAGO}/@CadPago': 'cadena'}),
    ('CRP20234', P, {f'{PAGO}/@TipoCadPago': '01'}),
    ('CRP20235', P, {f'{PAGO}/@SelloPago': 'AAAA'}),
    ('CRP20236', P, {f'{PAID}/@MonedaDR': 'XXX'}),
    ('CRP20237', P, {f'{PAID}/@MonedaDR': 'USD', f'{PAID}/@EquivalenciaDR': DROP}),
    ('CRP20238', P, {f'{PAID}/@EquivalenciaDR': '1.5'}),
    ('CRP20239', P, {f'{PAID}/@ImpSaldoAnt': '0.00'}),
    ('CRP20240', P, {f'{PAID}/@ImpSaldoAnt': '1000.000'}),
    ('CRP20241', P, {f'{PAID}/@ImpPagado': '0.00'}),
    ('CRP20242', P, {f'{PAID}/@ImpPagado': '800.000'}),
    ('CRP20243', P, {f'{PAID}/@ImpSaldoInsoluto': '200.000'}),
    ('CRP20244', P, {f'{PAID}/@ImpSaldoInsoluto': '201.00'}),
    ('CRP20245', P, {f'{PAID}/@ObjetoImpDR': '99'}),
    ('CRP20246', P, {f'{PAID}/ImpuestosDR': DROP}),
    ('CRP20247', P, {f'{PAID}/@ObjetoImpDR': '01'}),
    ('CRP20248', P, {f'{PAID}/ImpuestosDR/TrasladosDR': DROP,
                     f'{PAID}/ImpuestosDR/RetencionesDR': DROP}),
    ('CRP20249', P, {f'{PAID_KEPT}/@BaseDR': '0'}),
    ('CRP20250', P, {f'{PAID_KEPT}/@ImpuestoDR': '009'}),
    ('CRP20251', P, {f'{PAID_KEPT}/@TipoFactorDR': 'Otro'}),
    ('CRP20252', P, {f'{PAID_KEPT}/@TipoFactorDR': 'Exento'}),
    ('CRP20253', P, {f'{PAID_KEPT}/@TasaOCuotaDR': '0.900000'}),
    ('CRP20254', P, {f'{PAID_KEPT}/@ImporteDR': '99.00'}),
    ('CRP20255', P, {f'{PAID_TAX}/@BaseDR': '0'}),
    ('CRP20256', P, {f'{PAID_TAX}/@ImpuestoDR': '009'}),
    ('CRP20257', P, {f'{PAID_TAX}/@TipoFactorDR': 'Otro'}),
    ('CRP20258', P, {f'{PAID_TAX}/@TipoFactorDR': 'Exento'}),
    ('CRP20259', P, {f'{PAID_TAX}/@ImporteDR': DROP}),
    ('CRP20260', P, {f'{PAID_TAX}/@TasaOCuotaDR': '0.150000'}),
    ('CRP20261', P, {f'{PAID_TAX}/@ImporteDR': '99.00'}),
    ('CRP20262', P, {f'{P_KEPT}/@ImpuestoP': '009'}),
    ('CRP20263', P, {f'{P_KEPT}/@ImpuestoP': '002'}),
    ('CRP20264', P, dict.fromkeys(
        (f'{TOTALS}/@TotalRetenciones{name}' for name in ('IVA', 'ISR', 'IEPS')), DROP)),
    ('CRP20265', P, {f'{P_KEPT}/@ImporteP': '1.00'}),
    ('CRP20266', P, {f'{P_TAX}/@TipoFactorP': DROP}),
    ('CRP20267', P, dict.fromkeys(
        (f'{TOTALS}/@TotalTrasladosBaseIVA{name}' for name in ('16', '8', '0', 'Exento')), DROP)),
    ('CRP20268', P, {f'{P_TAX}/@BaseP': '1.00'}),
    ('CRP20269', P, {f'{P_TAX}[4]/@BaseP': '1.00'}),
    ('CRP20270', P, {f'{P_TAX}/@ImpuestoP': '009'}),
    ('CRP20271', P, {f'{P_TAX}/@TasaOCuotaP': '0.080000'}),
    ('CRP20272', P, {f'{P_TAX}/@TasaOCuotaP': '0.150000'}),
    ('CRP20273', P, dict.fromkeys(
        (f'{TOTALS}/@TotalTrasladosImpuestoIVA{name}' for name in ('16', '8', '0')), DROP)),
    ('CRP20274', P, {f'{P_TAX}/@ImporteP': '1.00'}),
]  # fmt: skip

TAXPAYERS = {
    cfdi.RFC: Taxpayer(cfdi.NAME, '06700', frozenset({'601'})),
    cfdi.PATIENT.rfc: Taxpayer(cfdi.PATIENT.name, '36257', frozenset({'612', '605'})),
    'BBA830831LJ2': Taxpayer(),
    'PZA000413788': Taxpayer('UN TERCERO'),
}
LISTS = KnownLists(
    TAXPAYERS,
    complete=True,
    revoked=frozenset(),
    confirmations={'AAAAA': 'valid', 'BBBBB': 'used'},
    acquirer_operations=frozenset(),
    exchange_rates={'USD': cfdi.D('18.5')},
)
#: The same for rules that ask a list.
LISTED = [
    ('CFDI40106', I, {}),
    ('CFDI40127', I, {**USD, '@Confirmacion': 'AAAAA'}),
    ('CFDI40128', I, {**USD, '@TipoCambio': '2000', '@Confirmacion': 'ZZZZZ'}),
    ('CFDI40129', I, {**USD, '@TipoCambio': '2000', '@Confirmacion': 'BBBBB'}),
    ('CFDI40138', I, {'Emisor/@Nombre': 'NADIE SE LLAMA ASI'}),
    ('CFDI40139', I, {'Emisor/@Nombre': cfdi.PATIENT.name}),
    ('CFDI40142', I, {'Emisor/@FacAtrAdquirente': '1234567890'}),
    ('CFDI40143', I, {'Receptor/@Rfc': 'CACX7605101P9'}),
    ('CFDI40144', I, {'Receptor/@Nombre': 'NADIE SE LLAMA ASI'}),
    ('CFDI40145', I, {'Receptor/@Nombre': cfdi.NAME}),
    ('CFDI40148', I, {'Receptor/@DomicilioFiscalReceptor': '06700'}),
    ('CFDI40159', I, {'Receptor/@RegimenFiscalReceptor': '606'}),
    ('CFDI40187', lambda: I(lines=(third_party_line(),)),
     {'Conceptos/Concepto/ACuentaTerceros/@RfcACuentaTerceros': 'PZA000413789'}),
    ('CRP20222', P, {f'{PAGO}/@RfcEmisorCtaOrd': 'BBA830831LJ3'}),
]  # fmt: skip
SEALED = {'303', '305', '306', '401', 'CFDI40102'}  # tested below


def third_party_line():
    party = ThirdParty('PZA000413788', 'UN TERCERO', '601', '06700')
    return cfdi.Line('85121502', "Consulta", cfdi.D(1), cfdi.D(100), taxes=(cfdi.EXEMPT,),
                     third_party=party)  # fmt: skip


def altered(xml, changes):
    root = etree.fromstring(xml)
    for path, value in changes.items():
        if path.startswith('+'):
            _add(root, path[1:], value)
            continue
        path, _at, name = path.partition('@')
        element = _find(root, path.strip('/'))
        if name and value is DROP:
            element.attrib.pop(name, None)
        elif name:
            element.set(name, value)
        else:
            element.getparent().remove(element)
    return etree.tostring(root, encoding='utf-8')


def _find(root, path):
    for step in filter(None, path.split('/')):
        name, _bracket, number = step.rstrip(']').partition('[')
        same = [child for child in root if etree.QName(child).localname == name]
        root = same[int(number or 1) - 1]
    return root


def _add(root, path, what):
    """A copy of a node, a new one by name, or (`{…}`) a foreign one inside a new node."""
    cfdi_space = f'{{{root.nsmap["cfdi"]}}}'
    if what.startswith('{'):
        parent = etree.SubElement(root, cfdi_space + path)
        etree.SubElement(parent, what)
    elif '/' in what:
        copy = etree.fromstring(etree.tostring(_find(root, what)))
        _find(root, path).append(copy)
    elif path == 'Comprobante':
        root.insert([etree.QName(c).localname for c in root].index('Complemento'),
                    etree.Element(cfdi_space + what))  # fmt: skip
    else:
        etree.SubElement(_find(root, path), cfdi_space + what)


def codes(xml, lists=None, now=None):
    return [finding.code for finding in preflight(xml, lists, now)]


@pytest.mark.parametrize('make', [I, G, P, cfdi.with_local_taxes])
def test_right_ones_have_no_finding(make):
    xml = build(make())
    assert preflight(xml) == []
    assert preflight(xml, LISTS) == []
    assert preflight(sign(xml, cfdi.certificate()), LISTS, cfdi.NOW) == []


@pytest.mark.parametrize(('code', 'make', 'changes'), CASES, ids=[case[0] for case in CASES])
def test_violation(code, make, changes):
    found = preflight(altered(build(make()), changes))
    assert code in [finding.code for finding in found]
    for finding in found:
        assert finding.message and finding.remedy


@pytest.mark.parametrize(('code', 'make', 'changes'), LISTED, ids=[case[0] for case in LISTED])
def test_violation_that_a_list_shows(code, make, changes):
    lists = LISTS if code != 'CFDI40106' else KnownLists(revoked=frozenset({cfdi.RFC}))
    xml = altered(build(make()), changes)
    assert code in codes(xml, lists)
    assert code not in codes(xml) or code == 'CFDI40142'


def test_seal_and_certificate():
    sealed = sign(build(I()), cfdi.certificate())
    assert codes(sealed) == []
    assert codes(altered(sealed, {'@Folio': '18'})) == ['CFDI40102']
    assert codes(altered(sealed, {'@NoCertificado': '0' * 20})) == ['CFDI40106']
    assert '303' in codes(altered(sealed, {'Emisor/@Rfc': 'CACX7605101P8',
                                           'Emisor/@RegimenFiscal': '612'}))  # fmt: skip
    assert '305' in codes(altered(sealed, {'@Fecha': '2023-12-01T10:00:00'}))
    revoked = KnownLists(revoked=frozenset({cfdi.certificate().serial}))
    assert codes(sealed, revoked) == ['CFDI40106']


def test_fiel():
    cer, _key = cfdi.make_csd(branch='')
    fiel = PublicCertificate(cer)
    sealed = sign(build(I()), cfdi.certificate())
    assert '306' in codes(altered(sealed, {'@Certificado': fiel.base64}))


@pytest.mark.parametrize(('hours', 'late'), [(1, False), (71, False), (73, True), (-1, True)])
def test_seventy_two_hours(hours, late):
    found = codes(build(I()), now=cfdi.NOW + timedelta(hours=hours))
    assert found == (['401'] if late else [])


def test_what_a_person_typed_is_theirs_to_mend():
    long = cfdi.Line('85121502', 'x' * 1001, cfdi.D(1), cfdi.D(1))
    (finding,) = preflight(build(I(lines=(long,))))
    assert (finding.code, finding.path) == ('301', 'Conceptos/Concepto[1]/@Descripcion')
    assert '1000' in finding.remedy


def test_pesos_need_no_confirmation():
    assert codes(build(I(confirmation='AAAAA'))) == ['CFDI40127']


def test_every_code_is_tested_once():
    tested = Counter(case[0] for case in CASES)
    assert not [code for code, times in tested.items() if times > 1]
    assert {*tested, *(case[0] for case in LISTED), *SEALED} == set(TEXTS)
