from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

KINDS = [('practitioner', "Practitioner"), ('room', "Room"), ('device', "Device")]
# kept by Odoo's own resource, whose leaves and hours are the same everywhere
MIRRORED = ('name', 'active', 'tz', 'calendar_id')
LISTED = 5


class ClinicResource(models.Model):
    """A practitioner, room or device that visits reserve.

    Beside it stands one `resource.resource`, which holds name, zone, hours and leaves. Whoever
    works in two branches is one resource with a shift in each: both see when it is taken.
    """

    _name = 'clinic.resource'
    _description = "Bookable resource"
    _order = 'kind, sequence, name, id'

    resource_id = fields.Many2one(
        'resource.resource',
        string="Calendar resource",
        required=True,
        ondelete='restrict',
        readonly=True,
        copy=False,
    )
    name = fields.Char(
        related='resource_id.name', store=True, readonly=False, required=True, precompute=True
    )
    active = fields.Boolean(
        related='resource_id.active', store=True, precompute=True, readonly=False
    )
    tz = fields.Selection(
        related='resource_id.tz',
        store=True,
        precompute=True,
        readonly=False,
        string="Time zone",
        help="Zone of its hours where no branch says another.",
    )
    calendar_id = fields.Many2one(
        related='resource_id.calendar_id',
        store=True,
        precompute=True,
        readonly=False,
        string="Working hours",
        help="Used where there are no shifts. Empty: it can be used at any time.",
    )
    kind = fields.Selection(KINDS, required=True, default='room')
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
    )
    branch_ids = fields.Many2many(
        'res.company',
        'clinic_resource_branch_rel',
        'resource_id',
        'company_id',
        string="Branches",
        help="Where it can be used. Empty: in every branch.",
    )
    shift_ids = fields.One2many('clinic.resource.shift', 'resource_id', string="Shifts", copy=True)
    capacity = fields.Integer(
        default=1,
        required=True,
        help="How many visits can use it at the same time.",
    )
    buffer_before = fields.Integer(string="Minutes before", default=0, required=True)
    buffer_after = fields.Integer(
        string="Minutes after",
        default=0,
        required=True,
        help="Blocked after every visit, e.g. to clean the room. Where the visit asks for more, "
        "the longer time holds.",
    )

    _resource_uniq = models.Constraint(
        'UNIQUE (resource_id)',
        "This calendar resource is already in use.",
    )
    _capacity_range = models.Constraint(
        'CHECK (capacity BETWEEN 1 AND 100)',
        "A resource holds between 1 and 100 visits at once.",
    )
    _one_practitioner = models.Constraint(
        "CHECK (kind <> 'practitioner' OR capacity = 1)",
        "A practitioner sees one visit at a time; make the visit a group visit instead.",
    )
    _buffers_positive = models.Constraint(
        'CHECK (buffer_before BETWEEN 0 AND 480 AND buffer_after BETWEEN 0 AND 480)',
        "The time before and after a visit is between 0 and 480 minutes.",
    )

    def _check_calendar(self):
        for resource in self:
            resource.sudo().calendar_id._check_agenda()

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access('create')
        follows = []
        for vals in vals_list:
            company = (
                self.env['res.company']
                .sudo()  # the branch that is open on the screen may be all one reads
                .browse(vals.get('company_id') or self.env.company.id)
                .root_id
            )
            vals['company_id'] = company.id
            follows.append(not vals.get('tz'))
            mirrored = {name: vals.pop(name) for name in MIRRORED if name in vals}
            if not vals.get('resource_id'):
                kind = vals.get('kind', 'room')
                resource = (
                    self.env['resource.resource']
                    .sudo()
                    .create(
                        {
                            'calendar_id': False,
                            **mirrored,
                            'tz': mirrored.get('tz') or company.clinic_tz,
                            'company_id': company.id,
                            'resource_type': 'user' if kind == 'practitioner' else 'material',
                        }
                    )
                )
                vals['resource_id'] = resource.id
        resources = super().create(vals_list)
        for resource, follow in zip(resources, follows, strict=True):
            if follow and resource.branch_ids:
                resource._follow_zone()
        resources._check_calendar()
        self.env.registry.clear_cache()
        return resources

    def write(self, vals):
        self.check_access('write')
        mirrored = {name: vals[name] for name in MIRRORED if name in vals}
        vals = {name: value for name, value in vals.items() if name not in mirrored}
        if 'kind' in vals and any(resource.kind != vals['kind'] for resource in self):
            self._refuse_with_visits(self.env._("Its kind cannot change any more."), past=True)
        if 'capacity' in vals:
            self._refuse_with_visits(
                self.env._("Move them before it holds fewer visits."),
                seats_over=vals['capacity'],
            )
        if mirrored.get('active') is False:
            self._refuse_with_visits(self.env._("Move or cancel them before archiving it."))
        if mirrored:
            self.resource_id.sudo().write(mirrored)
            self._check_calendar()
        result = super().write(vals)
        if 'branch_ids' in vals and 'tz' not in mirrored:
            self._follow_zone()
        self.env.registry.clear_cache()
        return result

    def _follow_zone(self):
        """Its hours are on the clock of its branches where they have one and the same, else on
        the clinic's."""
        for resource in self.sudo():
            zones = set(resource.branch_ids.mapped('clinic_tz'))
            zone = zones.pop() if len(zones) == 1 else resource.company_id.clinic_tz
            if resource.tz != zone:
                resource.tz = zone

    def unlink(self):
        resources = self.resource_id.sudo()
        result = super().unlink()
        resources.unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        self._refuse_with_visits(self.env._("Archive it instead of deleting it."), past=True)

    def _refuse_with_visits(self, remedy, past=False, seats_over=0):
        """Raise, naming the next visits, when these resources are booked (in the future)."""
        domain = [('resource_id', 'in', self.ids), ('seat', '>', seats_over)]
        if not past:
            domain += [('blocking', '=', True), ('block_stop', '>', fields.Datetime.now())]
        lines = (
            self.env['clinic.appointment.booking']
            .sudo()
            .search(
                domain,
                order='block_start',
                limit=LISTED,
            )
        )
        if not lines:
            return
        when = ", ".join(
            format_datetime(
                self.env, line.block_start, tz=line.company_id.clinic_tz, dt_format='short'
            )
            for line in lines
        )
        raise UserError(
            self.env._(
                "%(name)s is reserved by visits (%(when)s). %(remedy)s",
                name=lines[0].resource_id.name,
                when=when,
                remedy=remedy,
            )
        )
