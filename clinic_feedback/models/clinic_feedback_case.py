from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from odoo.addons.clinic_crm.fields import Encrypted

from .clinic_feedback_labels import POLARITIES, SEVERITIES
from .survey_question import ASPECTS

STATES = [
    ('new', "New"),
    ('in_progress', "In progress"),
    ('answered', "Answered"),
    ('reopened', "Reopened"),
    ('closed', "Closed"),
]
OPEN = ('new', 'in_progress', 'answered', 'reopened')
UNTAKEN = ('new', 'reopened')
# what people write by hand; the rest is done by the buttons
BY_HAND = frozenset(('root_cause', 'action_taken'))
CAUSES = [
    ('wait', "Agenda too full or delays"),
    ('conduct', "Conduct of a person"),
    ('information', "Information missing or unclear"),
    ('process', "A procedure that does not work"),
    ('facility', "Building, furniture or equipment"),
    ('price', "Price or charge"),
    ('clinical', "Clinical decision or result"),
    ('understanding', "Misunderstanding"),
    ('outside', "Outside the clinic's hands"),
    ('unfounded', "Nothing went wrong"),
]


class ClinicFeedbackCase(models.Model):
    """A complaint to resolve: whose it is, until when, what was done, and what the patient says.

    At most one for each survey sent, opened in the transaction that stores the answer. The clock
    runs until it is closed; a patient who says that it is not resolved starts it again.
    """

    _name = 'clinic.feedback.case'
    _description = "Complaint to Resolve"
    _inherit = ['clinic.encrypted.mixin', 'clinic.thread.mixin', 'mail.activity.mixin']
    _order = 'deadline_at, id'
    _log_access = False

    request_id = fields.Many2one(
        'clinic.feedback.request',
        string="Survey sent",
        required=True,
        readonly=True,
        ondelete='restrict',
    )
    company_id = fields.Many2one(
        'res.company', string="Branch", required=True, readonly=True, index=True
    )
    is_anonymous = fields.Boolean(string="Anonymous", readonly=True)
    # empty of an anonymous one
    patient_id = fields.Many2one(
        'clinic.patient', readonly=True, ondelete='restrict', index='btree_not_null'
    )
    patient_name = fields.Char(string="Name of the patient", compute='_compute_patient_name')
    appointment_id = fields.Many2one(
        'clinic.appointment', string="Visit", readonly=True, ondelete='restrict'
    )
    visit_start = fields.Datetime(string="Date of the visit", compute='_compute_patient_name')
    practitioner_id = fields.Many2one('clinic.practitioner', readonly=True, index=True)
    type_id = fields.Many2one('clinic.appointment.type', string="Type of visit", readonly=True)
    specialty_id = fields.Many2one('clinic.specialty', readonly=True)

    state = fields.Selection(
        STATES,
        required=True,
        default='new',
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    aspect = fields.Selection(ASPECTS, string="About", readonly=True)
    polarity = fields.Selection(POLARITIES, readonly=True)
    opened_by = fields.Selection(
        [
            ('score', "A bad score"),
            ('comment', "What was written"),
            ('both', "A bad score and what was written"),
            ('urgent', "Words on an urgency"),
            ('staff', "Somebody of the clinic"),
        ],
        string="Opened because of",
        required=True,
        readonly=True,
    )
    score_text = fields.Char(string="Score", readonly=True, help="As answered, such as 2 of 5.")
    user_id = fields.Many2one(
        'res.users',
        string="In charge",
        readonly=True,
        ondelete='restrict',
        index='btree_not_null',
    )

    opened_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    deadline_at = fields.Datetime(
        string="Close before",
        required=True,
        readonly=True,
        help="Counted in hours of the clock, nights and Sundays included.",
    )
    take_by = fields.Datetime(string="Take before", readonly=True)
    taken_at = fields.Datetime(string="Taken", readonly=True)
    answered_at = fields.Datetime(string="First answered", readonly=True)
    closed_at = fields.Datetime(string="Closed on", readonly=True)
    closed_by_id = fields.Many2one(
        'res.users', string="Closed by", readonly=True, ondelete='restrict'
    )
    in_time = fields.Boolean(
        string="Closed in time", readonly=True, help="Closed before its deadline, the last time."
    )
    hours_open = fields.Float(
        string="Hours to close", readonly=True, aggregator='avg', help="From opening to closing."
    )
    reopened_at = fields.Datetime(readonly=True)
    reopened_count = fields.Integer(string="Reopened", readonly=True)
    is_late = fields.Boolean(string="Late", compute='_compute_is_late', search='_search_is_late')

    steps_done = fields.Integer(readonly=True, help="How many of the chain have heard of it.")
    untaken_told = fields.Boolean(readonly=True)
    next_step_at = fields.Datetime(readonly=True, help="When the next of the chain hears of it.")

    root_cause = fields.Selection(CAUSES, help="What made it happen.")
    action_taken = Encrypted(
        string="What was done", help="For the patient, and so that it does not happen again."
    )
    verdict = fields.Selection(
        [('asked', "Asked"), ('yes', "Resolved"), ('no', "Not resolved")],
        string="The patient says",
        readonly=True,
    )
    # what the patient answered to "was it resolved?"
    patient_words = Encrypted(string="What is missing, says the patient", readonly=True)

    analysis_ids = fields.One2many(related='request_id.analysis_ids', string="Comments")
    highlighted = fields.Html(
        string="What the patient wrote", compute='_compute_highlighted', sanitize=False
    )
    said = fields.Html(string="What was said", compute='_compute_said', sanitize=False)
    can_open_patient = fields.Boolean(compute='_compute_doors')
    can_open_talk = fields.Boolean(compute='_compute_doors')
    can_write_to = fields.Boolean(compute='_compute_doors')

    _request_uniq = models.Constraint(
        'UNIQUE (request_id)', "There is a case of this survey already."
    )
    _nobody = models.Constraint(
        'CHECK (NOT COALESCE(is_anonymous, FALSE) OR '
        '(patient_id IS NULL AND appointment_id IS NULL))',
        "An anonymous complaint is nobody's.",
    )
    _deadline_after = models.Constraint(
        'CHECK (deadline_at > opened_at)', "The deadline comes after the opening."
    )
    _closed_has_end = models.Constraint(
        "CHECK ((state = 'closed') = (closed_at IS NOT NULL))",
        "A closed case says when it was closed.",
    )
    _steps = models.Index("(next_step_at) WHERE next_step_at IS NOT NULL")
    _by_branch = models.Index('(company_id, opened_at)')

    # ------------------------------------------------------------------ computes
    @api.depends('aspect')
    def _compute_display_name(self):
        """No name: activities keep it, and show it on telephones."""
        aspects = dict(self._fields['aspect']._description_selection(self.env))
        for case in self:
            name = self.env._("Case %(number)s", number=case.id or "")
            case.display_name = " · ".join(filter(None, [name, aspects.get(case.aspect)]))

    @api.depends('patient_id', 'appointment_id')
    def _compute_patient_name(self):
        """Whoever may see the case may know who complains, and no more of the patient."""
        for case in self:
            known = case.sudo()
            case.patient_name = known.patient_id.display_name or self.env._("Without a name")
            case.visit_start = known.appointment_id.start

    @api.depends('state', 'deadline_at')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            case.is_late = case.state in OPEN and case.deadline_at and case.deadline_at <= now

    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        late = fields.Domain('state', 'in', OPEN) & fields.Domain(
            'deadline_at', '<=', fields.Datetime.now()
        )
        return late if True in value else ~late

    @api.depends('analysis_ids')
    def _compute_highlighted(self):
        """Whoever may see the case may read what was complained of."""
        analyses = self.sudo().analysis_ids
        said = analyses._said()
        for case in self:
            parts = [
                Markup('<p>{}</p>').format(one._markup(said.get(one.line_id.id, '')))
                for one in case.sudo().analysis_ids
            ]
            case.highlighted = Markup('').join(parts) or False

    def _compute_said(self):
        """What was said to the patient on this case, and how far it came; all of it escaped."""
        Message = self.env['clinic.message'].sudo()
        states = dict(Message._fields['state']._description_selection(self.env))
        for case in self:
            messages = Message.search(
                [('res_model', '=', self._name), ('res_id', 'in', case.ids)], order='at, id'
            )
            messages.fetch(['body'])
            rows = [
                Markup(
                    '<div class="o_clinic_said"><div class="text-muted small">{}</div>'
                    '<div class="o_clinic_said_text">{}</div></div>'
                ).format(
                    " · ".join(
                        filter(
                            None,
                            [
                                format_datetime(self.env, message.at, dt_format='short'),
                                message.author_id.name,
                                message.display_name,
                                states[message.state],
                                message.error,
                            ],
                        )
                    ),
                    message.body or '',
                )
                for message in messages
            ]
            case.said = Markup('').join(rows) or False

    @api.depends('patient_id')
    def _compute_doors(self):
        """Which of the patient's pages this user may open from here."""
        patients = self.env['clinic.patient'].has_access('read')
        talks = self.env['clinic.whatsapp.conversation'].has_access('read')
        for case in self:
            known = bool(case.sudo().patient_id)
            case.can_open_patient = known and patients
            case.can_open_talk = known and patients and talks
            case.can_write_to = known

    # ------------------------------------------------------------------ write
    def write(self, vals):
        if not self.env.su and any(
            name not in BY_HAND and not name.startswith('activity_') for name in vals
        ):
            raise AccessError(self.env._("The case itself keeps what happened. Use its buttons."))
        return super().write(vals)
