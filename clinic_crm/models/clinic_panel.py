import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, time

from pytz import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import date_utils, format_date, formatLang

_logger = logging.getLogger(__name__)

WEEKS = 12


@dataclass(frozen=True)
class Tile:
    """One figure: ``value`` ready to be read, ``hint`` says what it is compared with."""

    value: str
    hint: str = ''
    action: str | dict | None = None
    tone: str = 'info'  # 'info' | 'good' | 'warning' | 'danger'


@dataclass(frozen=True)
class Bars:
    """Figures side by side, as ``(label, number)`` pairs in the order they are read."""

    points: list[tuple[str, int]] = field(default_factory=list)
    empty: str = ''
    action: str | dict | None = None
    tone: str = 'info'


@dataclass(frozen=True)
class Figure:
    """One block of the direction's panel.

    ``build()`` aggregates with the user's rights on a read-only cursor and returns a
    :class:`Tile`, :class:`Bars` or None to stay away. No clinical text, no patient's name.
    """

    name: str
    title: str
    build: Callable[[], Tile | Bars | None]
    sequence: int = 100


class ClinicPanel(models.AbstractModel):
    """Registry of the direction's figures: any addon inherits and extends :meth:`_figures`."""

    _name = 'clinic.panel'
    _description = "Clinic panel"

    @api.model
    def _figures(self) -> list[Figure]:
        """Return the figures of this addon after those of the addons it extends."""
        return [
            Figure('patients', self.env._("Patients"), self._figure_patients, 10),
            Figure('new_this_month', self.env._("New this month"), self._figure_new_this_month, 20),
            Figure(
                'new_by_week', self.env._("New patients per week"), self._figure_new_by_week, 100
            ),
            Figure(
                'by_source', self.env._("How they came (12 months)"), self._figure_by_source, 110
            ),
        ]

    @api.model
    @api.readonly
    def get_panel(self):
        """Return the figures in order.

        :return: ``{'date', 'place', 'figures': [{'name', 'title', 'kind': 'tile'|'bars', …}]}``
        :raises AccessError: for anybody but the direction
        """
        if not self.env.user.has_group('clinic_crm.group_director'):
            raise AccessError(self.env._("Only the direction sees the clinic's panel."))
        figures = sorted(self._figures(), key=lambda figure: figure.sequence)
        # sudo: who directs one branch may not open the clinic's own data, and knows its name.
        clinic = self.env.company.sudo().root_id
        return {
            'date': format_date(self.env, fields.Date.context_today(self), date_format='full'),
            'place': clinic.name,
            'figures': [content for figure in figures if (content := self._content(figure))],
        }

    @api.model
    def _content(self, figure):
        """Return the figure as the page wants it. One broken figure leaves the others alone."""
        try:
            with self.env.cr.savepoint(flush=False):
                content = figure.build()
        except AccessError:
            return None
        except Exception:
            _logger.exception("The figure %s could not be built", figure.name)
            content = Tile("–", self.env._("It could not be read now. Try again in a moment."))
        if content is None:
            return None
        kind = 'bars' if isinstance(content, Bars) else 'tile'
        return {'name': figure.name, 'title': figure.title, 'kind': kind, **asdict(content)}

    # ------------------------------------------------------------------ patients
    @api.model
    def _figure_patients(self):
        count = self.env['clinic.patient'].search_count([('stage', '=', 'patient')])
        return Tile(self._number(count), action='clinic_crm.clinic_patient_action')

    @api.model
    def _figure_new_this_month(self):
        today = fields.Date.context_today(self)
        first = date_utils.start_of(today, 'month')
        before = date_utils.subtract(first, months=1)
        same_day = date_utils.subtract(today, months=1)
        by_day = self._registered_by_day(before)
        now = sum(count for day, count in by_day.items() if day >= first)
        then = sum(count for day, count in by_day.items() if day <= same_day)
        hint = self.env._("%(count)s by this day of last month", count=self._number(then))
        return Tile(
            self._number(now),
            hint,
            action='clinic_crm.clinic_patient_report_action',
            tone='good' if now >= then else 'warning',
        )

    @api.model
    def _figure_new_by_week(self):
        today = fields.Date.context_today(self)
        this_week = date_utils.start_of(today, 'week')
        weeks = [date_utils.subtract(this_week, weeks=back) for back in range(WEEKS - 1, -1, -1)]
        counts = dict.fromkeys(weeks, 0)
        for day, count in self._registered_by_day(weeks[0]).items():
            counts[date_utils.start_of(day, 'week')] += count
        return Bars(
            points=[
                (format_date(self.env, week, date_format='d MMM'), count)
                for week, count in counts.items()
            ],
            action='clinic_crm.clinic_patient_report_action',
        )

    @api.model
    def _registered_by_day(self, first):
        """Return ``{day: patients registered}`` from the day ``first`` on, in the user's zone."""
        start = self.env.tz.localize(datetime.combine(first, time.min))
        since = start.astimezone(UTC).replace(tzinfo=None)
        groups = self.env['clinic.patient']._read_group(
            [('create_date', '>=', since)], ['create_date:day'], ['__count']
        )
        return {moment.date(): count for moment, count in groups}

    @api.model
    def _number(self, count):
        return formatLang(self.env, count, digits=0)

    @api.model
    def _figure_by_source(self):
        patient = self.env['clinic.patient']
        since = date_utils.subtract(fields.Datetime.now(), months=12)
        groups = patient._read_group(
            [('create_date', '>=', since)], ['source'], ['__count'], order='__count DESC'
        )
        labels = dict(patient._fields['source']._description_selection(self.env))
        return Bars(
            points=[
                (labels.get(source, self.env._("Not asked")), count) for source, count in groups
            ],
            empty=self.env._("Nobody was registered in the last 12 months."),
            action='clinic_crm.clinic_patient_report_action',
        )
