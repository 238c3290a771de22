"""How much a number may send (*Cloud API > Throughput*, *Messaging limits*, *Pair rate limits*)."""

import json
import time
from collections import deque

from ..records import Account, Json, Phone, Settings
from ..world import World
from .errors import GraphError

DAY = 24 * 3600.0


class Limits:
    """Counts messages of each number; raises when one is too many.

    Throughput is measured by this machine's clock, what lasts minutes and days by the sandbox's.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.clear()

    def clear(self) -> None:
        self._second: dict[str, deque[float]] = {}
        self._pairs: dict[tuple[str, str], float] = {}
        self._begun: dict[str, dict[str, float]] = {}

    @property
    def settings(self) -> Settings:
        return self.world.settings

    def take(self, account: Account, phone: Phone | None, window_open: bool) -> None:
        """:raise GraphError: 130429, 131056 or 131048; then nothing was counted"""
        me, now = account.phone_number_id, self.world.clock.now()
        second = self._second.setdefault(me, deque())
        moment = time.monotonic()
        while second and second[0] <= moment - 1:
            second.popleft()
        if len(second) >= self.settings.throughput:
            raise GraphError(130429, retry_after=1)
        if phone:
            pair = (me, phone.id)
            debt = self._pair(pair, now)
            self._person(me, phone, now, window_open)
            self._pairs[pair] = debt
        second.append(moment)

    def _pair(self, pair: tuple[str, str], now: float) -> float:
        """When this pair will have paid for its messages, with one more."""
        each = self.settings.pair_seconds
        debt = max(self._pairs.get(pair, 0.0), now) + each
        if debt - now > each * max(1, self.settings.pair_burst):
            raise GraphError(131056)
        return debt

    def _person(self, me: str, phone: Phone, now: float, window_open: bool) -> None:
        most = self.settings.daily_people
        if most is None or window_open:
            return
        begun = self._begun.setdefault(me, {})
        for other in [other for other, since in begun.items() if since <= now - DAY]:
            del begun[other]
        if phone.id not in begun and len(begun) >= most:
            raise GraphError(131048, "The messaging limit of this number was reached.")
        begun.setdefault(phone.id, now)

    def used(self, account: Account) -> float:
        """Per cent of the throughput of the last second."""
        second = self._second.get(account.phone_number_id, ())
        recent = sum(1 for moment in second if moment > time.monotonic() - 1)
        return min(100.0, 100.0 * recent / max(1.0, self.settings.throughput))


def headers(account: Account, percent: float, wait_minutes: int = 0) -> dict[str, str]:
    """*Graph API > Rate limits*: what each answer tells of the quota."""
    use = round(percent)
    app = {'call_count': use, 'total_time': use, 'total_cputime': use}
    business: Json = {
        account.waba_id: [
            {'type': 'whatsapp', **app, 'estimated_time_to_regain_access': wait_minutes}
        ]
    }
    return {'X-App-Usage': json.dumps(app), 'X-Business-Use-Case-Usage': json.dumps(business)}
