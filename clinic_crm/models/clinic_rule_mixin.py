from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClinicRuleMixin(models.AbstractModel):
    """Rules of a clinic on what its patients are sent: for all its branches, never at night.

    A clinic begins with those that `_usual` gives.
    """

    _name = 'clinic.rule.mixin'
    _description = "Rule of a clinic"

    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        index=True,
        ondelete='cascade',
        default=lambda self: self.env.company.root_id,
    )
    quiet_from = fields.Float(string="Quiet from", required=True, default=21)
    quiet_to = fields.Float(
        string="Quiet until",
        required=True,
        default=8,
        help="By the clock of the branch. What falls into quiet hours goes when they end. The same "
        "hour twice: never quiet.",
    )

    _quiet_range = models.Constraint(
        'CHECK (quiet_from >= 0 AND quiet_from < 24 AND quiet_to >= 0 AND quiet_to < 24)',
        "Quiet hours are hours of the day, from 0:00 to 23:59.",
    )

    @api.constrains('company_id')
    def _check_clinic(self):
        if self.company_id.parent_id:
            raise ValidationError(
                self.env._("The rules belong to the clinic and count for its branches.")
            )

    # ------------------------------------------------------------------ what a clinic begins with
    @api.model
    def _set_up(self, companies=None):
        """Give clinics that never had a rule the usual ones."""
        if companies is None:
            companies = self.env['res.company'].sudo().search([('parent_id', '=', False)])
        everything = self.sudo().with_context(active_test=False)
        having = everything.search([('company_id', 'in', companies.ids)]).company_id
        usual = self._usual()
        self.sudo().create(
            [{'company_id': company.id, **vals} for company in companies - having for vals in usual]
        )

    @api.model
    def _usual(self):
        """The values of the rules that a clinic begins with."""
        raise NotImplementedError


class ResCompany(models.Model):
    _inherit = 'res.company'

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        clinics = companies.filtered(lambda company: not company.parent_id)
        for name in self.env.registry.descendants(['clinic.rule.mixin'], '_inherit'):
            if not self.env[name]._abstract:
                self.env[name]._set_up(clinics)
        return companies
