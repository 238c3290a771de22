"""What points at a patient, and what becomes of it when two records are merged.

A column that is new fails here until somebody has decided: what is still to come has to move
(`clinic.patient._move_to_survivor`), what has been is found by `_with_history`.
"""

MOVES = {
    'clinic_appointment.patient_id',  # what is to come; what has been stays
    'clinic_care_plan.patient_id',
    'clinic_waiting_entry.patient_id',
    'clinic_whatsapp_identity.patient_id',
}
STAYS = {
    'clinic_alert.patient_id',
    'clinic_appointment_series.patient_id',
    'clinic_campaign_line.patient_id',  # asks the survivor when it is sent, as the next ones do
    'clinic_feedback_request.patient_id',
    'clinic_follow_up.patient_id',
    'clinic_message.patient_id',
    'clinic_consent.patient_id',  # the ledger only grows; the last answer of both counts
    'clinic_feedback_case.patient_id',
    'clinic_letter.patient_id',
    'clinic_patient.merged_into_id',
}
# Of contacts: `_move_to_survivor` for people around a patient; the absorbed contact keeps the rest.
PEOPLE = {
    'clinic_patient.guardian_id',
    'clinic_patient.partner_id',
    'clinic_patient.payer_id',
    'clinic_patient.referrer_id',
    'clinic_practitioner.partner_id',
}


def keys(env, table):
    """Columns of lasting tables that refer to this one, with what a deletion does."""
    env.cr.execute(
        """
        SELECT class.relname, class.relname || '.' || attribute.attname, con.confdeltype
          FROM pg_constraint con
          JOIN pg_class class ON class.oid = con.conrelid
          JOIN pg_attribute attribute
            ON attribute.attrelid = con.conrelid AND attribute.attnum = con.conkey[1]
         WHERE con.contype = 'f' AND con.confrelid = %s::regclass
        """,
        [table],
    )
    lasting = {
        model._table
        for model in env.registry.values()
        if model._auto and not model._abstract and not model._transient
    }
    return {column: rule for owner, column, rule in env.cr.fetchall() if owner in lasting}


def test_every_key_to_a_patient_is_decided(env):
    assert set(keys(env, 'clinic_patient')) == MOVES | STAYS


def test_every_key_of_the_clinic_to_a_contact_is_decided(env):
    ours = {k: rule for k, rule in keys(env, 'res_partner').items() if k.startswith('clinic_')}
    assert set(ours) == PEOPLE
    assert set(ours.values()) == {'r'}, "a contact that a patient needs is not deleted"
