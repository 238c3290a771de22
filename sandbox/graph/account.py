"""The number, its WhatsApp Business account, subscriptions and the token (*Reference > Phone
numbers*, *Webhooks > Override*, *Graph API > debug_token*).
"""

from ..records import Account, Json
from ..webhooks import courier
from .call import Call
from .errors import GraphError, unknown_object

APP_NAME = "Clínica"
SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging']
DEFAULT_FIELDS = ('verified_name', 'display_phone_number', 'quality_rating')


def describe_number(call: Call, account: Account) -> Json:
    """`GET /{phone_number_id}?fields=…`."""
    full: Json = {
        'verified_name': account.name,
        'display_phone_number': _displayed(account.number),
        'quality_rating': account.quality,
        'status': account.status,
        'name_status': account.name_status,
        'code_verification_status': 'VERIFIED',
        'platform_type': 'CLOUD_API',
        'account_mode': 'SANDBOX',
        'is_official_business_account': False,
        'messaging_limit_tier': account.limit_tier,
        'whatsapp_business_manager_messaging_limit': account.limit_tier,
        'throughput': {'level': 'STANDARD'},
        'webhook_configuration': {'application': account.webhook},
    }
    wanted = call.request.args.get('fields')
    names = [name.strip() for name in wanted.split(',')] if wanted else DEFAULT_FIELDS
    return {name: full[name] for name in names if name in full} | {'id': account.phone_number_id}


def _displayed(number: str) -> str:
    if number.startswith('52') and len(number) == 12:
        return f'+52 {number[2:4]} {number[4:8]} {number[8:]}'
    return f'+{number}'


def describe_business(call: Call, account: Account) -> Json:
    """`GET /{waba_id}`."""
    return {
        'id': account.waba_id,
        'name': account.name,
        'timezone_id': '1',
        'message_template_namespace': '00000000_0000_4000_8000_000000000001',
    }


def numbers(call: Call, object_id: str) -> Json:
    """`GET /{waba_id}/phone_numbers`."""
    call.business(object_id)
    found = [
        describe_number(call, account)
        for account in call.world.accounts.values()
        if account.waba_id == object_id
    ]
    return {'data': found, 'paging': {'cursors': {'before': 'MAZDZD', 'after': 'MAZDZD'}}}


def subscriptions(call: Call, object_id: str) -> Json:
    """`GET /{waba_id}/subscribed_apps`."""
    account = call.business(object_id)
    app: Json = {
        'whatsapp_business_api_data': {
            'id': account.app_id,
            'link': 'https://example.com/',
            'name': APP_NAME,
        }
    }
    if account.webhook:
        app['override_callback_uri'] = account.webhook
    return {'data': [app] if account.subscribed else []}


def subscribe(call: Call, object_id: str) -> Json:
    """`POST /{waba_id}/subscribed_apps`, maybe with another callback, which is verified at once."""
    account = call.business(object_id)
    body = call.json() if call.request.data else {}
    url = body.get('override_callback_uri') or call.request.form.get('override_callback_uri')
    if url:
        token = body.get('verify_token') or call.request.form.get('verify_token') or ''
        challenge = call.world.number_of_digits(10)
        problem = courier.verify(account, url, token, challenge)
        if problem:
            raise GraphError(
                2200, problem, message=f"(#2200) Callback verification failed: {problem}"
            )
    for each in _of_business(call, object_id):
        each.subscribed = True
        if url:
            each.webhook, each.verified = url, True
    return {'success': True}


def unsubscribe(call: Call, object_id: str) -> Json:
    call.business(object_id)
    for account in _of_business(call, object_id):
        account.subscribed = False
    return {'success': True}


def _of_business(call: Call, waba_id: str) -> list[Account]:
    return [each for each in call.world.accounts.values() if each.waba_id == waba_id]


def register(call: Call, object_id: str) -> Json:
    """`POST /{phone_number_id}/register`, with the six digits of two-step verification."""
    account = call.number(object_id)
    pin = str(call.json().get('pin') or '')
    if not (pin.isdigit() and len(pin) == 6):
        raise GraphError(100, "Param pin must be 6 digits.")
    account.status = 'CONNECTED'
    return {'success': True}


def deregister(call: Call, object_id: str) -> Json:
    call.number(object_id).status = 'DISCONNECTED'
    return {'success': True}


def debug_token(call: Call) -> Json:
    """`GET /debug_token?input_token=…`: whose it is, whether and how long it is good."""
    token = call.request.args.get('input_token', '')
    found = [each for each in call.world.accounts.values() if each.token == token]
    if not found:
        return {
            'data': {
                'error': {'code': 190, 'message': "Invalid OAuth access token."},
                'is_valid': False,
                'scopes': [],
            }
        }
    account = found[0]
    until = account.token_expires
    return {
        'data': {
            'app_id': account.app_id,
            'type': 'SYSTEM_USER',
            'application': APP_NAME,
            'expires_at': int(until) if until is not None else 0,
            'is_valid': until is None or until > call.world.clock.now(),
            'scopes': SCOPES,
            'granular_scopes': [
                {'scope': scope, 'target_ids': sorted({each.waba_id for each in found})}
                for scope in SCOPES
            ],
        }
    }


def find(call: Call, object_id: str) -> Account | None:
    """A number by its id, or None when it is no number's."""
    if object_id not in call.world.accounts:
        return None
    return call.number(object_id)


def must_exist(call: Call, object_id: str) -> Account:
    for account in call.world.accounts.values():
        if account.waba_id == object_id:
            return call.business(object_id)
    raise unknown_object(object_id, call.request.method.lower())
