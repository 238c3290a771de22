import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError

RESOURCE_FIELDS = ('tz', 'calendar_id', 'shift_ids', 'branch_ids', 'color', 'company_id')


class ClinicPractitioner(models.Model):
    """Doctor, dentist, psychologist…: somebody patients come to see."""

    _name = 'clinic.practitioner'
    _description = "Practitioner"
    _order = 'name, id'

    partner_id = fields.Many2one(
        'res.partner',
        string="Contact",
        required=True,
        ondelete='restrict',
        index=True,
        copy=False,
    )
    name = fields.Char(
        related='partner_id.name',
        store=True,
        readonly=False,
        required=True,
        compute_sudo=True,
        precompute=True,
    )
    user_id = fields.Many2one('res.users', ondelete='restrict', copy=False)
    lacks_role = fields.Boolean(string="Without the role", compute='_compute_lacks_role')
    specialty_id = fields.Many2one('clinic.specialty', ondelete='restrict', index='btree_not_null')
    license_number = fields.Char(string="Professional licence", help="Cédula profesional.")
    resource_id = fields.Many2one(
        'clinic.resource',
        string="Agenda",
        required=True,
        ondelete='restrict',
        readonly=True,
        copy=False,
    )
    ics_token = fields.Char(
        string="Calendar feed secret",
        copy=False,
        readonly=True,
        groups=fields.NO_ACCESS,
        default=lambda self: secrets.token_urlsafe(24),
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(related='resource_id.company_id', store=True, index=True)
    tz = fields.Selection(related='resource_id.tz', readonly=False)
    calendar_id = fields.Many2one(related='resource_id.calendar_id', readonly=False)
    shift_ids = fields.One2many(related='resource_id.shift_ids', readonly=False)
    # with the reader's own rights: a branch they do not work in is not theirs to read
    branch_ids = fields.Many2many(
        related='resource_id.branch_ids', readonly=False, related_sudo=False
    )
    color = fields.Integer(related='resource_id.color', readonly=False)

    _resource_uniq = models.Constraint(
        'UNIQUE (resource_id)',
        "This agenda belongs to another practitioner.",
    )
    _user_uniq = models.UniqueIndex(
        '(user_id) WHERE user_id IS NOT NULL',
        "This user is already another practitioner.",
    )

    @api.depends('user_id')
    def _compute_lacks_role(self):
        """Whether the user could not open the own day."""
        for practitioner in self:
            user = practitioner.user_id.sudo()
            practitioner.lacks_role = user and not user.has_group('clinic_crm.group_practitioner')

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access('create')
        for vals in vals_list:
            user = self.env['res.users'].browse(vals.get('user_id') or [])
            name = vals.pop('name', None)
            if not vals.get('partner_id'):
                # the contact is part of the practitioner: whoever may make one may make the other
                partner = user.sudo().partner_id or self.env['res.partner'].sudo().create(
                    {'name': name}
                )
                vals['partner_id'] = partner.id
                if name and partner.name != name:
                    partner.name = name
            kept = {field: vals.pop(field) for field in RESOURCE_FIELDS if field in vals}
            if not vals.get('resource_id'):
                partner = self.env['res.partner'].sudo().browse(vals['partner_id'])
                resource = self.env['clinic.resource'].create(
                    {**kept, 'kind': 'practitioner', 'name': partner.name}
                )
                vals['resource_id'] = resource.id
        return super().create(vals_list)

    def write(self, vals):
        self.check_access('write')
        if vals.get('name'):
            self.partner_id.sudo().name = vals['name']
            self.resource_id.name = vals['name']
            vals = {name: value for name, value in vals.items() if name != 'name'}
        if 'active' in vals:
            self.resource_id.active = vals['active']
        return super().write(vals)

    def unlink(self):
        resources = self.resource_id
        result = super().unlink()
        resources.unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        self.resource_id._unlink_except_booked()

    def action_renew_feed(self):
        """Give the calendar feed a new secret; the old address stops working."""
        for practitioner in self:
            if practitioner.user_id != self.env.user:
                practitioner.check_access('write')
            elif not practitioner.has_access('read'):
                raise AccessError(self.env._("This agenda is not yours."))
            practitioner.sudo().ics_token = secrets.token_urlsafe(24)
