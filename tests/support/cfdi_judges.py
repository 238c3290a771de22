"""Judges of a CFDI that nobody here wrote: SAT's XSD and XSLT, openssl, and satcfdi.

SAT's files are those inside satcfdi, a development package.
"""

import base64
import shutil
import subprocess
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from odoo.addons.clinic_cfdi.engine import cadena_original, read

D = Decimal
CFD = 'transform/schemas/www.sat.gob.mx/sitio_internet/cfd'
SCHEMAS = {
    'http://www.sat.gob.mx/cfd/4': '4/cfdv40.xsd',
    'http://www.sat.gob.mx/Pagos20': 'Pagos/Pagos20.xsd',
    'http://www.sat.gob.mx/implocal': 'implocal/implocal.xsd',
    'http://www.sat.gob.mx/TimbreFiscalDigital': 'TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd',
}


def missing():
    """What the judges need and is not here, in words; empty when all is."""
    if find_spec('satcfdi') is None:
        return 'satcfdi is a development package'
    return '' if shutil.which('openssl') else 'openssl is not installed'


def _folder():
    return Path(find_spec('satcfdi').origin).parent / CFD


class Judges:
    """`judge(documents)` gives the complaints of all, by judge."""

    def __init__(self, folder):
        self.folder = folder  # for files, empty
        self.schema = etree.XMLSchema(etree.fromstring(_all_schemas(_folder())))
        self.complaints = Counter()
        self.examples = []

    def judge(self, pairs):
        """Sealed XMLs with the totals of their documents: [(xml, totals)]."""
        for number, (xml, totals) in enumerate(pairs):
            (self.folder / f'{number:05}.xml').write_bytes(xml)
            if not self.schema.validate(etree.fromstring(xml)):
                self._complain('XSD', xml, self.schema.error_log.last_error)
            self._recompute(xml, totals)
        cadenas = self._cadenas([xml for xml, _totals in pairs])
        for (xml, _totals), cadena in zip(pairs, cadenas, strict=True):
            if cadena != cadena_original(xml):
                self._complain('XSLT', xml, 'another cadena')
            self._seal(xml, cadena)
        return self.complaints

    def _complain(self, judge, xml, why):
        self.complaints[judge] += 1
        self.examples.append(f'{judge}: {why}\n{xml.decode()}')

    def _cadenas(self, xmls):
        """By xsltproc, or by the same library inside Python where it is not installed.

        xsltproc writes those of many files one after the other, without a mark between.
        """
        sheet = str(_folder() / '4/cadenaoriginal_4_0/cadenaoriginal_4_0.xslt')
        if shutil.which('xsltproc'):
            files = [str(self.folder / f'{number:05}.xml') for number in range(len(xmls))]
            done = subprocess.run(
                ['xsltproc', sheet, *files], check=True, capture_output=True, text=True
            )
            ours = [cadena_original(xml) for xml in xmls]
            if done.stdout == ''.join(ours):
                return ours
        transform = etree.XSLT(etree.parse(sheet))
        return [str(transform(etree.fromstring(xml))) for xml in xmls]

    def _seal(self, xml, cadena):
        root = etree.fromstring(xml)
        for name, content in (
            ('cer', base64.b64decode(root.get('Certificado'))),
            ('seal', base64.b64decode(root.get('Sello'))),
            ('cadena', cadena.encode()),
        ):
            (self.folder / name).write_bytes(content)
        if not (self.folder / 'pub').exists():  # all have the same certificate
            self._openssl('x509 -inform der -in cer -pubkey -noout -out pub')
        done = self._openssl('dgst -sha256 -verify pub -signature seal cadena')
        if done.returncode:
            self._complain('openssl', xml, done.stdout + done.stderr)

    def _openssl(self, words):
        return subprocess.run(
            ['openssl', *words.split()], cwd=self.folder, capture_output=True, text=True
        )

    # ---------------------------------------------------------------------------- satcfdi

    def _recompute(self, xml, totals):
        """What satcfdi reads and adds up by itself, and what the sale says, to the cent."""
        from satcfdi.cfdi import CFDI

        found = CFDI.from_string(xml)
        if found.cadena_original() != cadena_original(xml):
            self._complain('satcfdi', xml, 'another cadena')
        wrong = _wrong_payments(found) if found['TipoDeComprobante'] == 'P' else _wrong_sums(found)
        for sentence in wrong:
            self._complain('satcfdi', xml, sentence)
        if found['Total'] != totals.total or read(xml).total != totals.total:
            self._complain('totals', xml, f"{found['Total']} is not {totals.total}")


