from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


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
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s NOT IN (SELECT patient_id FROM (%s) last)",
                SQL.identifier(alias, 'id'),
                model._last_answers_sql('appointments'),
            )
        )
