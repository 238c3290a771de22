from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.clinic_crm.agenda import moment, zone

from ..statistics import FELL, FEWEST, GOOD, ROSE, TOO_FEW, UNCLEAR, change, percent, share
from .clinic_feedback_panel_count import TABLES
from .clinic_feedback_request_felt import OPINIONS
from .survey_question import ASPECTS

DIMENSIONS = ('practitioner_id', 'specialty_id', 'type_id')
# of complaints fewer are better, of satisfied patients more
BLAMED = {FELL: 'better', ROSE: 'worse', UNCLEAR: 'unclear', TOO_FEW: 'few'}
SATISFIED = {ROSE: 'better', FELL: 'worse', UNCLEAR: 'unclear', TOO_FEW: 'few'}


class ClinicFeedbackImprovement(models.Model):
    """Something the clinic changed on a day because of what patients say, and what they say since.

    Two periods of the same length, before and since that day, by the clock of the branch. Nothing
    is kept of the figures: they are counted when somebody looks.
    """

    _name = 'clinic.feedback.improvement'
    _description = "Improvement"
    _order = 'date desc, id desc'

    name = fields.Char(string="What was changed", required=True)
    aspect = fields.Selection(ASPECTS, string="About", required=True)
    date = fields.Date(
        string="Since", required=True, default=fields.Date.context_today,
        help="The first day on which it was done the new way.",
    )  # fmt: skip
    days = fields.Integer(
        string="Days to compare", default=90, required=True,
        help="So many days before are compared with as many since, or with those there have been.",
    )  # fmt: skip
    user_id = fields.Many2one(
        'res.users', string="In charge", default=lambda self: self.env.user, ondelete='restrict',
        domain="[('share', '=', False)]",
    )  # fmt: skip
    company_id = fields.Many2one(
        'res.company', string="Branch", required=True, index=True,
        default=lambda self: self.env.company,
        help="The clinic itself: all its branches.",
    )  # fmt: skip
    practitioner_id = fields.Many2one('clinic.practitioner', ondelete='restrict')
    specialty_id = fields.Many2one('clinic.specialty', ondelete='restrict')
    type_id = fields.Many2one(
        'clinic.appointment.type', string="Type of visit", ondelete='restrict'
    )
    note = fields.Text(string="How it was done")

    verdict = fields.Selection(
        [
            ('better', "It got better"),
            ('worse', "It got worse"),
            ('unclear', "No clear change"),
            ('few', "It cannot be known yet"),
        ],
        string="What patients say since",
        compute='_compute_figures',
    )
    said = fields.Char(string="In words", compute='_compute_figures')
    before = fields.Char(compute='_compute_figures')
    after = fields.Char(compute='_compute_figures')
    blamed_before = fields.Char(compute='_compute_figures')
    blamed_after = fields.Char(compute='_compute_figures')
    blamed_verdict = fields.Char(compute='_compute_figures')
    satisfied_before = fields.Char(compute='_compute_figures')
    satisfied_after = fields.Char(compute='_compute_figures')
    satisfied_verdict = fields.Char(compute='_compute_figures')
    hours_before = fields.Char(compute='_compute_figures')
    hours_after = fields.Char(compute='_compute_figures')

    _days = models.Constraint(
        'CHECK (days BETWEEN 7 AND 730)', "Between 7 and 730 days are compared."
    )

    @api.depends('aspect', 'date', 'days', 'company_id', *DIMENSIONS)
    @api.depends_context('uid', 'allowed_company_ids', 'lang')
    def _compute_figures(self):
        verdicts = dict(self._fields['verdict']._description_selection(self.env))
        for name in TABLES:
            self.env[name].flush_model()
        for one in self:
            if not (one.date and one.aspect and one.company_id and 7 <= one.days <= 730):
                one.update(dict.fromkeys(self._figure_names(), False))
                continue
            (start, middle, stop) = one._periods()
            blamed, happy, hours = one._before_and_after(start, middle, stop)
            found = BLAMED[change(*blamed).verdict], SATISFIED[change(*happy).verdict]
            # what it was done for decides; how satisfied they are only while that is not known
            one.verdict = found[0] if found[0] != 'few' else found[1]
            one.said = one._in_words(blamed, happy)
            one.before = one._period_words(start, middle)
            one.after = one._period_words(middle, stop)
            one.blamed_before, one.blamed_after = map(one._figure, blamed)
            one.satisfied_before, one.satisfied_after = map(one._figure, happy)
            one.hours_before, one.hours_after = (one._hours(*found) for found in hours)
            one.blamed_verdict, one.satisfied_verdict = (verdicts[name] for name in found)

    @api.model
    def _figure_names(self):
        return [name for name, field in self._fields.items() if field.compute == '_compute_figures']

    def _periods(self):
        """(start, the moment of the change, stop) as naive UTC."""
        clock = zone(self.company_id.sudo().clinic_tz)
        day = self.date.toordinal()
        start, middle, stop = (
            moment(clock.midnight(one)) for one in (day - self.days, day, day + self.days)
        )
        return start, middle, max(middle, min(stop, fields.Datetime.now() + timedelta(seconds=1)))

    def _domain(self, name, start, stop):
        about = [(field, '=', self[field].id) for field in DIMENSIONS if self[field]]
        return [
            (name, '>=', start),
            (name, '<', stop),
            ('company_id', 'child_of', self.company_id.id),
            *about,
        ]

    def _before_and_after(self, start, middle, stop):
        """What both periods are compared by, counted with the rights of the user, in one query.

        :return: ((share of comments that blame the aspect, the same since), (share of satisfied,
            the same since), ((hours to close a complaint of it, how many were closed), the same
            since))
        """
        bad = SQL(
            "EXISTS (SELECT FROM clinic_feedback_analysis_aspect said "
            "WHERE said.analysis_id = clinic_feedback_analysis.id "
            "AND said.aspect = %s AND said.sign = '-')",
            self.aspect,
        )
        counted = (
            ('clinic.feedback.analysis', 'finished_at', [], SQL("COUNT(*) FILTER (WHERE %s)", bad)),
            (
                'clinic.feedback.request',
                'finished_at',
                [*OPINIONS, ('csat', '!=', False)],
                SQL("COUNT(*) FILTER (WHERE csat >= %s)", GOOD['csat']),
            ),
            (
                'clinic.feedback.case',
                'opened_at',
                [
                    ('state', '=', 'closed'),
                    ('aspect', '=', self.aspect),
                    ('is_anonymous', '=', False),
                ],
                SQL("AVG(hours_open)"),
            ),
        )
        questions = [
            self.env[model]
            ._search([*self._domain(moment, first, last), *more])
            .select(figure, SQL("COUNT(*)"))
            for model, moment, more, figure in counted
            for first, last in ((start, middle), (middle, stop))
        ]
        [row] = self.env.execute_query(
            SQL(
                "SELECT * FROM %s",
                SQL(", ").join(
                    SQL("(%s) %s", question, SQL.identifier(f'q{number}'))
                    for number, question in enumerate(questions)
                ),
            )
        )
        blamed, blamed_since, happy, happy_since, hours, hours_since = zip(
            row[::2], row[1::2], strict=True
        )
        return (
            (share(*blamed), share(*blamed_since)),
            (share(*happy), share(*happy_since)),
            (hours, hours_since),
        )

    # ------------------------------------------------------------------ words
    def _figure(self, found):
        if not found.n:
            return self.env._("nobody yet")
        return self.env._(
            "%(value)s (from %(low)s to %(high)s) · n = %(n)s",
            value=percent(found.value),
            low=percent(found.low),
            high=percent(found.high),
            n=found.n,
        )

    def _hours(self, hours, count):
        if not count:
            return self.env._("none closed yet")
        return self.env._("%(hours)s h · n = %(n)s", hours=f'{hours:.1f}', n=count)

    def _in_words(self, blamed, happy):
        aspects = dict(self._fields['aspect']._description_selection(self.env))
        if self.verdict == 'few':
            return self.env._(
                "It cannot be known yet: at least %(fewest)s comments or answers are needed before "
                "and since; there are %(before)s and %(after)s.",
                fewest=FEWEST,
                before=max(blamed[0].n, happy[0].n),
                after=max(blamed[1].n, happy[1].n),
            )
        if min(blamed[0].n, blamed[1].n) < FEWEST:
            return self.env._(
                "There are too few comments; of the scores: satisfied before %(before)s, since "
                "then %(after)s.",
                before=percent(happy[0].value),
                after=percent(happy[1].value),
            )
        return self.env._(
            "%(aspect)s: of 100 who wrote, %(before)s complained of it before and %(after)s since.",
            aspect=aspects[self.aspect],
            before=round(100 * blamed[0].value),
            after=round(100 * blamed[1].value),
        )

    def _period_words(self, start, stop):
        company = self.company_id.sudo()
        first, last = company._on_clock(start), company._on_clock(max(start, stop - timedelta(1)))
        return self.env._(
            "from %(first)s to %(last)s",
            first=format_date(self.env, first.date(), date_format='d MMM y'),
            last=format_date(self.env, last.date(), date_format='d MMM y'),
        )

    def action_comments(self):
        """The comments on both sides of that day that blame the aspect."""
        self.ensure_one()
        start, _middle, stop = self._periods()
        bad = [('aspect', '=', self.aspect), ('sign', '=', '-')]
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'clinic_feedback.clinic_feedback_analysis_action'
            ),
            'domain': [*self._domain('finished_at', start, stop), ('aspect_ids', 'any', bad)],
            'context': {},
        }
