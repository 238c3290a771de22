"""The protocol that stamps once: its rules, and thousands of comprobantes with everything that can
go wrong, processes that die included.
"""

import itertools
import random
from collections import Counter
from dataclasses import replace

import pytest

from odoo.addons.clinic_cfdi.engine.pac import (
    Attempt,
    Mismatch,
    Outcome,
    Refused,
    StampedUnseen,
    Unavailable,
    Unknown,
    after,
    begin,
    claim,
    next_step,
    perform,
)
from odoo.addons.clinic_cfdi.engine.pac.answers import Stamped
from odoo.addons.clinic_cfdi.engine.pac.settle import LEASE, PAUSES, REMEMBERED, SURE, Step

DOUBT, AWAY = Unknown("?"), Unavailable("away")
NO_CREDITS = Refused('AU2001', "none", 'account')
WRONG, OLD = Refused('CFDI40147', "wrong"), Refused('401', "old", 'time')
DONE = Stamped(b'', 'u')


class Named:
    def __init__(self, name, asks):
        self.name, self.asks = name, asks


SW, FINKOK = Named('sw', False), Named('finkok', True)
BOTH = (SW, FINKOK)


def told(outcome):
    return Outcome(outcome) if isinstance(outcome, Stamped) else Outcome(error=outcome)


def go(*outcomes, pacs=BOTH, apart=100.0):
    """One comprobante after these outcomes, in that order, its steps so far and the next one."""
    attempt, now, steps = begin('k'), 1000.0, []
    for outcome in outcomes:
        step = next_step(attempt, pacs, now)
        while step.kind == 'wait':
            now = step.until
            step = next_step(attempt, pacs, now)
        assert step.calls, step
        steps.append(f'{step.kind} {step.pac}')
        attempt = after(claim(attempt, step, now), told(outcome), pacs, now)
        now += apart
    return attempt, steps, next_step(attempt, pacs, max(now, attempt.not_before))


def test_the_usual_day():
    attempt, steps, step = go(DONE)
    assert (attempt.state, attempt.uuid, step.kind) == ('stamped', 'u', 'done')
    assert steps == ['stamp sw']


@pytest.mark.parametrize('outcome', [AWAY, NO_CREDITS, Refused('404', "?", 'account')])
def test_another_pac_when_certain(outcome):
    attempt, _, step = go(outcome)
    assert step == Step('stamp', 'finkok') and not attempt.doubt
    attempt, _, step = go(outcome, outcome)
    assert attempt.state == 'ready' and step == Step('stamp', 'sw'), "later, from the first on"
    assert attempt.not_before >= 1100 + PAUSES[0]


@pytest.mark.parametrize('later', [(), (AWAY,), (NO_CREDITS,), (AWAY, NO_CREDITS, DOUBT)])
def test_never_another_one_in_doubt(later):
    attempt, _, step = go(DOUBT, *later)
    assert (attempt.state, step) == ('doubt', Step('stamp', 'sw'))


def test_finkok_is_asked_first():
    attempt, steps, step = go(DOUBT, None, pacs=(FINKOK,))
    assert steps == ['stamp finkok', 'recover finkok'] and step == Step('stamp', 'finkok')
    assert attempt.absent
    attempt, _, _ = go(DOUBT, DONE, pacs=(FINKOK,))
    assert attempt.state == 'stamped'


def test_a_refusal_settles():
    for outcome in (WRONG, OLD):
        attempt, _, step = go(outcome)
        assert (attempt.state, attempt.kind, step.kind) == ('refused', outcome.kind, 'done')


def test_a_refusal_after_doubt():
    """It proves something only when the PAC would have shown what it had stamped."""
    assert go(DOUBT, WRONG)[0].state == 'refused', "SW remembers the key"
    assert go(DOUBT, None, WRONG, pacs=(FINKOK,))[0].state == 'refused'
    early, steps, _ = go(DOUBT, None, WRONG, pacs=(FINKOK,), apart=SURE / 4)
    assert early.state == 'doubt', "a 'not found' within a minute is not believed"
    assert steps[-1] == 'stamp finkok'
    late = go(DOUBT, None, WRONG, None, WRONG, pacs=(FINKOK,), apart=SURE / 4)[0]
    assert late.state == 'refused'


