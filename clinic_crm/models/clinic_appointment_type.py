from odoo import api, fields, models
from odoo.exceptions import UserError

LONGEST_MINUTES = 24 * 60


class ClinicAppointmentType(models.Model):
    """A kind of visit: how long, with whom and what, and what it costs."""

    _name = 'clinic.appointment.type'
    _inherit = ['clinic.cached.mixin']
    _description = "Type of visit"
    _order = 'sequence, name, id'

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
    )
    color = fields.Integer()
    duration = fields.Integer(string="Minutes", required=True, default=30)
    buffer_before = fields.Integer(string="Minutes before", required=True, default=0)
    buffer_after = fields.Integer(string="Minutes after", required=True, default=0)
    step = fields.Integer(
        string="Offer every (minutes)",
        required=True,
        default=15,
        help="How far apart the proposed times are.",
    )
    grid = fields.Selection(
        [('opening', "Counted from opening time"), ('clock', "On the clock")],
        string="Proposed times",
        required=True,
        default='opening',
    )
    pack = fields.Integer(
        string="Shortest useful gap",
        default=0,
        help="In minutes. Times that would leave a shorter gap are not proposed. 0: all are.",
    )
    seats = fields.Integer(
        string="Places",
        required=True,
        default=1,
        help="More than 1 makes it a group visit: one session, so many patients.",
    )
    min_notice = fields.Integer(
        string="Patients book ahead (minutes)",
        default=0,
        help="How long before the visit patients may still book it themselves.",
    )
    max_days = fields.Integer(
        string="Patients book up to (days)",
        default=0,
        help="0: without a limit.",
    )
    bookable_online = fields.Boolean(string="Patients may book it")
    video = fields.Boolean(string="Video visit")
    reason_in_messages = fields.Boolean(
        string="Name it in messages",
        help="Whether messages to the patient may say what kind of visit it is.",
    )
    product_id = fields.Many2one('product.product', ondelete='restrict', index='btree_not_null')
    instructions = fields.Text(
        string="Instructions to the patient",
        translate=True,
        help="Sent with the confirmation, e.g. come fasting.",
    )
    role_ids = fields.One2many('clinic.appointment.role', 'type_id', string="Needs", copy=True)
    resource_ids = fields.Many2many(
        'clinic.resource',
        string="Resources",
        compute='_compute_resource_ids',
    )

    _duration_range = models.Constraint(
        f'CHECK (duration BETWEEN 1 AND {LONGEST_MINUTES})',
        "A visit takes between 1 minute and 24 hours.",
    )
    _buffers_range = models.Constraint(
        'CHECK (buffer_before BETWEEN 0 AND 480 AND buffer_after BETWEEN 0 AND 480)',
        "The time before and after a visit is between 0 and 480 minutes.",
    )
    _step_range = models.Constraint(
        'CHECK (step BETWEEN 1 AND 1440 AND pack >= 0)',
        "Times are offered every 1 to 1440 minutes.",
    )
    _seats_range = models.Constraint(
        'CHECK (seats BETWEEN 1 AND 100)',
        "A visit has between 1 and 100 places.",
    )
    _notice_range = models.Constraint(
        'CHECK (min_notice >= 0 AND max_days >= 0)',
        "These limits cannot be negative.",
    )

    @api.depends('role_ids.resource_ids')
    def _compute_resource_ids(self):
        for visit_type in self:
            visit_type.resource_ids = visit_type.role_ids.resource_ids

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get('role_ids'):
                vals['role_ids'] = [
                    fields.Command.create(
                        {
                            'name': self.env._("Practitioner"),
                            'kind': 'practitioner',
                            'fair': True,
                        }
                    )
                ]
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        Visit = self.env['clinic.appointment'].sudo()
        for visit_type in self:
            if Visit.search_count([('type_id', '=', visit_type.id)], limit=1):
                raise UserError(
                    self.env._(
                        "Visits were booked as “%(name)s”. Archive it instead of deleting it: it "
                        "is offered no more.",
                        name=visit_type.name,
                    )
                )
