import base64
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hmac

from .clinic_cfdi_document import FINAL

LASTS = timedelta(days=90)  # after the stamp
_TOKEN = re.compile(r'([0-9a-f]{1,8})-([\w-]{16})', re.ASCII)


class ClinicCfdiDocument(models.Model):
    """The page from which whom it is for takes PDF and XML: an address nobody can guess.

    Short, so that it fits into a SMS: the document's number and a signature over its fiscal folio.
    Nothing is stored; it ends by itself.
    """

    _inherit = 'clinic.cfdi.document'  # pylint: disable=consider-merging-classes-inherited

    def _link(self):
        self.ensure_one()
        token = f'{self.id:x}-{self._link_signature()}'
        return f'{self.get_base_url()}/clinic/factura/{token}'

    def _link_signature(self):
        digest = hmac(self.env(su=True), 'clinic.cfdi.link', (self.id, self.sudo().uuid))
        return base64.urlsafe_b64encode(bytes.fromhex(digest)[:12]).decode()

    @api.model
    def _of_link(self, token):
        """The document of a token, as superuser; empty if it is none of ours or has ended."""
        nobody, found = self.sudo().browse(), _TOKEN.fullmatch(token or '')
        if not found or int(found[1], 16) > 2**31 - 1:
            return nobody
        document = nobody.browse(int(found[1], 16)).exists()
        if not document or document.state not in FINAL:
            return nobody
        if document.stamped_at + LASTS < fields.Datetime.now():
            return nobody
        return document if consteq(document._link_signature(), found[2]) else nobody

    def _files(self):
        """[(name, bytes)]: the PDF first."""
        self.ensure_one()
        name = self.xml_name
        return [
            (f'{name.removesuffix(".xml")}.pdf', self._pdf()),
            (name, base64.b64decode(self.xml)),
        ]
