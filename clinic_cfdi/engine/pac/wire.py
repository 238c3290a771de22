"""One HTTP call with limits, and what is certain when it fails.

Errors are raised ``from None``: the library's own carry the request, and with it the password.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
)

from .errors import Refused, Unavailable, Unknown

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
WHOLE_SECONDS = 60.0  # for an answer, however slowly it drips
LONGEST = 20 * 1024 * 1024
NO_CONNECTION = "No hay conexión con el PAC."


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes


class Wire:
    """One session: one object a thread."""

    def __init__(
        self,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        whole: float = WHOLE_SECONDS,
        session: requests.Session | None = None,
    ) -> None:
        self._session = session or requests.Session()
        self._session.trust_env = False  # no ~/.netrc in the place of our token
        self._timeout, self._whole = timeout, whole

    def close(self) -> None:
        self._session.close()

    def call(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Answer:
        """What came back, whatever its status says; a redirect is not followed.

        :raise Unavailable: nothing was read there (no connection, 429, a redirect)
        :raise Unknown: it may have been done
        :raise Refused: 404, the address is wrong
        """
        until = time.monotonic() + self._whole
        try:
            response = self._session.request(
                method,
                url,
                headers=dict(headers or {}),
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
                **options,
            )
            with response:
                content = _read(response, until)
        except requests.RequestException as error:
            raise _failure(error) from None
        except HTTPError:  # of urllib3, while the answer was read
            raise Unknown("La conexión con el PAC se cortó antes de su respuesta.") from None
        status = response.status_code
        if status == 429:
            raise Unavailable(
                "El PAC pide esperar: recibió demasiadas solicitudes.",
                '429',
                _retry_after(response.headers),
            )
        if 300 <= status < 400:
            raise Unavailable("La dirección del PAC no es la correcta.", str(status))
        if status == 404:
            raise Refused('404', "La dirección del PAC no es la correcta.", 'account')
        return Answer(status, content)


def _read(response: requests.Response, until: float) -> bytes:
    """What has come so far, again and again: `iter_content` waits until a whole chunk is there."""
    chunks, size = [], 0
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        size += len(chunk)
        if size > LONGEST or time.monotonic() > until:
            raise requests.ReadTimeout("too long")
        chunks.append(chunk)
    return b''.join(chunks)


def _failure(error: requests.RequestException) -> Unavailable | Unknown:
    if _never_left(error):
        return Unavailable(NO_CONNECTION)
    if isinstance(error, requests.Timeout):
        return Unknown("El PAC no respondió a tiempo.")
    return Unknown("La conexión con el PAC se cortó antes de su respuesta.")


def _never_left(error: requests.RequestException) -> bool:
    """Whether the connection itself failed: then not a byte of the request was written."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = error.args[0] if error.args else None
    reason = getattr(reason, 'reason', reason)
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError, NameResolutionError)) or (
        isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema))
        or (isinstance(error, requests.exceptions.SSLError) and 'CERTIFICATE' in str(reason))
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    text = headers.get('Retry-After', '')
    return float(text) if text.isdigit() else None
