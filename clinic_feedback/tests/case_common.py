from datetime import timedelta

from odoo import Command, fields
from odoo.tests import freeze_time

from .feedback_common import FeedbackCase

RUDE = "esperé dos horas y la recepcionista fue grosera"


class ComplaintCase(FeedbackCase):
    """The same clinic, with somebody who keeps the feedback and its rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.manager()
        cls.policy = cls.env['clinic.feedback.policy']._of(cls.clinic)
        cls.policy.user_id = cls.keeper
        cls.Case = cls.env['clinic.feedback.case']
        for code in ('case_closed', 'case_answer'):
            cls.env['clinic.whatsapp.template'].create(
                {
                    'account_id': cls.account.id,
                    'kind_id': cls.env['clinic.message.kind']._get(code).id,
                    'name': code,
                    'body': "Hola, {{nombre}}: le escribimos de la clínica.",
                    'examples': '{"nombre": "María"}',
                    'status': 'APPROVED',
                }
            )

    def score(self, request, value, question=None):
        request.user_input_id._save_lines(question or self.stars, str(value))

    def wrote(self, request, text=RUDE):
        request.user_input_id._save_lines(self.comment, text)

    def sealed(self):
        """A line of answers whose words lie elsewhere: what an analysis stands on."""
        return self.env['survey.user_input.line'].create(
            {
                'user_input_id': self.env['survey.user_input']
                .create({'survey_id': self.survey.id})
                .id,
                'question_id': self.comment.id,
                'answer_type': 'text_box',
                'value_text_box': "🔒",
            }
        )

    def complain(self, text=RUDE, score=2, **vals):
        """The case of a patient who answers so."""
        request = self.asked(**vals)
        if score is not None:
            self.score(request, score)
        if text:
            self.wrote(request, text)
        return request.case_ids

    def opened(self, **vals):
        """A case as it is after somebody of the clinic took it."""
        case = self.complain(**vals)
        case.with_user(self.keeper).action_take()
        return case

    def close(self, case, ask=True):
        case.with_user(self.keeper)._close('wait', "Se habló con recepción.", ask=ask)

    def chain(self):
        """Let the job look at late cases."""
        with self.enter_registry_test_mode():
            self.env.ref('clinic_feedback.ir_cron_case_chain').method_direct_trigger()
        self.env.invalidate_all()

    def at_hours(self, hours):
        """Some hours from now, the clock stands there."""
        return freeze_time(fields.Datetime.now() + timedelta(hours=hours))

    def route(self, user, **vals):
        self.policy.route_ids = [Command.create({'user_id': user.id, **vals})]
