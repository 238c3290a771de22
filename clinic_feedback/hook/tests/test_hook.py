import contextlib
import json
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from odoo.addons.clinic_feedback.hook import (
    MOST_TRIES,
    HookError,
    check_address,
    deliver,
    next_try,
    sign,
    verify,
)

SECRET = 'un secreto'


@contextmanager
def receiver(status=200, wait=None):
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers['Content-Length']))
            got.append((self.path, dict(self.headers), body))
            if wait:
                wait.wait(10)
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header('Location', '/otro')
            self.send_header('Content-Length', '0')
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f'http://127.0.0.1:{server.server_port}/avisos?x=1', got
    finally:
        if wait:
            wait.set()
        server.shutdown()
        server.server_close()


def test_it_arrives_signed():
    body = json.dumps({'event': 'case.opened'}).encode()
    with receiver(204) as (url, got):
        headers = {'X-Clinic-Signature': sign(SECRET, body, 1_000)}
        assert deliver(url, body, headers, local=True) == 204
    [(path, seen, came)] = got
    assert (path, came) == ('/avisos?x=1', body)
    assert verify(SECRET, came, seen['X-Clinic-Signature'], 1_200)


@pytest.mark.parametrize(
    'header, now',
    [
        (sign(SECRET, b'{}', 1_000), 1_301),  # of long ago
        (sign('otro', b'{}', 1_000), 1_000),
        (sign(SECRET, b'{} ', 1_000), 1_000),
        (sign(SECRET, b'{}', 1_000).replace('t=1000', 't=1001'), 1_000),
        ('', 1_000),
        ('t=mil,v1=', 1_000),
    ],
)
def test_what_is_not_ours_is_not_taken_for_ours(header, now):
    assert not verify(SECRET, b'{}', header, now)


@pytest.mark.parametrize('status', [301, 302, 307, 400, 401, 404, 410, 500, 503])
def test_anything_but_success_is_a_no_and_no_redirect_is_followed(status):
    with receiver(status) as (url, got), pytest.raises(HookError) as caught:
        deliver(url, b'{}', {}, local=True)
    assert (caught.value.reason, caught.value.status) == ('refused', status)
    assert len(got) == 1


def test_one_that_does_not_answer_in_time():
    with (
        receiver(wait=threading.Event()) as (url, _got),
        pytest.raises(HookError, match='late'),
    ):
        deliver(url, b'{}', {}, local=True, seconds=0.2)


def test_one_that_says_a_letter_now_and_then():
    with socket.create_server(('127.0.0.1', 0)) as server:
        done = threading.Event()

        def dribble():
            talk, _address = server.accept()
            with talk, contextlib.suppress(OSError):
                talk.sendall(b'HTTP/1.1 200 OK\r\nX-Slow: ')
                while not done.wait(0.02):
                    talk.sendall(b'x')

        slow = threading.Thread(target=dribble, daemon=True)
        slow.start()
        with pytest.raises(HookError, match='late'):
            deliver(
                f'http://127.0.0.1:{server.getsockname()[1]}/', b'', {}, local=True, seconds=0.2
            )
        slow.join(1)  # its connection was cut
        assert not slow.is_alive()
        done.set()


def test_nobody_there():
    with socket.socket() as closed:
        closed.bind(('127.0.0.1', 0))
        port = closed.getsockname()[1]
    with pytest.raises(HookError, match='silent'):
        deliver(f'http://127.0.0.1:{port}/', b'{}', {}, local=True)


@pytest.mark.parametrize(
    'url',
    [
        'http://example.com/',
        'ftp://example.com/',
        'https://',
        'https://user:pass@example.com/',
        'https://example.com/#x',
        'https://example.com:99999/',
        'https://exam ple.com/',
        'javascript:alert(1)',
        'no es una dirección',
    ],
)
def test_no_address_to_send_to(url):
    for local in (False, True):
        with pytest.raises(HookError, match='address'):
            check_address(url, local)


@pytest.mark.parametrize(
    'host',
    ['localhost', '127.0.0.1', '10.0.0.1', '192.168.1.1', '172.16.0.1', '169.254.169.254',
     '0.0.0.0', '100.64.0.1', '224.0.0.1', '[::1]', '[fe80::1]', '[fc00::1]', '[::ffff:10.0.0.1]',
     '[64:ff9b::a00:1]', '[2002:a00:1::]'],
)  # fmt: skip
def test_private_addresses_are_refused(host):
    with pytest.raises(HookError, match='private'):
        check_address(f'https://{host}/')


@pytest.mark.parametrize('answers', [['10.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::1']])
def test_a_name_that_leads_inside_is_refused(monkeypatch, answers):
    def look_up(host, port, **_options):
        return [(2, 1, 6, '', (answer, port)) for answer in answers]

    monkeypatch.setattr(socket, 'getaddrinfo', look_up)
    with pytest.raises(HookError, match='private'):
        deliver('https://aparte.example/', b'{}', {})


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    asked = []

    def look_up(host, port, **_options):
        asked.append(host)
        return [(2, 1, 6, '', ('93.184.216.34', port))]

    monkeypatch.setattr(socket, 'getaddrinfo', look_up)
    reached = []

    def connect(address, *_args, **_options):
        reached.append(address[0])
        raise OSError

    monkeypatch.setattr('urllib3.util.connection.create_connection', connect)
    with pytest.raises(HookError, match='silent'):
        deliver('https://aparte.example/', b'{}', {})
    assert (asked, reached) == (['aparte.example'], ['93.184.216.34'])


def test_a_public_one_may_be_sent_to():
    assert check_address('https://example.com:8443/a?b=c').port == 8443
    assert check_address('https://93.184.216.34/').hostname


def test_tries_come_slower_and_end():
    waits = [next_try(tries) for tries in range(1, MOST_TRIES)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert next_try(MOST_TRIES) is None
