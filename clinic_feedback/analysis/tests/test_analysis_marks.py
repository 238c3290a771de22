"""The comment shown with the words that decided: nothing of it is lost or doubled."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_feedback.analysis import Evidence, analyse, pieces

PLACES = st.integers(-5, 40)


def test_words_keep_their_order_and_labels():
    text = "Esperé dos horas, la doctora bien"
    parts = pieces(text, [Evidence('espera-', 0, 16), Evidence('neg', 7, 16)])
    assert [(part.text, part.labels) for part in parts] == [
        ("Esperé ", ('espera-',)),
        ("dos horas", ('espera-', 'neg')),
        (", la doctora bien", ()),
    ]


def test_what_the_analyser_says_is_shown():
    text = "esperé dos horas y la recepcionista fue grosera"
    labels = {label for part in pieces(text, analyse(text).evidence) for label in part.labels}
    assert {'neg', 'espera-', 'trato-'} <= labels


def test_nothing_to_show():
    assert pieces('', [Evidence('neg', 0, 4)]) == []
    assert [part.labels for part in pieces("Todo bien", [])] == [()]


@given(st.text(max_size=30), st.lists(st.tuples(st.sampled_from(['neg', 'a-']), PLACES, PLACES)))
def test_the_pieces_are_the_text(text, spans):
    parts = pieces(text, [Evidence(*span) for span in spans])
    assert ''.join(part.text for part in parts) == text
    assert all(part.text for part in parts)
