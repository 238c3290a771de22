"""What is there after a start: the demo clinic's WhatsApp account and a few people's phones."""

import json
from pathlib import Path

from .records import Account, Json, Template
from .world import World

DEMO_UUID = '00000000-0000-4000-8000-000000000001'


def webhook(clinic: str) -> str:
    """Where the demo's connector listens, below the clinic's address; nowhere without one."""
    return clinic and f'{clinic.rstrip("/")}/clinic/whatsapp/{DEMO_UUID}/webhook'


def account(clinic: str) -> Account:
    return Account(
        phone_number_id='100000000000001',
        waba_id='200000000000001',
        name="Clínica Nogal",
        number='525505550100',
        token='sandbox-token',
        app_secret='sandbox-app-secret',
        verify_token='sandbox-verify',
        webhook=webhook(clinic),
    )


PEOPLE = [
    ("María Fernanda Ríos", '52 55 0417 2290', 'normal'),
    ("José Luis Ortega", '52 1 55 0388 1154', '521'),
    ("Ximena Tovar", '52 55 0926 7731', 'username'),
    ("Don Aurelio Méndez", '52 664 052 4418', 'normal'),
]

HELLO: list[Json] = [
    {'type': 'HEADER', 'format': 'TEXT', 'text': 'Hello World'},
    {
        'type': 'BODY',
        'text': "Welcome and congratulations!! This message demonstrates your ability to send a "
        "WhatsApp message notification from the Cloud API, hosted by Meta.",
    },
    {'type': 'FOOTER', 'text': 'WhatsApp Business Platform sample message'},
]


def furnish(world: World, clinic: str, people: bool = True, more: Path | None = None) -> None:
    """Put the demo into an empty world.

    :param more: a file of what the demo's clinic has: ``{"people": [{"name", "number"}],
        "templates": [...]}``, the templates, approved already, as Graph lists them
    """
    demo = account(clinic)
    world.accounts[demo.phone_number_id] = demo
    given: Json = json.loads(more.read_text()) if more and more.exists() else {}
    if people:
        for person in given.get('people', ()):
            world.add_phone(person['name'], person['number'], 'normal', known=True)
        for name, number, kind in PEOPLE:
            world.add_phone(name, number, kind, known=True)
    for node in given.get('templates', ()):
        world.templates[node['id']] = Template(
            node['id'],
            demo.waba_id,
            node['name'],
            node['language'],
            node['category'],
            node['components'],
            node['parameter_format'],
            status='APPROVED',
        )
    template = Template(
        '300000000000101', demo.waba_id, 'hello_world', 'en_US', 'UTILITY', HELLO, status='APPROVED'
    )
    world.templates[template.id] = template
