import random

import pytest

from odoo.addons.clinic_whatsapp.cloud_api import answer_challenge, sign, verify

BODY = b'{"entry":[{"name":"Jos\\u00e9"}]}'
SECRET = 'secreto'


def test_good():
    assert verify([SECRET], BODY, sign(SECRET, BODY))
    assert verify(['nuevo', SECRET], BODY, sign(SECRET, BODY)), "while the secret is changed"


def test_known_value():
    """From RFC 4231, test case 2."""
    assert sign('Jefe', b'what do ya want for nothing?') == (
        'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    )


@pytest.mark.parametrize(
    'header',
    [
        None,
        '',
        'sha256=',
        'sha256',
        '=',
        'é',
        sign('otro', BODY),
        sign(SECRET, BODY)[7:],
        'sha1=ab',
    ],
)
def test_bad_header(header):
    assert not verify([SECRET], BODY, header)


@pytest.mark.parametrize('secrets', [[], [''], ['', '']])
def test_without_a_secret_nothing_is_good(secrets):
    assert not verify(secrets, BODY, sign('', BODY))


def test_ten_thousand_forgeries():
    chance = random.Random(4)
    good = sign(SECRET, BODY)
    accepted = 0
    for _ in range(10_000):
        body, header = bytearray(BODY), good
        way = chance.randrange(4)
        if way == 0:  # one bit of the body
            body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        elif way == 1:  # one digit of the signature
            at = chance.randrange(7, len(good))
            digit = chance.choice('0123456789abcdef'.replace(good[at], ''))
            header = good[:at] + digit + good[at + 1 :]
        elif way == 2:  # another secret
            header = sign(f'{chance.random()}', BODY)
        else:  # the body written anew, without its escapes
            body = bytearray('{"entry":[{"name":"José"}]}'.encode() + b' ' * chance.randrange(9))
        accepted += verify([SECRET], bytes(body), header)
    assert accepted == 0


def test_challenge():
    assert answer_challenge('subscribe', 'palabra', '1158201444', 'palabra') == '1158201444'
    for arguments in (
        ('subscribe', 'otra', '1', 'palabra'),
        ('unsubscribe', 'palabra', '1', 'palabra'),
        ('subscribe', None, '1', 'palabra'),
        ('subscribe', '', '1', ''),
        (None, 'palabra', '1', 'palabra'),
        ('subscribe', 'palabra', None, 'palabra'),
        ('subscribe', 'palabra\ud800', '1', 'palabra'),
    ):
        assert answer_challenge(*arguments) is None
