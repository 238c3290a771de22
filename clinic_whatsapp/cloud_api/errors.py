"""What can go wrong between us and the Cloud API, told apart by what may be done next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class CloudApiError(Exception):
    """The root of everything this package raises on purpose."""


class PayloadError(CloudApiError):
    """A message or template that Meta would refuse, seen before it is sent.

    ``field``: the place in the payload, e.g. ``interactive.action.buttons[1].reply.title``;
    ``rule``: one of :data:`RULES`; ``limit``: the number the rule speaks of, when it has one.
    """

    def __init__(self, field: str, rule: str, limit: int | None = None) -> None:
        assert rule in RULES, rule
        super().__init__(f'{field}: {rule}' + (f' ({limit})' if limit is not None else ''))
        self.field, self.rule, self.limit = field, rule, limit


NO_CODE = -1  # 0 is one of Meta's

RULES = (
    'missing',  # needed and not there
    'too_long',  # more than `limit` characters
    'too_many',  # more than `limit` of them
    'repeated',  # the same id or title twice
    'malformed',  # not of the form Meta wants
    'unknown',  # no such thing
)


class NotSent(CloudApiError):
    """No connection came about: nothing was sent, so the same may be sent again at once."""


class OutcomeUnknown(CloudApiError):
    """The request was written and no usable answer came: Meta may have accepted it.

    It is never sent again before a webhook has told, or failed to tell, what became of it.
    """


class MediaError(CloudApiError):
    """A file that must not be taken over or cannot be sent: ``reason`` is ``too_large``,
    ``altered`` (its hash is another), ``empty``, ``type`` (not one that is taken) or ``untrusted``
    (its address is not Meta's, and would be given our token)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class GraphError(CloudApiError):
    """Meta's refusal: the ``error`` object of an answer or of a webhook.

    ``code`` is :data:`NO_CODE` when the answer has none. ``http`` is 0 when it came by webhook.
    ``retry_after`` in seconds, when Meta said how long.
    """

    def __init__(
        self,
        code: int,
        message: str = '',
        details: str = '',
        *,
        subcode: int | None = None,
        transient: bool = False,
        http: int = 0,
        retry_after: float | None = None,
        trace: str = '',
    ) -> None:
        super().__init__(code, message)
        self.code, self.message, self.details = code, message, details
        self.subcode, self.transient = subcode, transient
        self.http, self.retry_after, self.trace = http, retry_after, trace

    def __str__(self) -> str:
        return f'{self.code}: {self.details or self.message}'

    @classmethod
    def of(
        cls, error: Mapping[str, Any], http: int = 0, retry_after: float | None = None
    ) -> GraphError:
        """Read ``error`` of an answer, or one of ``errors`` of a status, whichever shape it has."""
        code = _number(error.get('code'))
        data = error.get('error_data')
        details = data.get('details') if isinstance(data, Mapping) else None
        return cls(
            code=NO_CODE if code is None else code,
            message=str(error.get('message') or error.get('title') or ''),
            details=str(details or error.get('error_user_msg') or ''),
            subcode=_number(error.get('error_subcode')),
            transient=error.get('is_transient') is True,
            http=http,
            retry_after=retry_after,
            trace=str(error.get('fbtrace_id') or ''),
        )


def _number(value: object) -> int | None:
    try:
        return int(value)  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError):
        return None
