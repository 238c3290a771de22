from odoo import api, models

from .clinic_cfdi_document import FINAL

PATIENT = 'clinic'


class AccountMoveSend(models.AbstractModel):
    """The clinic's own messages as a way of Odoo's Send: as the patient prefers, and not through
    `mail.message`, where the text would lie in clear."""

    _inherit = 'account.move.send'

    @api.model
    def _get_default_sending_methods(self, move):
        if move.cfdi_applies and move._cfdi_patient() and move._cfdi_channel()[0]:
            return {PATIENT}
        return super()._get_default_sending_methods(move)

    @api.model
    def _is_applicable_to_move(self, method, move, **move_data):
        if method == PATIENT:
            return bool(move.cfdi_applies and move._cfdi_patient())
        return super()._is_applicable_to_move(method, move, **move_data)

    @api.model
    def _get_alerts(self, moves, moves_data):
        alerts = super()._get_alerts(moves, moves_data)
        asked = moves.filtered(lambda move: PATIENT in (moves_data[move]['sending_methods'] or ()))
        nowhere = asked.filtered(lambda move: not self._is_applicable_to_move(PATIENT, move))
        if nowhere:
            alerts['cfdi_patient'] = {
                'level': 'warning',
                'message': self.env._(
                    "Not made out to a patient: %(names)s. Choose e-mail for them.",
                    names=", ".join(nowhere.mapped('name')),
                ),
            }
        elif len(asked) == 1 and (problem := asked._cfdi_channel()[1]):
            alerts['cfdi_patient'] = {'level': 'warning', 'message': problem}
        return alerts

    @api.model
    def _hook_if_success(self, moves_data, from_cron=False):
        result = super()._hook_if_success(moves_data, from_cron=from_cron)
        for move, data in moves_data.items():
            if PATIENT in (data['sending_methods'] or ()) and move.cfdi_state in FINAL:
                if self._is_applicable_to_move(PATIENT, move):
                    move._cfdi_deliver()
        return result
