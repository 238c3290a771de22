"""Templates: create, list, edit, delete, and Meta's review (*Message templates*)."""

import base64
import re
from typing import Any

from ..records import Account, Json, Refused, Template
from ..webhooks import payloads
from ..webhooks.courier import Courier
from ..world import World
from . import filling
from .call import Call
from .errors import GraphError, unknown_object

CATEGORIES = ('UTILITY', 'MARKETING', 'AUTHENTICATION')
NAME = re.compile(r'[a-z0-9_]{1,512}$')
LANGUAGE = re.compile(r'[a-z]{2,3}(_[A-Z]{2})?$')
PER_HOUR = 100
MOST = 6000
STATUSES = {
    *('APPROVED', 'PENDING', 'REJECTED', 'FLAGGED', 'PAUSED', 'DISABLED', 'IN_APPEAL'),
    *('REINSTATED', 'ARCHIVED', 'LIMIT_EXCEEDED', 'LOCKED', 'PENDING_DELETION', 'DELETED'),
}
FIELDS = ('name', 'parameter_format', 'components', 'language', 'status', 'category')


def create(call: Call, object_id: str) -> Json:
    """`POST /{waba_id}/message_templates` -> `{id, status: PENDING, category}`."""
    account = call.business(object_id)
    body = call.json()
    keys = ('name', 'language', 'category')
    name, language, category = (str(body.get(key) or '') for key in keys)
    if not NAME.match(name):
        raise GraphError(
            100,
            "Message template name can only have lowercase letters, numbers and underscores.",
            subcode=2388073,
            user_title="Invalid template name",
        )
    if not LANGUAGE.match(language):
        raise GraphError(100, "Param language must be one of the supported locales.")
    category = category.upper()
    if category not in CATEGORIES:
        raise GraphError(100, f"Param category must be one of {{{', '.join(CATEGORIES)}}}.")
    form = str(body.get('parameter_format') or 'POSITIONAL').upper()
    check(body.get('components'), form, category)
    world = call.world
    with world.lock:
        _check_new(world, object_id, name, language)
        template = Template(
            world.number_of_digits(16),
            object_id,
            name,
            language,
            category,
            body['components'],
            form,
            created=world.clock.now(),
        )
        world.templates[template.id] = template
    submit(world, call.chats.courier, account, template)
    return {'id': template.id, 'status': template.status, 'category': template.category}


def _check_new(world: World, waba_id: str, name: str, language: str) -> None:
    mine = [template for template in world.templates.values() if template.waba_id == waba_id]
    if any((template.name, template.language) == (name, language) for template in mine):
        raise GraphError(
            100,
            f"There is already {language} content for this template.",
            subcode=2388024,
            user_title="Content in This Language Already Exists",
        )
    now = world.clock.now()
    recent = [made for made in world.created.setdefault(waba_id, []) if made > now - 3600]
    if len(recent) >= PER_HOUR:
        raise GraphError(80007, "Too many templates were created in the last hour.")
    world.created[waba_id] = [*recent, now]


def check(components: Any, form: str, category: str) -> None:
    """:raise GraphError: Meta would not take the content for review"""
    try:
        _check(components, form, category)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GraphError(100, f"A parameter is of the wrong type ({error}).") from error


def _check(components: Any, form: str, category: str) -> None:
    if not isinstance(components, list) or not components:
        raise GraphError(100, "The parameter components is required.")
    if form not in ('POSITIONAL', 'NAMED'):
        raise GraphError(100, "Param parameter_format must be POSITIONAL or NAMED.")
    kinds = [str(part.get('type', '')).upper() for part in components]
    if len(set(kinds)) < len(kinds) or 'BODY' not in kinds:
        raise GraphError(100, "A template has one BODY and at most one of each other component.")
    for kind, part in zip(kinds, components, strict=True):
        if kind == 'BODY' and category != 'AUTHENTICATION':
            _text(part, 'BODY', 1024, form)
        elif kind == 'HEADER':
            _header(part, form)
        elif kind == 'FOOTER' and category != 'AUTHENTICATION':
            _text(part, 'FOOTER', 60, form, variables=0)
        elif kind == 'BUTTONS':
            _buttons(part.get('buttons') or [])


