from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DAYS = [
    ('all', "Every day"),
    ('mon_fri', "Monday to Friday"),
    ('mon_sat', "Monday to Saturday"),
    ('weekend', "Saturday and Sunday"),
    ('sunday', "Sunday"),
]
WEEKDAYS = {
    'all': range(7),
    'mon_fri': range(5),
    'mon_sat': range(6),
    'weekend': (5, 6),
    'sunday': (6,),
}
AT_WORK = timedelta(minutes=30)  # whoever has touched Odoo since is taken to be there


class ClinicDuty(models.Model):
    """Who is told of what cannot wait: people in order, some only at certain hours.

    A branch without a list of its own has that of its clinic. Where nobody wrote one, whoever is in
    Odoo at that moment is asked, reception first. Whoever is asked must be able to see the alert.
    """

    _name = 'clinic.duty'
    _description = "On duty"
    _order = 'company_id, sequence, id'
    _rec_name = 'user_id'

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company',
        string="Branch",
        required=True,
        index=True,
        ondelete='cascade',
        default=lambda self: self.env.company,
    )
    sequence = fields.Integer(string="Order", default=10)
    user_id = fields.Many2one(
        'res.users',
        string="Who",
        required=True,
        ondelete='cascade',
        index=True,
        domain="[('share', '=', False)]",
    )
    days = fields.Selection(DAYS, required=True, default='all')
    hour_from = fields.Float(string="From", default=0)
    hour_to = fields.Float(
        string="Until",
        default=0,
        help="By the clock of the branch; past midnight when it is before “From”. The same hour "
        "twice: around the clock.",
    )
    reached_by = fields.Char(string="Is told by", compute='_compute_reached_by')

    _hours_range = models.Constraint(
        'CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to < 24)',
        "Hours go from 0:00 to 23:59.",
    )

    @api.depends('user_id')
    def _compute_reached_by(self):
        Call = self.env['clinic.alert.call'].sudo()
        for duty in self:
            duty.reached_by = Call._reached_by(duty.user_id, duty.company_id)

    @api.constrains('user_id', 'company_id')
    def _check_user(self):
        for duty in self:
            if duty.user_id not in self._able(duty.company_id):
                raise ValidationError(
                    self.env._(
                        "%(who)s could not see an alert of %(where)s: give them a role of the "
                        "clinic and that branch first.",
                        who=duty.user_id.name,
                        where=duty.company_id.name,
                    )
                )

    # ------------------------------------------------------------------ who
    @api.model
    def _roles(self):
        """The groups whose people see alerts, in the order in which they are asked."""
        return [
            'clinic_crm.group_reception',
            'clinic_crm.group_practitioner',
            'clinic_crm.group_nurse',
            'clinic_crm.group_director',
        ]

    @api.model
    def _able(self, company):
        """Everybody who sees the alerts of a branch, reception first."""
        roles = self._roles()
        groups = [self.env.ref(name) for name in roles]
        return (
            self.env['res.users']
            ._in_role(company, *roles)
            .sorted(
                lambda user: next(
                    n for n, group in enumerate(groups) if group in user.all_group_ids
                )
            )
        )

    @api.model
    def _chain(self, company, now=None):
        """Who is to be told now, in order.

        :return: ``(users, on_duty)``; when nobody is on duty these are the last resort: all of the
            list, or the direction where there is none
        """
        now = now or fields.Datetime.now()
        able = self._able(company)
        duties = self._list_of(company)
        if duties:
            here = duties.filtered(lambda duty: duty._covers(now)).user_id & able
            if here:
                return here, True
            return (duties.user_id & able) or self._directors(able), False
        here = self._at_work(able, now)
        return (here, True) if here else (self._directors(able), False)

    @api.model
    def _list_of(self, company):
        """The rows that count for a branch: its own, or of the nearest parent that has some."""
        Duty = self.sudo()
        while company:
            rows = Duty.search([('company_id', '=', company.id)])
            if rows:
                return rows
            company = company.parent_id
        return Duty.browse()

    @api.model
    def _at_work(self, users, now):
        """Those of these who are in Odoo now, in their order."""
        found = (
            self.env['mail.presence']
            .sudo()
            .search([('user_id', 'in', users.ids), ('last_presence', '>', now - AT_WORK)])
        )
        return users.filtered(lambda user: user in found.user_id)

    @api.model
    def _directors(self, users):
        """Whom to wake when nobody is there."""
        direction = self.env.ref('clinic_crm.group_director')
        return users.filtered(lambda user: direction in user.all_group_ids) or users

    def _covers(self, now):
        """Whether these hours hold at a moment (naive UTC), by the clock of the branch."""
        self.ensure_one()
        local = self.company_id._on_clock(now)
        hour, day = local.hour + local.minute / 60, local.weekday()
        days = WEEKDAYS[self.days]
        if self.hour_from == self.hour_to:
            return day in days
        if self.hour_from < self.hour_to:
            return day in days and self.hour_from <= hour < self.hour_to
        # past midnight: the night belongs to the day on which it began
        return (day in days and hour >= self.hour_from) or (
            (day - 1) % 7 in days and hour < self.hour_to
        )

    # ------------------------------------------------------------------ the screen
    @api.model
    def _now_in_words(self):
        """Who would be told now, in one sentence."""
        users, on_duty = self.sudo()._chain(self.env.company)
        names = ", ".join(users[:5].mapped('name'))
        if not users:
            return self.env._("Nobody: no user has a role of the clinic here.")
        if on_duty:
            return self.env._("Would be told now, in this order: %(names)s.", names=names)
        return self.env._(
            "Nobody is on duty now, and the patient would be told so. All the same these would be "
            "asked: %(names)s.",
            names=names,
        )

    def action_who_now(self):
        """Show who would be told now."""
        self.check_access('read')
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {'type': 'info', 'sticky': True, 'message': self._now_in_words()},
        }