def _all_schemas(folder):
    imports = ''.join(
        f'<xs:import namespace="{space}" schemaLocation="{(folder / path).as_uri()}"/>'
        for space, path in SCHEMAS.items()
    )
    return f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'


def _rounded(value, places):
    return D(value).quantize(D(1).scaleb(-places), ROUND_HALF_UP)


def _groups(taxes, end=''):
    """{(tax, factor, rate): (base, amount)} of satcfdi's summary, withheld ones under (tax,)."""
    from satcfdi.utils import iterate

    found = {}
    for tax in iterate((taxes or {}).get(f'Traslados{end}')):
        rate = tax.get(f'TasaOCuota{end}')
        key = str(tax[f'Impuesto{end}'])[:3], str(tax[f'TipoFactor{end}']), rate
        found[key] = D(tax[f'Base{end}']), D(tax.get(f'Importe{end}') or 0)
    for tax in iterate((taxes or {}).get(f'Retenciones{end}')):
        found[(str(tax[f'Impuesto{end}'])[:3],)] = (D(tax[f'Importe{end}']),)
    return found


def _wrong_sums(found):
    from satcfdi.create.compute import m_decimals, make_impuestos

    places = m_decimals(found['Moneda'])
    for line in found['Conceptos']:
        line.setdefault('Impuestos', None)
    due = {
        key: tuple(_rounded(value, places) for value in values)
        for key, values in _groups(make_impuestos(found['Conceptos'])).items()
    }
    stated = _groups(found.get('Impuestos'))
    if due != stated:
        yield f'taxes {stated}, not {due}'
    subtotal = _rounded(sum(line['Importe'] for line in found['Conceptos']), places)
    discount = _rounded(sum(line.get('Descuento') or 0 for line in found['Conceptos']), places)
    total = subtotal - discount
    total += sum(values[1] for key, values in due.items() if len(key) == 3)
    total -= sum(values[0] for key, values in due.items() if len(key) == 1)
    local = (found.get('Complemento') or {}).get('ImpuestosLocales') or {}
    total += (local.get('TotaldeTraslados') or 0) - (local.get('TotaldeRetenciones') or 0)
    if (subtotal, total) != (found['SubTotal'], found['Total']):
        yield f"subtotal and total {subtotal}, {total}"


def _wrong_payments(found):
    from satcfdi.create.compute import make_impuestos_p, make_pago_totales
    from satcfdi.utils import iterate

    pagos = found['Complemento']['Pagos']
    for payment in iterate(pagos['Pago']):
        payment.setdefault('ImpuestosP', None)
        for tax in iterate((payment['ImpuestosP'] or {}).get('TrasladosP')):
            tax.setdefault('TasaOCuotaP', None)  # an exempt one as satcfdi makes it itself
        documents = list(iterate(payment['DoctoRelacionado']))
        for one in documents:
            one.setdefault('ImpuestosDR', None)
        # satcfdi adds amounts of several currencies as they are: those are left to the preflight
        if all(str(one['MonedaDR']) == str(payment['MonedaP']) for one in documents):
            due = _groups(make_impuestos_p(documents), 'P')
            if due != _groups(payment.get('ImpuestosP'), 'P'):
                yield f"taxes of the payment {payment.get('ImpuestosP')}, not {due}"
        applied = sum(one['ImpPagado'] / one['EquivalenciaDR'] for one in documents)
        if not 0 <= payment['Monto'] - applied < D('0.011'):
            yield f"amount {payment['Monto']}, not {applied}"
    stated = {name: value for name, value in pagos['Totales'].items() if value is not None}
    due = {name: _rounded(value, 2) for name, value in make_pago_totales(pagos['Pago']).items()}
    if stated != due:
        yield f'totals {stated}, not {due}'
