from odoo import fields, models

CALL_BACK_DAYS = 2


class ClinicPatient(models.Model):
    """Who asked and has not booked yet: kept, called again, a patient from the first booking on."""

    _inherit = 'clinic.patient'

    def action_keep_first_contact(self):
        """Keep somebody who only asked, with a call to make in two days."""
        self.write({'stage': 'contact'})
        self._plan_call_back()
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._(
                    "Kept as first contact. “Today” lists whom to call; with the first visit "
                    "booked they become patients."
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _plan_call_back(self):
        today = fields.Date.context_today(self)
        for patient in self:
            if not patient.activity_ids:
                patient.activity_schedule(
                    'mail.mail_activity_data_call',
                    date_deadline=fields.Date.add(today, days=CALL_BACK_DAYS),
                    summary=self.env._("Asked and has not booked: offer a visit"),
                    user_id=self.env.uid,
                )

    def _welcome_as_patients(self):
        """They booked: in use again, no longer first contacts, and nobody has to call them."""
        self.sudo().filtered(lambda p: not (p.active or p.merged_into_id)).active = True
        contacts = self.sudo().filtered(lambda patient: patient.stage == 'contact')
        if contacts:
            contacts.write({'stage': 'patient'})
            contacts.activity_unlink(['mail.mail_activity_data_call'])
