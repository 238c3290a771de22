import io

from odoo import models


class IrActionsReport(models.Model):
    """Odoo's invoice reports give, of a stamped invoice, its CFDI."""

    _inherit = 'ir.actions.report'

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        moves = self.env['account.move']
        if res_ids and self._is_invoice_report(report_ref):
            moves = moves.browse(res_ids)
        stamped = {move.id: found for move in moves if (found := move._cfdi_final())}
        if not stamped:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        moves.browse(stamped).check_access('read')  # as Odoo does by drawing its own paper
        others = [one for one in res_ids if one not in stamped]
        found = others and super()._render_qweb_pdf_prepare_streams(report_ref, data, others) or {}
        for move_id, document in stamped.items():
            content = document._file('pdf')[1]
            found[move_id] = {'stream': io.BytesIO(content), 'attachment': None}
        in_order = {one: found.pop(one) for one in res_ids if one in found}
        return in_order | found  # what Odoo could not tell apart comes last
