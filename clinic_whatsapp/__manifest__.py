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
        'views/clinic_whatsapp_menus.xml',
    ],
}
