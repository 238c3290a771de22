from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from .clinic_feedback_panel import SENT
from .clinic_feedback_request_felt import GOOD

FAST = 24  # hours within which a complaint should be closed
TABLES = (
    'clinic.feedback.request',
    'clinic.feedback.analysis',
    'clinic.feedback.analysis.aspect',
    'clinic.feedback.case',
)


class ClinicFeedbackPanel(models.AbstractModel):
    """One grouped query a table, on what was copied when it was answered: 200,000 answers are
    counted while somebody waits. Whoever may see the panel sees all of the branches."""

    _inherit = 'clinic.feedback.panel'  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _count(self, by, since, until=None):
        """What there is to count of a period, group by group.

        :param str by: one of `BY`; None: all together, under the group False
        :return: ``{group: {'sent': {state: n}, 'replied': {True: n}, 'csat': {score: n}, 'nps':
            {score: n}, 'cases': {state or 'in_time', 'fast': n}, 'blamed': {aspect: n},
            'praised': {aspect: n}, 'comments': {True: n}, 'again': {is it good now: n},
            'waits': {'n', 'minutes', 'said_n', 'said', 'long', 'of': number}}}``
        """
        for name in TABLES:
            self.env[name].flush_model()
        period = {'since': since, 'until': until or fields.Datetime.now()}
        facts = defaultdict(_counters)
        self._count_requests(facts, by, period)
        self._count_cases(facts, by, period)
        self._count_comments(facts, by, period)
        return facts

    @api.model
    def _count_requests(self, facts, by, period):
        """Rates are of what was sent in the period; scores, of what was finished in it."""
        rows = self.env.execute_query(
            SQL(
                """
            SELECT %(sent_group)s, %(done_group)s, state, score_kind, score,
                   COALESCE(was_bad, FALSE), COUNT(*) FILTER (WHERE %(sent)s),
                   COUNT(*) FILTER (WHERE %(sent)s AND answer_count > 0),
                   COUNT(*) FILTER (WHERE %(sent)s AND wait_minutes > 0),
                   SUM(wait_minutes) FILTER (WHERE %(sent)s),
                   COUNT(*) FILTER (WHERE %(done)s),
                   COUNT(*) FILTER (WHERE %(done)s AND wait_long),
                   COUNT(*) FILTER (WHERE %(done)s AND wait_said > 0),
                   SUM(wait_said) FILTER (WHERE %(done)s)
              FROM clinic_feedback_request
             WHERE company_id IN %(companies)s AND NOT COALESCE(is_anonymous, FALSE)
               AND COALESCE(finished_at, sent_at) >= %(since)s
               AND sent_at < %(until)s AND state IN %(states)s
             GROUP BY 1, 2, 3, 4, 5, 6
                """,
                sent_group=self._sql_group(by, 'sent_at'),
                done_group=self._sql_group(by, 'finished_at'),
                sent=SQL("sent_at >= %s", period['since']),
                done=SQL(
                    "state = 'done' AND finished_at >= %s AND finished_at < %s", *period.values()
                ),
                companies=tuple(self.env.companies.ids),
                states=SENT,
                **period,
            )
        )
        for (sent_group, done_group, state, kind, score, was_bad, sent, replied, waits, minutes,
             done, felt_long, said_n, said) in rows:  # fmt: skip
            if sent:
                of = facts[sent_group]
                of['sent'][state] += sent
                of['replied'][True] += replied
                of['waits'].update(n=waits, minutes=minutes or 0)
            if done:
                of = facts[done_group]
                of['waits'].update(of=done, long=felt_long, said_n=said_n, said=said or 0)
                if kind in ('csat', 'nps'):
                    of[kind][score] += done
                if kind and was_bad:
                    of['again'][score >= GOOD[kind]] += done

    @api.model
    def _count_cases(self, facts, by, period):
        rows = self.env.execute_query(
            SQL(
                """
            SELECT %(group)s, state, COUNT(*), COUNT(*) FILTER (WHERE in_time),
                   COUNT(*) FILTER (WHERE state = 'closed' AND hours_open <= %(fast)s)
              FROM clinic_feedback_case
             WHERE company_id IN %(companies)s
               AND opened_at >= %(since)s AND opened_at < %(until)s
             GROUP BY 1, 2
                """,
                group=self._sql_group(by, 'opened_at'),
                fast=FAST,
                companies=tuple(self.env.companies.ids),
                **period,
            )
        )
        for group, state, count, in_time, fast in rows:
            facts[group]['cases'].update({state: count, 'in_time': in_time, 'fast': fast})

    @api.model
    def _count_comments(self, facts, by, period):
        shared = {
            'group': self._sql_group(by, 'answered_at'),
            'companies': tuple(self.env.companies.ids),
            **period,
        }
        for group, count in self.env.execute_query(
            SQL(
                """
            SELECT %(group)s, COUNT(*) FROM clinic_feedback_analysis
             WHERE company_id IN %(companies)s
               AND answered_at >= %(since)s AND answered_at < %(until)s
             GROUP BY 1
                """,
                **shared,
            )
        ):
            facts[group]['comments'][True] += count
        for group, aspect, sign, count in self.env.execute_query(
            SQL(
                """
            SELECT %(group)s, aspect, sign, COUNT(*) FROM clinic_feedback_analysis_aspect
             WHERE company_id IN %(companies)s
               AND answered_at >= %(since)s AND answered_at < %(until)s
             GROUP BY 1, 2, 3
                """,
                **shared,
            )
        ):
            facts[group]['blamed' if sign == '-' else 'praised'][aspect] += count

    @api.model
    def _sql_group(self, by, moment):
        """What rows are told apart by; months are those of the user's clock."""
        if not by:
            return SQL("FALSE")
        if by != 'month':
            return SQL.identifier(by)
        return SQL(
            "date_trunc('month', %s AT TIME ZONE 'UTC' AT TIME ZONE %s)",
            SQL.identifier(moment),
            self.env.tz.zone,
        )

    @api.model
    def _sum(self, facts):
        total = _counters()
        for one in facts:
            for name, counter in one.items():
                total[name].update(counter)
        return total


def _counters():
    names = ('sent', 'replied', 'csat', 'nps', 'cases', 'blamed', 'praised', 'comments', 'again',
             'waits')  # fmt: skip
    return {name: Counter() for name in names}
