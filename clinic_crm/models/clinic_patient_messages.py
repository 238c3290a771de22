from odoo import api, fields, models
from odoo.fields import Domain


class ClinicPatient(models.Model):
    """How a patient is reached."""

    _inherit = 'clinic.patient'

    reminder_problem = fields.Char(
        string="Why no reminder arrives",
        compute='_compute_reminder_problem',
        search='_search_reminder_problem',
        help="Empty: reminders of appointments reach this patient.",
    )

    def _reader(self):
        """Return the contact who reads what is sent: the guardian of a minor, else the patient."""
        self.ensure_one()
        return self.guardian_id if self.is_minor and self.guardian_id else self.partner_id

    @api.depends(
        'email',
        'guardian_id.email',
        'birthdate',
        'active',
        'deceased_date',
        'preferred_channel',
    )
    def _compute_reminder_problem(self):
        Message = self.env['clinic.message']
        Channel = self.env['clinic.message.channel'].sudo()
        probe = self.env['clinic.message.kind'].sudo().new({'purpose': 'appointments'})
        no_kind = self.env['clinic.message.kind'].sudo()
        consents = self._consent_states('appointments')
        for patient in self.sudo():
            consent = consents.get(patient.id, 'not_asked')
            problem = Message._block(patient, probe, consent=consent)[1]
            if not problem:
                problem = Channel._choose(patient, no_kind)[1]
            patient.reminder_problem = problem

    @api.model
    def _search_reminder_problem(self, operator, value):
        if operator != 'in' or set(value) != {False}:
            return NotImplemented
        reached = [patient.id for patient in self.search([]) if not patient.reminder_problem]
        return Domain('id', 'in', reached)
