"""Practitioners, rooms and devices with their hours; rest days and leave; kinds of visit."""

import datetime

from odoo.fields import Command

from odoo.addons.clinic_crm.agenda import epoch, moment, zone

from ..agenda import absences, kinds, means
from ..ledger import Ledger, seed_ledger
from .a10_clinic import branch_ids

NEEDS = ('clinic.practitioner', 'clinic.appointment')


def load(env, world):
    ledger = Ledger(env)
    branches = branch_ids(env)
    calendars = _timetables(env, ledger, world, branches)
    _specialties(ledger)
    _practitioners(env, ledger, world, branches, calendars)
    ledger.ensure(
        'clinic.resource',
        {each.key: _resource(world, each, branches, calendars) for each in things()},
    )
    _rest_days(ledger, world, branches)
    _leaves(env, world, branches)
    _kinds(env, ledger, branches)


def things():
    return (*means.ROOMS, *means.DEVICES)


def resource_ids(env):
    """{key of the means: id of its `clinic.resource`}."""
    ledger = Ledger(env)
    ids = ledger.known('clinic.resource', [each.key for each in things()])
    practitioners = practitioner_ids(env)
    records = env['clinic.practitioner'].browse(practitioners.values())
    resources = {record.id: record.resource_id.id for record in records}
    return ids | {key: resources[record_id] for key, record_id in practitioners.items()}


def practitioner_ids(env):
    return Ledger(env).known('clinic.practitioner', [each.key for each in means.PRACTITIONERS])


def kind_ids(env):
    return Ledger(env).known('clinic.appointment.type', [kind.key for kind in kinds.KINDS])


def _zone(world, branch):
    return next(each.zone for each in world.clinic.branches if each.key == branch)


def _timetables(env, ledger, world, branches):
    branch_of = {table: branch for each in means.ALL for branch, table in each.shifts}
    return ledger.ensure(
        'resource.calendar',
        {
            table.key: {
                'name': table.name,
                'company_id': branches['main'],
                'tz': _zone(world, branch_of[table.key]),
                'two_weeks_calendar': table.two_weeks,
                'attendance_ids': [Command.clear(), *map(Command.create, _lines(table))],
            }
            for table in means.TIMETABLES
        },
    )


def _lines(table):
    """Odoo's lines of a timetable; in one of two weeks each week has a section."""
    weeks = (0, 1) if table.two_weeks else (None,)
    sequence = 0
    for week in weeks:
        if week is not None:
            yield {
                'name': ("Primera semana", "Segunda semana")[week],
                'dayofweek': '0',
                'hour_from': 0,
                'hour_to': 0,
                'week_type': str(week),
                'display_type': 'line_section',
                'sequence': sequence,
            }
        for block in table.blocks:
            for weekday in block.weekdays if block.week == week else ():
                sequence += 1
                yield {
                    'name': "Mañana" if block.hour_from < 13 else "Tarde",
                    'dayofweek': str(weekday),
                    'hour_from': block.hour_from,
                    'hour_to': block.hour_to,
                    'day_period': 'morning' if block.hour_from < 13 else 'afternoon',
                    'week_type': False if week is None else str(week),
                    'sequence': sequence,
                }
        sequence += 1


def _specialties(ledger):
    return ledger.ensure(
        'clinic.specialty',
        {
            each.key: {'name': each.specialty, 'patient_words': each.called}
            for each in means.PRACTITIONERS
        },
    )


def _practitioners(env, ledger, world, branches, calendars):
    users = ledger.known('res.users', [p.login for p in means.PRACTITIONERS if p.login])
    specialties = ledger.known('clinic.specialty', [p.key for p in means.PRACTITIONERS])
    return ledger.ensure(
        'clinic.practitioner',
        {
            each.key: {
                'name': each.name,
                'user_id': users.get(each.login),
                'specialty_id': specialties[each.key],
                'license_number': each.license,
                **{
                    name: value
                    for name, value in _resource(world, each, branches, calendars).items()
                    if name in ('company_id', 'branch_ids', 'shift_ids', 'color', 'tz')
                },
            }
            for each in means.PRACTITIONERS
        },
    )


