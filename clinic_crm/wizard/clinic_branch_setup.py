from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..models.clinic_appointment import BOOKED_STATES


class ClinicBranchSetup(models.TransientModel):
    """What a clinic or branch is to patients and staff, for who directs it.

    Odoo lets only its administrator write a company. By this dialog the direction writes the
    clinic's own fields of one, and nothing else of it.
    """

    _name = 'clinic.branch.setup'
    _description = "Branch"

    company_id = fields.Many2one(
        'res.company',
        string="Branch",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [('id', 'in', self.env.user.company_ids.ids)],
    )
    is_branch = fields.Boolean(compute='_compute_is_branch')
    clinic_tz = fields.Selection(related='company_id.clinic_tz', readonly=False)
    clinic_hours = fields.Text(related='company_id.clinic_hours', readonly=False)
    clinic_desk_calendar_id = fields.Many2one(
        related='company_id.clinic_desk_calendar_id', readonly=False
    )
    clinic_mail_name = fields.Char(related='company_id.clinic_mail_name', readonly=False)
    clinic_mail_domain = fields.Char(related='company_id.clinic_mail_domain')
    # --- the same in every branch: asked for in the clinic
    clinic_informal = fields.Boolean(related='company_id.clinic_informal', readonly=False)
    clinic_chat_birthdate = fields.Boolean(
        related='company_id.clinic_chat_birthdate', readonly=False
    )
    clinic_video_url = fields.Char(related='company_id.clinic_video_url', readonly=False)
    clinic_sms_installed = fields.Boolean(related='company_id.clinic_sms_installed')
    clinic_sms = fields.Boolean(related='company_id.clinic_sms', readonly=False)
    clinic_campaign_cap = fields.Integer(related='company_id.clinic_campaign_cap', readonly=False)
    clinic_alert_minutes = fields.Integer(related='company_id.clinic_alert_minutes', readonly=False)
    clinic_offer_minutes = fields.Integer(related='company_id.clinic_offer_minutes', readonly=False)

    @api.depends('company_id')
    def _compute_is_branch(self):
        for setup in self:
            setup.is_branch = bool(setup.company_id.sudo().parent_id)

    @api.onchange('clinic_tz')
    def _onchange_clinic_tz(self):
        """Booked visits keep their moment: on another clock they are at another hour."""
        branch = self.company_id._origin
        if not self.clinic_tz or self.clinic_tz == branch.clinic_tz:
            return None
        to_come = [
            ('company_id', '=', branch.id),
            ('state', 'in', BOOKED_STATES),
            ('start', '>', fields.Datetime.now()),
            ('is_session', '=', False),
        ]
        visits = self.env['clinic.appointment'].sudo().search(to_come, limit=1)
        if not visits:
            return None
        count = visits.search_count(to_come)
        return {
            'warning': {
                'title': self.env._("The clock changes"),
                'message': self.env._(
                    "%(count)s booked visits keep their moment and will be shown at another hour: "
                    "the next one %(then)s instead of %(now)s. Where the hour that patients were "
                    "told is the right one, move them.",
                    count=count,
                    now=format_datetime(
                        self.env, visits.start, tz=branch.clinic_tz, dt_format='d MMM H:mm'
                    ),
                    then=format_datetime(
                        self.env, visits.start, tz=self.clinic_tz, dt_format='d MMM H:mm'
                    ),
                ),
            }
        }

    @api.model_create_multi
    def create(self, vals_list):
        """The fields above are written on as superuser, in a company the person works in."""
        self.check_access('create')
        self._check_works_in(vals['company_id'] for vals in vals_list if 'company_id' in vals)
        return super(ClinicBranchSetup, self.sudo()).create(vals_list).sudo(self.env.su)

    def write(self, vals):
        self.check_access('write')
        asked = [vals['company_id']] if 'company_id' in vals else []
        self._check_works_in([*self.company_id.ids, *asked])
        return super(ClinicBranchSetup, self.sudo()).write(vals)

    @api.model
    def _check_works_in(self, company_ids):
        if not set(company_ids) <= set(self.env.user.company_ids.ids):
            raise UserError(self.env._("Choose a branch you work in."))
