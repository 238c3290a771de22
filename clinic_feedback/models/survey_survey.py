from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

TYPE = 'clinic'
COUNTS = {1: "una pregunta", 2: "dos preguntas", 3: "tres preguntas", 4: "cuatro preguntas"}
KINDS = {
    'scale': 'scale',
    'numerical_box': 'number',
    'simple_choice': 'one',
    'multiple_choice': 'many',
    'text_box': 'words',
    'char_box': 'words',
}
# What a conversation needs, and what makes no sense between a clinic and its patients.
FIXED = {
    'access_mode': 'token',
    'users_login_required': False,
    'users_can_go_back': False,
    'questions_layout': 'page_per_question',
    'questions_selection': 'all',
    'scoring_type': 'no_scoring',
    'is_time_limited': False,
    'is_attempts_limited': False,
}


class SurveySurvey(models.Model):
    """Surveys that a clinic asks its patients: in the conversation, or on a page of the web.

    Their answers are readable to the feedback roles alone (`security/`); who may use Odoo's own
    surveys has no right on them.
    """

    _inherit = 'survey.survey'

    survey_type = fields.Selection(
        selection_add=[(TYPE, "Patients of the clinic")], ondelete={TYPE: 'set default'}
    )
    clinic_web_only = fields.Boolean(
        string="Only on the web",
        help="It is not asked in the conversation: the patient gets a link. For long surveys.",
    )
    clinic_anonymous = fields.Boolean(
        string="Anonymous",
        help="Answered on the web, and nothing in the database tells whose answers they are. It "
        "counts for what is sent from now on, and cannot be undone for what was sent.",
    )
    clinic_in_chat = fields.Boolean(
        string="Asked in the conversation", compute='_compute_clinic_in_chat', store=True
    )

    @api.depends('survey_type', 'clinic_web_only', 'clinic_anonymous')
    def _compute_clinic_in_chat(self):
        for survey in self:
            survey.clinic_in_chat = survey.survey_type == TYPE and not (
                survey.clinic_web_only or survey.clinic_anonymous
            )

    @api.depends_context('uid')
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group('clinic_feedback.group_manager'):
            for survey in self:
                survey.allowed_survey_types = [*(survey.allowed_survey_types or []), TYPE]
        return result

    @api.constrains('survey_type')
    def _check_clinic_type(self):
        """What was answered under one set of rights stays under it."""
        for survey in self:
            answers = survey.sudo().user_input_ids
            if any((survey.survey_type == TYPE) != answer.clinic_owned for answer in answers):
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” has answers: it stays the kind of survey it is. Duplicate "
                        "it instead.",
                        survey=survey.title,
                    )
                )

    @api.constrains('clinic_in_chat')
    def _check_clinic_questions(self):
        self.question_and_page_ids._check_clinic_question()

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get('default_survey_type')
        for vals in vals_list:
            if vals.get('survey_type', default) == TYPE:
                vals.setdefault('user_id', False)  # a person of Odoo's surveys need not see these
        surveys = super().create(vals_list)
        surveys._fix_for_patients()
        return surveys

    def write(self, vals):
        result = super().write(vals)
        if not self.env.context.get('clinic_fixing'):
            self._fix_for_patients()
        if self.filtered(lambda survey: survey.survey_type == TYPE):
            self.env.registry.clear_cache()
        return result

    # ------------------------------------------------------------------ as a conversation
    @ormcache('self.id')
    def _clinic_script(self):
        """The questions as `interview` knows them, in order, in Spanish."""
        installed = {code for code, _name in self.env['res.lang'].get_installed()}
        survey = self.sudo().with_context(lang='es_MX' if 'es_MX' in installed else None)
        return tuple(
            question._clinic_plain()
            for question in survey.question_ids.sorted()
            if question.question_type in KINDS
        )

    def _clinic_count_in_words(self):
        """How many questions everybody is asked, as patients read it."""
        count = len([q for q in self._clinic_script() if not q.triggers and not q.after])
        return COUNTS.get(count, f"{count} preguntas")

    def _fix_for_patients(self):
        for survey in self.filtered(lambda survey: survey.survey_type == TYPE):
            wrong = {name: value for name, value in FIXED.items() if survey[name] != value}
            if wrong:
                survey.with_context(clinic_fixing=True).write(wrong)
