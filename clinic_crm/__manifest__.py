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
        'data/clinic_health_data.xml',
        'security/clinic_crm_groups.xml',
        'security/clinic_crm_rules.xml',
        'security/ir.model.access.csv',
        'views/clinic_crm_actions.xml',
        'views/clinic_crm_menus.xml',
        'views/clinic_patient_views.xml',
        'views/clinic_report_views.xml',
    ],
    'assets': {
        'web.assets_backend': [
            'clinic_crm/static/src/**/*',
        ],
    },
    'application': True,
    'post_init_hook': 'post_init_hook',
}
