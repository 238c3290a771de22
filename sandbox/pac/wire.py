"""One call of a PAC's interface: who was asked for what, and what the faults do to it."""

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from ..graph import Dropped
from ..records import Json
from .desk import Desk

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LONGEST_SILENCE = 120.0


@dataclass
class Call:
    desk: Desk
    request: Request
    about: Json  # what a fault's `match` is compared with


def answer_json(found: Any, status: int = 200) -> Response:
    text = json.dumps(found, ensure_ascii=False)
    return Response(text, status, mimetype='application/json')


class Cut(Response):
    """An answer of which half arrives."""

    def __call__(
        self, environ: 'WSGIEnvironment', start_response: 'StartResponse'
    ) -> Iterable[bytes]:
        whole = self.get_data()
        start_response(self.status, self.get_wsgi_headers(environ).to_wsgi_list())
        yield whole[: len(whole) // 2]
        connection = environ.get('werkzeug.socket')
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError


def perform(call: Call, function: Callable[..., Response], arguments: Json) -> Response:
    """The call, with what goes wrong before it is looked at and after it was done.

    :raise Dropped: the caller gets no answer
    """
    world, about = call.desk.world, call.about
    hit = world.faults.hit
    if world.settings.latency:
        time.sleep(world.settings.latency)
    if rule := hit('slow', about):
        call.desk.closed.wait(min(LONGEST_SILENCE, rule['seconds']))
    if rule := hit('silence', about):
        if rule['after']:
            function(call, **arguments)
        call.desk.closed.wait(min(LONGEST_SILENCE, rule['seconds']))
        raise Dropped
    if hit('drop', about):
        raise Dropped
    if rule := hit('http', about):
        return Response(rule['body'], int(rule['status']))
    response = function(call, **arguments)
    if rule := hit('http_after', about):
        return Response(rule['body'], int(rule['status']))
    if hit('lose_answer', about):
        raise Dropped
    if hit('cut_answer', about):
        return Cut(response.get_data(), response.status, response.headers)
    return response
