"""What every PAC's client can do."""

from __future__ import annotations

from typing import Protocol

from .answers import Cancellation, Query, SatStatus, Stamped


class Pac(Protocol):
    """A PAC's account. All calls raise `Unavailable` or `Unknown`; `Refused` as said."""

    name: str
    asks: bool  # see `settle.Known`

    def stamp(self, xml: bytes, key: str) -> Stamped:
        """Stamp sealed bytes.

        :param key: names these bytes, and no others ever: it is how SW finds them again
        :raise Refused: certainly not stamped
        """

    def recover(self, xml: bytes, key: str) -> Stamped | None:
        """What became of a call in doubt; None: the PAC does not know these bytes (yet).

        SW has no question for it: the same bytes are sent again, which stamps them when they
        were not.

        :raise Refused: certainly not stamped, neither now nor before, unless for the account
        """

    def cancel(self, request: bytes, uuid: str) -> Cancellation:
        """Hand on a request signed at home: see `cancellation_request`.

        :raise Refused: the whole request was refused
        """

    def status(self, query: Query) -> SatStatus:
        """SAT's word on a comprobante."""

    def credits(self) -> int | None:
        """Stamps left; None when that is without limit.

        :raise Refused: login
        """

    def close(self) -> None:
        """Let go of the connections."""
