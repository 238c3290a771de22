from odoo import api, fields, models

from ..statistics import FEWEST
from .clinic_feedback_case import OPEN
from .survey_question import ASPECTS

WAITING = 5  # complaints named on the panel
# Which records stand behind a figure, as `feedback_panel.js` opens them.
BEHIND = {
    'answered': 'answers', 'satisfied': 'csat', 'nps': 'nps', 'fast': 'cases',
    'recovered': 'recovered', 'wait': 'waited', 'long': 'long',
}  # fmt: skip


class ClinicFeedbackPanel(models.AbstractModel):
    """The blocks of the panel beside its table: figures at a glance, what is blamed where, and the
    complaints whose time runs out first."""

    _inherit = 'clinic.feedback.panel'

    @api.model
    def _tiles(self, total, before):
        """The figures of all together, with those of the period before.

        :return: ``[{'name', 'title', 'value', 'hint', 'before', 'open'}]``; ``open`` says which
            records stand behind it
        """
        titles = {
            'answered': self.env._("Surveys answered"),
            'satisfied': self.env._("Satisfied"),
            'nps': self.env._("Recommendation"),
            'fast': self.env._("Complaints closed within 24 h"),
            'recovered': self.env._("Won back"),
            'wait': self.env._("Real wait"),
            'long': self.env._("Felt it long"),
        }
        hints = {
            'recovered': self.env._("bad the time before, good now"),
            'wait': self.env._("from arrival to the call"),
            'long': self._said_words(total['said']),
        }
        return [
            {
                'name': name,
                'title': title,
                'value': total[name]['value'],
                'hint': ", ".join(filter(None, [hints.get(name), *self._reach(total[name])])),
                'before': before[name]
                and self.env._(
                    "before: %(value)s (n = %(n)s)", value=before[name]['value'],
                    n=self._thousands(before[name]['n']),
                ),
                'open': BEHIND[name],
            }
            for name, title in titles.items()
            if total[name]
        ]  # fmt: skip

    @api.model
    def _said_words(self, said):
        if not said:
            return ''
        return self.env._("they say %(minutes)s (n = %(n)s)", minutes=said['value'], n=said['n'])

    @api.model
    def _reach(self, figure):
        return f'n = {self._thousands(figure["n"])}', figure['range']

    @api.model
    def _thousands(self, number):
        return f'{number:,}'

    @api.model
    def _heat(self, rows, counts):
        """How often each aspect is blamed and praised in the comments of each group.

        A share of few comments says little: it is given without a shade.

        :return: ``{'aspects': [[key, label]], 'rows': [{'key', 'name', 'n', 'cells': [{'aspect',
            '-': cell, '+': cell}]}]}``, a cell ``{'count', 'share': 0 to 1, or False}``
        """
        labels = self._aspect_labels()

        def cell(of, aspect, sign):
            count = of['blamed' if sign == '-' else 'praised'][aspect]
            n = of['comments'][True]
            return {'count': count, 'share': count / n if n >= FEWEST else False}

        return {
            'aspects': [[aspect, labels[aspect]] for aspect, _label in ASPECTS],
            'rows': [
                {
                    'key': row['key'],
                    'name': row['name'],
                    'n': of['comments'][True],
                    'cells': [
                        {'aspect': aspect, '-': cell(of, aspect, '-'), '+': cell(of, aspect, '+')}
                        for aspect, _label in ASPECTS
                    ],
                }
                for row in rows
                if (of := counts[row['key']])['comments']
            ],
        }  # fmt: skip

    @api.model
    def _waiting(self, only):
        """The complaints that are open, whatever the period; those due first by name.

        :return: ``{'count': int, 'late': int, 'next': [{'id', 'name', 'severity', 'label',
            'deadline', 'who'}]}``
        """
        Case = self.env['clinic.feedback.case']
        among = [(name, '=', id) for name, id in only.items()]
        open_ones = [*among, ('state', 'in', OPEN)]
        severities = dict(Case._fields['severity']._description_selection(self.env))
        return {
            'count': Case.search_count(open_ones),
            'late': Case.search_count([*among, ('is_late', '=', True)]),
            'next': [
                {
                    'id': case.id,
                    'name': case.display_name,
                    'severity': case.severity,
                    'label': severities[case.severity],
                    'deadline': fields.Datetime.to_string(case.deadline_at),
                    'who': case.user_id.sudo().name or '',
                }
                for case in Case.search(open_ones, order='deadline_at, id', limit=WAITING)
            ],
        }
