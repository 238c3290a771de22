from odoo import SUPERUSER_ID, http
from odoo.http import content_disposition, request

from odoo.addons.clinic_crm.controllers.page import HEADERS, PAGE_HEADERS, ROUTE, STRANGERS, draw
from odoo.addons.clinic_crm.controllers.throttle import Throttle

READERS = Throttle(limit=30, seconds=60, keys=20_000)
TYPES = {'pdf': 'application/pdf', 'xml': 'application/xml'}
ENDED = "Este enlace ya terminó. Escríbanos o llámenos y le enviamos su factura de nuevo."
MANY = "Hay muchas visitas en este momento. Vuelva a intentarlo en un minuto."


class InvoicePage(http.Controller):
    """From where whom an invoice is for takes its PDF and XML, without a login."""

    @http.route('/clinic/factura/<string:token>', methods=['GET'], **ROUTE)
    def page(self, token, **params):
        document, refusal = self._document(token)
        if refusal:
            return refusal
        values = {
            'token': token,
            'company': document.company_id,
            'what': "nota de crédito" if document.kind == 'E' else "factura",
            'name': document.name,
            'cancelled': document.state == 'cancelled',
        }
        return self._page(document.env, 'clinic_cfdi.invoice_page', values)

    @http.route('/clinic/factura/<string:token>/<any(pdf,xml):kind>', methods=['GET'], **ROUTE)
    def file(self, token, kind, **params):
        document, refusal = self._document(token)
        if refusal:
            return refusal
        name, content = document._file(kind)
        return request.make_response(
            content,
            headers=[
                *HEADERS,
                ('Content-Type', TYPES[kind]),
                ('Content-Disposition', content_disposition(name)),
                ('X-Content-Type-Options', 'nosniff'),
            ],
        )

    def _document(self, token):
        """(document, None) of a good link, else (nothing, the answer)."""
        if not request.db:
            return None, request.make_response(ENDED, headers=PAGE_HEADERS, status=404)
        env = request.env(user=SUPERUSER_ID, su=True)
        document = env['clinic.cfdi.document']._of_link(token)
        throttle, key = (READERS, document.id) if document else (STRANGERS, None)
        if throttle.admits((request.db, key)) and document:
            return document.with_company(document.company_id), None
        words, status = (MANY, 429) if document else (ENDED, 404)
        return None, self._page(env, 'clinic_cfdi.invoice_page_refusal', {'words': words}, status)

    def _page(self, env, template, values, status=200):
        return draw(env, template, {**values, 'title': "Su factura"}, status)
