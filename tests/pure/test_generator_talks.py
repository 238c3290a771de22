import datetime

from scripts.generator import World
from scripts.generator.talks import talks


def test_talks_are_the_same_each_time_and_follow_the_opening_of_the_file():
    world = World(3, 200, datetime.date(2026, 6, 1))
    every = [talks(3, p, world.registered(p)) for p in world.patients]
    assert every == [talks(3, p, world.registered(p)) for p in World(3, 200, world.today).patients]
    noted = [notes for notes in every if notes]
    assert 30 < len(noted) < 100
    for notes in noted:
        assert [talk.at for talk in notes] == sorted(talk.at for talk in notes)
        assert notes[0].direction == 'in'
        assert notes[0].at.date() <= world.today
    keys = [talk.key for notes in noted for talk in notes]
    assert len(keys) == len(set(keys))
