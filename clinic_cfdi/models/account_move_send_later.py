from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    """An invoice whose stamp is under way when it is sent: it goes by itself once it is stamped."""

    _inherit = 'account.move.send'

    @api.model
    def _hook_if_errors(self, moves_data, allow_raising=True):
        """What is only under way is no error of whoever sends: the invoice says where it stands."""
        wrong = {
            move: data for move, data in moves_data.items() if not data['error'].get('cfdi_later')
        }
        return super()._hook_if_errors(wrong, allow_raising=allow_raising) if wrong else None

    @api.model
    def _hook_if_success(self, moves_data, from_cron=False):
        result = super()._hook_if_success(moves_data, from_cron=from_cron)
        for move in moves_data:
            document = move.sudo().cfdi_document_id
            if document.send_later:
                document.send_later = False  # sent: by the job, or by a person who was quicker
        return result
