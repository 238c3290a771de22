from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..fields import Answered
from .survey_survey import TYPE

OPEN = ('sent', 'answering')
SCORES = ('csat', 'ease', 'nps')
ANSWERS = 'clinic_feedback.group_manager,clinic_crm.group_director,clinic_crm.group_practitioner'
# Never changed once it is written: who asked what of whom is a matter of record.
KEPT = {'user_input_id', 'patient_id', 'appointment_id', 'survey_id'}


class ClinicFeedbackRequest(models.Model):
    """One survey asked of one patient, planned ahead: one for each rule and each thing it is about.

    Answers hang on it by `user_input_id`. Of an anonymous survey there are two rows without any
    link between them: the invitation, with the patient and no answers, and, made when the patient
    opens the page, that of the answers, with neither patient nor visit nor moment, and of whom
    and what the visit was only the branch. The database refuses a row that has both.
    """

    _name = 'clinic.feedback.request'
    _inherit = ['clinic.planned.mixin']
    _description = "Survey Asked of a Patient"
    _order = 'due_at desc, id desc'
    _log_access = False
    _job = 'clinic_feedback.ir_cron_surveys'

    key = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: str(uuid4()),
        help="Names what it is about, so that it is asked once.",
    )  # fmt: skip
    token = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: str(uuid4()),
        groups=fields.NO_ACCESS,
    )  # fmt: skip
    survey_id = fields.Many2one(
        'survey.survey', required=True, readonly=True, ondelete='restrict', index=True,
        domain=[('survey_type', '=', TYPE)],
    )  # fmt: skip
    user_input_id = fields.Many2one(
        'survey.user_input', string="Answers", readonly=True, ondelete='cascade', copy=False,
    )  # fmt: skip
    patient_id = fields.Many2one('clinic.patient', readonly=True, ondelete='restrict')
    appointment_id = fields.Many2one(
        'clinic.appointment', string="Visit", readonly=True, ondelete='restrict',
        index='btree_not_null',
    )  # fmt: skip
    company_id = fields.Many2one(
        'res.company', string="Branch", required=True, readonly=True, index=True
    )
    is_anonymous = fields.Boolean(string="Anonymous", readonly=True)
    is_used = fields.Boolean(
        readonly=True, copy=False, groups=fields.NO_ACCESS,
        help="Of an anonymous invitation, while its time runs: it works once.",
    )  # fmt: skip
    state = fields.Selection(
        [
            ('planned', "Planned"),
            ('sent', "Sent"),
            ('answering', "Being answered"),
            ('done', "Answered"),
            ('declined', "Declined"),
            ('expired', "Not answered in time"),
            ('over', "Over: whether it was answered is not kept"),
            ('skipped', "Not sent"),
            ('withdrawn', "Taken back"),
        ],
        required=True,
        readonly=True,
        default='planned',
        index=True,
    )
    why = fields.Selection(
        [
            ('no_consent', "The patient has not agreed to surveys"),
            ('unreachable', "There is no way to reach the patient"),
            ('undelivered', "The invitation did not arrive"),
            ('recently', "The patient was asked not long ago"),
            ('too_late', "Too much time had passed when it could go"),
            ('closed', "The survey is archived"),
            ('no_text', "The text of the invitation cannot be made: look at its kind of message"),
        ],
        string="Why not",
        readonly=True,
    )
    due_at = fields.Datetime(required=False)  # answers to an anonymous one never had a moment
    sent_at = fields.Datetime(string="Sent", readonly=True)
    expires_at = fields.Datetime(
        string="Answers until", readonly=True, help="What is written later is no answer to it."
    )
    finished_at = fields.Datetime(string="Answered", readonly=True)

    # copied when it is asked or answered: a doctor who changes department keeps what was said
    practitioner_id = fields.Many2one(
        'clinic.practitioner', readonly=True, ondelete='restrict', index='btree_not_null'
    )
    specialty_id = fields.Many2one('clinic.specialty', readonly=True, ondelete='restrict')
    type_id = fields.Many2one(
        'clinic.appointment.type', string="Type of visit", readonly=True, ondelete='restrict'
    )
    about_id = fields.Many2one(
        'clinic.practitioner', readonly=True, ondelete='set null', groups=fields.NO_ACCESS,
        help="Whose visit anonymous answers are about: so that they never go to that person.",
    )  # fmt: skip
    first_visit = fields.Boolean(readonly=True)
    visit_at = fields.Datetime(string="Visit on", readonly=True)

    # a score of 0 is a score: `score_kind` says whether there is one
    score = fields.Integer(readonly=True, aggregator='avg', groups=ANSWERS)
    score_kind = fields.Selection(
        [('csat', "Satisfaction"), ('ease', "Ease"), ('nps', "Recommendation")],
        string="Score of",
        readonly=True,
        groups=ANSWERS,
    )
    # each that was given: a survey may ask for more than one
    csat = Answered(string="Satisfaction", readonly=True, aggregator='avg', groups=ANSWERS)
    ease = Answered(string="Ease", readonly=True, aggregator='avg', groups=ANSWERS)
    nps = Answered(string="Recommendation", readonly=True, aggregator='avg', groups=ANSWERS)
    answer_count = fields.Integer(string="Answers given", readonly=True)

    _key_uniq = models.Constraint('UNIQUE (key)', "This survey has been planned already.")
    _token_uniq = models.Constraint('UNIQUE (token)', "Two surveys have the same token.")
    _input_uniq = models.Constraint(
        'UNIQUE (user_input_id)', "These answers belong to another survey sent."
    )
    _nobody = models.Constraint(
        'CHECK (NOT COALESCE(is_anonymous, FALSE) OR user_input_id IS NULL OR ('
        'patient_id IS NULL AND appointment_id IS NULL AND message_id IS NULL'
        ' AND sent_at IS NULL))',
        "Answers to an anonymous survey are nobody's.",
    )
    _score_scale = models.Constraint(
        "CHECK (score_kind IS NULL OR score BETWEEN 0 AND 10)", "A score is between 0 and 10."
    )
    _due = models.Index("(due_at, id) WHERE state = 'planned'")
    _waiting = models.Index("(expires_at, id) WHERE state IN ('sent', 'answering')")
    _newest = models.Index('(due_at DESC, id DESC)')
    _of_patient = models.Index('(patient_id, sent_at DESC) WHERE patient_id IS NOT NULL')

    @api.depends('survey_id.title', 'visit_at', 'state')
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.sudo().survey_id.title

    def write(self, vals):
        for name in KEPT & vals.keys():
            # a link may be forgotten, never made to somebody else
            if any(r[name] and vals[name] and r[name].id != vals[name] for r in self):
                raise UserError(
                    self.env._("What a survey asked, and of whom, does not change afterwards.")
                )
        if 'is_anonymous' in vals and any(r.is_anonymous != vals['is_anonymous'] for r in self):
            raise UserError(
                self.env._("Whether a survey is anonymous is decided before it is sent.")
            )
        return super().write(vals)

    # ------------------------------------------------------------------ hooks
    def _on_answered(self, line):
        """An answer has been stored, in this transaction. For other files to extend.

        :param line: the `survey.user_input.line`, skipped ones included; `line._clinic_words()`
            is what the patient wrote
        """

    def _on_finished(self):
        """The last answer has been stored, in this transaction. For other files to extend."""

    # ------------------------------------------------------------------ what happens to it
    def _answered(self, lines):
        """Lines of these answers were written, by whichever way."""
        self.ensure_one()
        given = lines.filtered(lambda line: not line.skipped)
        vals = {'answer_count': self.answer_count + len(given.question_id)}
        vals |= self._scores_of(given)
        if self.state == 'sent':
            vals['state'] = 'answering'
        self.write(vals)
        alarming = given.filtered('suggested_answer_id.clinic_alarm')
        if alarming:
            self._alarm(alarming)
        for line in lines:
            self._on_answered(line)

    def _scores_of(self, lines):
        """What is copied of the scores in these lines, as values to write."""
        vals = {}
        for line in lines:
            measure = line.question_id.clinic_measure
            if measure not in SCORES or line.answer_type != 'scale':
                continue
            vals[measure] = line.value_scale
            # the first score of a survey is the one it is about; what comes after explains it
            if vals.get('score_kind', self.score_kind) in (False, measure):
                vals.update(score=line.value_scale, score_kind=measure)
        return vals

    def _alarm(self, lines):
        """Somebody of the clinic is told at once, and has the patient's phone at hand.

        The alert is about the survey, so that its words go when those of the survey do.
        """
        self.env['clinic.alert']._raise(
            'urgent',
            self.env._("Somebody reports a symptom after a procedure."),
            record=self,
            company=self.company_id,
            person_words=', '.join(lines.suggested_answer_id.mapped('value')),
            patient=self.patient_id or None,
            key=f'feedback:{lines[0].id}',
        )

    def _begun(self):
        self.filtered(lambda request: request.state == 'sent').write({'state': 'answering'})

    def _finish(self):
        for request in self.filtered(lambda request: request.state in (*OPEN, 'expired')):
            vals = {'state': 'done'}
            if not request.is_anonymous:
                vals['finished_at'] = fields.Datetime.now()
            request.write(vals)
            request._on_finished()

    def _is_open(self):
        """Whether an answer may still come."""
        self.ensure_one()
        return self.state in OPEN and (
            not self.expires_at or self.expires_at > fields.Datetime.now()
        )
