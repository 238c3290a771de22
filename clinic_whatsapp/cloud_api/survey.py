"""What Meta says of a number, asked in one go: whoever asks holds nothing open meanwhile.

API pages: "Business phone numbers", "Subscribed apps", "Debug token".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .client import Client
from .errors import CloudApiError

JSON = dict[str, Any]


@dataclass(frozen=True)
class Survey:
    """Each answer, or the error that came in its place; None: it was not asked.

    ``proof``: the number once more, with the proof that the app's secret is right.
    """

    number: JSON | CloudApiError
    token: JSON | CloudApiError | None = None
    proof: JSON | CloudApiError | None = None
    numbers: list[JSON] | CloudApiError | None = None
    subscriptions: list[JSON] | CloudApiError | None = None


def survey(
    connection: Mapping[str, Any], phone_number_id: str, waba_id: str = '', app_secret: str = ''
) -> Survey:
    """Ask. Without the number nothing else is asked, and an account without an app that gets its
    news is subscribed at once.

    :param connection: what a `Client` is made of
    :param waba_id: of the account; '' to ask for number and token alone
    """
    client = Client(**connection)
    try:
        number = _answer(lambda: client.phone_number(phone_number_id))
        if isinstance(number, CloudApiError):
            return Survey(number)
        token = _answer(client.token_info)
        if not waba_id:
            return Survey(number, token)
        numbers = _answer(lambda: client.phone_numbers(waba_id))
        subscriptions = _answer(lambda: client.subscriptions(waba_id))
        if subscriptions == []:
            _answer(lambda: client.subscribe(waba_id))
            subscriptions = _answer(lambda: client.subscriptions(waba_id))
    finally:
        client.close()
    proof = _proof(connection, phone_number_id, app_secret) if app_secret else None
    return Survey(number, token, proof, numbers, subscriptions)


def _proof(
    connection: Mapping[str, Any], phone_number_id: str, app_secret: str
) -> JSON | CloudApiError:
    proving = Client(**connection, app_secret=app_secret)
    try:
        answer: JSON | CloudApiError = _answer(lambda: proving.phone_number(phone_number_id))
        return answer
    finally:
        proving.close()


def _answer(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except CloudApiError as error:
        return error