def _invalid(details: str, subcode: int = 2388299) -> GraphError:
    return GraphError(100, details, subcode=subcode, user_title="Invalid template")


def _text(part: Json, kind: str, longest: int, form: str, variables: int | None = None) -> None:
    text = str(part.get('text') or '')
    if not 1 <= len(text) <= longest:
        raise _invalid(f"{kind} must have 1 to {longest} characters.")
    names = filling.variables(text)
    if variables is not None and len(names) > variables:
        raise _invalid(f"{kind} can have at most {variables} variables.")
    if not names:
        return
    wanted = {str(number + 1) for number in range(len(names))}
    if form == 'POSITIONAL' and set(names) != wanted:
        raise _invalid(f"{kind}: variables must be numbered from 1 without gaps.")
    if form == 'NAMED' and not all(re.fullmatch(r'[a-z_][a-z0-9_]*', name) for name in names):
        raise _invalid(f"{kind}: variable names have lowercase letters and underscores only.")
    if kind == 'BODY' and (filling.VARIABLE.match(text.strip()) or text.strip().endswith('}}')):
        raise _invalid("Variables can't be at the start or end of the template.")
    _example(part, kind, names, form)


def _example(part: Json, kind: str, names: list[str], form: str) -> None:
    """Every variable needs an example."""
    example = part.get('example') or {}
    if form == 'NAMED':
        given = example.get(f'{kind.lower()}_text_named_params') or []
        known = {item.get('param_name') for item in given if item.get('example')}
        missing = set(names) - known
    else:
        values = example.get(f'{kind.lower()}_text') or []
        if kind == 'BODY':
            values = values[0] if values and isinstance(values[0], list) else values
        missing = set(names[len(values) :])
    if missing:
        raise _invalid(
            f"component of type {kind} is missing expected field(s) (example)", subcode=2388043
        )


def _header(part: Json, form: str) -> None:
    kind = str(part.get('format') or '').upper()
    if kind == 'TEXT':
        _text(part, 'HEADER', 60, form, variables=1)
    elif kind in ('IMAGE', 'VIDEO', 'DOCUMENT'):
        if not (part.get('example') or {}).get('header_handle'):
            raise _invalid(
                "component of type HEADER is missing expected field(s) (example)", subcode=2388043
            )
    elif kind != 'LOCATION':
        raise _invalid("HEADER format must be TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION.")


def _buttons(buttons: list[Json]) -> None:
    if not 1 <= len(buttons) <= 10:
        raise _invalid("A template can have 1 to 10 buttons.")
    most = {'URL': 2, 'PHONE_NUMBER': 1, 'COPY_CODE': 1}
    kinds = [str(button.get('type') or '').upper() for button in buttons]
    for kind, limit in most.items():
        if kinds.count(kind) > limit:
            raise _invalid(f"A template can have at most {limit} buttons of type {kind}.")
    for kind, button in zip(kinds, buttons, strict=True):
        if kind != 'OTP' and not 1 <= len(str(button.get('text') or '')) <= 25:
            if kind != 'COPY_CODE':
                raise _invalid("A button's text must have 1 to 25 characters.")
        if kind == 'URL':
            url = str(button.get('url') or '')
            if not url.startswith(('http://', 'https://')):
                raise _invalid("A button's url must be a valid URL.")
            if filling.variables(url) and not button.get('example'):
                raise _invalid("A button's url with a variable needs an example.", 2388043)


# -- review ------------------------------------------------------------------------------------


def submit(world: World, courier: Courier, account: Account, template: Template) -> None:
    """Send to review: what the settings say comes back after a while, by webhook too."""
    template.status = 'PENDING'
    wish = world.settings.review
    if wish == 'hold':
        return

    def decide(moment: float) -> None:
        if template.status == 'PENDING' and template.id in world.templates:
            event = 'APPROVED' if wish == 'approve' else 'REJECTED'
            reason = 'NONE' if wish == 'approve' else 'INVALID_FORMAT'
            set_status(world, courier, account, template, event, reason, moment)

    world.agenda.at(world.clock.now() + world.settings.review_after, decide)


