"""What patients write is heard alike where it is read for urgency and where for what it asks.

Each stands in a package of its own that imports no other; this keeps the two from drifting apart.
"""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_crm.language import sound
from odoo.addons.clinic_whatsapp.agent import features


@given(st.text('abcdefghijklmnopqrstuvwxyz', max_size=12))
def test_both_hear_alike(word):
    assert features._sound(word) == sound(word)


def test_as_it_is_spelt_or_not():
    for right, wrong in (('hinchado', 'inxado'), ('escena', 'esena'), ('zumbido', 'sunvido')):
        assert sound(right) == sound(wrong)
