"""Talks with patients that reception noted: the beginning of their timelines."""

import itertools

from ..ledger import Ledger, seed_ledger
from ..talks import talks
from . import checkpoint

NEEDS = ('clinic.patient', 'clinic.message')

# Enough for every screen; volume is measured with visits and messages of their own.
MOST = 500


def load(env, world):
    desk = Ledger(env).known('res.users', ['recepcion'])['recepcion']
    Message = env['clinic.message'].with_user(desk).sudo()
    patients = list(itertools.islice(world.patients, MOST))
    ids = seed_ledger(env, world).known('clinic.patient', [patient.key for patient in patients])
    for patient in patients:
        record = env['clinic.patient'].browse(ids[patient.key])
        for talk in talks(world.seed, patient, world.registered(patient)):
            Message._log(
                record,
                talk.channel,
                talk.direction,
                talk.text,
                at=talk.at,
                purpose='appointments',
                dedupe_key=f'generated-{world.seed}-{talk.key}',
            )
    checkpoint(env)
