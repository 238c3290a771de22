from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..agenda import Attendance, Pattern


class ResourceCalendar(models.Model):
    _name = 'resource.calendar'
    _inherit = ['resource.calendar', 'clinic.cached.mixin']

    @ormcache('self.id', 'tz')
    def _agenda_pattern(self, tz):
        """The weekly hours as the agenda's value, read in the zone ``tz``."""
        self.ensure_one()
        calendar = self.sudo()
        lines = calendar.attendance_ids.filtered(
            lambda line: not line.display_type and line.hour_to > line.hour_from
        )
        return Pattern(
            tuple(
                Attendance(
                    int(line.dayofweek),
                    max(line.hour_from, 0.0),
                    min(line.hour_to, 24.0),
                    int(line.week_type or 0) if calendar.two_weeks_calendar else None,
                    pause=line.day_period == 'lunch',
                )
                for line in lines
            ),
            tz,
            bool(calendar.two_weeks_calendar),
        )

    def _check_agenda(self):
        """Refuse hours without times of the day: nobody could be booked by them."""
        for calendar in self:
            if calendar.flexible_hours or calendar.duration_based:
                raise ValidationError(
                    self.env._(
                        "“%(calendar)s” says how many hours are worked, not when. Choose working "
                        "hours with a beginning and an end.",
                        calendar=calendar.name,
                    )
                )


class ResourceCalendarAttendance(models.Model):
    _name = 'resource.calendar.attendance'
    _inherit = ['resource.calendar.attendance', 'clinic.cached.mixin']
