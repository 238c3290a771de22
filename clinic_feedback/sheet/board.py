"""A dashboard of opinions as the file that Odoo's `spreadsheet_dashboard` shows.

Rates and scores are counted by Odoo's pivots with the reader's own rights; formulas make the
figures of them. Words come from outside, in the language of whoever reads.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

DOCTORS = 15  # rows of the table; a clinic with more sees them in the panel
PERIOD, DOCTOR, BRANCH = 'period', 'practitioner', 'branch'  # what all of it can be narrowed to

REQUEST, ASPECT, CASE = (
    'clinic.feedback.request',
    'clinic.feedback.analysis.aspect',
    'clinic.feedback.case',
)
Domain = list[Any]
NAMED: Domain = [['is_anonymous', '=', False]]
GONE: Domain = [
    *NAMED,
    ['state', 'in', ['sent', 'answering', 'done', 'declined', 'expired']],
]
DONE: Domain = [*NAMED, ['state', '=', 'done'], ['moment', '!=', 'case_closed']]
SCORED: Domain = [*DONE, ['csat', '!=', False]]
RECOMMENDED: Domain = [*DONE, ['nps', '!=', False]]
TIMED: Domain = [*NAMED, '|', ['state', '=', 'closed'], ['is_late', '=', True]]
IN_TIME_ONES: Domain = [['state', '=', 'closed'], ['in_time', '=', True]]
COUNT = '"__count"'
# the pivots, by number
SENT, ANSWERED, SATISFIED, NPS, CLOSED, IN_TIME = range(1, 7)

TITLE = {'textColor': '#0f766e', 'bold': True, 'fontSize': 14}
HEADER = {'textColor': '#434343', 'bold': True, 'fontSize': 10}
NOTE = {'textColor': '#6b7280', 'wrapping': 'wrap', 'verticalAlign': 'top'}
LINE = {'bottom': {'style': 'thin', 'color': '#CCCCCC'}}
TABLE = 22  # the row of its title
WIDTHS = (300, 130, 130, 150, 290)
COLOURS = ('#0f766e', '#9fd5cd')  # of blame and praise, whichever comes first: neither says good


@dataclass(frozen=True)
class Scales:
    """Which scores are which, and below how many answers nobody is compared."""

    happy: range
    promoters: range
    detractors: range
    fewest: int


def board(words: dict[str, str], scales: Scales) -> dict[str, Any]:
    """Return the file.

    :param words: texts by name: `WORDS`
    """
    return {
        'version': '18.5.10',
        'sheets': [_front(words, scales), _figures(words, scales)],
        'styles': {'1': TITLE, '2': HEADER, '3': {'align': 'right'}, '4': NOTE},
        'formats': {'1': '0%', '2': '+0;-0;0'},
        'borders': {'1': LINE},
        'revisionId': 'START_REVISION',
        'uniqueFigureIds': True,
        'settings': {},
        'pivots': _pivots(words),
        'pivotNextId': IN_TIME + 1,
        'customTableStyles': {},
        'globalFilters': [
            {
                'id': PERIOD,
                'type': 'date',
                'label': words['period'],
                'defaultValue': 'last_90_days',
            },
            _relation(DOCTOR, words['practitioner'], 'clinic.practitioner'),
            _relation(BRANCH, words['branch'], 'res.company'),
        ],
        'lists': {},
        'listNextId': 1,
        'chartOdooMenusReferences': {},
    }  # fmt: skip


WORDS = (
    'board', 'data', 'sent', 'answered', 'satisfied', 'nps', 'closed', 'in_time', 'period',
    'practitioner', 'branch', 'trend', 'aspects', 'table', 'answers', 'few', 'value', 'note',
)  # fmt: skip


def _front(words: dict[str, str], scales: Scales) -> dict[str, Any]:
    """The sheet that is seen: five figures, two graphs and the table of practitioners."""
    cells = {
        'A7': _link(words['trend'], REQUEST, SCORED, 'graph', 'finished_at:month', 'csat'),
        'D7': _link(words['aspects'], ASPECT, [], 'graph', 'aspect', '__count'),
        f'A{TABLE}': _link(words['table'], REQUEST, SCORED, 'pivot', 'practitioner_id', 'csat'),
        f'A{TABLE + 1}': words['practitioner'],
        f'B{TABLE + 1}': words['answers'],
        f'C{TABLE + 1}': words['satisfied'],
        f'D{TABLE + 1}': words['note'],
    }
    for place in range(1, DOCTORS + 1):
        row = TABLE + 1 + place
        who = f'"#practitioner_id",{place}'
        cells |= {
            f'A{row}': f'=IFERROR(PIVOT.HEADER({SATISFIED},{who}),"")',
            f'B{row}': f'=IF(A{row}="","",{_count(SATISFIED, who)})',
            f'C{row}': f'=IF(A{row}="","",IF(B{row}<{scales.fewest},"{words["few"]}",'
            f'{_count(SATISFIED, who, csat=scales.happy)}/B{row}))',
        }
    front = _sheet('front', words['board'], TABLE + DOCTORS + 2, len(WIDTHS))
    bottom = TABLE + 1 + DOCTORS
    front |= {
        'cols': {str(place): {'size': width} for place, width in enumerate(WIDTHS)},
        'rows': {'6': {'size': 36}, str(TABLE - 1): {'size': 36}},
        'cells': cells,
        'merges': [f'D{TABLE + 1}:E{TABLE + 7}'],
        'styles': {
            'A7': 1, 'D7': 1, f'A{TABLE}': 1, f'A{TABLE + 1}': 2, f'B{TABLE + 1}:C{TABLE + 1}': 3,
            f'B{TABLE + 2}:C{bottom}': 3, f'D{TABLE + 1}': 4,
        },
        'formats': {f'C{TABLE + 2}:C{bottom}': 1},
        'borders': {'A7:E7': 1, f'A{TABLE}:C{TABLE}': 1},
        'figures': [
            *(
                _card(place, words[name], row, words)
                for place, (name, row) in enumerate(
                    (('answered', 2), ('satisfied', 3), ('nps', 4), ('in_time', 5))
                )
            ),
            _chart('trend', 'odoo_bar', 0, ['finished_at:month'], 'csat', REQUEST, SCORED),
            _chart('aspects', 'odoo_bar', 575, ['aspect', 'sign'], '__count', ASPECT, []),
        ],
    }  # fmt: skip
    return front


def _figures(words: dict[str, str], scales: Scales) -> dict[str, Any]:
    """The sheet the figures come from: what, its value and how many stand behind it."""
    promoters = _count(NPS, nps=scales.promoters)
    detractors = _count(NPS, nps=scales.detractors)
    cells = {
        'B1': words['value'], 'C1': 'n',
        'A2': words['answered'], 'C2': f'={_count(SENT)}', 'B2': _share(2, _count(ANSWERED)),
        'A3': words['satisfied'], 'C3': f'={_count(SATISFIED)}',
        'B3': _share(3, _count(SATISFIED, csat=scales.happy)),
        'A4': words['nps'], 'C4': f'={_count(NPS)}',
        'B4': _share(4, f'100*({promoters}-{detractors})'),
        'A5': words['in_time'], 'C5': f'={_count(CLOSED)}', 'B5': _share(5, _count(IN_TIME)),
        **{f'D{row}': f'="n = "&C{row}' for row in range(2, 6)},
    }  # fmt: skip
    return _sheet('data', words['data'], 10, 4) | {
        'cells': cells,
        'cols': {'0': {'size': 250}},
        'formats': {'B2:B3': 1, 'B4': 2, 'B5': 1},
    }


def _share(row: int, of: str) -> str:
    return f'=IF(C{row}=0,"–",{of}/C{row})'


def _count(pivot: int, *groups: str, **scores: Iterable[int]) -> str:
    """How many a pivot has of these groups; of them, those that gave one of these scores."""
    wanted = [
        [*groups, f'"{name}",{score}'] for name, some in scores.items() for score in some
    ] or [list(groups)]
    # a group that nobody is in has no value: a sum of it is 0
    return f'SUM({",".join(_value(pivot, one) for one in wanted)})'


def _value(pivot: int, groups: list[str]) -> str:
    return f'PIVOT.VALUE({",".join([str(pivot), COUNT, *groups])})'


def _sheet(id: str, name: str, rows: int, columns: int) -> dict[str, Any]:
    return {
        'id': id, 'name': name, 'rowNumber': rows, 'colNumber': columns, 'rows': {}, 'cols': {},
        'merges': [], 'cells': {}, 'styles': {}, 'formats': {}, 'borders': {},
        'conditionalFormats': [], 'dataValidationRules': [], 'figures': [], 'tables': [],
        'areGridLinesVisible': False, 'isVisible': True, 'headerGroups': {'ROW': [], 'COL': []},
        'comments': {},
    }  # fmt: skip


def _matching(moment: str) -> dict[str, Any]:
    return {
        PERIOD: {'chain': moment, 'type': 'datetime', 'offset': 0},
        DOCTOR: {'chain': 'practitioner_id', 'type': 'many2one'},
        BRANCH: {'chain': 'company_id', 'type': 'many2one'},
    }


def _relation(id: str, label: str, model: str) -> dict[str, Any]:
    return {'id': id, 'type': 'relation', 'label': label, 'modelName': model}


def _pivots(words: dict[str, str]) -> dict[str, Any]:
    doctor = 'practitioner_id'
    return dict(
        [
            _pivot(SENT, words['sent'], REQUEST, GONE, 'sent_at'),
            _pivot(
                ANSWERED, words['answered'], REQUEST, [*GONE, ['answer_count', '>', 0]], 'sent_at'
            ),
            _pivot(SATISFIED, words['satisfied'], REQUEST, SCORED, 'finished_at', doctor, 'csat'),
            _pivot(NPS, words['nps'], REQUEST, RECOMMENDED, 'finished_at', doctor, 'nps'),
            _pivot(CLOSED, words['closed'], CASE, TIMED, 'opened_at'),
            _pivot(
                IN_TIME, words['in_time'], CASE, [*TIMED, *IN_TIME_ONES], 'opened_at'
            ),
        ]
    )  # fmt: skip


def _pivot(
    number: int, name: str, model: str, domain: Domain, moment: str, row: str = '', column: str = ''
) -> tuple[str, dict[str, Any]]:
    id = str(number)
    return id, {
        'type': 'ODOO', 'id': id, 'formulaId': id, 'name': name, 'model': model, 'domain': domain,
        'context': {}, 'measures': [{'id': '__count', 'fieldName': '__count'}],
        'rows': [{'fieldName': row}] if row else [],
        'columns': [{'fieldName': column}] if column else [],
        'fieldMatching': _matching(moment),
    }  # fmt: skip


def _link(
    words: str, model: str, domain: Domain, view: str, group: str, measure: str
) -> str:  # fmt: skip
    """A title that opens what stands behind it."""
    opened = {
        'viewType': view,
        'action': {
            'domain': domain,
            'context': {
                'graph_groupbys': [group], 'graph_measure': measure,
                'pivot_row_groupby': [group], 'pivot_measures': ['__count', measure],
            },
            'modelName': model,
            'views': [[False, view], [False, 'list'], [False, 'form'], [False, 'search']],
        },
        'threshold': 0,
        'name': words,
    }  # fmt: skip
    return f'[{words}](odoo://view/{json.dumps(opened)})'


def _card(place: int, words: str, row: int, all_words: dict[str, str]) -> dict[str, Any]:
    """A figure, and how many answers stand behind it."""
    return {
        'id': f'card{row}', 'tag': 'chart', 'col': 0, 'row': 0,
        'offset': {'x': place * 250, 'y': 12}, 'width': 235, 'height': 110,
        'data': {
            'type': 'scorecard', 'title': {'text': words, 'bold': True, 'color': '#434343'},
            'background': '#F0FDFA', 'keyValue': f'{all_words["data"]}!B{row}',
            'baseline': f'{all_words["data"]}!D{row}', 'baselineMode': 'text',
            'baselineColorUp': '#00A04A', 'baselineColorDown': '#DC6965', 'humanize': False,
            'chartId': f'card{row}',
        },
    }  # fmt: skip


def _chart(
    id: str, type: str, x: int, groups: list[str], measure: str, model: str, domain: Domain
) -> dict[str, Any]:
    return {
        'id': id, 'tag': 'chart', 'col': 0, 'row': 0, 'offset': {'x': x, 'y': 185},
        'width': 560 if x == 0 else 425, 'height': 290,
        'data': {
            'type': type, 'title': {'text': ''}, 'background': '#FFFFFF',
            'legendPosition': 'none' if len(groups) == 1 else 'top',
            'dataSets': [{'backgroundColor': colour} for colour in COLOURS],
            'metaData': {
                'groupBy': groups, 'measure': measure, 'order': None, 'resModel': model,
                'mode': type.removeprefix('odoo_'), 'cumulatedStart': False,
            },
            'searchParams': {
                'comparison': None, 'context': {}, 'domain': domain, 'groupBy': groups,
                'orderBy': [],
            },
            'verticalAxisPosition': 'left', 'stacked': type == 'odoo_bar', 'chartId': id,
            'fieldMatching': _matching('finished_at'),
        },
    }  # fmt: skip
