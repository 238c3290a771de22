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
        'security/ir.model.access.csv',
        'security/clinic_cfdi_rules.xml',
        'data/clinic_cfdi_cron_data.xml',
        'report/clinic_cfdi_paper_templates.xml',
        'views/clinic_cfdi_certificate_views.xml',
        'views/clinic_cfdi_pac_views.xml',
        'views/clinic_cfdi_document_views.xml',
        'views/account_move_views.xml',
        'views/cfdi_data_views.xml',
        'views/clinic_cfdi_menus.xml',
    ],
    'uninstall_hook': 'uninstall_hook',
    'assets': {
        'web.assets_backend': [
            'clinic_cfdi/static/src/**/*',
        ],
    },
}
