from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

from ..resolution import judge, next_hour, worst
from .survey_question import RANGES


class ClinicFeedbackCase(models.Model):
    """How a case begins: in the transaction that stores the answer."""

    _inherit = 'clinic.feedback.case'

    @api.model
    def _weigh(self, request, score=None, analysis=None):
        """Open a case if an answer asks for one; of a survey that has one, make it graver.

        :param request: `clinic.feedback.request`
        :param tuple score: (value, lowest, highest) of an answer that is a score
        :param analysis: `clinic.feedback.analysis` of an answer that is a text
        :return: the case, empty when there is none
        """
        cases = self.sudo()
        request = request.sudo()
        policy = self.env['clinic.feedback.policy']._of(request.company_id)
        severity, why = judge(
            policy._thresholds(),
            *(score or (None,)),
            comment=(analysis.severity or '') if analysis else '',
            urgent=bool(analysis and analysis.urgent),
        )
        if not severity:
            return cases.browse()
        case = cases.search([('request_id', '=', request.id)])
        if case:
            case._aggravate(policy, severity, why, score, analysis)
            return case
        return cases._open(request, policy, severity, why, score, analysis)

    @api.model
    def _open_by_hand(self, analysis):
        """The case of a comment in which the rules saw none; the one there is, if there is one."""
        request = analysis.sudo().request_id
        case = self.sudo().search([('request_id', '=', request.id)])
        if not case:
            policy = self.env['clinic.feedback.policy']._of(request.company_id)
            severity = worst('media', {'alta': 'alta', 'critica': 'critica'}.get(analysis.severity))
            case = self.sudo()._open(request, policy, severity, 'staff', None, analysis.sudo())
        return case.with_env(self.env)

    @api.model
    def _open(self, request, policy, severity, why, score, analysis):
        vals = self._prepare_open_vals(request, policy, severity, why, score, analysis)
        try:
            # a note that it was made would have its minute
            silent = self.with_context(mail_create_nolog=vals['is_anonymous'])
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                case = silent.create(vals).with_env(self.env)
        except UniqueViolation as error:  # the other transaction has it: seen when tried again
            raise ConcurrencyError("the case of this survey was opened meanwhile") from error
        case._plan(policy)
        case._opened()
        return case

    @api.model
    def _prepare_open_vals(self, request, policy, severity, why, score, analysis):
        now = self._clock(request)
        aspect = analysis._blamed() if analysis else ''
        facts = policy._facts(severity, request.analysis_ids, request)
        named = not request.is_anonymous
        return {
            'request_id': request.id,
            'company_id': request.company_id.id,
            'is_anonymous': request.is_anonymous,
            'patient_id': named and request.patient_id.id,
            'appointment_id': named and request.appointment_id.id,
            'practitioner_id': request.practitioner_id.id,
            'type_id': request.type_id.id,
            'specialty_id': request.specialty_id.id,
            'severity': severity,
            'aspect': aspect or False,
            'polarity': analysis.polarity if analysis else False,
            'opened_by': why,
            'score_text': self._score_words(score),
            'user_id': policy._owner(facts, request.company_id, self._not_to(request)).id,
            'opened_at': now,
            'deadline_at': fields.Datetime.add(now, hours=policy._hours(severity)),
        }

    def _aggravate(self, policy, severity, why, score, analysis):
        """Another bad answer of the same survey: the worst counts, and nothing gets milder.

        Of a case that was closed it is news: it is opened again, with a deadline of its own.
        """
        self.ensure_one()
        vals = {}
        if why != self.opened_by:
            vals['opened_by'] = 'urgent' if 'urgent' in (why, self.opened_by) else 'both'
        if score and not self.score_text:
            vals['score_text'] = self._score_words(score)
        if analysis:
            vals['polarity'] = analysis.polarity
            vals['aspect'] = self.aspect or analysis._blamed() or False
        graver = worst(severity, self.severity) != self.severity
        if graver:
            since = self.reopened_at or self.opened_at
            deadline = fields.Datetime.add(since, hours=policy._hours(severity))
            vals |= {
                'severity': severity,
                # what is graver is never due later, and never due before it is known
                'deadline_at': max(min(self.deadline_at, deadline), self._clock(self)),
            }
        if self.state == 'new' and (graver or vals.get('aspect') != self.aspect):
            facts = policy._facts(
                vals.get('severity', self.severity),
                self.analysis_ids,
                self,
                vals.get('aspect', self.aspect),
            )
            vals['user_id'] = policy._owner(facts, self.company_id, self._not_to(self)).id
        former = self.user_id
        self.write(vals)
        if self.state == 'closed':
            self._reopen()
            return
        if graver:
            self._plan(policy)
        if graver or self.user_id != former:
            self._opened(former)

    @api.model
    def _about(self, request, aspect):
        """The patient chose what it was about: that says more than anything found in words."""
        case = self.sudo().search([('request_id', '=', request.id), ('aspect', '=', False)])
        case.aspect = aspect
        if case.state != 'new':  # whoever has it keeps it
            return
        policy = self.env['clinic.feedback.policy']._of(case.company_id)
        facts = policy._facts(case.severity, case.analysis_ids, case, aspect)
        former = case.user_id
        owner = policy._owner(facts, case.company_id, case._not_to(case))
        case.user_id = owner
        if owner != former:
            case._opened(former)

    def _plan(self, policy):
        """Say until when somebody takes it and when the chain hears of it; wake the job then."""
        for case in self:
            minutes = policy._take_minutes(case.severity)
            since = case.reopened_at or case.opened_at
            case.write(
                {
                    'take_by': minutes and fields.Datetime.add(since, minutes=minutes),
                    'untaken_told': False,
                    'steps_done': 0,
                }
            )
            case._plan_next(policy)

    @api.model
    def _not_to(self, about):
        """Who is never given an anonymous complaint: the practitioner it is about."""
        if not about.is_anonymous:
            return self.env['res.users']
        request = about.request_id if about._name == self._name else about
        return request.sudo().about_id.user_id

    @api.model
    def _clock(self, about):
        """The moment from which hours count. Of an anonymous complaint the next full hour: the
        minute would tell which of the day's patients wrote, and an hour before it would be late
        at once."""
        now = fields.Datetime.now()
        return next_hour(now) if about.is_anonymous else now

    def _read_score_again(self):
        """A score was corrected: what is shown is the worst of those that stand now."""
        for case in self.filtered('score_text'):
            scores = [
                (line.value_scale, *RANGES[line.question_id.clinic_measure])
                for line in case.request_id.user_input_id.user_input_line_ids
                if line.answer_type == 'scale' and line.question_id.clinic_measure in RANGES
            ]
            worst_first = sorted(scores, key=lambda one: (one[0] - one[1]) / (one[2] - one[1]))
            case.score_text = self._score_words(worst_first and worst_first[0])

    @api.model
    def _score_words(self, score):
        if not score:
            return False
        value, _least, most = score
        return self.env._("%(score)s of %(most)s", score=f'{value:g}', most=f'{most:g}')
