from datetime import date, timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.agenda import Spans, epoch, expand, moment, zone
from odoo.addons.clinic_crm.reading import find

AHEAD = 14  # days in which an opening is looked for
DAY = 24 * 3600


class ClinicWhatsappTarget(models.Model):
    """How soon whoever writes is to be answered: for a team, a branch, some hours of the day.

    Minutes count only while the branch is open. Of several that fit the narrowest counts.
    """

    _name = 'clinic.whatsapp.target'
    _description = "Target of First Response"
    _order = 'company_id, account_id, hour_from, id'

    company_id = fields.Many2one(
        'res.company', string="Clinic or branch", help="Empty: for all.", index='btree_not_null'
    )
    account_id = fields.Many2one(
        'clinic.whatsapp.account',
        string="Number or team",
        ondelete='cascade',
        index='btree_not_null',
        help="Empty: for all.",
    )
    hour_from = fields.Float(string="From", required=True, default=0.0)
    hour_to = fields.Float(string="Until", required=True, default=24.0)
    minutes = fields.Integer(
        string="Answered within (minutes)",
        required=True,
        default=15,
        help="Of the branch's working hours, from the person's first word on.",
    )
    escalate_minutes = fields.Integer(
        string="The direction is told after (minutes)",
        required=True,
        default=15,
        help="From the moment the target was missed. 0: never.",
    )

    _hours_range = models.Constraint(
        'CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)',
        "The hours begin before they end, between 0:00 and 24:00.",
    )
    _minutes_range = models.Constraint(
        'CHECK (minutes BETWEEN 1 AND 1440 AND escalate_minutes BETWEEN 0 AND 1440)',
        "A target is between 1 minute and a day.",
    )

    def _compute_display_name(self):
        for target in self:
            target.display_name = self.env._("%(count)s minutes", count=target.minutes)

    @api.model
    def _promise(self, account, since):
        """When somebody who wrote to a number is to be answered.

        :return: (the target, UTC); without a target (empty, None)
        """
        branch = account.company_id
        spans = self._open_spans(branch, since)
        start = next((max(begin, epoch(since)) for begin, end in spans), epoch(since))
        target = self._fitting(account, zone(branch.clinic_tz).wall(start) % DAY / 3600)
        if not target:
            return target, None
        left = target.minutes * 60
        for begin, end in spans:
            if end - begin >= left:
                return target, moment(begin + left)
            left -= end - begin
        return target, since + timedelta(minutes=target.minutes)  # nobody said when it opens

    @api.model
    def _fitting(self, account, hour):
        """The narrowest target for a number at an hour of its branch."""
        lineage = [int(part) for part in account.company_id.parent_path.split('/') if part]
        fitting = find(
            self.sudo(),
            [
                ('company_id', 'in', [*lineage, False]),
                ('account_id', 'in', [account.id, False]),
            ],
        ).filtered(lambda one: one.hour_from <= hour < one.hour_to)
        return fitting.sorted(
            lambda one: (
                not one.account_id,
                -lineage.index(one.company_id.id) if one.company_id else 1,
                one.hour_to - one.hour_from,
                one.id,
            )
        )[:1]

    @api.model
    def _minutes_open(self, account, since, until):
        """How many minutes the branch was open between two moments."""
        return self._open_spans(account.company_id, since, until).seconds() / 60

    @api.model
    def _open_spans(self, branch, since, until=None):
        """When a branch is open from a moment on (`Spans`); without working hours: always."""
        until = until or since + timedelta(days=AHEAD)
        first, last = epoch(since), max(epoch(since), epoch(until))
        calendar = branch.sudo().resource_calendar_id
        if not calendar or calendar.flexible_hours or calendar.duration_based:
            return Spans.of([(first, last)])
        clock = zone(branch.clinic_tz)
        rests = branch.sudo()._rest_day_ordinals()
        hours = expand(
            calendar._agenda_pattern(branch.clinic_tz),
            date.fromordinal(clock.day(first)),
            date.fromordinal(clock.day(last)),
        )
        closed = Spans.of((clock.midnight(day), clock.midnight(day + 1)) for day in rests)
        return (hours.open - closed).clip(first, last)
