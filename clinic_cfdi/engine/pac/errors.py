"""How a call can fail, told apart by what is certain afterwards. Messages are Spanish: people read
them. None carries a password or a token.
"""

from __future__ import annotations


class PacError(Exception):
    """The root. ``code`` is the PAC's or SAT's ('' without one), ``message`` its words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f'{code}: {message}' if code else message)
        self.code, self.message = code, message


class Refused(PacError):
    """It was looked at and not done: certainly not stamped, or not cancelled, by this call.

    ``kind`` says what has to change before another try:
    ``document`` the comprobante (so would every PAC), ``time`` its Fecha, ``account`` the
    account at this PAC (another one may stamp), ``key`` its key was used for other bytes.
    """

    def __init__(self, code: str, message: str, kind: str = 'document') -> None:
        assert kind in ('document', 'time', 'account', 'key'), kind
        super().__init__(code, message)
        self.kind = kind


class Unavailable(PacError):
    """Certainly not done: no connection came about, or it was turned away unread. ``retry_after``
    in seconds, when the PAC said how long."""

    def __init__(self, message: str, code: str = '', retry_after: float | None = None) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class Unknown(PacError):
    """In doubt: the request went out and no usable answer came. It may have been done.

    Only the same bytes may be sent again, to the same PAC, or the PAC be asked.
    """

    def __init__(self, message: str, code: str = '') -> None:
        super().__init__(code, message)


class StampedUnseen(Unknown):
    """The PAC says that these bytes are stamped and does not show the result: ask again soon."""


class Mismatch(Unknown):
    """An answer that is not about what was sent: somebody must look."""
