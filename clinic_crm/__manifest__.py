{
    'name': "Clinic: patients, agenda and record",
    'version': '19.0.1.0.0',
    'category': 'Healthcare/Clinic',
    'summary': "Patients, agenda, clinical record and privacy for clinics in Mexico",
    'author': "Open Clinic Suite",
    'license': 'LGPL-3',
    'depends': [
        'base_setup',
        'calendar',
        'contacts',
        'mail',
        'phone_validation',
        'portal',
        'product',
        'resource',
    ],
    'external_dependencies': {
        'python': ['cryptography', 'phonenumbers', 'python-stdnum'],
    },
    'data': [
        'security/clinic_crm_groups.xml',
        'security/clinic_crm_rules.xml',
        'security/ir.model.access.csv',
        'views/clinic_crm_menus.xml',
        'views/clinic_patient_views.xml',
    ],
    'application': True,
}
