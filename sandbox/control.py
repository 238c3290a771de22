"""The control API, `/_sandbox/…`: what tests, the demo and the phone page drive the sandbox with.

`README.md` shows every call with an example.
"""

import dataclasses
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from .clock import Clock
from .graph import templates
from .phone import ogg
from .records import Account, Json, Media, Phone, Refused, Template
from .webhooks import courier

if TYPE_CHECKING:
    from .app import Sandbox

MOST_AT_ONCE = 1000
VOICE = 'audio/ogg; codecs=opus'


def rules() -> list[Rule]:
    return [
        Rule(f'/_sandbox{path}', methods=[method], endpoint=('control', function))
        for method, path, function in ROUTES
    ]


def _body(request: Request) -> Json:
    if not request.data:
        return {}
    try:
        found: Any = request.get_json(force=True)
    except BadRequest as error:
        raise Refused("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise Refused("The body must be a JSON object.")
    return found


# -- all of it ---------------------------------------------------------------------------------


def state(sandbox: 'Sandbox', request: Request) -> Json:
    world = sandbox.world
    with world.lock:
        return {
            'now': world.clock.now(),
            'clock_runs': world.clock.runs,
            'seed': world.seed,
            'settings': dataclasses.asdict(world.settings),
            'accounts': [account.public() for account in world.accounts.values()],
            'phones': [_phone(sandbox, phone) for phone in world.phones.values()],
            'messages': len(world.messages),
            'templates': len(world.templates),
            'faults': world.faults.public(),
            'stamps': len(sandbox.pac.desk.book.stamps),
            'webhooks': sandbox.courier.counts | {'waiting': sandbox.courier.waiting()},
        }


def _phone(sandbox: 'Sandbox', phone: Phone) -> Json:
    """A phone with, for each business it talks to, the last message and how many are new."""
    world, chats = sandbox.world, {}
    for account in world.accounts.values():
        last = world.last(phone, account)
        if last:
            chats[account.phone_number_id] = {
                'last': last.public(),
                'unread': world.unread(phone, account),
            }
    return phone.public() | {'chats': chats}


def reset(sandbox: 'Sandbox', request: Request) -> Json:
    body = _body(request)
    sandbox.reset(int(body.get('seed', 0)), empty=bool(body.get('empty')))
    _apply_settings(sandbox, body.get('settings') or {})
    return {'ok': True, 'now': sandbox.world.clock.now()}


def settings(sandbox: 'Sandbox', request: Request) -> Json:
    _apply_settings(sandbox, _body(request))
    return dataclasses.asdict(sandbox.world.settings)


def _apply_settings(sandbox: 'Sandbox', wanted: Json) -> None:
    known = {field.name for field in dataclasses.fields(sandbox.world.settings)}
    if unknown := set(wanted) - known:
        raise Refused(f"There is no setting {', '.join(sorted(unknown))}.")
    for name, value in wanted.items():
        number = isinstance(getattr(sandbox.world.settings, name), int | float | None)
        if number and not isinstance(value, int | float | None):
            raise Refused(f"{name} is a number.")
    for name, value in wanted.items():
        setattr(sandbox.world.settings, name, value)


# -- faults and time ---------------------------------------------------------------------------


def list_faults(sandbox: 'Sandbox', request: Request) -> Json:
    return {'seed': sandbox.world.faults.seed, 'faults': sandbox.world.faults.public()}


def add_faults(sandbox: 'Sandbox', request: Request) -> Json:
    body = _body(request)
    seed = body.pop('seed', None)
    if seed is not None:
        sandbox.world.faults.reseed(int(seed))
    specs = body.get('faults', [body] if 'kind' in body else [])
    return {'faults': [rule.public() for rule in sandbox.world.faults.add(specs)]}


def clear_faults(sandbox: 'Sandbox', request: Request) -> Json:
    sandbox.world.faults.remove(request.args.get('id'))
    sandbox.world.agenda.wake()
    return {'ok': True}


def clock(sandbox: 'Sandbox', request: Request) -> Json:
    body, time = _body(request), sandbox.world.clock
    actions: dict[str, Callable[[Clock, Any], None]] = {
        'stop': lambda time, wish: time.stop(),
        'run': lambda time, wish: time.run(),
        'set': lambda time, wish: time.set(float(wish)),
        'advance': lambda time, wish: time.advance(float(wish)),
    }
    for name, action in actions.items():
        if body.get(name) not in (None, False):
            action(time, body[name])
    sandbox.world.agenda.wake()
    calm = sandbox.settle() if body.get('settle') else None
    sandbox.world.feed.tell({'event': 'clock', 'now': time.now()})
    return {'now': time.now(), 'runs': time.runs, 'calm': calm}


def settle(sandbox: 'Sandbox', request: Request) -> Json:
    """Wait until everything that is due was done and every due webhook was tried."""
    return {'calm': sandbox.settle(float(_body(request).get('timeout', 30)))}


# -- messages ----------------------------------------------------------------------------------


def inbound(sandbox: 'Sandbox', request: Request) -> Json:
    """A patient writes; JSON, or a form with `data` (JSON) and `file`."""
    upload = None
    if request.mimetype == 'multipart/form-data':
        try:
            body = json.loads(request.form.get('data', '{}'))
        except ValueError as error:
            raise Refused("`data` is not JSON.") from error
        if file := request.files.get('file'):
            upload = _uploaded(sandbox, body, file)
    else:
        body = _body(request)
    many = body.get('messages')
    if many is None:
        message = sandbox.inbound.act(body, upload)
        return {'message': message.public() if message else None}
    if len(many) > MOST_AT_ONCE:
        raise Refused(f"At most {MOST_AT_ONCE} at once.")
    made = [sandbox.inbound.act(spec) for spec in many]
    return {'ids': [message.id if message else None for message in made]}


def _uploaded(sandbox: 'Sandbox', body: Json, file: FileStorage) -> Media:
    account = sandbox.world.account(body.get('account'))
    data, mime = file.read(), file.mimetype
    if body.get('kind') == 'voice':
        if mime.endswith('/webm'):
            try:
                data, mime = ogg.from_webm(data), 'audio/ogg'
            except (ValueError, IndexError) as error:
                raise Refused("No se entendió la grabación.") from error
        mime = VOICE if mime == 'audio/ogg' else mime
    return sandbox.world.add_media(
        account.phone_number_id, data, mime, file.filename or '', inbound=True
    )


def list_messages(sandbox: 'Sandbox', request: Request) -> Json:
    """Oldest first; `account`, `phone`, `direction`, `since` (a seq) and `limit` narrow it."""
    args, world = request.args, sandbox.world
    since, limit = int(args.get('since', 0)), int(args.get('limit', 1000))
    with world.lock:
        phone = world.find_phone(args['phone']) if args.get('phone') else None
        if args.get('phone') and phone is None:
            raise Refused(f"There is no phone {args['phone']}.")
        chosen = [
            message
            for message in world.messages.values()
            if message.seq > since
            and message.account == args.get('account', message.account)
            and message.direction == args.get('direction', message.direction)
            and (phone is None or message.phone == phone.id)
        ]
        page = chosen[:limit] if 'since' in args else chosen[-limit:]
        return {'messages': [message.public() for message in page], 'total': len(chosen)}


def event(sandbox: 'Sandbox', request: Request) -> Json:
    """Any webhook: `{account, field, value}`; `value` is sent as it is."""
    body = _body(request)
    account = sandbox.world.account(body.get('account'))
    if not body.get('field') or not isinstance(body.get('value'), dict):
        raise Refused("Give `field` and `value`.")
    now = sandbox.world.clock.now()
    sandbox.courier.post(account, str(body['field']), body['value'], now)
    return {'ok': True}


def webhooks(sandbox: 'Sandbox', request: Request) -> Json:
    limit = int(request.args.get('limit', 100))
    with sandbox.courier.changed:
        log = list(sandbox.courier.log)[-limit:]
    found = [delivery.public() for delivery in log]
    if request.args.get('bodies'):
        for each, delivery in zip(found, log, strict=True):
            each['body'] = delivery.body.decode()
    return {'webhooks': found}


# -- accounts, phones, templates ---------------------------------------------------------------


def list_accounts(sandbox: 'Sandbox', request: Request) -> Json:
    return {'accounts': [account.public() for account in sandbox.world.accounts.values()]}


def add_account(sandbox: 'Sandbox', request: Request) -> Json:
    """Another business number; secrets that are left out are derived from its id."""
    body, world = _body(request), sandbox.world
    number_id = str(body.get('phone_number_id') or world.number_of_digits(15))
    if number_id in world.accounts:
        raise Refused(f"There is a number {number_id} already.")
    account = Account(
        phone_number_id=number_id,
        waba_id=str(body.get('waba_id') or world.number_of_digits(15)),
        name=str(body.get('name') or "Consultorio"),
        number=str(body.get('number') or f'5255000{len(world.accounts):05d}'),
        token=str(body.get('token') or f'token-{number_id}'),
        app_secret=str(body.get('app_secret') or f'secret-{number_id}'),
        verify_token=str(body.get('verify_token') or f'verify-{number_id}'),
        webhook=str(body.get('webhook') or ''),
    )
    world.accounts[number_id] = account
    secrets = {
        name: getattr(account, name) for name in ('token', 'app_secret', 'verify_token', 'app_id')
    }
    return {'account': account.public() | secrets}


def change_account(sandbox: 'Sandbox', request: Request, name: str) -> Json:
    """`webhook` (with `verify` the handshake is made first), token, quality, subscription …"""
    body = _body(request)
    account = sandbox.world.account(name)
    if body.get('verify'):
        url = str(body.get('webhook') or account.webhook)
        challenge = sandbox.world.number_of_digits(10)
        if problem := courier.verify(account, url, account.verify_token, challenge):
            raise Refused(problem)
    if 'token_expires_in' in body:
        wish = body['token_expires_in']
        account.token_expires = None if wish is None else sandbox.world.clock.now() + float(wish)
    plain = (
        *('webhook', 'subscribed', 'require_proof', 'token', 'app_secret', 'verify_token'),
        *('quality', 'limit_tier', 'status', 'name_status', 'name'),
    )
    for key in plain:
        if key in body:
            setattr(account, key, body[key])
    sandbox.world.feed.tell({'event': 'reload'})
    return {'account': account.public()}


def list_phones(sandbox: 'Sandbox', request: Request) -> Json:
    with sandbox.world.lock:
        return {'phones': [_phone(sandbox, phone) for phone in sandbox.world.phones.values()]}


def add_phone(sandbox: 'Sandbox', request: Request) -> Json:
    """A phone, or with `phones` many; one whose number is there is renamed instead."""
    body = _body(request)
    made = []
    for spec in body.get('phones', [body]):
        number, kind = str(spec.get('number') or ''), str(spec.get('kind') or 'normal')
        name = str(spec.get('name') or '')
        phone = sandbox.world.find_phone(number) if number and 'phones' in body else None
        if phone:
            phone.name, phone.known = name or phone.name, True
            sandbox.world.tell_phone(phone)
        else:
            phone = sandbox.world.add_phone(name, number, kind, known=True)
        made.append(phone.public())
    return {'phone': made[0]} if 'phones' not in body else {'phones': made}


def change_phone(sandbox: 'Sandbox', request: Request, name: str) -> Json:
    """`on`, `name`, `read_receipts`, and for an `account`: `blocked`, `marketing`."""
    body, world = _body(request), sandbox.world
    phone = world.find_phone(name)
    if phone is None:
        raise Refused(f"There is no phone {name}.")
    if body.get('name'):
        phone.name = str(body['name'])
    if 'read_receipts' in body:
        phone.read_receipts = bool(body['read_receipts'])
    if 'blocked' in body:
        account = world.account(body.get('account'))
        if body['blocked']:
            phone.blocked.add(account.phone_number_id)
        else:
            phone.blocked.discard(account.phone_number_id)
    if 'on' in body:
        sandbox.chats.switch(phone, bool(body['on']))
    world.tell_phone(phone)
    return {'phone': phone.public()}


def list_templates(sandbox: 'Sandbox', request: Request) -> Json:
    return {'templates': [template.public() for template in sandbox.world.templates.values()]}


def add_template(sandbox: 'Sandbox', request: Request) -> Json:
    """A template that is approved already, without Meta's review."""
    body, world = _body(request), sandbox.world
    account = world.account(body.get('account'))
    template = Template(
        world.number_of_digits(16),
        account.waba_id,
        str(body.get('name')),
        str(body.get('language') or 'es_MX'),
        str(body.get('category') or 'UTILITY').upper(),
        list(body.get('components') or []),
        str(body.get('parameter_format') or 'POSITIONAL').upper(),
        str(body.get('status') or 'APPROVED'),
    )
    world.templates[template.id] = template
    return {'template': template.public()}


def change_template(sandbox: 'Sandbox', request: Request, name: str) -> Json:
    """Meta decides: `{status, reason}`, told by webhook."""
    body, world = _body(request), sandbox.world
    found = [each for each in world.templates.values() if name in (each.id, each.name)]
    if not found:
        raise Refused(f"There is no template {name}.")
    for template in found:
        account = next(each for each in world.accounts.values() if each.waba_id == template.waba_id)
        status, reason = str(body.get('status', 'APPROVED')), str(body.get('reason', 'NONE'))
        templates.set_status(world, sandbox.courier, account, template, status, reason)
    return {'templates': [template.public() for template in found]}


def add_flow(sandbox: 'Sandbox', request: Request) -> Json:
    """The screens of a Flow (Flow JSON), so that the phone can show it."""
    body = _body(request)
    if not isinstance(body.get('json'), dict):
        raise Refused("Give `id` or `name`, and `json` (an object).")
    for key in filter(None, (body.get('id'), body.get('name'))):
        sandbox.world.flows[str(key)] = body['json']
    return {'ok': True}


def get_flow(sandbox: 'Sandbox', request: Request, name: str) -> Json:
    return {'json': sandbox.world.flows.get(name)}


# -- the page ----------------------------------------------------------------------------------


def media(sandbox: 'Sandbox', request: Request, name: str) -> Response:
    """A file for the page to show; never as a page of its own."""
    stored = sandbox.world.media.get(name)
    if stored is None:
        return Response("No está.", 404)
    response = Response(stored.data, mimetype=stored.mime)
    response.make_conditional(request, accept_ranges=True, complete_length=len(stored.data))
    response.headers['Content-Security-Policy'] = "sandbox; default-src 'none'"
    response.headers['X-Content-Type-Options'] = 'nosniff'
    return response


def feed(sandbox: 'Sandbox', request: Request) -> Response:
    response = Response(sandbox.world.feed.listen(), mimetype='text/event-stream')
    response.headers['Cache-Control'] = 'no-store'
    return response


ROUTES: list[tuple[str, str, Callable[..., Json | Response]]] = [
    ('GET', '/state', state),
    ('POST', '/reset', reset),
    ('POST', '/settings', settings),
    ('GET', '/faults', list_faults),
    ('POST', '/faults', add_faults),
    ('DELETE', '/faults', clear_faults),
    ('POST', '/clock', clock),
    ('POST', '/settle', settle),
    ('POST', '/inbound', inbound),
    ('GET', '/messages', list_messages),
    ('POST', '/events', event),
    ('GET', '/webhooks', webhooks),
    ('GET', '/accounts', list_accounts),
    ('POST', '/accounts', add_account),
    ('POST', '/accounts/<name>', change_account),
    ('GET', '/phones', list_phones),
    ('POST', '/phones', add_phone),
    ('POST', '/phones/<name>', change_phone),
    ('GET', '/templates', list_templates),
    ('POST', '/templates', add_template),
    ('POST', '/templates/<name>', change_template),
    ('POST', '/flows', add_flow),
    ('GET', '/flows/<name>', get_flow),
    ('GET', '/media/<name>', media),
    ('GET', '/feed', feed),
]
