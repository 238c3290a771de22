from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date

from ..analysis import Analysis, Aspect, themes
from ..analysis.themes import FELL, ROSE
from ..statistics import FEWEST, nps, ranked, satisfied, share
from .clinic_feedback_case import OPEN

BY = ('practitioner_id', 'specialty_id', 'type_id', 'company_id', 'month')
DAYS = (30, 90, 365)
SENT = ('sent', 'answering', 'done', 'declined', 'expired')
# of a request and of a comment, what its month is told by
MONTH = {
    'clinic.feedback.request': 'finished_at:month',
    'clinic.feedback.analysis.aspect': 'answered_at:month',
    'clinic.feedback.case': 'opened_at:month',
}


class ClinicFeedbackPanel(models.AbstractModel):
    """What patients say, group by group; each figure with how many answers stand behind it.

    Of finished answers only, and of anonymous ones none: they have no day. Who has fewer than ten
    answers is shown apart, without a figure to be compared by.
    """

    _name = 'clinic.feedback.panel'
    _description = "Panel of Opinions"

    @api.model
    @api.readonly
    def get_panel(self, by='practitioner_id', days=90):
        """Return the figures of a period.

        :param str by: one of `BY`
        :param int days: one of `DAYS`
        :return: ``{'by': [[key, label]], 'days': [int], 'total': row, 'rows': [row],
            'few': [row], 'fewest': int, 'week': [{'aspect', 'sign', 'verdict', 'words'}]}``; a row
            is ``{'key', 'name', 'sent', 'answered', 'finished', 'satisfied', 'nps', 'open',
            'in_time', 'blamed'}`` where a figure is ``{'value', 'range', 'n'}`` as it is read,
            or False
        :raises AccessError: for anybody but the direction and who keeps the feedback
        """
        if not self.env.user.has_groups('clinic_feedback.group_manager,clinic_crm.group_director'):
            raise AccessError(self.env._("Only who keeps the feedback sees its panel."))
        by = by if by in BY else BY[0]
        days = days if days in DAYS else DAYS[1]
        since = fields.Datetime.now() - timedelta(days=days)
        facts = self._count(by, since)
        names = self._names(by, facts)
        rows = [self._row(key, names[key], by, one) for key, one in facts.items()]
        if by == 'month':  # in the order of time, which is no ranking
            best, few = sorted(rows, key=lambda row: row['key']), []
        else:
            best, few = ranked(rows, n=lambda row: row['n'], value=lambda row: row['rank'])
        total = self._row(False, self.env._("All"), by, self._sum(facts.values()))
        return {
            'by': [[key, label] for key, label in self._by_labels().items()],
            'days': list(DAYS),
            'since': fields.Datetime.to_string(since),
            'total': total,
            'rows': best,
            'few': [row | {'satisfied': False, 'nps': False} for row in few],
            'fewest': FEWEST,
            'week': self._week(),
        }

    @api.model
    def _aspect_labels(self):
        Aspect = self.env['clinic.feedback.analysis.aspect']
        return dict(Aspect._fields['aspect']._description_selection(self.env))

    @api.model
    def _by_labels(self):
        return {
            'practitioner_id': self.env._("Practitioner"),
            'specialty_id': self.env._("Specialty"),
            'type_id': self.env._("Type of visit"),
            'company_id': self.env._("Branch"),
            'month': self.env._("Month"),
        }

    # ------------------------------------------------------------------ what rose
    @api.model
    def _week(self, until=None):
        """What is praised or blamed more, or less, than in the four weeks before; chance aside.

        :param datetime until: when the week ends; default: now
        """
        labels = self._aspect_labels()
        said = {
            ('-', ROSE): self.env._("More complaints than before"),
            ('-', FELL): self.env._("Fewer complaints than before"),
            ('+', ROSE): self.env._("More praise than before"),
            ('+', FELL): self.env._("Less praise than before"),
        }
        return [
            {
                'aspect': labels[theme.aspect],
                'sign': theme.sign,
                'verdict': said[theme.sign, theme.verdict],
                'words': self.env._(
                    "%(now)s of %(now_of)s comments this week; %(was)s of %(was_of)s in the four "
                    "weeks before",
                    now=theme.after,
                    now_of=theme.after_of,
                    was=theme.before,
                    was_of=theme.before_of,
                ),
            }
            for theme in themes(*self._comments_before_and_after(until))
            if theme.verdict in (ROSE, FELL)
        ]

    @api.model
    def _comments_before_and_after(self, until=None):
        """Those of the four weeks before this one, and of this week, as the analyser says them."""
        until = until or fields.Datetime.now()
        self.env['clinic.feedback.analysis.aspect'].flush_model()
        self.env['clinic.feedback.analysis'].flush_model()
        week = until - timedelta(days=7)
        rows = self.env.execute_query(
            SQL(
                """
            SELECT a.answered_at >= %(week)s, a.polarity,
                   array_remove(array_agg(s.aspect || s.sign), NULL)
              FROM clinic_feedback_analysis a
              LEFT JOIN clinic_feedback_analysis_aspect s ON s.analysis_id = a.id
             WHERE a.answered_at >= %(start)s AND a.answered_at < %(until)s
               AND a.company_id IN %(companies)s
             GROUP BY a.id
                """,
                week=week,
                start=week - timedelta(days=28),
                until=until,
                companies=tuple(self.env.companies.ids),
            )
        )
        before, after = [], []
        for is_new, polarity, aspects in rows:
            found = tuple(Aspect(one[:-1], one[-1]) for one in aspects)
            (after if is_new else before).append(Analysis(polarity, found))
        return before, after

    # ------------------------------------------------------------------ counting
    @api.model
    def _count(self, by, since):
        """{group: its counters}, in a few queries whatever there is to count."""
        facts = defaultdict(_counters)
        for group, state, count in self._groups(
            'clinic.feedback.request',
            by,
            ['state'],
            [('sent_at', '>=', since), ('state', 'in', SENT), ('is_anonymous', '=', False)],
            'sent_at:month',
        ):
            facts[group]['sent'][state] += count
        for group, count in self._groups(
            'clinic.feedback.request',
            by,
            [],
            [
                ('sent_at', '>=', since),
                ('state', 'in', SENT),
                ('is_anonymous', '=', False),
                ('answer_count', '>', 0),
            ],
            'sent_at:month',
        ):
            facts[group]['replied'][True] += count
        for group, kind, score, count in self._groups(
            'clinic.feedback.request',
            by,
            ['score_kind', 'score'],
            [('finished_at', '>=', since), ('state', '=', 'done'), ('score_kind', '!=', False)],
        ):
            if kind in ('csat', 'nps'):
                facts[group][kind][score] += count
        for group, state, count in self._groups(
            'clinic.feedback.case', by, ['state'], [('opened_at', '>=', since)]
        ):
            facts[group]['cases'][state] += count
        for group, count in self._groups(
            'clinic.feedback.case', by, [], [('opened_at', '>=', since), ('in_time', '=', True)]
        ):
            facts[group]['cases']['in_time'] += count
        for group, aspect, count in self._groups(
            'clinic.feedback.analysis.aspect',
            by,
            ['aspect'],
            [('answered_at', '>=', since), ('sign', '=', '-')],
        ):
            facts[group]['blamed'][aspect] += count
        return facts

    @api.model
    def _groups(self, model, by, also, domain, month=None):
        group = (month or MONTH[model]) if by == 'month' else by
        for key, *rest in self.env[model]._read_group(domain, [group, *also], ['__count']):
            yield (key.id if isinstance(key, models.BaseModel) else key), *rest

    @api.model
    def _sum(self, facts):
        total = _counters()
        for one in facts:
            for name, counter in one.items():
                total[name].update(counter)
        return total

    # ------------------------------------------------------------------ shown
    @api.model
    def _names(self, by, facts):
        if by == 'month':
            return {
                key: format_date(self.env, key, date_format='MMMM y') if key else "—"
                for key in facts
            }
        Model = self.env[self.env['clinic.feedback.request']._fields[by].comodel_name].sudo()
        known = Model.browse([key for key in facts if key])
        names = {record.id: record.display_name for record in known}
        return {key: names.get(key) or self.env._("Not said") for key in facts}

    @api.model
    def _row(self, key, name, by, counts):
        sent, replied = sum(counts['sent'].values()), counts['replied'][True]
        happy, recommend = satisfied(counts['csat']), nps(counts['nps'])
        cases = counts['cases']
        worst = counts['blamed'].most_common(1)
        labels = self._aspect_labels()
        closed = cases['closed']
        return {
            'key': fields.Datetime.to_string(key) if by == 'month' and key else key,
            'name': name,
            'sent': sent,
            'answered': self._figure(share(replied, sent)),
            'finished': self._figure(share(min(counts['sent']['done'], replied), replied)),
            'satisfied': self._figure(happy),
            'nps': recommend.n
            and {
                'value': f'{100 * recommend.value:+.0f}',
                'range': self.env._(
                    "from %(low)s to %(high)s",
                    low=f'{100 * recommend.low:+.0f}',
                    high=f'{100 * recommend.high:+.0f}',
                ),
                'n': recommend.n,
            },
            'open': sum(cases[state] for state in OPEN),
            'in_time': self._figure(share(min(cases['in_time'], closed), closed)),
            'blamed': f'{labels[worst[0][0]]} ({worst[0][1]})' if worst else '',
            'n': max(happy.n, recommend.n),
            'rank': happy.value if happy.n else recommend.value,
        }

    @api.model
    def _figure(self, found):
        if not found.n:
            return False
        return {
            'value': f'{100 * found.value:.0f} %',
            'range': self.env._(
                "from %(low)s to %(high)s",
                low=f'{100 * found.low:.0f} %',
                high=f'{100 * found.high:.0f} %',
            ),
            'n': found.n,
        }


def _counters():
    return {name: Counter() for name in ('sent', 'replied', 'csat', 'nps', 'cases', 'blamed')}
