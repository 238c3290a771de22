from odoo import api, models

NOT_BOOKED = ('hold', 'cancelled')


class ClinicAppointment(models.Model):
    """The first visit that is booked makes a first contact a patient."""

    _inherit = 'clinic.appointment'

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._welcome_first_contacts()
        return visits

    def write(self, vals):
        result = super().write(vals)
        if {'state', 'patient_id'} & vals.keys():
            self._welcome_first_contacts()
        return result

    def _welcome_first_contacts(self):
        booked = self.filtered(lambda visit: visit.state not in NOT_BOOKED)
        booked.patient_id._welcome_as_patients()
