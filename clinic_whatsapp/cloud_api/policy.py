"""What to do after an error: Meta's codes as one table.

Sources: the Cloud API's page of error codes (2026-05) and its page on throughput and pair limits.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from .errors import GraphError

TRIES = 6  # of what passes by itself
FIRST_WAIT, LONGEST_WAIT = 2.0, 600.0  # seconds, of what passes by itself
LONGEST_PAIR_WAIT = 3600.0
A_DAY = 24 * 3600.0


class Action(str, Enum):
    """What becomes of the message, and of what waits behind it."""

    STOP_ACCOUNT = 'stop_account'  # park the number, raise one alarm, keep the queue
    SLOW_DOWN = 'slow_down'  # the number sends too fast: wait, then send slower
    WAIT_RECIPIENT = 'wait_recipient'  # too much to this one person: only they wait, in order
    PAUSE_CAMPAIGNS = 'pause_campaigns'  # nothing business-initiated; answers go on
    WINDOW_CLOSED = 'window_closed'  # say it by template, or let a person decide
    RECIPIENT = 'recipient'  # this person cannot be reached here: another channel
    NOT_NOW = 'not_now'  # not within a day: another channel
    OPTED_OUT = 'opted_out'  # the person does not want marketing: write it down
    TEMPLATE = 'template'  # park what uses this template, tell its owner
    PAYLOAD = 'payload'  # it will never go like this: show why
    FLOW = 'flow'  # ask the same by buttons or a list
    RETRY = 'retry'  # passes by itself


_CODES: tuple[tuple[Action, tuple[int, ...]], ...] = (
    (
        Action.STOP_ACCOUNT,
        (0, 3, 10, 190, *range(200, 300), 368, 131031, 130497, 131042, 131045, 133010),
    ),
    (Action.SLOW_DOWN, (4, 80007, 130429, 131057, 133016)),
    (Action.WAIT_RECIPIENT, (131056,)),
    (Action.PAUSE_CAMPAIGNS, (131048, 131064)),
    (Action.WINDOW_CLOSED, (131047,)),
    (Action.RECIPIENT, (131026, 131021, 131030, 131062, 137000)),
    (Action.NOT_NOW, (131049, 130472)),
    (Action.OPTED_OUT, (131050,)),
    (
        Action.TEMPLATE,
        (132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 131063),
    ),
    (Action.PAYLOAD, (100, 131008, 131009, 131051, 131052, 131053)),
    (Action.FLOW, (132068, 132069, *range(139000, 139005))),
    (Action.RETRY, (1, 2, 131000, 131016, 135000)),
)
BY_CODE: dict[int, Action] = {code: action for action, codes in _CODES for code in codes}

# The sooner in this list, the more it says when an answer holds several errors.
_GRAVITY = tuple(Action)


@dataclass(frozen=True)
class Decision:
    """``after``: seconds until the same message may be tried again; None: it may not."""

    action: Action
    after: float | None = None


def action_of(error: GraphError) -> Action:
    """The class of an error; of a code nobody has heard of by what else the answer says."""
    if error.code in BY_CODE:
        return BY_CODE[error.code]
    if error.transient or error.http >= 500:
        return Action.RETRY
    if error.http == 429:
        return Action.SLOW_DOWN
    if error.http in (401, 403):
        return Action.STOP_ACCOUNT
    return Action.PAYLOAD


def decide(error: GraphError, tries: int, chance: random.Random | None = None) -> Decision:
    """What to do with a message that was refused.

    :param tries: how often it has been tried, this time included
    :param chance: where the jitter comes from
    """
    action = action_of(error)
    if action is Action.RETRY:
        if tries >= TRIES:
            return Decision(action, None)
        # full jitter: many that failed together do not come back together
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2**tries)
        wait = (chance or random).uniform(0, longest)
        return Decision(action, max(wait, error.retry_after or 0.0))
    if action is Action.SLOW_DOWN:
        wait = error.retry_after
        if wait is None:
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2**tries)
        return Decision(action, wait)
    if action is Action.WAIT_RECIPIENT:
        return Decision(action, min(LONGEST_PAIR_WAIT, float(4**tries)))
    if action is Action.NOT_NOW:
        return Decision(action, A_DAY)
    if action in (Action.STOP_ACCOUNT, Action.PAUSE_CAMPAIGNS, Action.TEMPLATE):
        return Decision(action, 0.0)  # as soon as what is parked goes on
    return Decision(action, None)


def gravest(errors: Iterable[GraphError]) -> GraphError | None:
    """Of several errors of one message the one that says what to do."""
    return min(errors, key=lambda error: _GRAVITY.index(action_of(error)), default=None)
