from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..fields import Answered
from ..statistics import BAD
from .clinic_feedback_request import ANSWERS, SCORES
from .survey_question import LONGEST_WAIT

# What was said of the clinic's care, as figures count it.
OPINIONS = (
    ('state', '=', 'done'),
    ('is_anonymous', '=', False),
    ('moment', '!=', 'case_closed'),  # that is how a complaint was handled
)


class ClinicFeedbackRequest(models.Model):
    """Copied when it is asked and answered: how long was waited, how long it felt, and whether
    the time before went badly. So that the panel counts in one table, whatever changes later."""

    _inherit = 'clinic.feedback.request'

    wait_minutes = fields.Integer(
        string="Waited (minutes)",
        readonly=True,
        aggregator='avg',
        help="From the arrival to the call, by the clock. Averages leave out visits without both.",
    )
    wait_said = Answered(
        string="Waited, as they say (minutes)", readonly=True, aggregator='avg', groups=ANSWERS
    )
    wait_long = fields.Boolean(
        string="It felt long", readonly=True, groups=ANSWERS,
        help="The patient complains of the wait, in options or in words.",
    )  # fmt: skip
    was_bad = fields.Boolean(
        string="The time before was bad", readonly=True, groups=ANSWERS,
        help="The score this patient gave before was a bad one.",
    )  # fmt: skip

    # what the panel asks for
    _by_sent = models.Index('(company_id, sent_at)')
    _by_finished = models.Index('(company_id, finished_at)')
    _waited_before = models.Index(
        "(company_id, sent_at) WHERE moment != 'attended' AND wait_minutes > 0"
    )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A wait that was not measured is none of no minutes: it is no part of an average."""
        expression = super()._read_group_select(aggregate_spec, query)
        name, _colon, aggregator = aggregate_spec.partition(':')
        if name == 'wait_minutes' and aggregator == 'avg':
            return SQL("AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, name, query))
        return expression

    def _copy_dimensions(self):
        result = super()._copy_dimensions()
        for request in self.filtered('appointment_id'):
            request.wait_minutes = request.appointment_id.sudo().wait_minutes
        return result

    def _answered(self, lines):
        given = lines.filtered(lambda line: not line.skipped)
        vals = {}
        for line in given:
            measure = line.question_id.clinic_measure
            if measure == 'wait' and line.answer_type == 'numerical_box':
                said = min(max(0, line.value_numerical_box), LONGEST_WAIT)
                vals['wait_said'] = round(said)
            elif measure in SCORES and line.answer_type == 'scale':
                vals['was_bad'] = self._was_bad()
        if 'espera' in given.suggested_answer_id.mapped('clinic_aspect'):
            vals['wait_long'] = True
        if vals:
            self.write(vals)
        return super()._answered(lines)

    def _was_bad(self):
        """Whether the score this patient gave the time before was a bad one."""
        if not self.patient_id or not self.sent_at:
            return False
        # in the same statement: this is asked at each score
        merged = Domain('merged_into_id', '=', self.patient_id.id) & Domain('active', '=', False)
        before = self.sudo().search_fetch(
            (Domain('patient_id', '=', self.patient_id.id) | Domain('patient_id', 'any', merged))
            & Domain('sent_at', '<', self.sent_at)
            & Domain('score_kind', '!=', False)
            & Domain('moment', '!=', 'case_closed'),  # that is how the complaint was handled
            ['score', 'score_kind'],
            order='sent_at DESC',
            limit=1,
        )
        return bool(before) and before.score <= BAD[before.score_kind]

    def _correct(self, question, reading):
        kept = super()._correct(question, reading)
        # what hung on the former answer may have gone too, and a score may be no score any more
        none = dict.fromkeys((*SCORES, 'score_kind'), False)
        lines = self.user_input_id.sudo().user_input_line_ids
        lines = lines.sorted(lambda line: (line.question_sequence, line.id))
        self.write(none)
        self.write(self._scores_of(lines.filtered(lambda line: not line.skipped)))
        if question.kind in ('one', 'many') and self.wait_long:
            self.wait_long = self._felt_long()
        return kept

    def _on_words(self, line, words):
        result = super()._on_words(line, words)
        if not self.wait_long and self._blames_wait():
            self.wait_long = True
        return result

    @api.model
    def _scores(self, kind, since, until=None):
        """{score: how many} of what was finished in a period; how a complaint was handled aside.

        :param str kind: one of `SCORES`
        """
        finished = [*OPINIONS, (kind, '!=', False), ('finished_at', '>=', since)]
        if until:
            finished.append(('finished_at', '<', until))
        return dict(self._read_group(finished, [kind], ['__count']))

    def _on_finished(self):
        result = super()._on_finished()
        self.sudo().analysis_ids.finished_at = self.finished_at
        return result

    def _felt_long(self):
        lines = self.user_input_id.sudo().user_input_line_ids
        return 'espera' in lines.suggested_answer_id.mapped('clinic_aspect') or self._blames_wait()

    def _blames_wait(self):
        aspects = self.sudo().analysis_ids.aspect_ids
        return any(one.aspect == 'espera' and one.sign == '-' for one in aspects)


class ClinicFeedbackCase(models.Model):
    _inherit = 'clinic.feedback.case'

    wait_minutes = fields.Integer(
        related='request_id.wait_minutes',
        help="From the arrival to the call, by the clock; the patient may remember it otherwise.",
    )