def test_what_was_seen_is_not_refused():
    seen = StampedUnseen("307", '307')
    for pacs in ((SW,), (FINKOK,)):
        assert go(seen, WRONG, pacs=pacs)[0].state == 'doubt'
    attempt, steps, step = go(seen, None, None, pacs=(FINKOK,))
    assert steps[1:] == ['recover finkok'] * 2 and step.kind == 'recover', "not sent again"


def test_a_person_looks():
    assert go(Mismatch("another"))[2].kind == 'person'
    assert go(Refused('CFDI3307', "used", 'key'))[2].kind == 'person'
    attempt, _, _ = go(DOUBT)
    for pacs, now in (((FINKOK,), 2000), (BOTH, 2000 + REMEMBERED)):
        step = next_step(attempt, pacs, now)
        assert step.kind == 'person', "the account is gone; the key is forgotten"
        assert claim(attempt, step, now).message
    asked, _, _ = go(DOUBT, pacs=(FINKOK,))
    assert next_step(asked, (FINKOK,), 2000 + 2 * REMEMBERED).kind == 'recover'


def test_a_process_that_died():
    attempt = claim(begin('k'), Step('stamp', 'finkok'), 0.0)
    assert next_step(attempt, BOTH, LEASE - 1) == Step('wait', 'finkok', LEASE)
    step = next_step(attempt, BOTH, LEASE)
    assert step == Step('recover', 'finkok')
    assert claim(attempt, step, LEASE).doubt


def test_no_pac_at_all():
    assert next_step(begin('k'), (), 0.0).kind == 'wait'
    skipped = replace(begin('k'), skipped=('sw',))
    assert next_step(skipped, (SW,), 0.0) == Step('stamp', 'sw')


def test_the_pac_says_how_long():
    busy = Unavailable("busy", '429', retry_after=5000.0)
    assert go(busy, pacs=(SW,))[0].not_before == 6000.0


# -- everything at once --------------------------------------------------------------------------


class Killed(Exception):
    pass


class Paper:
    """A PAC as both of ours behave, on a clock that the test turns."""

    uuids = itertools.count(1)

    def __init__(self, world, name, asks):
        self.world, self.name, self.asks = world, name, asks
        self.stamped = {}  # bytes -> (uuid, from when it is shown)
        self.keys = {}
        self.late = []  # what is still under way to it

    def take(self, xml):
        """The comprobante arrives."""
        if xml.startswith(b'bad'):
            return WRONG
        if xml not in self.stamped:
            shows = self.world.now + self.world.chance.choice((0, 0, 8))
            self.stamped[xml] = (f'{self.name}-{next(self.uuids)}', shows)
            return Stamped(xml, self.stamped[xml][0])
        return self.again(xml)

    def again(self, xml):
        uuid, shows = self.stamped[xml]
        if self.world.now < shows or self.world.strikes('hidden'):
            return StampedUnseen("307", '307')
        return Stamped(xml, uuid, True)

    def arrivals(self):
        due = [xml for when, xml in self.late if when <= self.world.now]
        self.late = [each for each in self.late if each[0] > self.world.now]
        for xml in due:
            self.take(xml)

    def stamp(self, xml, key):
        world = self.world
        assert self.keys.setdefault(key, xml) == xml, "a key names the same bytes for ever"
        world.now += 0.5
        if world.strikes('away'):
            raise AWAY
        if world.strikes('account'):
            raise NO_CREDITS
        if world.strikes('before'):
            raise DOUBT
        if world.strikes('late'):  # it goes on its way after the caller has left
            self.late.append((world.now + world.chance.uniform(0, 2 * LEASE), xml))
            raise world.chance.choice((DOUBT, Killed()))
        found = self.take(xml)
        if world.strikes('after'):
            raise DOUBT
        return self.say(found)

    def recover(self, xml, key):
        if not self.asks:
            return self.stamp(xml, key)
        self.world.now += 0.5
        if self.world.strikes('away'):
            raise AWAY
        if self.world.strikes('before'):
            raise DOUBT
        shown = xml in self.stamped and self.world.now >= self.stamped[xml][1]
        return Stamped(xml, self.stamped[xml][0], True) if shown else None

    def say(self, found):
        if isinstance(found, Exception):
            raise found
        return found


