"""Patients whose treatment wants controls; some have not come."""

import datetime

from ..chance import Chance
from ..ledger import seed_ledger
from .a10_clinic import branch_ids
from .c10_means import kind_ids, practitioner_ids

NEEDS = ('clinic.care.plan',)

PLANS = (
    # kind, practitioner, branch, rhythm, every, begun so many days ago
    ('follow_up', 'elena', 'del_valle', 'months', 3, 80),
    ('follow_up', 'elena', 'del_valle', 'months', 3, 120),
    ('follow_up', 'elena', 'del_valle', 'months', 6, 150),
    ('nutrition', 'nadia', 'del_valle', 'weeks', 4, 40),
    ('nutrition', 'nadia', 'del_valle', 'weeks', 4, 20),
    ('cleaning', 'rodrigo', 'del_valle', 'months', 6, 230),
    ('cleaning', 'rodrigo', 'del_valle', 'months', 6, 200),
    ('follow_up', 'andres', 'tijuana', 'months', 2, 70),
    ('follow_up', 'andres', 'tijuana', 'months', 2, 30),
)


def load(env, world):
    ledger = seed_ledger(env, world)
    branches, kinds, practitioners = branch_ids(env), kind_ids(env), practitioner_ids(env)
    of_branch = {}
    for patient in world.patients:
        if not patient.duplicate_of and not world.only_asked(patient):
            of_branch.setdefault(patient.branch, []).append(patient)
    desk = env['res.users'].search([('login', '=', 'recepcion')], limit=1) or env.user
    values = {}
    for number, (kind, who, branch, rhythm, every, days) in enumerate(PLANS):
        patients = of_branch.get(branch, ())
        if not patients:
            continue
        patient = Chance(world.seed, 'controls', number).one(patients)
        since = (world.now - datetime.timedelta(days)).date()
        values[f'{number}'] = {
            'patient_id': ledger.known('clinic.patient', [patient.key])[patient.key],
            'company_id': branches[branch],
            'type_id': kinds[kind],
            'practitioner_id': practitioners[who],
            'user_id': desk.id,
            'rhythm': rhythm,
            'every': every,
            'start': since,
        }
    ledger.ensure('clinic.care.plan', values)
