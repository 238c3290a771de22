from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_health import Check


class ClinicHealth(models.AbstractModel):
    """Whether complaints have somebody who resolves them."""

    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        return super()._checks() + [
            Check(
                'feedback_owner',
                'warning',
                self._check_feedback_owner,
                label=self.env._("Complaints have somebody in charge"),
                remedy=self.env._(
                    "Open Feedback › Rules for complaints and say who gets those that no rule "
                    "gives to somebody; or give somebody there the role Feedback or direction."
                ),
            ),
        ]

    @api.model
    def _check_feedback_owner(self):
        Company, Policy = self.env['res.company'].sudo(), self.env['clinic.feedback.policy'].sudo()
        asking = Company.search([('clinic_feedback_on', '=', True), ('parent_id', '=', False)])
        policies = {policy.company_id: policy for policy in Policy.search([])}
        alone = [
            branch.name
            for branch in Company.search([('id', 'child_of', asking.ids)])
            if not policies.get(branch.root_id, Policy)._usual(branch)
            and not Policy._keepers(branch)
        ]
        if alone:
            return False, self.env._("Nobody is in charge at: %(where)s.", where=", ".join(alone))
        return True, self.env._("Each branch has somebody.")
