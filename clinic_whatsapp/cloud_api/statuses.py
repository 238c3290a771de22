"""How far a message has come. Meta tells it at least once and in any order; it only goes forward.

API page: "Webhooks, messages object, statuses".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import GraphError

# `failed` lies below `delivered`: a message that was given up and then arrived has arrived.
RANKS: dict[str, int] = {
    'queued': 0,
    'sending': 1,
    'uncertain': 2,
    'accepted': 3,
    'sent': 4,
    'failed': 5,
    'delivered': 6,
    'read': 7,
    'played': 8,
}


@dataclass(frozen=True)
class Status:
    """One report on a message of ours. ``at``: epoch seconds, None when Meta did not say."""

    wamid: str
    status: str
    at: int | None = None
    wa_id: str = ''
    bsuid: str = ''
    callback_data: str = ''
    errors: tuple[GraphError, ...] = ()
    billable: bool | None = None
    pricing_category: str = ''
    pricing_type: str = ''

    @property
    def rank(self) -> int:
        """Its place on the way; of a status nobody has heard of below all others."""
        return RANKS.get(self.status, -1)


def further(current: str, reported: str) -> str:
    """Which of two statuses a message has: the same whatever the order they came in."""
    return max(current, reported, key=lambda status: RANKS.get(status, -1))


def read_status(node: Mapping[str, Any]) -> Status:
    """Read one of ``statuses``."""
    pricing = node.get('pricing')
    pricing = pricing if isinstance(pricing, Mapping) else {}
    errors = node.get('errors')
    billable = pricing.get('billable')
    return Status(
        wamid=str(node.get('id') or ''),
        status=str(node.get('status') or ''),
        at=read_seconds(node.get('timestamp')),
        wa_id=str(node.get('recipient_id') or ''),
        bsuid=str(node.get('recipient_user_id') or ''),
        callback_data=str(node.get('biz_opaque_callback_data') or ''),
        errors=tuple(
            GraphError.of(error)
            for error in (errors if isinstance(errors, list) else ())
            if isinstance(error, Mapping)
        ),
        billable=billable if isinstance(billable, bool) else None,
        pricing_category=str(pricing.get('category') or ''),
        pricing_type=str(pricing.get('type') or ''),
    )


def read_seconds(value: object) -> int | None:
    """Meta's timestamps: seconds, now as text, now as a number; of nonsense None."""
    try:
        seconds = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < 2**33 else None
