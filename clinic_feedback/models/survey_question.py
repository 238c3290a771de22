from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..analysis.interview import Question
from .survey_survey import KINDS, TYPE

ASPECTS = [
    ('espera', "Waiting"),
    ('trato', "How they were treated"),
    ('claridad', "Clear explanations"),
    ('limpieza', "Cleanliness"),
    ('instalaciones', "Premises"),
    ('agenda', "Getting a visit"),
    ('costo', "Cost"),
    ('clinico', "The care itself"),
]
MEASURES = [
    ('csat', "Satisfaction (1 to 5)"),
    ('ease', "Ease (1 to 5)"),
    ('nps', "Recommendation (0 to 10)"),
    ('aspects', "What it was about"),
    ('comment', "In their own words"),
    ('symptom', "Symptoms after a procedure"),
    ('wait', "Minutes waited, as they say"),
]
RANGES = {'csat': (1, 5), 'ease': (1, 5), 'nps': (0, 10)}
CHOICES = ('simple_choice', 'multiple_choice')
WORDS = ('text_box', 'char_box')
IN_CHAT = (*CHOICES, *WORDS, 'numerical_box', 'scale')
MOST_OPTIONS, LONGEST_OPTION, LONGEST_TITLE = 10, 24, 280
LONGEST_WORDS = 5000
LONGEST_WAIT = 1440  # minutes: a day


