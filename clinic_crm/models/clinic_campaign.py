from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .clinic_message_kind import STANDARD_PLACES

PURPOSES = ('follow_up', 'marketing')
CAP_DAYS = 30
PROMOTION = 'campaign'
FREE_TEXT = 'texto'


class ClinicCampaign(models.Model):
    """One message to many patients: who gets it, who does not and why, and what it costs are shown
    before anything is sent; then it goes slowly, and stops at once when somebody says so.

    Only to patients who agreed to its purpose, and to nobody more often than the clinic's limit;
    reminders, changes of a visit and documents are no campaign and count in no limit.
    """

    _name = 'clinic.campaign'
    _description = "Campaign"
    _inherit = ['clinic.typed.mixin']
    _order = 'id desc'

    name = fields.Char(required=True, default=lambda self: self.env._("New campaign"))
    company_id = fields.Many2one(
        'res.company',
        string="Branch",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        'res.users', string="Started by", readonly=True, copy=False, ondelete='restrict'
    )
    kind_id = fields.Many2one(
        'clinic.message.kind',
        string="Message",
        required=True,
        ondelete='restrict',
        domain=[('purpose', 'in', PURPOSES)],
        default=lambda self: self.env['clinic.message.kind'].search([('code', '=', PROMOTION)]),
    )
    needs_text = fields.Boolean(compute='_compute_needs_text')
    text = fields.Text(help="What the clinic says. Nothing of anybody's health.")
    preview = fields.Text(string="Patients read", compute='_compute_preview')
    state = fields.Selection(
        [('draft', "Being prepared"), ('running', "Going out"), ('stopped', "Stopped"),
         ('done', "Sent out")],
        string="Status",
        required=True,
        readonly=True,
        default='draft',
        copy=False,
    )  # fmt: skip
    per_hour = fields.Integer(
        string="Messages an hour",
        required=True,
        default=120,
        help="Slowly, so that answers can be attended.",
    )
    booked_days = fields.Integer(
        string="Count visits booked within (days)", required=True, default=14
    )
    line_ids = fields.One2many('clinic.campaign.line', 'campaign_id', string="Patients", copy=True)
    started_at = fields.Datetime(readonly=True, copy=False)
    ended_at = fields.Datetime(readonly=True, copy=False)
    slice_at = fields.Datetime(readonly=True, copy=False)

    total_count = fields.Integer(string="Chosen", compute='_compute_counts')
    ready_count = fields.Integer(string="Will get it", compute='_compute_counts')
    excluded_count = fields.Integer(string="Will not", compute='_compute_counts')
    sent_count = fields.Integer(string="Sent", compute='_compute_counts')
    delivered_count = fields.Integer(string="Delivered", compute='_compute_counts')
    read_count = fields.Integer(string="Read", compute='_compute_counts')
    booked_count = fields.Integer(string="Booked", compute='_compute_counts')
    progress = fields.Float(compute='_compute_counts')
    excluded_text = fields.Text(string="Why not", compute='_compute_excluded_text')
    cost_text = fields.Char(string="What it costs", compute='_compute_cost_text')

    _per_hour_range = models.Constraint(
        'CHECK (per_hour BETWEEN 1 AND 3600)', "From 1 to 3600 messages an hour."
    )
    _booked_range = models.Constraint(
        'CHECK (booked_days BETWEEN 1 AND 90)', "Visits are counted for 1 to 90 days."
    )

    @api.depends('kind_id')
    def _compute_needs_text(self):
        for campaign in self:
            campaign.needs_text = FREE_TEXT in campaign.kind_id.variable_ids.mapped('name')

    @api.depends('kind_id', 'text', 'company_id')
    def _compute_preview(self):
        for campaign in self:
            kind = campaign.kind_id
            if not kind:
                campaign.preview = False
                continue
            examples = {v.name: v.example for v in kind.variable_ids}
            values = examples | {
                'nombre': "María", 'paciente': "María López", 'clinica': campaign.company_id.name,
            }  # fmt: skip
            if campaign.needs_text:
                values[FREE_TEXT] = campaign.text or "…"
            try:
                informal = campaign.company_id.sudo().root_id.clinic_informal
                campaign.preview = kind._render(values, informal=informal)[1]
            except UserError as error:
                campaign.preview = str(error)

    @api.constrains('kind_id')
    def _check_kind(self):
        known = STANDARD_PLACES | {FREE_TEXT} | set(self.env['clinic.follow.up']._places())
        for campaign in self:
            wanted = campaign.kind_id.variable_ids.filtered('required').mapped('name')
            if campaign.kind_id.purpose not in PURPOSES or set(wanted) - known:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” is no message for many: choose another.",
                        kind=campaign.kind_id.name,
                    )
                )

    # ------------------------------------------------------------------ figures
    @api.depends('line_ids.state', 'line_ids.message_id.state')
    def _compute_counts(self):
        Line = self.env['clinic.campaign.line'].sudo()
        for campaign in self:
            lines = campaign._origin.sudo().line_ids
            states = {}
            for state, count in Line._read_group(
                [('campaign_id', '=', campaign._origin.id)], ['state'], ['__count']
            ):
                states[state] = count
            told = dict(
                self.env['clinic.message'].sudo()._read_group(
                    [('id', 'in', lines.message_id.ids)], ['state'], ['__count']
                )
            )  # fmt: skip
            campaign.total_count = sum(states.values())
            campaign.ready_count = states.get('ready', 0)
            campaign.excluded_count = states.get('excluded', 0)
            campaign.read_count = told.get('read', 0)
            campaign.delivered_count = campaign.read_count + told.get('delivered', 0)
            campaign.sent_count = campaign.delivered_count + told.get('sent', 0)
            campaign.booked_count = campaign._origin._booked_count()
            gone = states.get('made', 0)
            wanted = gone + states.get('ready', 0)
            campaign.progress = 100 * gone / wanted if wanted else 0

    def _booked_count(self):
        """Patients who got it and booked a visit within the days that count."""
        if not self.id:
            return 0
        self.env.flush_all()
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(DISTINCT line.patient_id)
                  FROM clinic_campaign_line line
                  JOIN clinic_message message ON message.id = line.message_id
                  JOIN clinic_appointment visit ON visit.patient_id = line.patient_id
                 WHERE line.campaign_id = %s AND message.sent_at IS NOT NULL
                   AND visit.state NOT IN ('hold', 'cancelled')
                   AND visit.create_date BETWEEN message.sent_at
                       AND message.sent_at + make_interval(days => %s)
                """,
                self.id,
                self.booked_days,
            )
        )
        return count

    @api.depends('line_ids.why')
    def _compute_excluded_text(self):
        why = self.env['clinic.campaign.line']._fields['why']
        reasons = dict(why._description_selection(self.env))
        for campaign in self:
            counts = self.env['clinic.campaign.line'].sudo()._read_group(
                [('campaign_id', '=', campaign._origin.id), ('state', '=', 'excluded')],
                ['why'],
                ['__count'],
            )  # fmt: skip
            campaign.excluded_text = '\n'.join(
                f"{count} · {reasons.get(code, code)}"
                for code, count in sorted(counts, key=lambda pair: -pair[1])
            )

    @api.depends('line_ids.state', 'kind_id')
    def _compute_cost_text(self):
        for campaign in self:
            campaign.cost_text = campaign._origin._cost_in_words() or self.env._(
                "Nothing: by e-mail, or not known."
            )

    def _cost_in_words(self):
        """What the messages that are ready will cost, for channels that know; empty: nothing."""
        return ''

    # ------------------------------------------------------------------ who gets it
    @api.model
    def _of_patients(self, patients):
        """A draft to these patients; returns the action that shows it."""
        self.check_access('create')
        patients.check_access('read')
        campaign = self.create(
            {'line_ids': [Command.create({'patient_id': patient.id}) for patient in patients]}
        )
        return campaign._action()

    def _action(self):
        return {
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': self.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        campaigns.filtered('line_ids').action_check()
        return campaigns

    def write(self, vals):
        if vals.keys() & {'kind_id', 'text', 'line_ids', 'company_id'} and any(
            campaign.state != 'draft' for campaign in self
        ):
            raise UserError(
                self.env._("It has begun: stop it, and prepare another one for what has changed.")
            )
        result = super().write(vals)
        if vals.keys() & {'kind_id', 'line_ids', 'company_id'}:
            self.action_check()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(campaign.state != 'draft' for campaign in self):
            raise UserError(self.env._("What has gone out is kept: it says who was written to."))

    def action_check(self):
        """Look who would get it, as things are now."""
        for campaign in self.filtered(lambda one: one.state == 'draft'):
            campaign.sudo().line_ids._judge()

    def action_start(self):
        """Begin to send; the direction alone may."""
        self.check_access('write')
        for campaign in self:
            if campaign.state != 'draft':
                raise UserError(self.env._("It has begun already."))
            if campaign.needs_text and not (campaign.text or '').strip():
                raise UserError(self.env._("Write what the message says first."))
            campaign.action_check()
            if not campaign.sudo().line_ids.filtered(lambda line: line.state == 'ready'):
                raise UserError(
                    self.env._(
                        "Nobody would get it. Below it says why: usually because they were not "
                        "asked whether they agree to messages of this kind."
                    )
                )
            campaign.write(
                {
                    'state': 'running',
                    'user_id': self.env.uid,
                    'started_at': fields.Datetime.now(),
                }
            )
        self.env.ref('clinic_crm.ir_cron_campaigns').sudo()._trigger()

    def action_stop(self):
        """Stop at once: what has not left does not leave."""
        self.check_access('write')
        for campaign in self.filtered(lambda one: one.state == 'running'):
            lines = campaign.sudo().line_ids
            lines.filtered(lambda line: line.state == 'ready').write({'state': 'stopped'})
            waiting = lines.message_id.filtered(lambda message: message.state == 'queued')
            dropped = waiting._take_back(self.env._("The campaign was stopped."))
            lines.filtered_domain([('message_id', 'in', dropped.ids)]).write({'state': 'stopped'})
            campaign.write({'state': 'stopped', 'ended_at': fields.Datetime.now()})

    def action_patients(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'clinic_crm.clinic_campaign_line_action'
        )
        return action | {'domain': [('campaign_id', '=', self.id)]}

    @api.model
    def _cap_domain(self):
        """Messages of campaigns that count for the limit of each patient."""
        return (
            Domain('state', '=', 'made')
            & Domain('message_id.state', 'not in', ('cancelled', 'failed', 'expired'))
            & Domain('made_at', '>', fields.Datetime.subtract(fields.Datetime.now(), days=CAP_DAYS))
        )


class ResCompany(models.Model):
    _inherit = 'res.company'

    clinic_campaign_cap = fields.Integer(
        string="Campaigns a patient gets in 30 days",
        default=2,
        help="At most so many messages of campaigns. Reminders, changes of a visit, urgent texts "
        "and documents are never counted nor held back.",
    )
