"""What Meta would refuse is refused here first, with the place and the rule."""

import json
from pathlib import Path

import pytest

from odoo.addons.clinic_whatsapp.cloud_api import PayloadError, messages
from odoo.addons.clinic_whatsapp.cloud_api.messages import Button, Recipient, Row, Section

EXAMPLES = Path(__file__).resolve().parents[4] / 'shared/data/whatsapp/meta-openapi/examples/send'
PERSON = Recipient('525555500142')


def refused(build):
    with pytest.raises(PayloadError) as caught:
        build()
    return caught.value.field, caught.value.rule


@pytest.mark.parametrize(
    'build, field, rule',
    [
        (lambda: messages.text(''), 'text.body', 'missing'),
        (lambda: messages.text(' \n'), 'text.body', 'missing'),
        (lambda: messages.text('a' * 4097), 'text.body', 'too_long'),
        (lambda: messages.buttons('a', []), 'interactive.action.buttons', 'missing'),
        (
            lambda: messages.buttons('a', [Button(str(n), str(n)) for n in range(4)]),
            'interactive.action.buttons',
            'too_many',
        ),
        (
            lambda: messages.buttons('a', [Button('1', 'Sí'), Button('2', 'sí')]),
            'interactive.action.buttons.title',
            'repeated',
        ),
        (
            lambda: messages.buttons('a', [Button('1', 'Sí'), Button('1', 'No')]),
            'interactive.action.buttons.id',
            'repeated',
        ),
        (
            lambda: messages.buttons('a', [Button('1', 'x' * 21)]),
            'interactive.action.buttons[0].reply.title',
            'too_long',
        ),
        (
            lambda: messages.buttons('a' * 1025, [Button('1', 'Sí')]),
            'interactive.body.text',
            'too_long',
        ),
        (
            lambda: messages.list_of(
                'a',
                'b',
                [Section([Row(f'{s}{n}', 'c') for n in range(6)], f'{s}') for s in range(2)],
            ),
            'interactive.action.sections.rows',
            'too_many',
        ),
        (
            lambda: messages.list_of(
                'a', 'b', [Section([Row('1', 'c')]), Section([Row('2', 'd')])]
            ),
            'interactive.action.sections[0].title',
            'missing',
        ),
        (
            lambda: messages.list_of('a', 'b', [Section([Row('1', 'x' * 25)])]),
            'interactive.action.sections[0].rows[0].title',
            'too_long',
        ),
        (
            lambda: messages.cta_url('a', 'b', 'javascript:alert(1)'),
            'interactive.action.parameters.url',
            'malformed',
        ),
        (lambda: messages.media('image'), 'image.id', 'missing'),
        (lambda: messages.media('gif', id='1'), 'type', 'unknown'),
        (lambda: messages.media('audio', id='1', caption='a'), 'audio.caption', 'unknown'),
        (lambda: messages.location(91, 0), 'location', 'malformed'),
        (lambda: messages.envelope(Recipient(), messages.text('a')), 'to', 'missing'),
        (
            lambda: messages.envelope(PERSON, messages.text('a'), callback_data='x' * 513),
            'biz_opaque_callback_data',
            'too_long',
        ),
        (lambda: messages.read_mark(''), 'message_id', 'missing'),
    ],
)
def test_refused(build, field, rule):
    assert refused(build) == (field, rule)


def test_the_limits_themselves_are_good():
    body = messages.list_of(
        'a' * 1024,
        'b' * 20,
        [Section([Row(f'{n}' * 20, 'c' * 24, 'd' * 72) for n in range(10)])],
        header='h' * 60,
        footer='f' * 60,
    )
    assert len(body['interactive']['action']['sections'][0]['rows']) == 10
    messages.buttons('a', [Button(f'{n}' * 256, f'{n}' * 20) for n in range(3)])


def test_a_number_is_sent_in_digits():
    body = messages.envelope(Recipient('+52 1 55 5550 0142'), messages.text('a'))
    assert body['to'] == '5215555500142'


def test_with_number_and_user_id_both_are_given():
    body = messages.envelope(Recipient('525555500142', 'MX.1'), messages.text('a'))
    assert (body['to'], body['recipient']) == ('525555500142', 'MX.1')


OURS = {
    'send_reply_button': lambda: messages.buttons(
        '<BUTTON_TEXT>',
        [Button(f'<UNIQUE_BUTTON_ID_{n}>', f'<BUTTON_TITLE_{n}>') for n in (1, 2)],
    ),
    'send_document_message_by_id': lambda: messages.media(
        'document',
        id='<DOCUMENT_OBJECT_ID>',
        caption='<DOCUMENT_CAPTION_TO_SEND>',
        filename='<DOCUMENT_FILENAME>',
    ),
    'send_location_message': lambda: messages.location(
        37.758056, -122.425332, 'META HQ', '1 Hacker Way, Menlo Park, CA 94025'
    ),
}


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="optional: Meta's examples are not here")
@pytest.mark.parametrize('name', OURS)
def test_as_in_metas_examples(name):
    theirs = json.loads((EXAMPLES / f'{name}.json').read_text())
    kind = theirs['type']
    assert OURS[name]() == {'type': kind, kind: theirs[kind]}
