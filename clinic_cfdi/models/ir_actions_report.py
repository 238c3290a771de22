import io

from odoo import models


class IrActionsReport(models.Model):
    """Odoo's invoice reports give, of a stamped invoice, its CFDI."""

    _inherit = 'ir.actions.report'

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        stamped = {}
        if res_ids and self._is_invoice_report(report_ref):
            moves = self.env['account.move'].browse(res_ids)
            stamped = {move.id: move._cfdi_final() for move in moves if move._cfdi_final()}
        others = [one for one in res_ids or () if one not in stamped]
        if res_ids and not others:
            found = {}
        else:
            found = super()._render_qweb_pdf_prepare_streams(report_ref, data, others or res_ids)
        for move_id, document in stamped.items():
            content = document._file('pdf')[1]
            found[move_id] = {'stream': io.BytesIO(content), 'attachment': None}
        return {one: found[one] for one in res_ids} if stamped else found
