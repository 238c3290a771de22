from odoo import api, models
from odoo.exceptions import UserError

from ..models.res_partner import MERGE_KEY, MERGE_TOKEN


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo's contact merge re-points foreign keys by SQL and deletes the rows that would clash.

    A patient among the contacts is therefore moved to the destination first; two patients, or a
    patient and the guardian, are never one person.
    """

    _inherit = 'base.partner.merge.automatic.wizard'

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env['res.partner'].browse(partner_ids).exists()
        refusal = self._clinic_refusal(partners)
        if refusal:
            raise UserError(refusal)
        patient = self._patients_of(partners)
        if not patient or len(partners) < 2:
            return super()._merge(partner_ids, dst_partner, extra_checks)
        if dst_partner and dst_partner in partners:
            destination = dst_partner
        else:  # as the wizard itself will choose
            destination = self._get_ordered_partner(partners.ids)[-1]
        was_active = patient.active
        patient.partner_id = destination
        result = super()._merge(
            partner_ids,
            destination.with_context(**{MERGE_KEY: MERGE_TOKEN}),
            extra_checks,
        )
        values = {}
        if destination.company_id:
            values['company_id'] = False  # a patient's contact is shared by the branches
        if was_active and not destination.active:
            values['active'] = True
        if values:
            destination.sudo().write(values)
        return result

    @api.model
    def _patients_of(self, partners):
        return (
            self.env['clinic.patient']
            .sudo()
            .with_context(active_test=False)
            .search([('partner_id', 'in', partners.ids)])
        )

    @api.model
    def _clinic_refusal(self, partners):
        """Return why these contacts cannot become one, or False."""
        patients = self._patients_of(partners)
        wards = patients.filtered(lambda patient: patient.guardian_id in partners)
        if len(patients) < 2 and not wards:
            return False
        if not self.env['res.partner']._knows_patients():
            return self.env._(
                "%(names)s cannot be merged: other records depend on each of these contacts. "
                "Ask an administrator.",
                names=", ".join(partners.mapped('name')),
            )
        if len(patients) > 1:
            return self.env._(
                "%(names)s are two patients. Merge the patients instead (Patients, choose both, "
                "Merge): their records stay readable.",
                names=", ".join(patients.mapped('name')),
            )
        return self.env._(
            "%(guardian)s is the guardian of %(patient)s: they are two people and cannot be "
            "merged.",
            guardian=wards.guardian_id.name,
            patient=wards.name,
        )

    # The automatic merge goes through many groups: those we would refuse are left out beforehand.

    def _compute_models(self):
        return {**super()._compute_models(), 'clinic.patient': 'partner_id'}

    @api.model
    def _partner_use_in(self, aggr_ids, models):
        others = {model: field for model, field in models.items() if model != 'clinic.patient'}
        if others and super()._partner_use_in(aggr_ids, others):
            return True
        partners = self.env['res.partner'].browse(aggr_ids)
        return 'clinic.patient' in models and bool(self._clinic_refusal(partners))
