from odoo import models

from ..models.account_move_send_patient import PATIENT


class AccountMoveSendWizard(models.TransientModel):
    _inherit = 'account.move.send.wizard'

    def _compute_extra_edi_checkboxes(self):
        """Nobody gets an invoice without its stamp."""
        result = super()._compute_extra_edi_checkboxes()
        for wizard in self:
            boxes = dict(wizard.extra_edi_checkboxes or {})
            if 'cfdi' in boxes:
                wizard.extra_edi_checkboxes = boxes | {'cfdi': boxes['cfdi'] | {'readonly': True}}
        return result

    def _compute_sending_method_checkboxes(self):
        """Say by which channel it would go, and why by none."""
        result = super()._compute_sending_method_checkboxes()
        for wizard in self:
            boxes = dict(wizard.sending_method_checkboxes or {})
            if PATIENT not in boxes:
                continue
            if not self._is_applicable_to_move(PATIENT, wizard.move_id):
                del boxes[PATIENT]
            else:
                channel, problem = wizard.move_id._cfdi_channel()
                boxes = {PATIENT: boxes.pop(PATIENT), **boxes}  # the usual one first
                boxes[PATIENT] = {
                    **boxes[PATIENT],
                    'label': self.env._("To the patient by %(channel)s", channel=channel)
                    if channel
                    else self.env._("To the patient (now by no way: %(why)s)", why=problem),
                    'readonly': not channel,
                }
            wizard.sending_method_checkboxes = boxes
        return result
