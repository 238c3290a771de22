from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..analysis import Analysis, Aspect, themes
from ..analysis.themes import FELL, ROSE
from ..statistics import FEWEST, nps, percent, ranked, satisfied, share
from .clinic_feedback_case import OPEN

NARROWED = ('practitioner_id', 'specialty_id', 'type_id', 'company_id')
BY = (*NARROWED, 'month')
DAYS = (30, 90, 365)
COMPARED = ('satisfied', 'nps', 'long', 'recovered')  # figures people are compared by
SENT = ('done', 'expired', 'sent', 'answering', 'declined')  # most of them first: found sooner


class ClinicFeedbackPanel(models.AbstractModel):
    """What patients say, group by group; each figure with how many answers stand behind it.

    Of finished answers only, and of anonymous ones none: they have no day. Complaints count from
    the day they were opened, finished or not. Groups are ranked by one figure, that which most
    have answered; who has fewer than ten of it is shown apart, and no figure of fewer than ten is
    there to be compared by. What is counted, and how, is in `clinic_feedback_panel_count.py`.
    """

    _name = 'clinic.feedback.panel'
    _description = "Panel of Opinions"

    @api.model
    @api.readonly
    def get_panel(self, by='practitioner_id', days=90, only=None):
        """Return the figures of a period.

        :param str by: one of `BY`
        :param int days: one of `DAYS`
        :param dict only: {one of `NARROWED`: id}: of these alone, all of them at once
        :return: ``{'by': [[key, label]], 'filters': [{'name', 'label', 'options': [[id, name]]}],
            'days': [int], 'ranked_by': 'csat' or 'nps', 'since': datetime, 'total': row,
            'tiles': as `_tiles` says, 'rows': [row], 'few': [row], 'fewest': int, 'heat': as
            `_heat` says, 'waiting': as `_waiting` says, 'week': [{'aspect', 'sign', 'verdict',
            'words'}]}``; a row is ``{'key', 'name', 'sent', 'answered', 'finished', 'satisfied',
            'nps', 'open', 'in_time', 'fast', 'recovered', 'wait', 'long', 'blamed'}`` where a
            figure is ``{'value', 'range', 'n'}`` as it is read, or False
        :raises AccessError: for anybody but the direction and who keeps the feedback
        """
        if not self.env.user.has_groups('clinic_feedback.group_manager,clinic_crm.group_director'):
            raise AccessError(self.env._("Only who keeps the feedback sees its panel."))
        by = by if by in BY else BY[0]
        days = days if days in DAYS else DAYS[1]
        only = self._narrowed(only)
        since = fields.Datetime.now() - timedelta(days=days)
        facts = self._count(by, since, only=only)
        every = self._sum(facts.values())
        ranked_by = max(('csat', 'nps'), key=lambda kind: sum(every[kind].values()))
        names = self._names(by, facts)
        rows = [self._row(key, names[key], by, one, ranked_by) for key, one in facts.items()]
        counts = {row['key']: one for row, one in zip(rows, facts.values(), strict=True)}
        if by == 'month':  # in the order of time, which is no ranking
            best, few = sorted(rows, key=lambda row: row['key']), []
        else:
            best, few = ranked(rows, n=lambda row: row['n'], value=lambda row: row['rank'])
            best, few = ([self._comparable(row) for row in some] for some in (best, few))
        total = self._row(False, self.env._("All"), by, every, ranked_by)
        before = self._count(None, since - timedelta(days=days), since, only)
        before = self._row(False, '', by, self._sum(before.values()), ranked_by)
        return {
            'by': [[key, label] for key, label in self._by_labels().items()],
            'filters': self._filters(),
            'days': list(DAYS),
            'ranked_by': ranked_by,
            'since': fields.Datetime.to_string(since),
            'total': total,
            'tiles': self._tiles(total, before),
            'rows': best,
            'few': few,
            'fewest': FEWEST,
            'heat': self._heat(best + few, counts),
            'waiting': self._waiting(only),
            'week': self._week(only=only),
        }

    @api.model
    def _narrowed(self, only):
        """What was chosen of `NARROWED`, and nothing else."""
        return {name: int(only[name]) for name in NARROWED if (only or {}).get(name)}

    @api.model
    def _narrowed_words(self, only):
        """What a page of figures is narrowed to, for people."""
        Request, labels = self.env['clinic.feedback.request'], self._by_labels()
        return [
            f'{labels[name]}: {Request.new({name: number}).sudo()[name].display_name}.'
            for name, number in only.items()
        ]

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

    @api.model
    def _filters(self):
        """What the panel can be narrowed to, of the branches one works in."""
        labels = self._by_labels()
        filters = []
        for name in NARROWED:
            Model = self.env[self.env['clinic.feedback.request']._fields[name].comodel_name].sudo()
            here = Domain.TRUE
            if name == 'company_id':
                here = Domain('id', 'in', self.env.companies.ids)
            elif 'company_id' in Model._fields:
                here = Domain('company_id', 'parent_of', self.env.companies.ids)
                here |= Domain('company_id', '=', False)
            found = Model.search(here)
            options = [[record.id, record.display_name] for record in found]
            filters.append({'name': name, 'label': labels[name], 'options': options})
        return [one for one in filters if len(one['options']) > 1]

    # ------------------------------------------------------------------ what rose
    @api.model
    def _week(self, until=None, only=None):
        """What is praised or blamed more, or less, than in the four weeks before; chance aside.

        :param datetime until: when the week ends; default: now
        :param dict only: as `get_panel` says
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
            for theme in themes(*self._comments_before_and_after(until, only))
            if theme.verdict in (ROSE, FELL)
        ]

    @api.model
    def _comments_before_and_after(self, until=None, only=None):
        """Those of the four weeks before this one, and of this week, as the analyser says them."""
        until = until or fields.Datetime.now()
        self.env['clinic.feedback.analysis.aspect'].flush_model()
        self.env['clinic.feedback.analysis'].flush_model()
        week = until - timedelta(days=7)
        rows = self.env.execute_query(
            SQL(
                """
            SELECT a.finished_at >= %(week)s, a.polarity,
                   array_remove(array_agg(s.aspect || s.sign), NULL)
              FROM clinic_feedback_analysis a
              LEFT JOIN clinic_feedback_analysis_aspect s ON s.analysis_id = a.id
             WHERE a.finished_at >= %(start)s AND a.finished_at < %(until)s AND %(within)s
             GROUP BY a.id
                """,
                week=week,
                start=week - timedelta(days=28),
                until=until,
                within=self._sql_branches(only, 'a'),
            )
        )
        before, after = [], []
        for is_new, polarity, aspects in rows:
            found = tuple(Aspect(one[:-1], one[-1]) for one in aspects)
            (after if is_new else before).append(Analysis(polarity, found))
        return before, after

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
    def _row(self, key, name, by, counts, ranked_by):
        sent, replied = counts['sent']['all'], counts['sent']['replied']
        happy, recommend = satisfied(counts['csat']), nps(counts['nps'])
        cases, again, waits = counts['cases'], counts['again'], counts['waits']
        worst = counts['blamed'].most_common(1)
        labels = self._aspect_labels()
        ranking = happy if ranked_by == 'csat' else recommend
        return {
            'key': fields.Datetime.to_string(key) if by == 'month' and key else key,
            'name': name,
            'sent': sent,
            'answered': self._figure(share(replied, sent)),
            'finished': self._figure(share(counts['sent']['done'], replied)),
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
            'in_time': self._figure(share(cases['in_time'], cases['timed'])),
            'fast': self._figure(share(cases['fast'], cases['judged'])),
            'recovered': self._figure(share(again[True], again[True] + again[False])),
            'wait': self._minutes(waits['minutes'], waits['n']),
            'said': self._minutes(waits['said'], waits['said_n']),
            'long': self._figure(share(waits['long'], waits['of'])),
            'blamed': f'{labels[worst[0][0]]} ({worst[0][1]})' if worst else '',
            'n': ranking.n,
            'rank': ranking.value,
        }

    @api.model
    def _comparable(self, row):
        """The row without figures of so few answers that comparing them would be unfair."""
        few = [name for name in COMPARED if row[name] and row[name]['n'] < FEWEST]
        return row | dict.fromkeys(few, False)

    @api.model
    def _minutes(self, minutes, n):
        if not n:
            return False
        return {'value': f'{minutes / n:.0f} min', 'range': '', 'n': n}

    @api.model
    def _figure(self, found):
        if not found.n:
            return False
        return {
            'value': percent(found.value),
            'range': self.env._(
                "from %(low)s to %(high)s",
                low=percent(found.low),
                high=percent(found.high),
            ),
            'n': found.n,
        }
