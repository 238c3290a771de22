# Who works with patients, for `groups=` on fields and views: nobody else may learn that a contact
# is a patient.
STAFF_GROUPS = ','.join(
    f'clinic_crm.group_{role}'
    for role in ('reception', 'nurse', 'practitioner', 'director', 'privacy')
)
CLINICAL_GROUPS = 'clinic_crm.group_nurse,clinic_crm.group_practitioner'
# Who receives patients or attends them.
ATTENDING_GROUPS = f'clinic_crm.group_reception,{CLINICAL_GROUPS}'
# Who keeps or follows the agenda.
AGENDA_READERS = f'{ATTENDING_GROUPS},clinic_crm.group_director'
# What a visit is called where anybody may see it: on a practitioner's phone, in Odoo's calendar.
NEUTRAL_VISIT = "Cita"
