"""What comes in while processes are killed; at full size: `./clinic bench chaos-in`."""

from tests.chaos import inbound


def test_nothing_is_lost_and_nothing_applied_twice(ground):
    found = inbound.run(ground, events=5000, kills=5)
    assert not found.wrong
    assert found.kills == 5
