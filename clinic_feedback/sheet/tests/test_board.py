import json
import re

from odoo.addons.clinic_feedback.sheet import Scales, board
from odoo.addons.clinic_feedback.sheet.board import WORDS

SCALES = Scales(range(4, 6), range(9, 11), range(7), 10)
FILE = board({name: f'«{name}»' for name in WORDS}, SCALES)
CELLS = [cell for sheet in FILE['sheets'] for cell in sheet['cells'].values()]


def test_formulas_ask_the_pivots_there_are():
    asked = {number for cell in CELLS for number in re.findall(r'PIVOT\.\w+\((\d+),', cell)}
    assert asked == set(FILE['pivots'])


def test_every_figure_can_be_narrowed_and_counts_no_anonymous_answer():
    filters = {one['id'] for one in FILE['globalFilters']}
    charts = [
        figure['data']
        for sheet in FILE['sheets']
        for figure in sheet['figures']
        if 'fieldMatching' in figure['data']
    ]
    for one in [*FILE['pivots'].values(), *charts]:
        assert set(one['fieldMatching']) == filters
    for pivot in FILE['pivots'].values():
        if pivot['model'] == 'clinic.feedback.request':
            assert ['is_anonymous', '=', False] in pivot['domain']


def test_words_are_all_used_and_it_is_a_file():
    content = json.dumps(FILE, ensure_ascii=False)
    assert [name for name in WORDS if f'«{name}»' not in content] == []
    assert json.loads(content) == FILE


def test_nobody_is_compared_by_few():
    shares = [cell for cell in CELLS if '"csat",4' in cell and '#practitioner_id' in cell]
    assert shares and all('<10,"«few»"' in cell for cell in shares)
