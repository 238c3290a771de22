"""`POST /{phone_number_id}/messages` (*Cloud API > Reference > Messages*)."""

from typing import Any

from .. import numbers, views
from ..records import Account, Json, Phone, Template
from . import checks, filling
from .call import Call
from .errors import GraphError


def post(call: Call, object_id: str) -> Json:
    """Send a message, or mark one as read (`status`), maybe with a typing indicator."""
    account = call.number(object_id)
    body = call.json()
    checks.envelope(body)
    if 'status' in body:
        return _read(call, account, body)
    if not body.get('to') and not body.get('recipient'):
        raise GraphError(
            100,
            "The parameter to is required.",
            message="(#100) The parameter to is required.",
        )
    try:
        checks.content(body)
        _check_media(call, account, body)
        template = _wanted(call, account, body)
        view = _view(call, template, body)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # An object where a text belongs, a text where a list belongs …
        raise GraphError(100, f"A parameter is of the wrong type ({error}).") from error
    return _send(call, account, body, template, view)


def _read(call: Call, account: Account, body: Json) -> Json:
    if body['status'] != 'read':
        raise GraphError(100, "Param status must be read.")
    wamid = str(checks.required(body, 'message_id'))
    typing = body.get('typing_indicator')
    if typing and typing.get('type') != 'text':
        raise GraphError(100, "Param typing_indicator['type'] must be text.")
    if not call.chats.business_read(account, wamid, bool(typing)):
        raise GraphError(131009, f"Message id {wamid} is not a message to this number.")
    return {'success': True}


def _check_media(call: Call, account: Account, body: Json) -> None:
    """A file named by id must be this number's, of the type it is sent as."""
    kind = body.get('type', 'text')
    parts: list[Any] = [(kind, body.get(kind))] if kind in views.MEDIA_TYPES else []
    if kind == 'interactive' and (body[kind].get('header') or {}).get('type') in views.MEDIA_TYPES:
        form = body[kind]['header']['type']
        parts.append((form, body[kind]['header'][form]))
    for form, part in parts:
        if not part.get('id'):
            continue
        stored = call.world.media.get(str(part['id']))
        if stored is None or stored.account != account.phone_number_id:
            raise GraphError(
                131009, f"Param {form}['id'] is not a valid whatsapp business account media id"
            )
        family = stored.mime.split('/')[0]
        if form in ('image', 'audio', 'video') and family != form:
            raise GraphError(131053, f"{stored.mime} cannot be sent as {form}.")


def _send(call: Call, account: Account, body: Json, template: Template | None, view: Json) -> Json:
    world = call.world
    to = str(body.get('to') or body.get('recipient'))
    kind = body.get('type', 'text')
    if body.get('to') and not numbers.valid(to):
        raise GraphError(131009, "Param to is not a valid phone number.")
    if numbers.canonical(to) == account.number:
        raise GraphError(131021)
    if account.status != 'CONNECTED':
        raise GraphError(133010)
    if template and template.category == 'AUTHENTICATION' and not body.get('to'):
        raise GraphError(131062)
    with world.lock:
        phone = world.reach(to) if body.get('to') else world.find_phone(to)
        if phone is None and not body.get('to'):
            raise GraphError(131009, "Param recipient is not a known business-scoped user ID.")
        _check_reaction(call, body, kind)
        late = call.late_error(account, phone, kind)
        call.limits.take(account, phone, _recent(call, account, phone))
        message = call.chats.accept(account, phone, body, view, template, late)
    contact: Json = {'input': to}
    if body.get('to'):
        contact['wa_id'] = phone.wa_id if phone else numbers.digits(to)
    elif phone:
        contact['user_id'] = phone.bsuid
    return {
        'messaging_product': 'whatsapp',
        'contacts': [contact],
        'messages': [{'id': message.id, 'message_status': 'accepted'}],
    }


def _recent(call: Call, account: Account, phone: Phone | None) -> bool:
    last = phone.last_in.get(account.phone_number_id) if phone else None
    return last is not None and call.world.clock.now() - last < 24 * 3600


def _view(call: Call, template: Template | None, body: Json) -> Json:
    kind = body.get('type', 'text')
    if template:
        components = body['template'].get('components') or []
        return filling.fill(template, components, call.world.media.get)
    return views.of_message(kind, body[kind], call.world.media.get)


def _check_reaction(call: Call, body: Json, kind: str) -> None:
    if kind == 'reaction' and body['reaction']['message_id'] not in call.world.messages:
        raise GraphError(131009, "Param reaction['message_id'] is not a message of this chat.")


def _wanted(call: Call, account: Account, body: Json) -> Template | None:
    """The approved template that the message names, if it is a template message.

    :raise GraphError: 132001 it is not there (or not approved), 132015 paused, 132016 disabled
    """
    if body.get('type') != 'template':
        return None
    part = body['template']
    code = part['language']['code']
    found = [
        template
        for template in call.world.templates.values()
        if (template.waba_id, template.name, template.language)
        == (account.waba_id, part['name'], code)
    ]
    status = found[0].status if found else ''
    if status == 'PAUSED':
        raise GraphError(132015)
    if status == 'DISABLED':
        raise GraphError(132016)
    if status != 'APPROVED':
        raise GraphError(132001, f"template name ({part['name']}) does not exist in {code}")
    return found[0]
