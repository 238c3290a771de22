import base64
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hmac

from odoo.addons.clinic_crm.links import SignedLink

from .clinic_cfdi_document import FINAL

LASTS = timedelta(days=90)  # after the stamp
LINK = SignedLink('clinic.cfdi.document')
_OLD = re.compile(r'([0-9a-f]{1,8})-([\w-]{16})', re.ASCII)


class ClinicCfdiDocument(models.Model):
    """The page from which whom it is for takes PDF and XML: an address nobody can guess.

    Signed over its fiscal folio, it ends by itself.
    """

    _inherit = 'clinic.cfdi.document'

    def _link(self):
        self.ensure_one()
        token = LINK.token(self, (self.stamped_at + LASTS).date())
        return f'{self.get_base_url()}/clinic/factura/{token}'

    @api.model
    def _of_link(self, token):
        """The document of a token, as superuser; empty if it is none of ours or has ended."""
        document = LINK.find(self, token) or self._of_old_link(token)
        if not document or document.state not in FINAL:
            return document.browse()
        if document.stamped_at + LASTS < fields.Datetime.now():
            return document.browse()
        return document

    @api.model
    def _of_old_link(self, token):
        """Links sent by 19.0.1.0 are signed over the number alone; the last of them end 90 days
        after the update."""
        nobody, found = self.sudo().browse(), _OLD.fullmatch(token or '')
        if not found or int(found[1], 16) > 2**31 - 1:
            return nobody
        document = nobody.browse(int(found[1], 16)).exists()
        digest = hmac(self.env(su=True), 'clinic.cfdi.link', (document.id, document.uuid))
        signature = base64.urlsafe_b64encode(bytes.fromhex(digest)[:12]).decode()
        return document if document and consteq(signature, found[2]) else nobody

    def _files(self):
        """[(name, bytes)]: the PDF first."""
        return [self._file('pdf'), self._file('xml')]

    def _file(self, kind):
        """(name, bytes) of its `pdf` or `xml`."""
        self.ensure_one()
        name = self.xml_name
        if kind == 'xml':
            return name, base64.b64decode(self.xml)
        return self._pdf_name(), self._printed()
