"""Patients who wait for a time to come free."""

import datetime

from ..agenda.kinds import KINDS
from ..chance import Chance
from ..ledger import seed_ledger
from .a10_clinic import branch_ids
from .c10_means import kind_ids, practitioner_ids

NEEDS = ('clinic.waiting.entry',)

WISHES = (
    # kind, practitioner, branch, part of the day, priority, why, note
    ('follow_up', 'elena', 'del_valle', 'morning', '0', None, "Puede llegar en 30 minutos."),
    ('first', 'elena', 'del_valle', None, '1', 'far', "Viene de Toluca, hay que avisarle antes."),
    ('nutrition', 'nadia', 'del_valle', 'afternoon', '0', None, None),
    ('cleaning', 'rodrigo', None, None, '0', None, "Le sirve cualquiera de las dos sucursales."),
    ('ultrasound', None, 'del_valle', 'morning', '1', 'practitioner', None),
    ('follow_up', None, 'tijuana', 'morning', '0', None, None),
    (
        'first',
        'andres',
        'tijuana',
        None,
        '1',
        'clinic_cancelled',
        "Se le canceló la semana pasada.",
    ),
    ('video', 'elena', None, 'evening', '0', None, "Solo después de las 6."),
)


def load(env, world):
    ledger = seed_ledger(env, world)
    branches, kinds, practitioners = branch_ids(env), kind_ids(env), practitioner_ids(env)
    minutes = {kind.key: kind for kind in KINDS}
    of_branch = {}
    for patient in world.patients:
        if not patient.duplicate_of:
            of_branch.setdefault(patient.branch, []).append(patient)
    values = {}
    for number, (kind, who, branch, part, priority, why, note) in enumerate(WISHES):
        chance = Chance(world.seed, 'waiting', number)
        patients = [
            patient
            for patient in of_branch.get(branch or 'del_valle', ())
            if not (minutes[kind].adults and patient.guardian)
        ]
        if not patients:
            continue
        patient = chance.one(patients)
        asked = world.now - datetime.timedelta(chance.between(1, 12), 60 * chance.between(0, 300))
        values[f'{number}'] = {
            'patient_id': ledger.known('clinic.patient', [patient.key])[patient.key],
            'type_id': kinds[kind],
            'practitioner_ids': [(6, 0, [practitioners[who]] if who else [])],
            'branch_ids': [(6, 0, [branches[branch]] if branch else [])],
            'part': part,
            'sun': False,
            'priority': priority,
            'priority_reason': why,
            'asked_at': asked,
            'note': note,
        }
    ledger.ensure('clinic.waiting.entry', values)