def _resource(world, each, branches, calendars):
    return {
        'name': each.name,
        'kind': each.kind,
        'company_id': branches['main'],
        'branch_ids': [Command.set([branches[key] for key in each.branches])],
        'tz': _zone(world, each.branches[0]),
        'capacity': each.capacity,
        'buffer_after': each.buffer_after,
        'color': each.color,
        'shift_ids': [
            Command.create({'calendar_id': calendars[table], 'company_id': branches[branch]})
            for branch, table in each.shifts
        ],
    }


def _limits(world, branch, first, last, hour=0):
    clock = zone(_zone(world, branch))

    def at(day, hour):
        wall = datetime.datetime.combine(day, datetime.time(hour))
        return moment(clock.utc(epoch(wall), forward=True))

    return {
        'date_from': at(first, hour),
        'date_to': at(last + datetime.timedelta(1), 0) - datetime.timedelta(seconds=1),
        'time_type': 'leave',
    }


def _rest_days(ledger, world, branches):
    """Of this year and the next, for the clinic as a whole."""
    first = datetime.date(world.today.year, 1, 1)
    last = datetime.date(world.today.year + 1, 12, 31)
    branch = world.clinic.branches[0].key
    ids = ledger.ensure(
        'resource.calendar.leaves',
        {
            f'rest_{rest.key}': {
                'name': rest.name,
                'company_id': branches['main'],
                'calendar_id': False,
                'resource_id': False,
                'clinic_rest_day': rest.day,
                **_limits(world, branch, rest.day, rest.day),
            }
            for rest in absences.rest_days(first, last)
        },
    )
    Leave = ledger.env['resource.calendar.leaves']
    if 'clinic_rest_day' in Leave._fields:  # of a demo made before there was such a field
        for rest in absences.rest_days(first, last):
            leave = Leave.browse(ids[f'rest_{rest.key}'])
            if not leave.clinic_rest_day:
                leave.clinic_rest_day = rest.day


def _leaves(env, world, branches):
    around = datetime.timedelta(28)
    resources = resource_ids(env)
    values = {}
    for leave in absences.leaves(world.seed, world.today - around, world.today + around):
        resource = env['clinic.resource'].browse(resources[leave.practitioner]).resource_id
        branch = means.BY_KEY[leave.practitioner].branches[0]
        values[f'leave_{leave.key}'] = {
            'name': leave.name,
            'company_id': branches['main'],
            'calendar_id': False,
            'resource_id': resource.id,
            **_limits(world, branch, leave.first, leave.last, leave.hour_from),
        }
    seed_ledger(env, world).ensure('resource.calendar.leaves', values)


def _kinds(env, ledger, branches):
    products = ledger.ensure(
        'product.product',
        {
            kind.key: {'name': kind.name, 'type': 'service', 'list_price': kind.price}
            for kind in kinds.KINDS
        },
    )
    resources = resource_ids(env)
    ledger.ensure(
        'clinic.appointment.type',
        {
            kind.key: {
                'name': kind.name,
                'sequence': sequence,
                'company_id': branches['main'],
                'duration': kind.minutes,
                'buffer_after': kind.buffer_after,
                'step': 20,
                'seats': kind.seats,
                'color': kind.color,
                'video': kind.video,
                'bookable_online': kind.online,
                'reason_in_messages': kind.named,
                'min_notice': kind.notice,
                'max_days': kind.days,
                'instructions': kind.instructions,
                'product_id': products[kind.key],
                'role_ids': [
                    Command.create(
                        {
                            'sequence': number,
                            'name': need.name,
                            'kind': need.kind,
                            'fair': need.fair,
                            'resource_ids': [Command.set([resources[key] for key in need.any_of])],
                        }
                    )
                    for number, need in enumerate(kind.needs)
                ],
            }
            for sequence, kind in enumerate(kinds.KINDS, 1)
        },
    )
