"""The Spanish set of approved texts, submitted to the sandbox's review, and sent."""

import re
from dataclasses import replace

import pytest
import requests
from lxml import etree

from odoo.addons.clinic_whatsapp.cloud_api import (
    Client,
    GraphError,
    Template,
    TemplateButton,
    draft_body,
    messages,
    read_template,
    sample_pdf,
)

from sandbox.app import Server
from tests.support import source

NUMBER, WABA = '100000000000001', '200000000000001'
PATIENT = '525504172290'
DATA = ('clinic_message_kind_data.xml', 'clinic_appointment_kind_data.xml',
        'clinic_message_set_data.xml')  # fmt: skip
WANTED = {
    'appointment_reminder', 'appointment_booked', 'appointment_moved', 'appointment_cancelled',
    'welcome', 'post_visit', 'control_due', 'waiting_offer', 'invoice_delivery',
    'prescription_delivery', 'survey',
}  # fmt: skip


def kinds():
    """{code: (template, values)} as the connector drafts them from the data files."""
    records = []
    for name in DATA:
        tree = etree.parse(source.ROOT / 'clinic_crm' / 'data' / name)
        records += [
            (
                record.get('model'),
                record.get('id'),
                {field.get('name'): field.get('ref') or field.get('eval') or field.text
                 for field in record},
            )
            for record in tree.iterfind('.//record')
        ]  # fmt: skip
    found = {}
    for model, xml_id, values in records:
        if model != 'clinic.message.kind':
            continue
        own = [vals for kind, _id, vals in records
               if kind.endswith('.variable') and vals['kind_id'] == xml_id]  # fmt: skip
        buttons = [vals for kind, _id, vals in records
                   if kind.endswith('.button') and vals['kind_id'] == xml_id]  # fmt: skip
        bare = frozenset(
            vals['name'] for vals in own
            if vals.get('required') == 'False' and not vals.get('filler')
        )  # fmt: skip
        body = draft_body(values['body'], bare)
        examples = {'nombre': "María", 'paciente': "María Hernández", 'clinica': "Clínica Nogal"}
        examples |= {vals['name']: vals['example'] for vals in own}
        used = re.findall(r'\{\{(\w+)\}\}', body)
        found[values['code']] = Template(
            name=values['code'],
            language='es_MX',
            category='UTILITY',
            body=body,
            header_kind='DOCUMENT' if values.get('allow_attachments') else '',
            buttons=[TemplateButton('QUICK_REPLY', vals['title']) for vals in buttons],
            examples={name: examples[name] for name in used},
        )
    return found


KINDS = kinds()


@pytest.fixture(scope='module')
def server():
    server = Server()
    server.start()
    yield server
    server.close()


@pytest.fixture
def meta(server):
    client = Client('sandbox-token', base_url=server.url, app_secret='sandbox-app-secret')
    yield client
    client.close()


def control(server, path, **body):
    with requests.Session() as http:
        http.trust_env = False
        answer = http.post(f'{server.url}/_sandbox/{path}', json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def reviewed(server, client, template, wish):
    """Submit a text; what the review leaves of it."""
    control(server, 'settings', review=wish, review_after=0)
    answer = client.create_template(WABA, template.creation())
    control(server, 'clock', advance=5, settle=True)
    [node] = [node for node in client.templates(WABA) if node['id'] == answer['id']]
    return node


def test_the_set_is_there():
    assert set(KINDS) >= WANTED


@pytest.mark.parametrize('code', sorted(KINDS))
def test_each_is_approved_and_sent(server, meta, code):
    template = KINDS[code]
    media = None
    if template.header_kind:
        handle = meta.upload_sample(sample_pdf(), 'application/pdf', 'ejemplo.pdf')
        template = replace(template, header_example=handle)
        uploaded = meta.upload(NUMBER, sample_pdf(), 'application/pdf', 'factura.pdf')
        media = messages.media('document', id=uploaded, filename='factura.pdf')
    node = reviewed(server, meta, template, 'approve')
    assert node['status'] == 'APPROVED'
    known = read_template(node)
    assert known.body == template.body
    assert [b.text for b in known.buttons] == [b.text for b in template.buttons]
    parts = known.fill(
        template.examples,
        header_media=media,
        button_values={number: f'c1.{number}' for number in range(len(known.buttons))},
    )
    content = messages.template(known.name, known.language, parts)
    accepted = meta.send(NUMBER, messages.envelope(messages.Recipient(PATIENT), content))
    assert accepted.wamid


@pytest.mark.parametrize('code', sorted(WANTED))
def test_each_reads_well(code):
    body = KINDS[code].body
    assert len(body.split('\n')) <= 5 and len(body) < 550
    words = len(re.findall(r'\w+', re.sub(r'\{\{\w+\}\}', ' ', body)))
    assert words > 2 * len(KINDS[code].variables)
    assert not re.search(r'\}\}\s*\{\{', body.replace('\n', '|'))


def test_one_is_rejected_and_its_new_version_approved(server, meta):
    template = replace(KINDS['appointment_reminder'], name='recordatorio')
    node = reviewed(server, meta, template, 'reject')
    assert (node['status'], node['rejected_reason']) == ('REJECTED', 'INVALID_FORMAT')
    node = reviewed(server, meta, replace(template, name='recordatorio_v2'), 'approve')
    assert node['status'] == 'APPROVED'
    with pytest.raises(GraphError):
        meta.create_template(WABA, template.creation())


def test_a_text_of_places_that_may_be_empty():
    assert draft_body("{a}\nHola {b}: venga a su cita, por favor.", frozenset('a')) == (
        "Hola {{b}}: venga a su cita, por favor."
    )
    assert draft_body("{b} venga a la clínica con {c}", frozenset()) == (
        "Hola: {{b}} venga a la clínica con {{c}}\nSi tiene alguna duda, responda a este mensaje."
    )
    assert draft_body("{b}", frozenset(), informal=True).endswith("responde a este mensaje.")