class SurveyQuestion(models.Model):
    """What a question measures, when it is asked, and whether a conversation can ask it."""

    _name = 'survey.question'
    _inherit = ['survey.question', 'clinic.cached.mixin']

    clinic_measure = fields.Selection(
        MEASURES,
        string="Measures",
        help="Only what is marked so is counted: a scale from 0 to 10 is no recommendation by "
        "itself.",
    )
    clinic_after_id = fields.Many2one(
        'survey.question',
        string="Only after",
        ondelete='set null',
        index='btree_not_null',
        domain="[('survey_id', '=', survey_id), ('question_type', '=', 'scale'), ('id', '!=', id)]",
        help="Ask it only when the score given to that question is within the limits.",
    )
    clinic_after_min = fields.Integer(string="From a score of", default=0)
    clinic_after_max = fields.Integer(string="Up to a score of", default=10)

    @api.constrains(
        'question_type',
        'survey_id',
        'suggested_answer_ids',
        'title',
        'clinic_measure',
        'scale_min',
        'scale_max',
        'validation_required',
        'validation_min_float_value',
        'validation_max_float_value',
        'save_as_email',
        'save_as_nickname',
        'clinic_after_id',
        'is_page',
    )
    def _check_clinic_question(self):
        if self.env.context.get('install_mode'):
            return  # a data file writes a question before its options
        for question in self.filtered(lambda q: q.survey_id.survey_type == TYPE):
            problem = question._clinic_problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "“%(question)s”: %(problem)s", question=question.title, problem=problem
                    )
                )

    def _clinic_problem(self):
        """Why this question cannot be asked to patients, in words; None if it can."""
        self.ensure_one()
        if self.is_page:
            return None
        if self.save_as_email or self.save_as_nickname:
            return self.env._(
                "an answer is not kept as e-mail or name: the clinic knows its patients."
            )
        limits = RANGES.get(self.clinic_measure)
        if limits and (self.question_type, self.scale_min, self.scale_max) != ('scale', *limits):
            return self.env._(
                "what it measures needs a scale from %(low)s to %(high)s.",
                low=limits[0],
                high=limits[1],
            )
        if self.clinic_measure == 'wait':
            if self.question_type != 'numerical_box':
                return self.env._("minutes that were waited are asked as a number.")
            low, high = self.validation_min_float_value, self.validation_max_float_value
            if not (self.validation_required and 0 <= low < high <= LONGEST_WAIT):
                return self.env._(
                    "minutes that were waited need limits, from 0 to %(most)s at most.",
                    most=LONGEST_WAIT,
                )
        after = self.clinic_after_id
        if after and (
            after.survey_id != self.survey_id or (after.sequence, after.id) >= self._clinic_place()
        ):
            return self.env._("the question it depends on has to come before it.")
        return self._clinic_chat_problem() if self.survey_id.clinic_in_chat else None

    def _clinic_chat_problem(self):
        if self.question_type not in IN_CHAT:
            return self.env._(
                "tables and dates cannot be asked in a conversation. Ask with options, a number "
                "or free text, or mark the survey “Only on the web”."
            )
        if len(self.title) > LONGEST_TITLE:
            return self.env._("it is too long for a message: %(most)s characters at most.",
                     most=LONGEST_TITLE)  # fmt: skip
        if self.question_type not in CHOICES:
            return None
        labels = [answer.value or '' for answer in self.suggested_answer_ids]
        if not 2 <= len(labels) <= MOST_OPTIONS:
            return self.env._("WhatsApp shows between 2 and %(most)s options.", most=MOST_OPTIONS)
        if not all(label.strip() for label in labels):
            return self.env._("an option that is only a picture cannot be shown: give it a text.")
        if long := next((label for label in labels if len(label) > LONGEST_OPTION), None):
            return self.env._(
                "the option “%(option)s” is too long: %(most)s characters at most.",
                option=long,
                most=LONGEST_OPTION,
            )
        if len({label.strip().casefold() for label in labels}) < len(labels):
            return self.env._("two options say the same.")
        return None

    def _clinic_place(self):
        """Where it stands in the order of questions, also before it is stored."""
        return (self.sequence, self._origin.id or float('inf'))

    def _clinic_plain(self):
        """The question as `interview` knows it."""
        low = high = None
        if self.question_type == 'scale':
            low, high = self.scale_min, self.scale_max
        elif self.question_type == 'numerical_box' and self.validation_required:
            low, high = self.validation_min_float_value, self.validation_max_float_value
        after = self.clinic_after_id
        return Question(
            id=self.id,
            kind=KINDS[self.question_type],
            title=' '.join(self.title.split()),
            low=low,
            high=high,
            options=tuple((one.id, one.value_label) for one in self.suggested_answer_ids),
            triggers=frozenset(self.triggering_answer_ids.ids),
            after=(after.id, self.clinic_after_min, self.clinic_after_max) if after else None,
            measure=self.clinic_measure or '',
            low_label=self.scale_min_label or '',
            high_label=self.scale_max_label or '',
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        """What patients answered would go with the question."""
        Line = self.env['survey.user_input.line'].sudo()
        asked = self.filtered(lambda question: question.survey_id.survey_type == TYPE)
        if asked and Line.search_count([('question_id', 'in', asked.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Patients have answered this question: it stays. Duplicate the survey, change "
                    "the copy and choose it in “When to ask”."
                )
            )

    # ------------------------------------------------------------------ answers
    def validate_question(self, answer, comment=None):
        """Also what Odoo lets pass: a score out of its scale, an option of another question."""
        errors = super().validate_question(answer, comment)
        if self.id not in errors and self.survey_id.survey_type == TYPE:
            problem = self._clinic_wrong_answer(answer, comment)
            if problem:
                errors[self.id] = problem
        return errors

    def _clinic_wrong_answer(self, answer, comment=None):
        """Why an answer is none to this question, as the patient reads it; None if it is one."""
        if isinstance(answer, str) and not answer.strip() or answer in (None, False, []):
            return None
        if self.question_type == 'scale':
            try:
                score = float(answer)
            except (TypeError, ValueError):
                score = -1
            if score != int(score) or not self.scale_min <= score <= self.scale_max:
                return f"Elija un número del {self.scale_min} al {self.scale_max}, por favor."
        elif self.question_type == 'numerical_box':
            try:
                is_number = isfinite(float(answer))  # "inf" is a float, and no amount of anything
            except (TypeError, ValueError):
                is_number = False
            if not is_number:
                return "Escriba un número, por favor."
        elif self.question_type in CHOICES:
            chosen = answer if isinstance(answer, list) else [answer]
            own = set(self.suggested_answer_ids.ids)
            if not all(str(one).isdecimal() and int(one) in own for one in chosen):
                return "Elija una de las opciones, por favor."
            if self.question_type == 'simple_choice' and len(chosen) > 1:
                return "Elija una sola opción, por favor."
        words = answer if self.question_type in WORDS else comment
        if isinstance(words, str) and len(words) > LONGEST_WORDS:
            return f"Es demasiado largo: {LONGEST_WORDS} caracteres como máximo."
        return None


class SurveyQuestionAnswer(models.Model):
    _name = 'survey.question.answer'
    _inherit = ['survey.question.answer', 'clinic.cached.mixin']

    clinic_aspect = fields.Selection(ASPECTS, string="Aspect")
    clinic_alarm = fields.Boolean(
        string="A person answers at once",
        help="Whoever chooses it (a fever, a bleeding) is told where to go, and the clinic too.",
    )

    @api.constrains('value', 'question_id')
    def _check_clinic_option(self):
        self.question_id._check_clinic_question()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_chosen(self):
        Line = self.env['survey.user_input.line'].sudo()
        ours = self.filtered(lambda option: option.question_id.survey_id.survey_type == TYPE)
        if ours and Line.search_count([('suggested_answer_id', 'in', ours.ids)], limit=1):
            raise UserError(
                self.env._("Patients have chosen this option: it stays. Write another beside it.")
            )
