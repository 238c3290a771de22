"""The brain of the appointment book, on plain values: no database, no Odoo.

Working hours become UTC spans (``hours``, ``zones``, ``holidays``), a visit's needs and the
clinic's means are values (``requirements``), and a plan answers whether a visit can be booked and
when (``slots``). ``series``, ``waiting`` and ``board`` build on it; ``words`` says dates as people
do, ``reminders`` when a visit is reminded of, ``feed`` (imported on its own) writes the calendar of
a phone. Datetimes are naive UTC, durations are minutes.
"""

from .board import Arrival, queue
from .controls import Controls, next_due
from .day import free_gaps, halves
from .holidays import Holiday, holidays, holidays_between
from .follow_up import FollowUp, follow_up_at, judge_follow_up
from .hours import Attendance, Hours, Pattern, Shift, day_off, expand, expand_shifts, week_type
from .intervals import Spans, epoch, moment, union
from .reminders import (
    Courtesy,
    Planned,
    ReminderRule,
    Verdict,
    due,
    judge,
    just_told,
    plan,
    superseded,
)
from .requirements import Busy, Closure, Policy, Request, Resource, Role, Session, World
from .series import Conflict, Repeat, Series, occurrences, plan_series
from .slots import Plan, fits, search, spread
from .verdicts import Code, Line, Reason, Refusal, Slot
from .waiting import Freed, Match, Waiting, misfits, rank
from .week import Period, Problem, days_of, grouped, read_hour, read_week, show_hour
from .words import (
    day_in_words,
    hour_in_words,
    moment_in_words,
    near_day_in_words,
    short_moment,
    week_in_words,
)
from .zones import AFTERNOON, EVENING, MORNING, UnknownZone, zone
