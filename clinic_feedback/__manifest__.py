{
    'name': "Clinic: feedback",
    'version': '19.0.1.0.0',
    'category': 'Healthcare/Clinic',
    'summary': "Surveys answered in the chat, comments understood, complaints resolved",
    'author': "Open Clinic Suite",
    'license': 'LGPL-3',
    'depends': ['clinic_whatsapp', 'survey'],
    'data': [
        'security/clinic_feedback_groups.xml',
        'security/ir.model.access.csv',
        'security/clinic_feedback_rules.xml',
        'data/clinic_feedback_data.xml',
        'data/clinic_feedback_survey_data.xml',
        'views/clinic_feedback_page_templates.xml',
        'views/clinic_feedback_menus.xml',
    ],
}
