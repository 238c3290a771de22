"""Stamping while a PAC fails in every way and processes are killed; at full size:
`./clinic bench chaos-stamp`.
"""

from tests.chaos import stamping


def test_each_sale_is_stamped_once_and_its_folio_kept(ground):
    found = stamping.run(ground, size=500, kills=25)
    assert not found.wrong, found.wrong
    assert found.kills >= 25
    assert found.again > 20 and len(found.by_pac) == 2, "the storm was none"
    calm = [name for name, times in found.faults.items() if not times]
    assert set(calm) <= set(stamping.RARE), found.faults
