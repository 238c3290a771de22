"""Turns of who has come today, in the order they came."""

from ..agenda.diary import Diary, Sheet
from .a10_clinic import branch_ids

NEEDS = ('clinic.appointment', 'clinic.turn')


def load(env, world):
    diary, companies = Diary(world), branch_ids(env)
    for branch in diary.branches:
        day = diary.today(branch)
        sheet = Sheet(diary, diary.branches[branch], day)
        visits = env['clinic.appointment'].search(
            [
                ('company_id', '=', companies[branch]),
                ('start', '>=', sheet.at(0)),
                ('start', '<', sheet.at(24)),
                ('arrived_at', '!=', False),
                ('is_session', '=', False),
            ],
            order='arrived_at, id',
        )
        _give(env, visits, companies[branch], day)


def _give(env, visits, company_id, day):
    Turn = env['clinic.turn']
    theirs = Turn.search([('company_id', '=', company_id), ('day', '=', day)])
    number = max(theirs.mapped('number'), default=0)
    values = []
    for visit in visits - theirs.appointment_id:
        number += 1
        lines = (visit.session_id or visit).booking_ids
        rooms = lines.resource_id.filtered(lambda resource: resource.kind == 'room')
        values.append(
            {
                'appointment_id': visit.id,
                'company_id': company_id,
                'day': day,
                'number': number,
                'called_at': visit.started_at,
                'room_id': rooms[:1].id if visit.started_at else False,
            }
        )
    Turn.create(values)
