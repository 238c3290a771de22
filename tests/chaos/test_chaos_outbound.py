"""What goes out while answers are lost and processes killed; at full size:
`./clinic bench chaos-out`.
"""

from tests.chaos import outbound


def test_nothing_arrives_twice_and_nothing_is_lost(ground):
    found = outbound.run(ground, sends=1000, kills=3)
    assert not found.wrong, (found.wrong, found.states)
    assert found.kills == 3
    assert all(found.faults.values()), found.faults
