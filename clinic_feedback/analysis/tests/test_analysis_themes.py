"""What rose, and what only seems to."""

import pytest

from odoo.addons.clinic_feedback.analysis import Analysis, Aspect, interval, themes
from odoo.addons.clinic_feedback.analysis.themes import difference, fisher, holm


def comments(number, of, aspect='espera', sign='-'):
    return [Analysis('neg', (Aspect(aspect, sign),))] * number + [Analysis('pos')] * (of - number)


def verdicts(before, after):
    return [(t.aspect + t.sign, t.verdict) for t in themes(before, after)]


@pytest.mark.parametrize(
    ('before', 'after', 'verdict'),
    [
        ((4, 100), (15, 50), 'rose'),
        ((30, 100), (2, 60), 'fell'),
        ((4, 100), (3, 50), 'same'),
        ((0, 100), (1, 9), 'few'),
        ((0, 100), (9, 9), 'few'),
        ((0, 0), (9, 20), 'few'),
        ((1, 100), (2, 10), 'few'),
    ],
)
def test_verdict(before, after, verdict):
    (theme,) = themes(comments(*before), comments(*after))
    assert theme.verdict == verdict
    assert theme.low <= theme.change <= theme.high
    assert (theme.before, theme.before_of, theme.after, theme.after_of) == (*before, *after)


def test_no_comments_no_themes():
    assert themes([], []) == []


def test_a_comment_counts_once():
    twice = Analysis('neg', (Aspect('trato', '-'), Aspect('trato', '-')))
    assert themes([twice], [])[0].before == 1


def test_what_rose_stands_first_and_bad_news_before_good():
    before = comments(1, 60) + comments(1, 60, 'trato', '+') + comments(20, 60, 'costo', '-')
    after = comments(20, 60) + comments(20, 60, 'trato', '+') + comments(2, 60, 'costo', '-')
    assert verdicts(before, after) == [('espera-', 'rose'), ('trato+', 'rose'), ('costo-', 'fell')]


def test_many_things_looked_at_raise_the_bar():
    one = themes(comments(4, 60), comments(14, 60))
    assert one[0].verdict == 'rose'
    others = [
        x
        for aspect in ('trato', 'claridad', 'limpieza', 'agenda', 'costo', 'clinico')
        for x in comments(1, 1, aspect)
    ]
    many = themes(comments(4, 54) + others, comments(14, 54) + others)
    assert next(t for t in many if t.aspect == 'espera').verdict == 'same'


def test_figures_against_tables():
    """Fisher's tea and a textbook table, Wilson's interval, Holm's steps, Newcombe's."""
    assert fisher(1, 4, 3, 4) == pytest.approx(0.4857, abs=1e-4)
    assert fisher(1, 12, 9, 12) == pytest.approx(0.002759, abs=1e-6)
    assert interval(1, 10) == pytest.approx((0.01788, 0.40415), abs=1e-4)
    assert interval(0, 0) == (0.0, 1.0)
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert difference(56, 70, 48, 80) == pytest.approx((-0.2, -0.3339, -0.0524), abs=1e-3)
