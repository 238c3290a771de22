from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.clinic_whatsapp.tests.test_visit_talk import TalkCase


class FeedbackCase(TalkCase):
    """A clinic with a number, a patient who agreed to surveys, and a survey of four questions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient._record_consent('feedback', 'granted', 'in_person')
        cls.survey = cls.env['survey.survey'].create(
            {'title': "Su visita", 'survey_type': 'clinic'}
        )
        cls.stars = cls.question(
            "¿Qué tal estuvo su visita?", 'scale', 'csat', scale_min=1, scale_max=5
        )
        cls.aspects = cls.question(
            "¿En qué podemos mejorar?",
            'multiple_choice',
            'aspects',
            clinic_after_id=cls.stars.id,
            clinic_after_max=3,
            suggested_answer_ids=[
                Command.create({'value': value, 'sequence': n})
                for n, value in enumerate(("La espera", "El trato", "La limpieza", "El costo"))
            ],
        )
        cls.again = cls.question(
            "¿Volvería con nosotros?",
            'simple_choice',
            suggested_answer_ids=[
                Command.create({'value': value, 'sequence': n})
                for n, value in enumerate(("Sí", "No"))
            ],
        )
        cls.comment = cls.question("¿Algo que quiera contarnos?", 'text_box', 'comment')

    @classmethod
    def question(cls, title, kind, measure=False, survey=None, **vals):
        survey = survey or cls.survey
        return cls.env['survey.question'].create(
            {
                'title': title,
                'question_type': kind,
                'clinic_measure': measure,
                'survey_id': survey.id,
                'sequence': len(survey.question_ids) + 1,
                **vals,
            }
        )

    @classmethod
    def manager(cls, *more):
        return new_test_user(
            cls.env,
            f'feedback_{len(cls.env["res.users"].search([]))}',
            ','.join(('clinic_feedback.group_manager', *more)),
            company_id=cls.clinic.id,
            company_ids=[Command.set((cls.clinic + cls.border).ids)],
        )

    def asked(self, **vals):
        """A request that was sent, with the answers it waits for."""
        Request = self.env['clinic.feedback.request'].sudo()
        now = fields.Datetime.now()
        request = Request.create(
            {
                'survey_id': self.survey.id,
                'patient_id': self.patient.id,
                'company_id': self.clinic.id,
                'practitioner_id': self.ana.id,
                'state': 'sent',
                'sent_at': now,
                'expires_at': fields.Datetime.add(now, hours=48),
                **vals,
            }
        )
        if not request.is_anonymous:
            request.user_input_id = self.env['survey.user_input'].create(
                {'survey_id': request.survey_id.id, 'deadline': request.expires_at}
            )
        return request
