from odoo import api, models


class ClinicResource(models.Model):
    """Two branches may each have a “Room 1”: those say where they are, the others need not."""

    _inherit = 'clinic.resource'  # pylint: disable=consider-merging-classes-inherited

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
        for place in places:
            branches = place.sudo().branch_ids
            if branches and (place.company_id.id, place.name) in shared:
                place.display_name = f"{place.name} ({', '.join(branches.mapped('name'))})"
