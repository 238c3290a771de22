from odoo import models

from .clinic_cfdi_document import FINAL


class AccountMove(models.Model):
    """What is printed, downloaded or mailed of a stamped invoice is its CFDI, sent or not: Odoo's
    own paper has neither folio nor seal."""

    _inherit = 'account.move'

    def _cfdi_final(self):
        """Its stamped CFDI, as superuser; else nothing."""
        return self.sudo().cfdi_document_id.filtered(lambda one: one.state in FINAL)

    def _get_mail_template(self):
        """Ours: Odoo's asks to pay as soon as possible, also who has just paid."""
        ours = self.env.ref('clinic_cfdi.mail_template_invoice', raise_if_not_found=False)
        applies = ours and all(move.cfdi_applies for move in self)
        return ours if applies else super()._get_mail_template()

    def action_print_pdf(self):
        self.ensure_one()
        if self._cfdi_final():
            return self.action_invoice_download_pdf()
        return super().action_print_pdf()

    def _get_invoice_legal_documents(self, filetype, allow_fallback=False):
        self.ensure_one()
        document = self._cfdi_final()
        if not document or filetype not in ('pdf', 'xml'):
            return super()._get_invoice_legal_documents(filetype, allow_fallback=allow_fallback)
        name, content = document._file(filetype)
        return {'filename': name, 'filetype': f'application/{filetype}', 'content': content}

    def _get_invoice_legal_documents_all(self, allow_fallback=False):
        self.ensure_one()
        if not self._cfdi_final():
            return super()._get_invoice_legal_documents_all(allow_fallback=allow_fallback)
        return [self._get_invoice_legal_documents(kind) for kind in ('pdf', 'xml')]
