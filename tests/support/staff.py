"""The people who work in a test's clinic. Tests make them: they need no demo data."""

STAFF = {
    'recepcion': ("Rocío Recepción", ['clinic_crm.group_reception', 'clinic_whatsapp.group_agent']),
    'enfermeria': ("Elena Enfermería", ['clinic_crm.group_nurse']),
    'doctora': ("Dora Doctora", ['clinic_crm.group_practitioner']),
    'direccion': (
        "Diego Dirección",
        [
            'clinic_crm.group_director',
            'clinic_whatsapp.group_manager',
            'clinic_feedback.group_manager',
        ],
    ),
    'privacidad': ("Paz Privacidad", ['clinic_crm.group_privacy']),
    'contador': ("Conrado Contador", ['clinic_cfdi.group_accountant']),
    # An employee without any part in the clinic: sees contacts, and of patients nothing.
    'empleado': ("Emilio Empleado", ['base.group_user']),
}


def create_staff(admin) -> None:
    """Create the staff through an administrator's session; password = login."""
    lang = admin.call('res.lang', 'search_count', [('code', '=', 'es_MX')])
    admin.call(
        'res.users',
        'create',
        [
            {
                'name': name,
                'login': login,
                'password': login,
                'email': f'{login}@clinica.example',
                'lang': 'es_MX' if lang else 'en_US',
                'tz': 'America/Mexico_City',
                'group_ids': [(6, 0, [admin.ref(group) for group in groups])],
            }
            for login, (name, groups) in STAFF.items()
        ],
    )
