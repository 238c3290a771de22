import base64
import re

from odoo import models
from odoo.tools import format_amount

from odoo.addons.clinic_crm.paper import qr_svg

from ..engine import qr_url, stamp_cadena
from ..engine.money import half_up

TAXES = {'001': "ISR", '002': "IVA", '003': "IEPS"}


class ClinicCfdiDocument(models.Model):
    """The printed representation: read from the XML that was stamped, never from the invoice."""

    _inherit = 'clinic.cfdi.document'

    def _pdf_name(self):
        return self.xml_name.removesuffix('.xml') + '.pdf'

    def _printed(self):
        """The PDF as it was made for the invoice, else made now."""
        self.ensure_one()
        report = self.move_id.sudo().invoice_pdf_report_id
        return report.raw if report.name == self._pdf_name() and report.raw else self._pdf()

    def _pdf(self):
        self.ensure_one()
        return self.env['clinic.paper']._pdf('clinic_cfdi.paper_cfdi', {'cfdi': self._paper()})

    def _paper(self):
        env = self.with_context(lang='es_MX').env
        found = self._engine()
        document, stamp = found.document, found.stamp
        company, words = self.company_id.sudo(), self._words
        where, number = company.partner_id, ' '.join(filter(None, (document.serie, document.folio)))
        currency = self.currency_id or company.currency_id

        def money(value):
            return format_amount(env, float(value), currency)

        return {
            'title': {'I': "Factura", 'E': "Nota de crédito", 'P': "Complemento de pago"}.get(
                document.kind, "CFDI"
            ),
            'number': number,
            'logo': ''
            if company.uses_default_logo or not company.logo_web
            else company.logo_web.decode(),
            'issuer': document.issuer,
            'issuer_regime': words('RegimenFiscal', document.issuer.regime),
            'branch': company.name if company.parent_id else '',
            'address': ", ".join(filter(None, (where.street, where.street2, where.city))),
            'phone': company.phone or '',
            'place': document.postal_code,
            'date': f'{document.date:%d/%m/%Y %H:%M}',
            'receiver': document.receiver,
            'receiver_regime': words('RegimenFiscal', document.receiver.regime),
            'use': words('UsoCFDI', document.receiver.use),
            'kind': words('TipoDeComprobante', document.kind),
            'method': words('MetodoPago', document.method),
            'form': words('FormaPago', document.form),
            'currency': document.currency,
            'rate': document.exchange_rate,
            'relations': [
                (words('TipoRelacion', relation.kind), relation.uuids)
                for relation in document.relations
            ],
            'lines': [self._paper_line(line, money) for line in document.lines],
            'subtotal': money(found.subtotal),
            'discount': money(found.discount) if found.discount else '',
            'taxes': self._paper_taxes(document, money),
            'total': money(found.total),
            'total_words': _in_words(found.total, currency),
            'uuid': stamp.uuid,
            'stamp_date': f'{stamp.date:%d/%m/%Y %H:%M:%S}',
            'pac': stamp.pac_rfc,
            'certificate': found.certificate_number,
            'sat_certificate': stamp.sat_certificate,
            'seal': found.seal,
            'sat_seal': stamp.sat_seal,
            'cadena': stamp_cadena(stamp),
            'qr': base64.b64encode(qr_svg(qr_url(found))).decode(),
            'cancelled': self.state == 'cancelled',
        }

    def _paper_line(self, line, money):
        quantity = f'{line.quantity.normalize():f}'
        taxes = [self._paper_tax(tax) for tax in line.taxes]
        price, exact = money(line.unit_price), line.unit_price.normalize()
        if exact != half_up(exact, 2):  # on paper too, quantity by price is the amount
            price = f'{exact:,f}'
        return {
            'key': line.key,
            'unit': line.unit,
            'quantity': quantity,
            'description': line.description,
            'price': price,
            'discount': money(line.discount) if line.discount else '',
            'taxes': ", ".join(taxes) or self._words('ObjetoImp', line.object).partition(' ')[2],
            'amount': money(line.amount if line.amount is not None else 0),
        }

    def _paper_tax(self, tax):
        name = TAXES.get(tax.tax, tax.tax)
        if tax.factor == 'Exento':
            return f'{name} exento'
        percent = f'{(tax.rate * 100).normalize():f}'
        return f'{name} {percent} %' + (" retenido" if tax.withheld else "")

    def _paper_taxes(self, document, money):
        """[(label, amount)] of the whole, as the lines have them."""
        sums = {}
        for line in document.lines:
            for tax in line.taxes:
                label = self._paper_tax(tax)
                sums[label, tax.withheld] = sums.get((label, tax.withheld), 0) + (tax.amount or 0)
        found = [
            (label, ("−" if withheld else "") + money(amount))
            for (label, withheld), amount in sums.items()
            if amount
        ]
        for tax in document.local_taxes:
            found.append((tax.name, ("−" if tax.withheld else "") + money(tax.amount)))
        return found


def _in_words(total, currency):
    """As Mexican paper says it: ``Mil trescientos un pesos 82/100 M.N.``"""
    spanish, whole = currency.with_context(lang='es_MX'), int(total)
    number, _space, unit = spanish.amount_to_text(float(whole)).lower().rpartition(' ')
    number = re.sub('veintiuno$', 'veintiún', number)
    number = re.sub('uno$', 'un', number)
    mark = currency.name
    if mark == 'MXN':
        unit, mark = "peso" if whole == 1 else "pesos", "M.N."
    if whole and not whole % 1_000_000:
        unit = f'de {unit}'
    return f'{number.capitalize()} {unit} {int(total * 100) % 100:02}/100 {mark}'
