"""The clinic of Monday 23 November 2026 that tests of the slot search share."""

from datetime import date, datetime, timedelta

from odoo.addons.clinic_crm.agenda import (
    Busy,
    Hours,
    Policy,
    Refusal,
    Request,
    Role,
    Spans,
    World,
    epoch,
    search,
)

LUZ, SAUL, ROOM, OTHER_ROOM, LASER = 1, 2, 11, 12, 21
DAY = date(2026, 11, 23)


def at(text):
    hours, minutes = text.split(':')
    return datetime(2026, 11, 23) + timedelta(hours=int(hours), minutes=int(minutes))


def hours(*pairs):
    return Hours.of(Spans.of((epoch(at(a)), epoch(at(b))) for a, b in pairs))


def busy(*rows):
    return Busy.of_rows((resource, seat, at(a), at(b)) for resource, seat, a, b in rows)


def world(*resources, taken=(), sessions=()):
    return World({r.id: r for r in resources}, busy(*taken), tuple(sessions))


ALONE = (Role('practitioner', (LUZ,)),)


def request(duration=30, roles=ALONE, **options):
    options.setdefault('policy', Policy(at('0:00')))
    return Request(duration, tuple(roles), options.pop('tz', 'UTC'), **options)


def starts(slots):
    return [f"{slot.start:%H:%M}" for slot in slots]


def day(world, request, **options):
    return starts(search(world, request, at('0:00'), at('24:00'), **options))


def reasons(refusal):
    assert isinstance(refusal, Refusal), refusal
    return [(reason.code.value, reason.resource) for reason in refusal.reasons]
