"""Meta's Graph API, as much of it as a connector calls. `ROUTES` is its map.

A path may begin with a version (`/v23.0/…`), as Meta's do.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from ..chat import Chats
from ..records import Json
from ..world import World
from . import account, limits, media, messages, templates
from .call import Call, Dropped, authenticate, facts, strike
from .errors import GraphError, known

__all__ = ['ROUTES', 'Dropped', 'Graph', 'GraphError', 'known']

OLDEST = 17


def get_object(call: Call, object_id: str) -> Json:
    """`GET /{id}`: whatever the id belongs to."""
    if object_id.startswith('upload:'):
        return media.session_state(call, object_id)
    if object_id in call.world.media:
        return media.describe(call, media.find(call, object_id))
    if object_id in call.world.templates:
        return templates.describe(call, templates.find(call, object_id))
    number = account.find(call, object_id)
    if number:
        return account.describe_number(call, number)
    return account.describe_business(call, account.must_exist(call, object_id))


def post_object(call: Call, object_id: str) -> Json:
    """`POST /{id}`: a part of an upload, or an edited template."""
    if object_id.startswith('upload:'):
        return media.send_part(call, object_id)
    return templates.edit(call, object_id)


# (method, path below the version, name for a fault's `match`, function)
ROUTES: list[tuple[str, str, str, Callable[..., Json | Response]]] = [
    ('POST', '/<object_id>/messages', 'messages', messages.post),
    ('PUT', '/<object_id>/messages', 'messages', messages.post),
    ('POST', '/<object_id>/media', 'media_upload', media.upload),
    ('GET', '/<object_id>/message_templates', 'templates', templates.listing),
    ('POST', '/<object_id>/message_templates', 'template_create', templates.create),
    ('DELETE', '/<object_id>/message_templates', 'template_delete', templates.delete),
    ('GET', '/<object_id>/phone_numbers', 'phone_numbers', account.numbers),
    ('GET', '/<object_id>/subscribed_apps', 'subscribed_apps', account.subscriptions),
    ('POST', '/<object_id>/subscribed_apps', 'subscribed_apps', account.subscribe),
    ('DELETE', '/<object_id>/subscribed_apps', 'subscribed_apps', account.unsubscribe),
    ('POST', '/<object_id>/register', 'register', account.register),
    ('POST', '/<object_id>/deregister', 'register', account.deregister),
    ('POST', '/<object_id>/uploads', 'upload', media.open_session),
    ('GET', '/debug_token', 'debug_token', account.debug_token),
    ('GET', '/<object_id>', 'object', get_object),
    ('POST', '/<object_id>', 'object', post_object),
    ('DELETE', '/<object_id>', 'media_delete', media.delete),
]


class Graph:
    """Answers the calls: token, faults, function, error envelope, quota headers."""

    def __init__(self, world: World, chats: Chats) -> None:
        self.world = world
        self.chats = chats
        self.limits = limits.Limits(world)

    def rules(self) -> list[Rule]:
        found = []
        for method, path, name, function in ROUTES:
            target = (name, function)
            versioned = f'/v<regex("[0-9]+[.][0-9]+"):version>{path}'
            found.append(Rule(versioned, methods=[method], endpoint=target))
            if path.count('/') > 1 or not path.startswith('/<'):
                found.append(Rule(path, methods=[method], endpoint=target))
        download = ('media_download', media.download)
        path = '/whatsapp_business/attachments/'
        return [*found, Rule(path, methods=['GET'], endpoint=download)]

    def answer(
        self, request: Request, name: str, function: Callable[..., Any], arguments: Json
    ) -> Response:
        """:raise Dropped: the caller gets no answer"""
        about = facts(request, name, '')
        percent, caller = 0.0, None
        try:
            if self.world.settings.latency:
                time.sleep(self.world.settings.latency)
            _check_version(arguments.pop('version', None))
            caller = authenticate(self.world, request)
            about['account'] = caller.phone_number_id
            if rule := self.world.faults.hit('http', about):
                return Response(rule['body'], int(rule['status']))
            strike(self.world, about)
            call = Call(self.world, self.chats, self.limits, request, caller, name)
            found = function(call, **arguments)
            response = found if isinstance(found, Response) else _json(found, 200)
        except GraphError as error:
            response = _json(error.envelope(_trace(self.world)), error.status)
            percent = 100.0 if error.status == 429 or error.code in (4, 80007) else 0.0
            if error.retry_after is not None:
                response.headers['Retry-After'] = str(error.retry_after)
        if caller:
            wait = -(-int(response.headers.get('Retry-After', 0)) // 60)
            used = percent or self.limits.used(caller)
            response.headers.extend(limits.headers(caller, used, wait))
        if response.status_code == 200 and self.world.faults.hit('lose_answer', about):
            raise Dropped
        return response


def _check_version(version: str | None) -> None:
    if version and int(version.split('.')[0]) < OLDEST:
        raise GraphError(
            2635,
            message=f"(#2635) You are calling a deprecated version of the API (v{version}).",
            status=400,
        )


def _json(found: Json, status: int) -> Response:
    body = json.dumps(found, ensure_ascii=True, separators=(',', ':'))
    response = Response(body, status, mimetype='application/json')
    response.headers['facebook-api-version'] = 'v23.0'
    return response


def _trace(world: World) -> str:
    letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'
    return 'A' + ''.join(world.chance.choice(letters) for _ in range(22))
