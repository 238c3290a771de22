from odoo import api, fields, models


class ClinicResource(models.Model):
    """Where a room is, also for who looks at another branch only.

    Two branches may each have a “Room 1”: those say where they are, the others need not.
    """

    _inherit = 'clinic.resource'  # pylint: disable=consider-merging-classes-inherited

    branch_names = fields.Char(
        string="Branches", compute='_compute_branch_names', compute_sudo=True
    )
    branches_elsewhere = fields.Char(
        string="Also in", compute='_compute_branch_names', compute_sudo=True
    )

    @api.depends('branch_ids.name')
    @api.depends_context('allowed_company_ids', 'lang')
    def _compute_branch_names(self):
        seen = self.env.companies
        for resource in self:
            branches = resource.branch_ids
            names = ", ".join(branches.mapped('name'))
            resource.branch_names = names or self.env._("Every branch")
            resource.branches_elsewhere = ", ".join((branches - seen).mapped('name'))

    @api.depends('name', 'kind', 'company_id', 'branch_ids')
    def _compute_display_name(self):
        super()._compute_display_name()
        places = self.filtered(lambda resource: resource.kind != 'practitioner')
        shared = self.sudo()._read_group(
            [('kind', '!=', 'practitioner'), ('name', 'in', places.mapped('name'))],
            ['company_id', 'name'],
            having=[('__count', '>', 1)],
        )
        shared = {(company.id, name) for company, name in shared}
        for place in places.sudo():
            if place.branch_ids and (place.company_id.id, place.name) in shared:
                place.display_name = f"{place.name} ({place.branch_names})"


class ClinicPractitioner(models.Model):
    _inherit = 'clinic.practitioner'  # pylint: disable=consider-merging-classes-inherited

    branches_elsewhere = fields.Char(related='resource_id.branches_elsewhere')
