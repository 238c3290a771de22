"""Patients with their guardians, payers and referrers, batch by batch."""

import logging
import time

from ..ledger import Ledger, seed_ledger
from . import checkpoint
from ._bulk import execute
from ._partners import address_vals, contact_vals
from .a10_clinic import branch_ids

NEEDS = ('clinic.patient',)
_logger = logging.getLogger(__name__)


def load(env, world):
    main = branch_ids(env)['main']
    partners = {}  # contact or patient key: partner id
    shared = {contact.key: contact_vals(env, contact) for contact in world.payers}
    partners.update(Ledger(env).ensure('res.partner', shared))
    ledger = seed_ledger(env, world)
    start, count = time.perf_counter(), 0
    for batch in world.batches():
        contacts = {contact.key: contact_vals(env, contact) for contact in batch.contacts}
        partners.update(ledger.ensure('res.partner', contacts))
        _load_patients(env, ledger, world, batch.patients, partners, main)
        checkpoint(env)
        count += len(batch.patients)
        if count % 5000 < len(batch.patients):
            _logger.info("%s patients in %.0f s", count, time.perf_counter() - start)


def _load_patients(env, ledger, world, patients, partners, company_id):
    """Create the patients of a batch in rounds: first those who refer to nobody new."""
    Patient = env['clinic.patient']
    known = ledger.known('clinic.patient', [patient.key for patient in patients])
    _note_partners(Patient.browse(known.values()), known, partners)
    waiting = [patient for patient in patients if patient.key not in known]
    while waiting:
        ready = [p for p in waiting if all(key in partners for key in p.references)]
        if not ready:
            raise ValueError(f"Nobody to refer to for {waiting[0].key}")
        values = {
            p.key: _patient_vals(env, p, partners, company_id)
            | {'stage': 'contact' if world.only_asked(p) else 'patient'}
            for p in ready
        }
        ids = ledger.ensure('clinic.patient', values)
        _note_partners(Patient.browse(ids.values()), ids, partners)
        known |= ids
        waiting = [patient for patient in waiting if patient.key not in ids]
    _date(env, [(known[patient.key], world.opened(patient)) for patient in patients])


def _date(env, opened):
    """A file is as old as it says, not as the database; one that is older stays so."""
    env.flush_all()
    execute(
        env,
        "UPDATE clinic_patient p SET create_date = d.opened"
        " FROM (VALUES %s) AS d (id, opened) WHERE p.id = d.id AND p.create_date > d.opened",
        opened,
    )
    env.invalidate_all()


def _note_partners(records, ids, partners):
    of_record = {record.id: record.partner_id.id for record in records}
    partners.update({key: of_record[record_id] for key, record_id in ids.items()})


def _patient_vals(env, patient, partners, company_id):
    emergency = patient.emergency or (None, None, None)
    allergy_state, allergies = patient.allergies
    return {
        'name': patient.name,
        'phone': patient.phone,
        'email': patient.email,
        'lang': patient.language if _has_language(env, patient.language) else 'es_MX',
        **address_vals(env, patient.address),
        'company_id': company_id,
        'birthdate': patient.birthdate,
        'sex': patient.sex,
        'curp': patient.curp,
        'guardian_id': partners.get(patient.guardian),
        'guardian_relationship': patient.guardian_relationship,
        'payer_id': partners.get(patient.payer),
        'referrer_id': partners.get(patient.referrer),
        'source': patient.source,
        'preferred_channel': patient.preferred_channel,
        'emergency_name': emergency[0],
        'emergency_phone': emergency[1],
        'emergency_relationship': emergency[2],
        'allergy_state': allergy_state,
        'allergies': allergies,
    }


def _has_language(env, code):
    return bool(env['res.lang']._get_data(code=code))
