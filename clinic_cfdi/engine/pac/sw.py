"""SW Sapien: REST, the comprobante as a file, JSON back.

Service pages: "Autenticación", "Timbrado V4 – CustomID", "Cancelación", "Consultar saldo".
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from . import codes
from .answers import Cancellation, Query, SatStatus, Stamped, cancellation, stamped
from .errors import Refused, Unavailable, Unknown
from .sat import Sat
from .wire import Answer, Wire

URL = 'https://services.sw.com.mx'
EARLY = 120.0  # seconds before its end that a token is not used any more
LONGEST_KEY = 100


class SwSapien:
    """:param token: one without an end; else ``user`` and ``password`` fetch one for two hours
    :param sat: who is asked for the status: SW has no call of its own
    """

    name = 'sw'
    asks = False

    def __init__(
        self,
        url: str = URL,
        *,
        token: str = '',
        user: str = '',
        password: str = '',
        sat: Sat | None = None,
        wire: Wire | None = None,
    ) -> None:
        self._root = url.rstrip('/')
        self._wire = wire or Wire()
        self._sat = sat or Sat(wire=self._wire)
        self._fixed = token
        self._login = (user, password)
        self._token, self._until = '', 0.0

    def close(self) -> None:
        self._wire.close()
        self._sat.close()

    # -- stamping ------------------------------------------------------------------------------

    def stamp(self, xml: bytes, key: str) -> Stamped:
        if len(key) > LONGEST_KEY:
            raise ValueError("a key has at most 100 characters")
        answer = self._call(
            'POST',
            '/v4/cfdi33/stamp/v4',
            headers={'customid': key},
            files={'xml': ('xml', xml, 'text/xml')},
        )
        found = _object(answer)
        data = found.get('data')
        text = data.get('cfdi') if isinstance(data, Mapping) else None
        message = str(found.get('message') or '')
        code = codes.code_in(message)
        good = answer.status < 300 and found.get('status') == 'success'
        if isinstance(text, str) and text and (good or code == codes.PREVIOUS):
            return stamped(xml, text.encode(), again=not good)
        if good or found.get('status') != 'error':
            raise Unknown(f"El PAC respondió sin decir si timbró (HTTP {answer.status}).")
        raise codes.error_of(code, _words(found, message))

    def recover(self, xml: bytes, key: str) -> Stamped | None:
        return self.stamp(xml, key)

    # -- cancelling and asking -----------------------------------------------------------------

    def cancel(self, request: bytes, uuid: str) -> Cancellation:
        files = {'xml': ('xml', request, 'text/xml')}
        answer = self._call('POST', '/cfdi33/cancel/xml', files=files)
        found = _object(answer)
        data = found.get('data')
        data = data if isinstance(data, Mapping) else {}
        message = str(found.get('message') or '')
        answers = data.get('uuid')
        each = answers if isinstance(answers, Mapping) else {}
        said = {str(name).upper(): str(code) for name, code in each.items()}
        code = said.get(uuid.upper(), '')
        if code:
            return cancellation(uuid, code, _words(found, message), str(data.get('acuse') or ''))
        if found.get('status') != 'error':
            raise Unknown(f"El PAC respondió sin decir si solicitó (HTTP {answer.status}).")
        code = codes.code_in(message)
        if code == '708':
            raise Unavailable("El PAC no pudo conectarse al SAT.", code)
        if not code:
            raise Unknown(_words(found, message))
        if code in CANCELS:
            return cancellation(uuid, code, _words(found, message))
        raise Refused(code, _words(found, message), 'account')

    def status(self, query: Query) -> SatStatus:
        return self._sat.status(query)

    def credits(self) -> int | None:
        answer = self._call('GET', '/account/balance')
        found = _object(answer)
        data = found.get('data')
        if not isinstance(data, Mapping) or found.get('status') != 'success':
            raise Unavailable("El PAC no dio el saldo de timbres.")
        if data.get('unlimited') is True:
            return None
        try:
            return int(data['saldoTimbres'])
        except (KeyError, TypeError, ValueError):
            raise Unavailable("El PAC no dio el saldo de timbres.") from None

    # -- the wire ------------------------------------------------------------------------------

    def _call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Answer:
        """With a good token: one that ran out is fetched anew, and the call, which was turned away
        unread, made once more."""
        for fresh in (False, True):
            authorised = {**(headers or {}), 'Authorization': f'Bearer {self._bearer(fresh)}'}
            answer = self._wire.call(method, self._root + path, authorised, **options)
            if answer.status != 401 or self._fixed:
                break
        if answer.status in (401, 403):
            message = _words(_object(answer), "El PAC no aceptó el acceso.")
            raise Refused(codes.code_in(message) or '501', message, 'account')
        if answer.status >= 500:
            raise Unknown(f"El PAC tuvo un problema (HTTP {answer.status}).", str(answer.status))
        return answer

    def _bearer(self, fresh: bool) -> str:
        if self._fixed:
            return self._fixed
        if fresh or not self._token or time.time() > self._until - EARLY:
            self._token, self._until = self._authenticate()
        return self._token

    def _authenticate(self) -> tuple[str, float]:
        """Nothing is stamped by this: what fails here is `Unavailable`."""
        user, password = self._login
        body = {'user': user, 'password': password}
        url = f'{self._root}/v2/security/authenticate'
        try:
            answer = self._wire.call('POST', url, json=body)
        except Unknown as error:
            raise Unavailable(error.message, error.code) from None
        found = _object(answer)
        data = found.get('data')
        if answer.status >= 500:
            raise Unavailable("El PAC no responde al iniciar sesión.", str(answer.status))
        if not isinstance(data, Mapping) or not data.get('token'):
            message = str(found.get('message') or "El PAC no aceptó el usuario.")
            raise Refused(codes.code_in(message) or '501', codes.words_of(message), 'account')
        try:
            seconds = float(data.get('expires_in') or 0)
        except (TypeError, ValueError):
            seconds = 0.0
        # a moment, or how long from now
        until = seconds if seconds > 1e9 else time.time() + seconds
        return str(data['token']), until


CANCELS = ('203', '205', '207', '208')


def _object(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _words(found: Mapping[str, Any], message: str) -> str:
    detail = str(found.get('messageDetail') or '').strip()
    words = codes.words_of(message)
    return f'{words} {detail}'.strip() if detail and detail not in words else words
