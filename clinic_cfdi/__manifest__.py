{
    'name': "Clinic: CFDI 4.0",
    'version': '19.0.1.0.0',
    'category': 'Healthcare/Clinic',
    'summary': "CFDI 4.0 invoices for clinics in Mexico",
    'author': "Open Clinic Suite",
    'license': 'LGPL-3',
    'depends': ['account', 'clinic_crm', 'l10n_mx'],
    'data': [
        'security/clinic_cfdi_groups.xml',
        'views/clinic_cfdi_menus.xml',
    ],
}
