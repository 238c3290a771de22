from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResourceCalendarLeaves(models.Model):
    """Who is away. Odoo lets every employee write leaves of whoever is no employee; here nobody but
    the desk, the direction and the practitioner touches those of the clinic's agenda."""

    _inherit = 'resource.calendar.leaves'

    clinic_block = fields.Boolean(
        string="Blocked by the practitioner",
        copy=False,
        readonly=True,
        help="From the page “My day”, where one tap takes it back.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._check_clinic_keeper()
        return leaves

    def write(self, vals):
        self._check_clinic_keeper()
        result = super().write(vals)
        if 'resource_id' in vals:
            self._check_clinic_keeper()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_clinic(self):
        self._check_clinic_keeper()

    def _check_clinic_keeper(self):
        user = self.env.user
        if self.env.su or user.has_groups('clinic_crm.group_director,clinic_crm.group_reception'):
            return
        Resource = self.env['clinic.resource'].sudo().with_context(active_test=False)
        resources = Resource.search([('resource_id', 'in', self.sudo().resource_id.ids)])
        own = self.env['clinic.appointment']._own_practitioner().resource_id
        if resources - own:
            raise AccessError(
                self.env._(
                    "When %(name)s is away is written by reception, by the direction or by "
                    "themselves. Ask one of them.",
                    name=(resources - own)[0].name,
                )
            )
