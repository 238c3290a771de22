from odoo import api, fields, models

from .clinic_message_channel import DeliveryError


class ClinicMessage(models.Model):
    """E-mails of patients: their files, and that somebody answers them."""

    _inherit = 'clinic.message'

    file_ids = fields.One2many(
        'clinic.message.file', 'message_id', string="Files received", readonly=True
    )
    needs_answer = fields.Boolean(
        string="Waits for an answer", readonly=True, copy=False, index='btree_not_null'
    )

    def action_answered(self):
        """Somebody has answered in another way, or there is nothing to answer."""
        self.check_access('read')
        self.sudo().needs_answer = False

    @api.model
    def _answered(self, patient):
        """The staff has spoken with the patient: what waited is answered."""
        records = patient.sudo()._with_history()
        waiting = self.sudo().search(
            [('patient_id', 'in', records.ids), ('needs_answer', '=', True)]
        )
        waiting.needs_answer = False

    def _came_back(self):
        """A mail server reports that these e-mails will not arrive."""
        for message in self:
            lang = message.patient_id.company_id._staff_lang()
            message.with_context(lang=lang)._delivery_failed(
                DeliveryError(
                    message.with_context(lang=lang).env._(
                        "It came back: the mailbox does not exist or does not accept it. "
                        "Ask the patient for another address, or call.",
                    )
                )
            )