def set_status(
    world: World,
    courier: Courier,
    account: Account,
    template: Template,
    event: str,
    reason: str = 'NONE',
    at: float | None = None,
) -> None:
    """:raise Refused: there is no such status"""
    if event not in STATUSES:
        raise Refused(f"A template's status is one of {', '.join(sorted(STATUSES))}.")
    template.status = 'APPROVED' if event == 'REINSTATED' else event
    template.reason = reason
    if event == 'DELETED':
        world.templates.pop(template.id, None)
    moment = world.clock.now() if at is None else at
    value = payloads.template_status(template, event)
    courier.post(account, 'message_template_status_update', value, moment)


# -- reading, editing, deleting ----------------------------------------------------------------


def listing(call: Call, object_id: str) -> Json:
    """`GET /{waba_id}/message_templates`: by cursors, `paging.next` while there is more."""
    call.business(object_id)
    args = call.request.args
    found = [
        template
        for template in call.world.templates.values()
        if template.waba_id == object_id
        and args.get('name', template.name) in template.name
        and all(
            args.get(key, '').upper() in ('', getattr(template, key).upper())
            for key in ('status', 'category', 'language')
        )
    ]
    found.sort(key=lambda template: (template.name, template.language))
    limit = args.get('limit') or '25'
    if not limit.isdigit():
        raise GraphError(100, "Param limit must be a number.")
    size = min(1000, max(1, int(limit)))
    start = _position(args.get('after'))
    page = found[start : start + size]
    answer: Json = {'data': [_shown(template, args.get('fields')) for template in page]}
    if args.get('summary'):
        answer['summary'] = {
            'total_count': len(found),
            'message_template_count': len(found),
            'message_template_limit': MOST,
            'are_translations_complete': True,
        }
    if page:
        answer['paging'] = {
            'cursors': {'before': _cursor(start), 'after': _cursor(start + len(page))}
        }
        if start + size < len(found):
            rest = {key: value for key, value in args.items() if key != 'access_token'}
            rest['after'] = _cursor(start + len(page))
            query = '&'.join(f'{key}={value}' for key, value in rest.items())
            answer['paging']['next'] = f'{call.request.base_url}?{query}'
    return answer


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(str(position).encode()).decode().rstrip('=')


def _position(cursor: str | None) -> int:
    try:
        return int(base64.urlsafe_b64decode((cursor or '') + '===').decode() or 0)
    except ValueError as error:
        raise GraphError(100, "Invalid cursor.") from error


def _shown(template: Template, fields: str | None) -> Json:
    full = template.public() | {
        'rejected_reason': template.reason,
        'quality_score': {'score': template.quality, 'date': int(template.created)},
    }
    names = [name.split('{')[0].strip() for name in fields.split(',')] if fields else FIELDS
    return {name: full[name] for name in names if name in full} | {'id': template.id}


def find(call: Call, object_id: str) -> Template:
    template = call.world.templates.get(object_id)
    if template is None:
        raise unknown_object(object_id, call.request.method.lower())
    call.business(template.waba_id)
    return template


def describe(call: Call, template: Template) -> Json:
    return _shown(template, call.request.args.get('fields'))


def edit(call: Call, object_id: str) -> Json:
    """`POST /{template_id}`: new components or category, and a new review."""
    template = find(call, object_id)
    body = call.json()
    if template.status not in ('APPROVED', 'REJECTED', 'PAUSED'):
        raise GraphError(
            100, "A template in review cannot be edited.", subcode=2388039, user_title="In review"
        )
    components = body.get('components', template.components)
    category = str(body.get('category') or template.category).upper()
    check(components, template.parameter_format, category)
    template.components, template.category = components, category
    submit(call.world, call.chats.courier, call.business(template.waba_id), template)
    return {'success': True}


def delete(call: Call, object_id: str) -> Json:
    """`DELETE /{waba_id}/message_templates?name=…[&hsm_id=…]`: all languages, or the one."""
    account = call.business(object_id)
    name, one = call.request.args.get('name'), call.request.args.get('hsm_id')
    found = [
        template
        for template in list(call.world.templates.values())
        if template.waba_id == object_id and template.name == name and one in (None, template.id)
    ]
    if not found:
        raise GraphError(100, "Message template not found.", subcode=2593002)
    for template in found:
        set_status(call.world, call.chats.courier, account, template, 'DELETED')
    return {'success': True}
