"""What to do next with one comprobante, so that it is stamped once and its timbre never lost.

The caller keeps the sealed bytes and an `Attempt` in its database and goes round:

    step = next_step(attempt, pacs, now)          # one of `Step.kind`
    attempt = claim(attempt, step, now)           # write it down, COMMIT
    outcome = perform(step, pac, xml, attempt.key)   # no transaction is open meanwhile
    attempt = after(attempt, outcome, pacs, now)  # write it down with the XML, COMMIT at once

What comes back is written down only while the row still holds that claim (the same `calls`): one
that comes after its `LEASE` is late, and the step that followed knows better. A process may die at
any point: what was claimed and not answered counts as in doubt once its lease is over.

In doubt only the same bytes go out again, only to the same PAC, or it is asked. Another PAC is
tried only when it is certain that none stamped. The bytes are made anew (by the caller, as a new
`Attempt` with another key) only after ``refused``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from .answers import Stamped
from .client import Pac
from .errors import Mismatch, PacError, Refused, StampedUnseen, Unavailable, Unknown

LEASE = 300.0  # longer than a call takes, its login included
SOON = 10.0  # a PAC shows within seconds what it stamped
SURE = 60.0  # ... and after so many its "not found" is believed
PAUSES = (60.0, 120.0, 300.0, 600.0, 900.0)
REMEMBERED = 71 * 3600.0  # SW forgets a key after 72 hours

OPEN = ('ready', 'calling', 'doubt')


class Known(Protocol):
    """A PAC as far as the protocol looks at it."""

    @property
    def name(self) -> str: ...

    @property
    def asks(self) -> bool:
        """Whether it can be asked for what it stamped without sending it to be stamped."""


@dataclass(frozen=True)
class Attempt:
    """Where sealed bytes stand. Plain values: a row keeps them.

    ``state``: ``ready``; ``calling``; ``doubt``; and at the end ``stamped``, ``refused`` (certainly
    not stamped: mend it and make new bytes) or ``person`` (somebody must look at the PAC's own
    pages: never make new bytes by yourself).
    """

    key: str
    state: str = 'ready'
    pac: str = ''  # the one that was called last; in doubt, the only one that may be
    doubt: bool = False  # a call before this one may have stamped it
    seen: bool = False  # the PAC said that it is stamped
    absent: bool = False  # the PAC said, late enough to be believed, that it is not
    asked: bool = False  # the last step was the question, not the sending
    calls: int = 0
    failures: int = 0  # since something was learnt
    first_call: float = 0.0  # of those that may have stamped it
    last_call: float = 0.0
    doubt_at: float = 0.0  # when the last call ended that may have stamped it
    not_before: float = 0.0
    skipped: tuple[str, ...] = ()  # PACs that certainly did not, this round
    uuid: str = ''
    code: str = ''
    message: str = ''
    kind: str = ''  # of a refusal: see `Refused`


@dataclass(frozen=True)
class Step:
    """``kind``: ``stamp`` or ``recover`` at ``pac``; ``wait`` until ``until``; ``done``;
    ``person``."""

    kind: str
    pac: str = ''
    until: float = 0.0

    @property
    def calls(self) -> bool:
        return self.kind in ('stamp', 'recover')


@dataclass(frozen=True)
class Outcome:
    """How a call ended: the timbre, an error, or neither (the PAC does not know these bytes)."""

    stamped: Stamped | None = None
    error: PacError | None = None


def begin(key: str) -> Attempt:
    return Attempt(key)


def next_step(attempt: Attempt, pacs: Sequence[Known], now: float) -> Step:
    """:param pacs: in the order they are preferred"""
    if attempt.state in ('stamped', 'refused'):
        return Step('done')
    if attempt.state == 'person':
        return Step('person')
    if attempt.state == 'calling' and now < attempt.last_call + LEASE:
        return Step('wait', attempt.pac, attempt.last_call + LEASE)
    if attempt.state == 'ready':
        if now < attempt.not_before:
            return Step('wait', until=attempt.not_before)
        left = [pac for pac in pacs if pac.name not in attempt.skipped] or pacs
        return Step('stamp', left[0].name) if left else Step('wait', until=now + PAUSES[0])
    if attempt.state == 'doubt' and now < attempt.not_before:
        return Step('wait', attempt.pac, attempt.not_before)
    asks = next((pac.asks for pac in pacs if pac.name == attempt.pac), None)
    if asks is None:  # its account was taken out of the settings
        return Step('person', attempt.pac)
    if not asks and now > attempt.first_call + REMEMBERED:
        return Step('person', attempt.pac)
    again = attempt.state == 'doubt' and attempt.asked and not attempt.seen
    return Step('recover' if asks and not again else 'stamp', attempt.pac)


def claim(attempt: Attempt, step: Step, now: float) -> Attempt:
    """What to commit before the call; for ``person``, instead of one."""
    if step.kind == 'person':
        return _person(attempt, "No se sabe si quedó timbrada.")
    assert step.calls and attempt.state in OPEN
    sends, died = step.kind == 'stamp', attempt.state == 'calling'
    return replace(
        attempt,
        state='calling',
        pac=step.pac,
        # what was being called when its process ended may have been done
        doubt=attempt.doubt or died,
        doubt_at=now if died and not attempt.asked else attempt.doubt_at,
        asked=not sends,
        absent=attempt.absent and sends,
        calls=attempt.calls + 1,
        first_call=attempt.first_call if attempt.pac == step.pac and attempt.first_call else now,
        last_call=now,
    )


def perform(step: Step, pac: Pac, xml: bytes, key: str) -> Outcome:
    """The call itself. What is not a `PacError` is a fault of ours and goes up: the attempt stays
    claimed, and so in doubt."""
    assert step.calls and pac.name == step.pac
    try:
        if step.kind == 'stamp':
            return Outcome(pac.stamp(xml, key))
        return Outcome(pac.recover(xml, key))
    except PacError as error:
        return Outcome(error=error)


def after(attempt: Attempt, outcome: Outcome, pacs: Sequence[Known], now: float) -> Attempt:
    """What to commit after the call, with the XML of `outcome.stamped` when there is one."""
    assert attempt.state == 'calling'
    error = outcome.error
    if outcome.stamped:
        attempt = replace(attempt, doubt=False, code='', message='', kind='')
        return replace(attempt, state='stamped', uuid=outcome.stamped.uuid)
    if error is None:
        return _absent(attempt, now)
    attempt = replace(attempt, code=error.code, message=error.message)
    if isinstance(error, Mismatch):
        return _person(attempt, error.message)
    if isinstance(error, Unknown):
        return _in_doubt(attempt, isinstance(error, StampedUnseen), now)
    if isinstance(error, Refused) and error.kind == 'key':
        return _person(attempt, error.message)
    if isinstance(error, Refused) and error.kind in ('document', 'time'):
        if not attempt.doubt or _proves(attempt, pacs, now):
            return replace(attempt, state='refused', kind=error.kind, doubt=False)
    return _not_done(attempt, error, pacs, now)


def _in_doubt(attempt: Attempt, seen: bool, now: float) -> Attempt:
    """A question that failed leaves it as it was; a sending that failed may have stamped it."""
    pause = SOON if attempt.failures == 0 or seen else _pause(attempt.failures - 1)
    return replace(
        attempt,
        state='doubt',
        doubt=True,
        seen=attempt.seen or seen,
        absent=False,
        asked=False,
        failures=attempt.failures + 1,
        doubt_at=attempt.doubt_at if attempt.asked else now,
        not_before=now + pause,
    )


def _absent(attempt: Attempt, now: float) -> Attempt:
    """The PAC does not know it: the same bytes again, unless it said before that it does."""
    wait = SOON if attempt.seen else 0.0
    return replace(
        attempt,
        state='doubt',
        asked=not attempt.seen,
        absent=not attempt.seen and now >= attempt.doubt_at + SURE,
        not_before=now + wait,
    )


def _proves(attempt: Attempt, pacs: Sequence[Known], now: float) -> bool:
    """Whether a refusal shows that the calls before it did not stamp either.

    They did not when the PAC has just said that it does not know these bytes, or when it
    remembers the key: it would have answered with the timbre instead of looking at them anew.
    """
    if attempt.seen:
        return False
    asks = any(pac.asks for pac in pacs if pac.name == attempt.pac)
    return attempt.absent if asks else now < attempt.first_call + REMEMBERED


def _not_done(attempt: Attempt, error: PacError, pacs: Sequence[Known], now: float) -> Attempt:
    """Certainly nothing by this call: on to the next PAC, or later."""
    kind = error.kind if isinstance(error, Refused) else ''
    wait = error.retry_after if isinstance(error, Unavailable) else None
    if attempt.doubt:
        pause = max(wait or 0.0, _pause(attempt.failures))
        return replace(
            attempt,
            state='doubt',
            asked=False,
            absent=False,
            kind=kind,
            failures=attempt.failures + 1,
            not_before=now + pause,
        )
    skipped = (*attempt.skipped, attempt.pac)
    fresh = replace(attempt, state='ready', first_call=0.0, kind=kind)
    if any(pac.name not in skipped for pac in pacs):
        return replace(fresh, skipped=skipped, not_before=now)
    pause = max(wait or 0.0, _pause(attempt.failures))
    return replace(fresh, skipped=(), failures=attempt.failures + 1, not_before=now + pause)


def _person(attempt: Attempt, message: str) -> Attempt:
    return replace(attempt, state='person', message=message)


def _pause(failures: int) -> float:
    return PAUSES[min(failures, len(PAUSES) - 1)]
