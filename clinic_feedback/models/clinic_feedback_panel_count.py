from collections import Counter, defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from pytz import UTC

from odoo import api, fields, models
from odoo.tools import SQL

from .clinic_feedback_panel import SENT
from .clinic_feedback_request_felt import GOOD

# Surveys after other moments do not ask how the wait was; those of no moment went by hand.
ASKS_WAIT = SQL("(moment IS NULL OR moment = 'attended')")
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
        # what happens in this very second counts too
        until = until or fields.Datetime.now() + timedelta(seconds=1)
        period = {'since': since, 'until': until}
        months = self._months(**period) if by == 'month' else []
        found = defaultdict(_counters)
        self._count_requests(found, by, period, months)
        self._count_cases(found, by, period, months)
        self._count_comments(found, by, period, months)
        if by != 'month':
            return found
        return {months[number - 1][1]: one for number, one in found.items() if number}

    @api.model
    def _months(self, since, until):
        """[(when it begins, naive UTC, and by the user's clock)] of the months of a period."""
        clock, months = self.env.tz, []
        local = UTC.localize(since).astimezone(clock).replace(tzinfo=None)
        begin = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        while (moment := clock.localize(begin).astimezone(UTC).replace(tzinfo=None)) < until:
            months.append((moment, begin))
            begin += relativedelta(months=1)
        return months

    @api.model
    def _count_requests(self, facts, by, period, months):
        """Rates are of what was sent in the period; scores, of what was finished in it.

        A visit is waited for once, however many surveys follow it: its minutes are those of the
        survey on the visit itself, else of the first of the others.
        """
        rows = self.env.execute_query(
            SQL(
                """
            SELECT %(sent_group)s, %(done_group)s,
                   sent_at >= %(since)s AND sent_at < %(until)s,
                   state = 'done' AND finished_at >= %(since)s AND finished_at < %(until)s,
                   state, answer_count > 0, score_kind, score, was_bad, wait_long,
                   %(asks_wait)s, COUNT(*),
                   COUNT(NULLIF(wait_minutes, 0)) FILTER (WHERE %(first)s),
                   SUM(wait_minutes) FILTER (WHERE %(first)s),
                   COUNT(NULLIF(wait_said, 0)), SUM(wait_said)
              FROM clinic_feedback_request
             WHERE company_id IN %(companies)s AND NOT COALESCE(is_anonymous, FALSE)
               AND (sent_at >= %(since)s AND sent_at < %(until)s
                    OR finished_at >= %(since)s AND finished_at < %(until)s)
               AND state IN %(states)s
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
                """,
                sent_group=self._sql_group(by, 'sent_at', months),
                done_group=self._sql_group(by, 'finished_at', months),
                companies=tuple(self.env.companies.ids),
                states=SENT,
                asks_wait=ASKS_WAIT,
                first=self._sql_first_of_visit(period),
                **period,
            )
        )
        for (sent_group, done_group, sent, done, state, replied, kind, score, was_bad, felt_long,
             asks_wait, count, waits, minutes, said_n, said) in rows:  # fmt: skip
            if sent:
                of = facts[sent_group]
                of['sent'][state] += count
                of['replied'][True] += count if replied else 0
                of['waits'].update(n=waits, minutes=minutes or 0)
            if done:
                of = facts[done_group]
                of['waits'].update(said_n=said_n, said=said or 0)
                if asks_wait:
                    of['waits'].update(of=count, long=count if felt_long else 0)
                if kind in ('csat', 'nps'):
                    of[kind][score] += count
                if kind and was_bad:
                    of['again'][score >= GOOD[kind]] += count

    @api.model
    def _sql_first_of_visit(self, period):
        """Whether the minutes of a row sent in the period count, for its visit."""
        return SQL(
            """
            (%(asks_wait)s OR appointment_id IS NULL OR NOT EXISTS (
                SELECT FROM clinic_feedback_request other
                 WHERE other.appointment_id = clinic_feedback_request.appointment_id
                   AND other.id != clinic_feedback_request.id
                   AND (COALESCE(other.moment, 'attended') = 'attended'
                        OR other.id < clinic_feedback_request.id)
                   AND other.wait_minutes > 0 AND NOT COALESCE(other.is_anonymous, FALSE)
                   AND other.sent_at >= %(since)s AND other.sent_at < %(until)s
                   AND other.state IN %(states)s))
            """,
            asks_wait=ASKS_WAIT,
            states=SENT,
            **period,
        )

    @api.model
    def _count_cases(self, facts, by, period, months):
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
                group=self._sql_group(by, 'opened_at', months),
                fast=FAST,
                companies=tuple(self.env.companies.ids),
                **period,
            )
        )
        for group, state, count, in_time, fast in rows:
            facts[group]['cases'].update({state: count, 'in_time': in_time, 'fast': fast})

    @api.model
    def _count_comments(self, facts, by, period, months):
        shared = {
            'group': self._sql_group(by, 'answered_at', months),
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
    def _sql_group(self, by, moment, months):
        """What rows are told apart by; a month is given by its place among those of the period,
        since telling it by the clock would take longer than all the rest."""
        if not by:
            return SQL("FALSE")
        if by != 'month':
            return SQL.identifier(by)
        return SQL(
            "width_bucket(%s, %s::timestamp[])", SQL.identifier(moment), [one[0] for one in months]
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
