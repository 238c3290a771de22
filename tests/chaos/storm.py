"""What Meta might deliver in a bad week, made from a seed, and what must be true afterwards."""

import random
from dataclasses import dataclass, field

from tests.chaos.wires import NUMBER_ID, WABA_ID

BEGIN = 1_790_000_000
MESSAGES_SHARE, MOST_MESSAGES = 0.1, 5000
DUPLICATES = 0.2
LARGEST_BATCH = 1000
STATUSES = ('sent', 'delivered', 'read', 'failed', 'played')
RANK = {'accepted': 0, 'sent': 1, 'failed': 2, 'delivered': 3, 'read': 4}


@dataclass
class Person:
    """Who writes. `digits`: of the number in Mexico; `patient`: whether the clinic knows it."""

    number: int
    digits: str
    patient: bool
    bsuid: str

    @property
    def wa_id(self):
        """Of every third the account is from before 2019."""
        return f'521{self.digits}' if self.number % 3 == 0 else f'52{self.digits}'


@dataclass
class Storm:
    """Bodies to be delivered, and what they hold."""

    people: list = field(default_factory=list)
    messages: dict = field(default_factory=dict)  # wamid -> (person's number, text)
    rows: dict = field(default_factory=dict)  # wamid of a message of ours -> its state in the end
    strange: set = field(default_factory=set)  # keys of statuses of what is not ours
    statuses: set = field(default_factory=set)
    others: dict = field(default_factory=lambda: {'template': 0, 'unknown': 0, 'account': 0})
    bodies: list = field(default_factory=list)
    delivered: int = 0

    @property
    def events(self):
        return len(self.messages) + len(self.statuses) + sum(self.others.values())


def make(events, seed=1):
    """A storm of about so many different events."""
    chance, storm = random.Random(seed), Storm()
    count = min(MOST_MESSAGES, int(events * MESSAGES_SHARE))
    for number in range(max(10, count // 12)):
        storm.people.append(
            Person(
                number,
                f'55{40000000 + number * 7:08d}',
                number % 4 != 0,
                f'MX.{10**9 + number}' if number % 2 else '',
            )
        )
    changes = [_message(storm, chance, number) for number in range(count)]
    for number in range(events // 100):
        changes += [_template(storm, number), _unknown(storm, number)]
    changes += [_account(storm, number) for number in range(events // 500)]
    number = 0
    while len(changes) < events:
        changes += _statuses(storm, chance, number)
        number += 1
    changes += chance.sample(changes, int(len(changes) * DUPLICATES))
    chance.shuffle(changes)
    storm.delivered = len(changes)
    while changes:
        # as many small batches as large ones
        size = min(len(changes), round(LARGEST_BATCH ** chance.random()))
        storm.bodies.append(_body(chance, changes[:size]))
        del changes[:size]
    # and some bodies come twice as they are
    storm.bodies += chance.sample(storm.bodies, len(storm.bodies) // 20)
    return storm


def _message(storm, chance, number):
    person = chance.choice(storm.people)
    wamid, text = f'wamid.in.{number}', f"mensaje {number}"
    kind, content = chance.choice(
        (
            ('text', {'body': text}),
            ('text', {'body': text}),
            ('image', {'id': str(number), 'mime_type': 'image/jpeg', 'caption': text}),
            ('button', {'text': text, 'payload': f'p{number}'}),
            (
                'interactive',
                {'type': 'list_reply', 'list_reply': {'id': f'r{number}', 'title': text}},
            ),
            ('location', {'latitude': 19.4, 'longitude': -99.1, 'name': text}),
        )
    )
    node = {
        'from': person.wa_id,
        'id': wamid,
        'timestamp': str(BEGIN + number),
        'type': kind,
        kind: content,
    }
    contact = {'wa_id': person.wa_id, 'profile': {'name': f"Persona {person.number}"}}
    if person.bsuid:
        node['from_user_id'] = contact['user_id'] = person.bsuid
    storm.messages[wamid] = (person.number, text)
    return {'field': 'messages', 'messages': [node], 'contacts': [contact]}


def _statuses(storm, chance, number):
    """What is told of one message: of ours, or of one this clinic never sent."""
    ours = number % 4 != 0
    wamid = f'wamid.{"out" if ours else "strange"}.{number}'
    told = chance.sample(STATUSES, chance.randint(2, 4))
    person = chance.choice(storm.people)
    state = 'accepted'
    for status in told:
        name = 'read' if status == 'played' else status
        state = max(state, name, key=RANK.__getitem__)
        storm.statuses.add(f'status:{wamid}:{status}')
        if not ours:
            storm.strange.add(f'status:{wamid}:{status}')
        node = {
            'id': wamid,
            'status': status,
            'timestamp': str(BEGIN + number),
            'recipient_id': person.wa_id,
        }
        if status == 'failed':
            node['errors'] = [{'code': 131053, 'title': "Media upload error"}]
        yield {'field': 'messages', 'statuses': [node], 'contacts': []}
    if ours:
        storm.rows[wamid] = state


def _template(storm, number):
    storm.others['template'] += 1
    value = {
        'event': 'APPROVED',
        'message_template_id': number,
        'message_template_name': f'caos_{number}',
        'message_template_language': 'es_MX',
        'reason': 'NONE',
    }
    return {'field': 'message_template_status_update', 'value': value}


def _unknown(storm, number):
    storm.others['unknown'] += 1
    return {'field': 'telepathy', 'value': {'thought': number}}


def _account(storm, number):
    storm.others['account'] += 1
    return {'field': 'account_alerts', 'value': {'alert': number}}


def _body(chance, changes):
    """One delivery: its events spread over entries, changes and lists as they may be."""
    entries = []
    for change in changes:
        if not entries or chance.random() < 0.1:
            # the moment is part of what such news is: the same in each copy
            entries.append({'id': WABA_ID, 'time': BEGIN, 'changes': []})
        there = entries[-1]['changes']
        if 'value' in change:
            there.append({'field': change['field'], 'value': change['value']})
            continue
        if not there or 'metadata' not in there[-1]['value'] or chance.random() < 0.3:
            there.append({'field': 'messages', 'value': _head()})
        value = there[-1]['value']
        for name in ('messages', 'statuses', 'contacts'):
            if change.get(name):
                value.setdefault(name, []).extend(change[name])
    return {'object': 'whatsapp_business_account', 'entry': entries}


def _head():
    return {
        'messaging_product': 'whatsapp',
        'metadata': {'display_phone_number': '525500000000', 'phone_number_id': NUMBER_ID},
    }
