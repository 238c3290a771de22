"""The `value` of each webhook (*WhatsApp > Webhooks > Reference*), and envelopes around them."""

import random
from typing import Any

from ..records import USERNAME, Account, Json, Message, Phone, Template

STATUS_KEYS = ('messages', 'statuses')


def _head(account: Account) -> Json:
    return {
        'messaging_product': 'whatsapp',
        'metadata': {
            'display_phone_number': account.number,
            'phone_number_id': account.phone_number_id,
        },
    }


def contact(phone: Phone) -> Json:
    """A username-only user has no `wa_id`; everybody has a `user_id` (BSUID)."""
    profile: Json = {'name': phone.name}
    if phone.username:
        profile['username'] = phone.username
    found: Json = {'profile': profile}
    if phone.kind != USERNAME:
        found['wa_id'] = phone.wa_id
    return found | {'user_id': phone.bsuid}


def _sender(phone: Phone) -> Json:
    known = {} if phone.kind == USERNAME else {'from': phone.wa_id}
    return known | {'from_user_id': phone.bsuid}


def inbound(account: Account, phone: Phone, wamid: str, at: float, content: Json) -> Json:
    """A message from a patient; `content` is `{type, <type>: …, context?: …}`."""
    message = {**_sender(phone), 'id': wamid, 'timestamp': str(int(at)), **content}
    return {**_head(account), 'contacts': [contact(phone)], 'messages': [message]}


def system(account: Account, phone_from: Json, wamid: str, at: float, content: Json) -> Json:
    """A change of number or of user id: it comes without `contacts`."""
    message = {
        **phone_from,
        'id': wamid,
        'timestamp': str(int(at)),
        'type': 'system',
        'system': content,
    }
    return {**_head(account), 'messages': [message]}


def status(account: Account, phone: Phone, message: Message, name: str, at: float) -> Json:
    """`sent`, `delivered`, `read`, `played` or `failed`."""
    found: Json = {'id': message.id, 'status': name, 'timestamp': str(int(at))}
    if phone.kind != USERNAME:
        found['recipient_id'] = phone.wa_id
    found['recipient_user_id'] = phone.bsuid
    if name in ('sent', 'delivered', 'read') and message.category:
        found['conversation'] = _conversation(message, name)
        found['pricing'] = message.pricing
    if name == 'failed' and message.error:
        found['errors'] = [message.error]
    if message.opaque is not None:
        found['biz_opaque_callback_data'] = message.opaque
    return {**_head(account), 'contacts': [contact(phone)], 'statuses': [found]}


def _conversation(message: Message, name: str) -> Json:
    found: Json = {'id': message.conversation}
    if name == 'sent':
        found['expiration_timestamp'] = str(int(message.at) + 24 * 3600)
    return found | {'origin': {'type': message.category}}


def preference(account: Account, phone: Phone, value: str, at: float) -> Json:
    """The patient stopped or resumed offers (`user_preferences`)."""
    found: Json = {} if phone.kind == USERNAME else {'wa_id': phone.wa_id}
    found |= {
        'detail': f"User requested to {value} marketing messages",
        'category': 'marketing_messages',
        'value': value,
        'timestamp': int(at),
    }
    return {**_head(account), 'contacts': [contact(phone)], 'user_preferences': [found]}


def echo(account: Account, phone: Phone, wamid: str, at: float, content: Json) -> Json:
    """What the business wrote on its own phone, in coexistence (`smb_message_echoes`)."""
    found = {
        'from': account.number,
        'to': phone.wa_id,
        'to_user_id': phone.bsuid,
        'id': wamid,
        'timestamp': str(int(at)),
        **content,
    }
    return {**_head(account), 'contacts': [contact(phone)], 'message_echoes': [found]}


def template_status(template: Template, event: str) -> Json:
    """`message_template_status_update`."""
    found: Json = {
        'event': event,
        'message_template_id': int(template.id),
        'message_template_name': template.name,
        'message_template_language': template.language,
        'reason': None if event == 'DELETED' else template.reason,
        'message_template_category': template.category,
    }
    if event == 'REJECTED':
        found['rejection_info'] = {'reason': template.reason, 'recommendation': ''}
    return found


def envelope(waba_id: str, changes: list[Json], at: float) -> Json:
    """One entry with its changes; account-level fields carry the entry's `time`."""
    entry: Json = {'id': waba_id}
    if any('messaging_product' not in change['value'] for change in changes):
        entry['time'] = int(at)
    return {'object': 'whatsapp_business_account', 'entry': [entry | {'changes': changes}]}


def batch(waba_id: str, changes: list[Json], at: float, chance: random.Random) -> Json:
    """The same changes spread over the four levels a receiver has to loop over.

    Neighbours of one number may share a `value`, a `changes` list or only the body.
    """
    entries: list[Json] = []
    for change in changes:
        place = chance.choice(('value', 'changes', 'entry')) if entries else 'entry'
        last: Any = entries[-1]['changes'][-1] if entries else None
        if place == 'value' and _may_share(last, change):
            for name in ('contacts', *STATUS_KEYS):
                last['value'].setdefault(name, [])
                last['value'][name] += change['value'].get(name, [])
                if not last['value'][name]:
                    del last['value'][name]
        elif place != 'entry':
            entries[-1]['changes'].append(_copied(change))
        else:
            entries.append({'id': waba_id, 'time': int(at), 'changes': [_copied(change)]})
    return {'object': 'whatsapp_business_account', 'entry': entries}


def _may_share(last: Json, change: Json) -> bool:
    return (
        last['field'] == change['field'] == 'messages'
        and last['value']['metadata'] == change['value']['metadata']
        and 'contacts' in last['value']
        and 'contacts' in change['value']
    )


def _copied(change: Json) -> Json:
    value = {
        name: list(part) if isinstance(part, list) else part
        for name, part in change['value'].items()
    }
    return {'value': value, 'field': change['field']}
