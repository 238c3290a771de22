from odoo import api, models

from .clinic_cfdi_document import FINAL, problems


class AccountMoveSend(models.AbstractModel):
    """Stamping as a step of Odoo's own Send."""

    _inherit = 'account.move.send'

    @api.model
    def _is_cfdi_applicable(self, move):
        """One in doubt too: it is not stamped again, and neither sent without its stamp."""
        return move.cfdi_applies and move.cfdi_state in ('none', 'rejected', 'to_stamp', 'error')

    @api.model
    def _get_all_extra_edis(self):
        return super()._get_all_extra_edis() | {
            'cfdi': {
                'label': self.env._("Stamp the CFDI"),
                'is_applicable': self._is_cfdi_applicable,
            }
        }

    @api.model
    def _get_alerts(self, moves, moves_data):
        alerts = super()._get_alerts(moves, moves_data)
        wrong = {}
        for move in moves.filtered(lambda one: 'cfdi' in moves_data[one]['extra_edis']):
            if move.cfdi_state in ('none', 'rejected'):
                blocking = [one for one in move.sudo()._cfdi_findings() if one['blocking']]
                if blocking:
                    wrong[move] = blocking
            elif move.cfdi_state == 'error':
                wrong[move] = [{'message': move.cfdi_problem, 'remedy': move.cfdi_remedy}]
        if len(moves) == 1 and wrong:
            alerts['cfdi'] = {'level': 'danger', 'message': " ".join(problems(wrong[moves]))}
        elif wrong:
            names = self.env['account.move'].union(*wrong)
            alerts['cfdi'] = {
                'level': 'warning',
                'message': self.env._(
                    "%(count)s invoices are not ready to be stamped; each says what is missing.",
                    count=len(wrong),
                ),
                'action_text': self.env._("Show them"),
                'action': names._get_records_action(name=self.env._("Not ready to be stamped")),
            }
        return alerts

    @api.model
    def _call_web_service_before_invoice_pdf_render(self, invoices_data):
        super()._call_web_service_before_invoice_pdf_render(invoices_data)
        chosen = {
            move: data
            for move, data in invoices_data.items()
            if 'cfdi' in data['extra_edis'] and self._is_cfdi_applicable(move)
        }
        if not chosen:
            return
        moves = self.env['account.move'].union(*chosen)
        wrong = self.env['clinic.cfdi.document'].sudo()._of_moves(moves)
        sealed = moves.sudo().cfdi_document_id.filtered(lambda one: one.state == 'to_stamp')
        moves._cfdi_go(sealed)
        for move, data in chosen.items():
            if move in wrong:
                errors = problems(wrong[move])
            elif move.cfdi_state in FINAL:
                continue
            else:
                errors = [f"{move.cfdi_problem or ''} {move.cfdi_remedy or ''}".strip()]
            later = move not in wrong and move.cfdi_state == 'to_stamp'
            if later:
                move.sudo().cfdi_document_id._remember_to_send(data)
            data['error'] = {
                'error_title': self.env._("The CFDI is not stamped:"),
                'errors': errors,
                'cfdi_later': later,
            }
        moves.invalidate_recordset(['invoice_pdf_report_id', 'invoice_pdf_report_file'])

    # ------------------------------------------------------------------ paper and file
    @api.model
    def _prepare_invoice_pdf_report(self, invoices_data):
        """The representation of a stamped CFDI is ours; the rest is Odoo's."""
        stamped = {
            move: data
            for move, data in invoices_data.items()
            if move.cfdi_document_id.state in FINAL
        }
        for move, data in stamped.items():
            document = move.sudo().cfdi_document_id
            data['pdf_attachment_values'] = {
                'name': document._pdf_name(),
                'raw': document._pdf(),
                'mimetype': 'application/pdf',
                'res_model': move._name,
                'res_id': move.id,
                'res_field': 'invoice_pdf_report_file',
            }
        others = {move: data for move, data in invoices_data.items() if move not in stamped}
        return super()._prepare_invoice_pdf_report(others) if others else None

    @api.model
    def _get_invoice_extra_attachments(self, move):
        found = super()._get_invoice_extra_attachments(move)
        document = move.sudo().cfdi_document_id
        return found | document._attachment() if document.state in FINAL else found

    @api.model
    def _get_placeholder_mail_attachments_data(
        self, move, invoice_edi_format=None, extra_edis=None, pdf_report=None
    ):
        found = super()._get_placeholder_mail_attachments_data(
            move,
            invoice_edi_format=invoice_edi_format,
            extra_edis=extra_edis,
            pdf_report=pdf_report,
        )
        if 'cfdi' in (extra_edis or {}) and self._is_cfdi_applicable(move):
            name = f'{(move.name or "").replace("/", "-")}.xml'
            found.append(
                {
                    'id': f'placeholder_{name}',
                    'name': name,
                    'mimetype': 'application/xml',
                    'placeholder': True,
                }
            )
        return found
