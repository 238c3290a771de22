from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.clinic_crm.agenda import moment, zone

from ..statistics import FELL, ROSE, change, nps, percent, satisfied, share
from .clinic_feedback_case import OPEN
from .clinic_feedback_panel import SENT


class ClinicFeedbackDigest(models.Model):
    """What the mail says: the week against the one before, each figure with its n and interval."""

    _inherit = 'clinic.feedback.digest'

    def _figures(self):
        """The figures of the week, with the rights of whoever reads them.

        :return: ``{'worth': bool, 'rows': [{'label', 'value', 'detail', 'before', 'verdict',
            'tone'}], 'themes': as the panel says them, 'open': int, 'late': int}`` and what is said
            of some of them as ``…_words``
        """
        self.ensure_one()
        start, stop = self._span()
        now, was = self._count(start, stop), self._count(*self._span(weeks_before=1))
        Case = self.env['clinic.feedback.case']
        still, late = (
            Case.search_count([('state', 'in', OPEN)]),
            Case.search_count([('is_late', '=', True)]),
        )
        return {
            'worth': bool(now['finished'] or now['opened'] or now['closed'] or still),
            'answers_words': (
                self.env._(
                    "%(count)s finished surveys; the week before, %(before)s.",
                    count=now['finished'],
                    before=was['finished'],
                )
                if now['finished']
                else self.env._("Nobody finished a survey this week.")
            ),
            'rows': [
                self._row(self.env._("Satisfied"), now['satisfied'], was['satisfied']),
                self._row(self.env._("Recommendation"), now['nps'], was['nps'], points=True),
                self._row(self.env._("Surveys answered"), now['rate'], was['rate']),
                self._row(
                    self.env._("Complaints closed within 24 h"),
                    now['fast'],
                    was['fast'],
                    none=self.env._("none to tell it by yet"),
                ),
            ],
            'themes': self.env['clinic.feedback.panel']._week(stop),
            'cases_words': self.env._(
                "Opened this week: %(opened)s · closed: %(closed)s",
                opened=now['opened'],
                closed=now['closed'],
            ),
            'open': still,
            'open_words': self.env._("Open now: %(count)s", count=still),
            'late': late,
            'late_words': self.env._("late: %(count)s", count=late),
        }

    def _span(self, weeks_before=0):
        """(start, stop) of the week as naive UTC, by the clock of whoever reads."""
        clock = zone(self.env.context.get('tz') or self.company_id.sudo().clinic_tz)
        monday = self.week.toordinal() - 7 * weeks_before
        return moment(clock.midnight(monday)), moment(clock.midnight(monday + 7))

    @api.model
    def _count(self, start, stop):
        Request, Case = self.env['clinic.feedback.request'], self.env['clinic.feedback.case']

        def within(name):
            return [(name, '>=', start), (name, '<', stop)]

        done = [*within('finished_at'), ('state', '=', 'done')]
        sent = [*within('sent_at'), ('state', 'in', SENT), ('is_anonymous', '=', False)]
        return {
            'finished': Request.search_count(done),
            'satisfied': satisfied(Request._scores('csat', start, stop)),
            'nps': nps(Request._scores('nps', start, stop)),
            'rate': share(
                Request.search_count([*sent, ('answer_count', '>', 0)]), Request.search_count(sent)
            ),
            'opened': Case.search_count(within('opened_at')),
            'closed': Case.search_count(within('closed_at')),
            'fast': Case._closed_fast(start, stop),
        }

    @api.model
    def _row(self, label, now, was, points=False, none=""):
        """A figure as it is read; without answers it says so."""
        show = _points if points else percent
        none = none or self.env._("nobody answered")
        row = {'label': label, 'value': "–", 'detail': none, 'before': ""}
        verdict = change(was, now).verdict
        if now.n:
            row['value'] = show(now.value)
            row['detail'] = self.env._(
                "from %(low)s to %(high)s · n = %(n)s",
                low=show(now.low),
                high=show(now.high),
                n=now.n,
            )
        if was.n:
            row['before'] = self.env._(
                "the week before %(value)s (n = %(n)s)", value=show(was.value), n=was.n
            )
        said = {ROSE: self.env._("It rose"), FELL: self.env._("It fell")}
        tones = {ROSE: 'good', FELL: 'bad'}
        return row | {'verdict': said.get(verdict, ""), 'tone': tones.get(verdict, '')}

    # ------------------------------------------------------------------ words
    def _subject(self):
        """Names the clinic alone: subjects are read on locked screens."""
        return self.env._(
            "What patients said this week · %(clinic)s", clinic=self.company_id.sudo().name
        )

    def _body(self, figures):
        base = self.get_base_url()
        pattern = self.env._("d MMMM")  # of dates: in Spanish "d 'de' MMMM"
        page = self.env['ir.qweb']._render(
            'clinic_feedback.digest_mail',
            {
                'clinic': self.company_id.sudo(),
                'branches': self.env.companies.sudo().filtered(
                    lambda company: company.root_id == self.company_id
                ),
                'period': self.env._(
                    "Week from %(since)s to %(until)s",
                    since=format_date(self.env, self.week, date_format=pattern),
                    until=format_date(self.env, self.week + timedelta(days=6), date_format=pattern),
                ),
                'figures': figures,
                'panel_url': f'{base}/odoo/opinion',
                'cases_url': f'{base}/odoo/quejas',
            },
        )
        return f'<!DOCTYPE html>\n{page}'

    @api.model
    def _preview(self):
        """The mail as it would be for the present user and the last whole week; nothing is kept."""
        user, clinic = self.env.user, self.env.company.root_id
        policy = self.env['clinic.feedback.policy']._of(clinic)
        week, _due_at = self.sudo()._week_of(user, policy, fields.Datetime.now())
        digest = self.sudo().new({'user_id': user.id, 'company_id': clinic.id, 'week': week})
        reader = digest._as_reader()
        return reader._body(reader._figures())


def _points(value):
    return f'{100 * value:+.0f}'