class World:
    FAULTS = ('away', 'account', 'before', 'late', 'after', 'hidden', 'kill')

    def __init__(self, seed, sales, probability, names):
        self.chance, self.now = random.Random(seed), 0.0
        self.probability = probability
        self.struck = Counter()
        self.pacs = [Paper(self, name, name == 'finkok') for name in names]
        self.rows, self.bytes, self.made = {}, {}, Counter()
        for sale in range(sales):
            self.make(sale, bad=self.chance.random() < 0.1)

    def make(self, sale, bad=False):
        """Seal a sale: new bytes, a new key."""
        self.made[sale] += 1
        key = f'{sale}-{self.made[sale]}'
        self.rows[sale] = begin(key)
        self.bytes[sale] = f'{"bad" if bad else "good"} {key}'.encode()

    def strikes(self, fault):
        hit = self.chance.random() < self.probability
        self.struck[fault] += hit
        return hit

    def die(self):
        if self.strikes('kill'):
            raise Killed

    def settle(self, sale):
        while True:
            for pac in self.pacs:
                pac.arrivals()
            row = self.rows[sale]
            step = next_step(row, self.pacs, self.now)
            if step.kind in ('wait', 'person'):
                assert step.kind == 'wait', row
                return
            if step.kind == 'done':
                if row.state == 'stamped':
                    return
                self.make(sale)  # somebody mended it
                continue
            self.die()
            row = self.rows[sale] = claim(row, step, self.now)
            self.die()
            pac = next(each for each in self.pacs if each.name == step.pac)
            outcome = perform(step, pac, self.bytes[sale], row.key)
            self.die()
            self.rows[sale] = after(row, outcome, self.pacs, self.now)

    def job(self):
        """A run of the job, which may die: the next one goes on."""
        for sale in self.rows:
            try:
                self.settle(sale)
            except Killed:
                continue

    def stamps(self, sale):
        mine = f' {sale}-'.encode()
        return [pac.stamped[xml][0] for pac in self.pacs for xml in pac.stamped if mine in xml]


@pytest.mark.parametrize(
    ('seed', 'probability', 'names'),
    [(1, 0.1, ('sw', 'finkok')), (2, 0.3, ('finkok', 'sw')), (3, 0.2, ('finkok',))],
)
def test_stamped_once_whatever_happens(seed, probability, names):
    world = World(seed, 500, probability, names)
    for _run in range(6):
        world.job()
        world.now += world.chance.choice((20.0, 300.0))
    for fault in World.FAULTS:  # Finkok is asked before anything is sent again
        assert world.struck[fault] > 5 or (fault, names[0]) == ('hidden', 'finkok'), world.struck
    world.probability = 0.0
    runs = 0
    while any(row.state != 'stamped' for row in world.rows.values()):
        runs += 1
        world.now += max(PAUSES)
        world.job()
        assert runs <= 2, Counter(row.state for row in world.rows.values())
    for sale, row in world.rows.items():
        assert world.stamps(sale) == [row.uuid]


def test_an_attempt_is_plain():
    """A row can keep it: text, numbers and one list of names."""
    kinds = {type(value) for value in vars(Attempt('k')).values()}
    assert kinds <= {str, bool, int, float, tuple}
