from odoo import fields, models
from odoo.fields import Domain


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    consent_missing = fields.Boolean(
        string="Consent not asked",
        compute='_compute_consent_missing',
        search='_search_consent_missing',
        compute_sudo=True,
        groups='clinic_crm.group_reception,clinic_crm.group_privacy',
        help="Nobody has asked yet whether the clinic may write about appointments.",
    )

    def _compute_consent_missing(self):
        answered = self._consent_states('appointments')
        for patient in self:
            patient.consent_missing = patient.id not in answered

    def _search_consent_missing(self, operator, value):
        if operator != 'in':
            return NotImplemented
        asked = self.env['clinic.consent'].sudo()._search([('purpose', '=', 'appointments')])
        return Domain('id', 'not in', asked.subselect('patient_id'))
