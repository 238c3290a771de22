from datetime import timedelta

from odoo import fields, models

from ..agenda import Shift, Spans, epoch, expand_shifts, moment, week_in_words, zone

AHEAD = timedelta(days=21)  # how far the next opening is looked for
DAY, HOUR = 24 * 3600, 3600


class ResCompany(models.Model):
    """When somebody is in a branch: what patients are told of hours, and of when one answers."""

    _inherit = 'res.company'

    clinic_desk_calendar_id = fields.Many2one(
        'resource.calendar',
        string="Hours of reception",
        help="When somebody answers patients. Empty: while any practitioner of the branch works.",
    )

    def _on_clock(self, instant):
        """A naive UTC moment on the branch's wall clock."""
        return moment(zone(self.clinic_tz).wall(epoch(instant)))

    def _attended_from(self, now):
        """The moment (naive UTC) from which somebody is there: ``now`` if somebody is; None when
        it cannot be told."""
        self.ensure_one()
        spans = self._attended(now, now + AHEAD)
        second = epoch(now)
        if spans.holds(second):
            return now
        return next((moment(start) for start in spans.starts if start > second), None)

    def _attended(self, since, until, rest=True):
        """The ``agenda.Spans`` in which somebody is in the branch.

        :param bool rest: without rest days, and without leaves of those whose hours they are
        """
        Visit = self.env['clinic.appointment'].sudo()
        low, high = Visit._agenda_days(self, since, until)
        calendar = self.clinic_desk_calendar_id or self.parent_id.clinic_desk_calendar_id
        if calendar:
            shift = Shift(calendar._agenda_pattern(self.clinic_tz))
            hours = expand_shifts((shift,), fields.Date.to_date(low), fields.Date.to_date(high))
            return hours.open - self._rest_spans() if rest else hours.open
        working = [
            number
            for number, mean in Visit._agenda_means(self.id).items()
            if mean.kind == 'practitioner'
            and mean.shifts  # who has no hours comes when there is a visit
            and (not mean.resource.branches or self.id in mean.resource.branches)
        ]
        resources = Visit._agenda_resources(self, working, low, high).values()
        return Spans.of(
            pair for one in resources for pair in (one.open if rest else one.hours.open)
        )

    def _rest_spans(self):
        """The days on which the whole clinic rests."""
        clock = zone(self.clinic_tz)
        return Spans.of(
            (clock.midnight(day), clock.midnight(day + 1)) for day in self._rest_day_ordinals()
        )

    def _hours_in_words(self):
        """«lunes a viernes de 9:00 a 18:00 h; sábado …»: what the clinic wrote, else what its
        agenda knows; empty when neither says."""
        self.ensure_one()
        if self.clinic_hours:
            return '; '.join(filter(None, map(str.strip, self.clinic_hours.splitlines())))
        clock = zone(self.clinic_tz)
        today = clock.day(epoch(fields.Datetime.now()))
        monday = today - (today - 1) % 7
        since, until = clock.midnight(monday), clock.midnight(monday + 7)
        spans = self._attended(moment(since), moment(until), rest=False).clip(since, until)
        days = {}
        for start, stop in spans:
            begin, end = clock.wall(start), clock.wall(stop)
            midnight = begin // DAY * DAY
            weekday = clock.day(start) - monday
            days.setdefault(weekday, []).append(
                ((begin - midnight) / HOUR, min((end - midnight) / HOUR, 24.0))
            )
        return week_in_words({day: tuple(found) for day, found in days.items()})
