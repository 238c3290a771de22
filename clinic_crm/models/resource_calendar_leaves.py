from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..agenda import day_off


class ResourceCalendarLeaves(models.Model):
    """Rest days of the clinic, and who may write when somebody is away.

    Odoo lets every employee change the leaves of whatever resource has no user; those of the
    clinic's resources decide which visits can be booked.
    """

    _inherit = 'resource.calendar.leaves'

    clinic_rest_day = fields.Date(string="Rest day of the clinic", readonly=True, copy=False)
    clinic_block = fields.Boolean(
        string="Blocked by the practitioner",
        copy=False,
        readonly=True,
        help="From the page “My day”, where one tap takes it back.",
    )

    _clinic_rest_day_once = models.UniqueIndex(
        '(company_id, clinic_rest_day) WHERE clinic_rest_day IS NOT NULL',
        "This rest day has already been added.",
    )

    @api.depends('calendar_id')
    def _compute_company_id(self):
        """A rest day is of the clinic or branch it was made for, whoever happens to look."""
        made_for = self.filtered(lambda leave: leave.clinic_rest_day and leave.company_id)
        for leave in made_for:
            leave.company_id = leave.company_id
        return super(ResourceCalendarLeaves, self - made_for)._compute_company_id()

    @api.model
    def _rest_day_limits(self, company, day):
        """From when to when a rest day lasts: the whole day on the clock of a clinic or branch."""
        start, stop = day_off(company.clinic_tz, day)
        return {'date_from': start, 'date_to': stop - timedelta(seconds=1)}

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._check_clinic()
        return leaves

    def write(self, vals):
        self._check_clinic()
        result = super().write(vals)
        self._check_clinic()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_clinic(self):
        self._check_clinic()

    def _check_clinic(self):
        """Only the direction, and a practitioner for their own, say when the clinic is closed."""
        if self.env.su or self.env.user.has_group('clinic_crm.group_director'):
            return
        resources = (
            self.env['clinic.resource']
            .sudo()
            .with_context(active_test=False)
            .search([('resource_id', 'in', self.sudo().resource_id.ids)])
        )
        own = (
            self.env['clinic.practitioner']
            .sudo()
            .search([('user_id', '=', self.env.uid)])
            .resource_id
        )
        if resources - own or any(self.sudo().mapped('clinic_rest_day')):
            raise AccessError(
                self.env._("Only the direction changes when somebody else is away. Ask there.")
            )

    def action_clinic_remove(self):
        """Back at work: take this absence off."""
        self._check_clinic()
        resources = self.env['clinic.resource'].search(
            [('resource_id', 'in', self.sudo().resource_id.ids)]
        )
        resources.check_access('write')
        if resources:
            self.sudo().unlink()
