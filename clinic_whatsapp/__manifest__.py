{
    'name': "Clinic: WhatsApp",
    'version': '19.0.1.0.0',
    'category': 'Healthcare/Clinic',
    'summary': "WhatsApp Cloud API for clinics: nothing lost, nothing said twice",
    'author': "Open Clinic Suite",
    'license': 'LGPL-3',
    'depends': ['clinic_crm'],
    'data': [
        'security/clinic_whatsapp_groups.xml',
        'security/clinic_whatsapp_rules.xml',
        'security/ir.model.access.csv',
        'data/clinic_whatsapp_cron_data.xml',
        'views/clinic_whatsapp_account_views.xml',
        'views/clinic_whatsapp_inbox_views.xml',
        'views/clinic_whatsapp_link_views.xml',
        'views/clinic_whatsapp_cost_views.xml',
        'views/clinic_whatsapp_outbox_views.xml',
        'views/clinic_whatsapp_template_views.xml',
        'views/clinic_whatsapp_office_actions.xml',
        'views/clinic_whatsapp_menus.xml',
        'report/clinic_whatsapp_paper_templates.xml',
    ],
    'assets': {
        'web.assets_backend': [
            'clinic_whatsapp/static/src/office/**/*',
        ],
    },
}
