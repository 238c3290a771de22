from odoo import api, fields, models
from odoo.tools import SQL


class ClinicResource(models.Model):
    """Where a room is, also for who looks at another branch only.

    Two branches may each have a “Room 1”: those say where they are, the others need not.
    """

    _inherit = 'clinic.resource'

    branch_names = fields.Char(
        string="Names of the branches", compute='_compute_branch_names', compute_sudo=True
    )
    branches_elsewhere = fields.Char(
        string="Also in", compute='_compute_branch_names', compute_sudo=True
    )

    @api.depends('branch_ids.name')
    @api.depends_context('allowed_company_ids', 'uid', 'lang')
    def _compute_branch_names(self):
        all_branches = self._all_branches()
        for resource in self:
            branches = all_branches.get(resource.id, resource.branch_ids)
            names = ", ".join(branches.mapped('name'))
            resource.branch_names = names or self.env._("Every branch")
            hidden = branches - branches.sudo(False)._filtered_access('read')
            resource.branches_elsewhere = ", ".join(hidden.mapped('name'))

    def _all_branches(self):
        """``{id: its branches}``, from the table: `branch_ids`, read by somebody who does not look
        at a branch, is kept without it for everybody."""
        rows = self.env.execute_query(
            SQL(
                "SELECT resource_id, array_agg(company_id ORDER BY company_id)"
                " FROM clinic_resource_branch_rel WHERE resource_id = ANY(%s) GROUP BY 1",
                self.ids,
            )
        )
        companies = self.env['res.company'].sudo()
        return {number: companies.browse(found) for number, found in rows}

    @api.depends('name', 'kind', 'company_id', 'branch_ids')
    def _compute_display_name(self):
        result = super()._compute_display_name()
        places = self.filtered(lambda resource: resource.kind != 'practitioner')
        shared = self.sudo()._read_group(
            [('kind', '!=', 'practitioner'), ('name', 'in', places.mapped('name'))],
            ['company_id', 'name'],
            having=[('__count', '>', 1)],
        )
        shared = {(company.id, name) for company, name in shared}
        for place in places.sudo():
            if (place.company_id.id, place.name) in shared:
                place.display_name = f"{place.name} ({place.branch_names})"
        return result


class ClinicPractitioner(models.Model):
    _inherit = 'clinic.practitioner'

    branches_elsewhere = fields.Char(related='resource_id.branches_elsewhere')
