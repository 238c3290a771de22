from collections import Counter, defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from pytz import UTC

from odoo import api, fields, models
from odoo.tools import SQL

from ..statistics import GOOD
from .clinic_feedback_panel import SENT

# Surveys after other moments do not ask how the wait was; those of no moment went by hand.
ASKS_WAIT = SQL("(moment IS NULL OR moment = 'attended')")
TABLES = (
    'clinic.feedback.request',
    'clinic.feedback.analysis',
    'clinic.feedback.analysis.aspect',
    'clinic.feedback.case',
)


class ClinicFeedbackPanel(models.AbstractModel):
    """Grouped queries on what was copied when it was answered: 200,000 answers are counted while
    somebody waits. Whoever may see the panel sees all of the branches."""

    _inherit = 'clinic.feedback.panel'

    @api.model
    def _count(self, by, since, until=None, only=None):
        """What there is to count of a period, group by group.

        :param str by: one of `BY`; None: all together, under the group False
        :param dict only: as `get_panel` says
        :return: ``{group: {'sent': {'all', 'done', 'replied': n}, 'csat': {score: n}, 'nps':
            {score: n}, 'cases': {state, or 'fast' of 'judged' and
            'in_time' of 'timed': n}, 'blamed': {aspect: n},
            'praised': {aspect: n}, 'comments': {True: n}, 'again': {is it good now: n},
            'waits': {'n', 'minutes', 'said_n', 'said', 'long', 'of': number}}}``
        """
        for name in TABLES:
            self.env[name].flush_model()
        # what happens in this very second counts too
        until = until or fields.Datetime.now() + timedelta(seconds=1)
        period = {'since': since, 'until': until, 'branches': self._sql_branches(only)}
        months = self._months(since, until) if by == 'month' else []
        found = defaultdict(_counters)
        self._count_sent(found, by, period, months)
        self._count_finished(found, by, period, months)
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
    def _count_sent(self, facts, by, period, months):
        """Rates are of what was sent in the period. A visit is waited for once, however many
        surveys follow it: its minutes are those of the survey on the visit itself, else of the
        first of the others."""
        within = self._sql_within('sent_at', period)
        group = self._sql_group(by, 'sent_at', months)
        for of, sent, done, replied, waits, minutes in self.env.execute_query(
            SQL(
                """
            SELECT %(group)s, COUNT(*), COUNT(*) FILTER (WHERE state = 'done' AND answer_count > 0),
                   COUNT(*) FILTER (WHERE answer_count > 0),
                   COUNT(NULLIF(wait_minutes, 0)) FILTER (WHERE %(asks_wait)s),
                   SUM(wait_minutes) FILTER (WHERE %(asks_wait)s)
              FROM clinic_feedback_request WHERE %(within)s
             GROUP BY 1
                """,
                group=group,
                asks_wait=ASKS_WAIT,
                within=within,
            )
        ):
            facts[of]['sent'].update(all=sent, done=done, replied=replied)
            facts[of]['waits'].update(n=waits, minutes=minutes or 0)
        # Apart: while each row might have to look for others, PostgreSQL holds the query above for
        # a dear one and compiles it, which takes longer than to count.
        for of, waits, minutes in self.env.execute_query(
            SQL(
                """
            SELECT %(group)s, COUNT(*), SUM(wait_minutes)
              FROM clinic_feedback_request mine
             WHERE %(within)s AND moment != 'attended' AND wait_minutes > 0 AND NOT EXISTS (
                SELECT FROM (
                    SELECT id, appointment_id, %(asks_wait)s AS is_of_visit
                      FROM clinic_feedback_request WHERE %(within)s AND wait_minutes > 0
                ) other
                 WHERE other.appointment_id = mine.appointment_id
                   AND (other.is_of_visit OR other.id < mine.id))
             GROUP BY 1
                """,
                group=group,
                asks_wait=ASKS_WAIT,
                within=within,
            )
        ):
            facts[of]['waits'].update(n=waits, minutes=minutes)

    @api.model
    def _count_finished(self, facts, by, period, months):
        """Scores are of what was finished in the period."""
        for (
            of,
            csat,
            nps,
            count,
            was_bad,
            won_back,
            asked,
            felt_long,
            said_n,
            said,
        ) in self.env.execute_query(
            SQL(
                """
            SELECT %(group)s, csat, nps, COUNT(*),
                   COUNT(*) FILTER (WHERE was_bad AND score_kind IS NOT NULL),
                   COUNT(*) FILTER (WHERE was_bad AND CASE score_kind %(good)s END),
                   COUNT(*) FILTER (WHERE %(asks_wait)s),
                   COUNT(*) FILTER (WHERE %(asks_wait)s AND wait_long),
                   COUNT(wait_said), SUM(wait_said)
              FROM clinic_feedback_request
             WHERE %(within)s AND state = 'done' AND moment IS DISTINCT FROM 'case_closed'
             GROUP BY 1, 2, 3
                    """,
                group=self._sql_group(by, 'finished_at', months),
                good=SQL(" ").join(
                    SQL("WHEN %s THEN score >= %s", kind, least) for kind, least in GOOD.items()
                ),
                asks_wait=ASKS_WAIT,
                within=self._sql_within('finished_at', period),
            )
        ):
            facts[of]['waits'].update(of=asked, long=felt_long, said_n=said_n, said=said or 0)
            for kind, score in (('csat', csat), ('nps', nps)):
                if score is not None:
                    facts[of][kind][score] += count
            facts[of]['again'].update({True: won_back, False: was_bad - won_back})

    @api.model
    def _sql_within(self, moment, period):
        """Rows of the branches one works in whose moment is of the period, anonymous ones aside."""
        return SQL(
            """
            %(branches)s AND is_anonymous IS NOT TRUE AND state IN %(states)s
            AND %(moment)s >= %(since)s AND %(moment)s < %(until)s
            """,
            states=SENT,
            moment=SQL.identifier(moment),
            **period,
        )

    @api.model
    def _sql_branches(self, only, *table):
        """Rows of the branches one works in, and of what the panel is narrowed to."""
        wanted = [('company_id', tuple(self.env.companies.ids))]
        wanted += [(name, (id,)) for name, id in (only or {}).items()]
        return SQL(" AND ").join(
            SQL("%s IN %s", SQL.identifier(*table, name), ids) for name, ids in wanted
        )

    @api.model
    def _count_cases(self, facts, by, period, months):
        Case = self.env['clinic.feedback.case'].sudo()
        speeds = Case._speeds()
        for group, state, count, *speed in self.env.execute_query(
            SQL(
                """
            SELECT %(group)s, state, COUNT(*), %(speeds)s
              FROM clinic_feedback_case
             WHERE %(branches)s AND is_anonymous IS NOT TRUE
               AND opened_at >= %(since)s AND opened_at < %(until)s
             GROUP BY 1, 2
                """,
                group=self._sql_group(by, 'opened_at', months),
                speeds=SQL(", ").join(
                    SQL("COUNT(*) FILTER (WHERE %s)", Case._search(domain).where_clause)
                    for domain in speeds.values()
                ),
                **period,
            )
        ):
            facts[group]['cases'].update({state: count, **dict(zip(speeds, speed, strict=True))})

    @api.model
    def _count_comments(self, facts, by, period, months):
        """Comments count with the survey they are of, once it is finished."""
        shared = {'group': self._sql_group(by, 'finished_at', months), **period}
        for group, count in self.env.execute_query(
            SQL(
                """
            SELECT %(group)s, COUNT(*) FROM clinic_feedback_analysis
             WHERE %(branches)s AND finished_at >= %(since)s AND finished_at < %(until)s
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
             WHERE %(branches)s AND finished_at >= %(since)s AND finished_at < %(until)s
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
    names = ('sent', 'csat', 'nps', 'cases', 'blamed', 'praised', 'comments', 'again', 'waits')
    return {name: Counter() for name in names}
