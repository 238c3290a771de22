"""What is quite fresh: first visits of newcomers, times held for who has not decided yet, and the
times that cancellations have left free.

All of it goes through the agenda's own search, so it is where somebody could book right now.
"""

import datetime

from odoo import fields

from ..agenda.diary import Line, Visit
from ..agenda.means import HOST
from ..chance import Chance
from ..ledger import seed_ledger
from .a10_clinic import branch_ids
from .c10_means import kind_ids, practitioner_ids
from .c20_visits import Book

NEEDS = ('clinic.patient', 'clinic.appointment', 'clinic.waiting.gap')

AHEAD = datetime.timedelta(14)
FREED = datetime.timedelta(4)  # of how many days to come the freed times are noted
# Longer than a conversation would hold a time: whoever starts the demo finds them all day.
HELD = 16 * 60
HOLDS = (  # kind, practitioner, branch
    ('first', 'elena', 'del_valle'),
    ('follow_up', 'andres', 'tijuana'),
)


def load(env, world):
    book = Book(env, world)
    now = max(world.now, fields.Datetime.now())
    book.add(_first_visits(env, world, book, now))
    _date_files(env)
    _hold(env, world, now)
    _note_freed(env, book, now)


def _slots(env, kind, practitioner, branch, since, staff=True):
    """Free starts of the days to come, as the desk is shown them, or else patients."""
    Visit = env['clinic.appointment']
    return Visit._agenda_slots(
        env['clinic.appointment.type'].browse(kind_ids(env)[kind]),
        env['res.company'].browse(branch_ids(env)[branch]),
        since,
        since + AHEAD,
        practitioner=env['clinic.practitioner'].browse(practitioner_ids(env)[practitioner]),
        limit=200,
        staff=staff,
    )


# -- first visits ----------------------------------------------------------------------------------


def _first_visits(env, world, book, now):
    """One for each newcomer who did more than ask and has no visit yet."""
    ledger = seed_ledger(env, world)
    newcomers = [
        patient
        for patient in world.patients
        if patient.is_newcomer and not (patient.duplicate_of or world.only_asked(patient))
    ]
    ids = ledger.known('clinic.patient', [patient.key for patient in newcomers])
    served = env['clinic.appointment'].search([('patient_id', 'in', list(ids.values()))]).patient_id
    taken = set()
    for patient in newcomers:
        if ids.get(patient.key) in served.ids:
            continue
        chance = Chance(world.seed, 'first', patient.key)
        slots = [
            slot
            for slot in _slots(env, 'first', HOST[patient.branch], patient.branch, now)
            if not any((line.resource, slot.start.date()) in taken for line in slot.lines)
        ]
        if slots:
            slot = chance.one(slots)
            # one newcomer a day and practitioner: they do not compete with each other
            taken |= {(line.resource, slot.start.date()) for line in slot.lines}
            yield _visit(book, patient, slot, min(world.now, world.opened(patient)))


def _visit(book, patient, slot, booked):
    means = {record_id: key for key, record_id in book.resources.items()}
    needs = [str(role) for role in book.needs['first']]
    return Visit(
        f'{slot.start:%Y%m%d}_{patient.branch}_{patient.key}',
        patient.branch,
        'first',
        slot.start,
        slot.stop,
        booked,
        tuple(
            Line(
                means[line.resource],
                needs.index(line.role),
                line.seat,
                line.block_start,
                line.block_stop,
            )
            for line in slot.lines
        ),
        patient.key,
        HOST[patient.branch],
        "Primera consulta",
    )


def _date_files(env):
    """Nobody booked before their file was opened."""
    env.flush_all()
    env.cr.execute(
        """
        UPDATE clinic_patient p SET create_date = v.first
          FROM (SELECT patient_id, min(create_date) AS first FROM clinic_appointment
                 GROUP BY patient_id) v
         WHERE v.patient_id = p.id AND v.first < p.create_date
        """
    )
    env.invalidate_all()


# -- holds and freed times -------------------------------------------------------------------------


def _hold(env, world, now):
    """Times that patients who are writing right now have been offered; anew with each start."""
    ledger = seed_ledger(env, world)
    Visit = env['clinic.appointment']
    for number, (kind, practitioner, branch) in enumerate(HOLDS):
        token = f'{ledger.prefix}demo-{number}'
        patients = [
            patient
            for patient in world.patients
            if patient.branch == branch
            and not (patient.duplicate_of or patient.guardian)
            and (kind != 'first' or world.only_asked(patient))
        ]
        # not the next free minutes, which whoever tries the demo books themselves
        since = now + datetime.timedelta(hours=20)
        slots = _slots(env, kind, practitioner, branch, since, staff=False)
        if not (patients and slots):
            continue
        patient = Chance(world.seed, 'hold', number).one(patients)
        vals = {
            'patient_id': ledger.known('clinic.patient', [patient.key])[patient.key],
            'type_id': kind_ids(env)[kind],
            'company_id': branch_ids(env)[branch],
            'practitioner_id': practitioner_ids(env)[practitioner],
            'start': slots[min(2, len(slots) - 1)].start,
            'source': 'whatsapp',
        }
        Visit._hold(vals, token, HELD)


def _note_freed(env, book, now):
    """The times ahead that cancellations left, once each: somebody may have dismissed them."""
    free = env['clinic.appointment'].search(
        [
            ('state', '=', 'cancelled'),
            ('write_uid', '=', env.uid),  # those of others were noted when they were cancelled
            ('start', '>', now),
            ('start', '<', now + FREED),
            ('is_session', '=', False),
            ('session_id', '=', False),
        ]
    )
    keys = {f'visit_{visit.id}': visit for visit in free}
    noted = book.ledger.known('clinic.waiting.gap', keys)
    for key, visit in keys.items():
        if key not in noted:
            gap = env['clinic.waiting.gap']._note_freed(visit, 'cancelled')
            if gap:
                book.ledger.remember('clinic.waiting.gap', {key: gap.id})
