import json
from pathlib import Path

import pytest

from odoo.addons.clinic_whatsapp.cloud_api import (
    PayloadError,
    Template,
    TemplateButton,
    read_template,
)

EXAMPLES = Path(__file__).resolve().parents[4] / 'shared/data/whatsapp/meta-openapi/examples'


def template(body, **more):
    values = {'name': 'cita', 'language': 'es_MX', 'category': 'UTILITY'} | more
    return Template(body=body, **values)


NUMBERED = template(
    'Hola {{1}}, su cita es {{2}} con {{3}}.',
    header='Clínica {{1}}',
    header_kind='TEXT',
    footer='Responda BAJA para no recibir más',
    examples={'1': 'Ana', '2': 'mañana', '3': 'la Dra. Ruiz'},
    buttons=(
        TemplateButton('QUICK_REPLY', 'Confirmar'),
        TemplateButton('URL', 'Ver mapa', 'https://clinica.example/{{1}}', 'mapa'),
        TemplateButton('PHONE_NUMBER', 'Llamar', '+525555500100'),
    ),
)
NAMED = template(
    'Hola {{nombre}}, le esperamos {{cuando}} en la clínica.',
    examples={'nombre': 'Ana', 'cuando': 'mañana'},
)


def test_ten_and_more_variables_keep_their_order():
    body = 'Hola ' + ', '.join(f'{{{{{n}}}}}' for n in range(1, 13)) + '.'
    many = template(body, examples={str(n): 'x' for n in range(1, 13)})
    assert many.variables == [str(n) for n in range(1, 13)]
    [part] = many.fill({str(n): f'v{n}' for n in range(1, 13)})
    assert [item['text'] for item in part['parameters']] == [f'v{n}' for n in range(1, 13)]


def test_fill():
    parts = NUMBERED.fill(
        {'1': 'Ana', '2': 'el  jueves\n3', '3': 'la Dra.'}, button_values={0: 'c1.x', 1: 'mapa'}
    )
    assert [part['type'] for part in parts] == ['header', 'body', 'button', 'button']
    assert parts[1]['parameters'][1]['text'] == 'el  jueves 3'
    assert [part.get('sub_type') for part in parts[2:]] == ['quick_reply', 'url']


def test_fill_by_name():
    [part] = NAMED.fill({'cuando': 'hoy', 'nombre': 'Ana'})
    assert [(item['parameter_name'], item['text']) for item in part['parameters']] == [
        ('nombre', 'Ana'),
        ('cuando', 'hoy'),
    ]


@pytest.mark.parametrize('values', [{}, {'nombre': 'Ana'}, {'nombre': 'Ana', 'cuando': '  '}])
def test_a_missing_value(values):
    with pytest.raises(PayloadError) as caught:
        NAMED.fill(values)
    assert caught.value.rule == 'missing'


def test_a_button_without_its_value():
    values = {'1': 'a', '2': 'b', '3': 'c'}
    with pytest.raises(PayloadError, match=r'buttons\[1\]'):
        NUMBERED.fill(values)
    assert len(NUMBERED.fill(values, button_values={1: 'mapa'})) == 3


def test_too_long_when_filled():
    with pytest.raises(PayloadError, match='too_long'):
        NAMED.fill({'nombre': 'a' * 1020, 'cuando': 'b'})


def test_preview():
    shown = NUMBERED.preview({'1': 'Ana', '2': 'mañana'})
    assert shown['body'] == 'Hola Ana, su cita es mañana con {{3}}.'
    assert shown['header'] == 'Clínica Ana'
    assert shown['buttons'] == ['Confirmar', 'Ver mapa', 'Llamar']


def test_a_file_as_header():
    invoice = template('Le enviamos su factura.', header_kind='DOCUMENT')
    with pytest.raises(PayloadError, match='header'):
        invoice.fill({})
    file = {'type': 'document', 'document': {'id': '7', 'filename': 'factura.pdf'}}
    assert invoice.fill({}, header_media=file) == [{'type': 'header', 'parameters': [file]}]


@pytest.mark.parametrize(
    'text, more, field',
    [
        ('', {}, 'body'),
        ('{{1}} le espera.', {'examples': {'1': 'a'}}, 'body'),
        ('Le espera {{1}}', {'examples': {'1': 'a'}}, 'body'),
        ('Hola {{1}} y {{3}}.', {'examples': {'1': 'a', '3': 'b'}}, 'body'),
        ('Hola {{1}} y {{b}}.', {'examples': {'1': 'a', 'b': 'b'}}, 'body'),
        ('Hola {{1}, gracias.', {}, 'body'),
        ('Hola {{1}}, gracias.', {}, 'examples.1'),
        ('a' * 1025, {}, 'body'),
        ('Hola.', {'name': 'Cita Médica'}, 'name'),
        ('Hola.', {'category': 'OTRA'}, 'category'),
        ('Hola.', {'footer': 'Soy {{1}}.'}, 'footer'),
        ('Hola.', {'buttons': (TemplateButton('QUICK_REPLY', 'x' * 26),)}, 'buttons[0].text'),
        ('Hola.', {'buttons': (TemplateButton('QUICK_REPLY', 'x'),) * 11}, 'buttons'),
    ],
)
def test_refused_before_it_is_submitted(text, more, field):
    with pytest.raises(PayloadError) as caught:
        template(text, **more).check()
    assert caught.value.field == field


@pytest.mark.parametrize('one', [NUMBERED, NAMED], ids=['numbered', 'named'])
def test_submitted_and_listed_again(one):
    creation = one.creation()
    assert creation['parameter_format'] == ('NAMED' if one.named else 'POSITIONAL')
    again = read_template(creation)
    assert again.fill({n: 'x' for n in one.variables}, button_values={1: 'm'}) == one.fill(
        {n: 'x' for n in one.variables}, button_values={1: 'm'}
    )
    assert again.examples == one.examples
    assert again.creation() == creation


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="optional: Meta's examples are not here")
@pytest.mark.parametrize(
    'path',
    sorted((EXAMPLES / 'template-create').glob('create_template_w_*.json')),
    ids=lambda path: path.stem[18:40],
)
def test_metas_own_templates_are_read(path):
    theirs = json.loads(path.read_text())
    one = read_template(theirs)
    texts = {part['type'].upper(): part for part in theirs['components']}
    assert one.body == texts['BODY']['text']
    assert len(one.buttons) == len(texts.get('BUTTONS', {}).get('buttons', ()))
    assert set(one.variables) <= set(one.examples)
