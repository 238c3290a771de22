"""What patients answered when their file was opened; who was not asked has no row."""

import datetime
from collections import defaultdict

from ..ledger import Ledger, seed_ledger
from . import checkpoint

NEEDS = ('clinic.patient', 'clinic.consent')


def load(env, world):
    desk = Ledger(env).known('res.users', ['recepcion'])['recepcion']
    ledger = seed_ledger(env, world)
    for batch in world.batches(5000):
        ids = ledger.known('clinic.patient', [patient.key for patient in batch.patients])
        answered = _answered(env, list(ids.values()))
        for (purpose, state, at), patient_ids in _answers(world, batch, ids, answered).items():
            patients = env['clinic.patient'].browse(patient_ids).with_user(desk).sudo()
            patients._record_consent(
                purpose, state, 'paper', evidence="Hoja de registro firmada", at=at
            )
        checkpoint(env)


def _answers(world, batch, ids, answered):
    """{(purpose, state, when): patient ids}.

    The day is the first of its quarter, so that few writes hold many answers.
    """
    groups = defaultdict(list)
    for patient in batch.patients:
        if ids[patient.key] in answered:
            continue
        day = world.registered(patient)
        quarter = datetime.date(day.year, day.month - (day.month - 1) % 3, 1)
        at = datetime.datetime.combine(quarter, datetime.time(18))  # noon in Mexico City
        for purpose, state in patient.consents:
            groups[purpose, state, at].append(ids[patient.key])
    return groups


def _answered(env, patient_ids):
    rows = env['clinic.consent']._read_group([('patient_id', 'in', patient_ids)], ['patient_id'])
    return {patient.id for (patient,) in rows}
