from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.models.clinic_panel import Bars, Figure, Tile

from ..statistics import nps, percent, satisfied, share
from .clinic_feedback_case import OPEN
from .clinic_feedback_panel import SENT

DAYS = 90
MOST = 8


class ClinicPanel(models.AbstractModel):
    """What patients say, among the direction's figures; the words are one click away."""

    _inherit = 'clinic.panel'

    @api.model
    def _figures(self):
        days = self.env._("(%(days)s days)", days=DAYS)
        # outside of f-strings, where translations are looked for
        satisfied_, recommended = self.env._("Satisfied"), self.env._("Recommendation")
        answered = self.env._("Surveys answered")
        fast = self.env._("Complaints closed within 24 h")
        blamed = self.env._("What patients blame")
        return [
            *super()._figures(),
            Figure('cases', self.env._("Open complaints"), self._figure_cases, 30),
            Figure('satisfied', f'{satisfied_} {days}', self._figure_satisfied, 32),
            Figure('nps', f'{recommended} {days}', self._figure_nps, 34),
            Figure('responses', f'{answered} {days}', self._figure_rate, 36),
            Figure('fast', f'{fast} {days}', self._figure_fast, 38),
            Figure('blamed', f'{blamed} {days}', self._figure_blamed, 120),
        ]

    @api.model
    def _feedback_since(self):
        return fields.Datetime.now() - timedelta(days=DAYS)

    @api.model
    def _figure_cases(self):
        Case = self.env['clinic.feedback.case']
        count = Case.search_count([('state', 'in', OPEN)])
        late = Case.search_count([('is_late', '=', True)])
        return Tile(
            self._number(count),
            self.env._("%(late)s late", late=self._number(late)) if late else "",
            action='clinic_feedback.clinic_feedback_case_action',
            tone='danger' if late else 'good' if not count else 'info',
        )

    @api.model
    def _figure_satisfied(self):
        found = satisfied(self._feedback_scores('csat'))
        return self._share_tile(found, self._comments_action())

    @api.model
    def _figure_nps(self):
        found = nps(self._feedback_scores('nps'))
        if not found.n:
            return None
        hint = self.env._(
            "n = %(n)s, from %(low)s to %(high)s",
            n=self._number(found.n),
            low=f'{100 * found.low:+.0f}',
            high=f'{100 * found.high:+.0f}',
        )
        return Tile(f'{100 * found.value:+.0f}', hint, action=self._comments_action())

    @api.model
    def _figure_rate(self):
        Request = self.env['clinic.feedback.request']
        sent = [
            ('sent_at', '>=', self._feedback_since()),
            ('state', 'in', SENT),
            ('is_anonymous', '=', False),
        ]
        answered = [*sent, ('answer_count', '>', 0)]
        return self._share_tile(share(Request.search_count(answered), Request.search_count(sent)))

    @api.model
    def _figure_fast(self):
        found = self.env['clinic.feedback.case']._closed_fast(self._feedback_since())
        return self._share_tile(found, 'clinic_feedback.clinic_feedback_case_action')

    @api.model
    def _figure_blamed(self):
        Aspect = self.env['clinic.feedback.analysis.aspect']
        labels = dict(Aspect._fields['aspect']._description_selection(self.env))
        groups = Aspect._read_group(
            [('sign', '=', '-'), ('finished_at', '>=', self._feedback_since())],
            ['aspect'],
            ['__count'],
            order='__count DESC',
            limit=MOST,
        )
        return Bars(
            points=[(labels[aspect], count) for aspect, count in groups],
            empty=self.env._("Nobody has complained of anything in writing."),
            action='clinic_feedback.clinic_feedback_analysis_aspect_action',
            tone='warning',
        )

    @api.model
    def _feedback_scores(self, kind):
        return self.env['clinic.feedback.request']._scores(kind, self._feedback_since())

    @api.model
    def _share_tile(self, found, action=None):
        """A share with how many stand behind it; None when nobody does."""
        if not found.n:
            return None
        hint = self.env._(
            "n = %(n)s, from %(low)s to %(high)s",
            n=self._number(found.n),
            low=percent(found.low),
            high=percent(found.high),
        )
        return Tile(percent(found.value), hint, action=action)

    @api.model
    def _comments_action(self):
        return 'clinic_feedback.clinic_feedback_analysis_action'
