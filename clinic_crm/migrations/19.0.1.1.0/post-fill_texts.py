"""The texts of messages are the clinic's own and stay. What an earlier version did not have in them
yet is filled where it is still empty."""

from odoo import SUPERUSER_ID, api

LATER = "Si necesita cambiarla, avísenos con tiempo."
MISSING = {
    'message_kind_appointment_booked': {
        'sms_body': "{clinica}: su cita es el {cuando}. Si no puede venir, llame por favor."
    },
    'message_kind_appointment_moved': {
        'sms_body': "{clinica}: su cita cambio al {cuando}. Si no puede venir, llame por favor."
    },
    'message_kind_appointment_cancelled': {
        'sms_body': "{clinica}: su cita del {cuando} quedo cancelada. Llame si quiere otra fecha."
    },
    'message_kind_appointment_booked_indicaciones': {
        'filler': "Le pedimos llegar 10 minutos antes."
    },
    'message_kind_appointment_booked_enlace': {'filler': LATER},
    'message_kind_appointment_moved_enlace': {'filler': LATER},
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, texts in MISSING.items():
        record = env.ref(f'clinic_crm.{name}', raise_if_not_found=False)
        if record:
            record.write({field: text for field, text in texts.items() if not record[field]})
