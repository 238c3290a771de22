"""The client against a server on loopback that answers, and fails, as told."""

import base64
import hashlib
import io
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from odoo.addons.clinic_whatsapp.cloud_api import (
    Client,
    GraphError,
    MediaError,
    NotSent,
    OutcomeUnknown,
    messages,
)

NUMBER = '100000000000001'
BODY = messages.envelope(messages.Recipient('525555500142'), messages.text('Hola'))
ACCEPTED = {
    'messaging_product': 'whatsapp',
    'contacts': [{'input': '525555500142', 'wa_id': '5215555500142'}],
    'messages': [{'id': 'wamid.1', 'message_status': 'accepted'}],
}


class Graph(BaseHTTPRequestHandler):
    """Answers with what `server.answers` holds, in order; the last one again and again."""

    protocol_version = 'HTTP/1.1'

    def answer(self):
        length = int(self.headers.get('Content-Length') or 0)
        self.server.asked.append((self.command, self.path, self.headers, self.rfile.read(length)))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == 'reset':  # it was read, and the answer is lost
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if answer == 'silence':
            self.server.released.wait(10)
            return
        status, body, headers = (*answer, {})[:3]
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = answer

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def graph():
    server = ThreadingHTTPServer(('127.0.0.1', 0), Graph)
    server.asked, server.answers, server.released = [], [(200, ACCEPTED)], threading.Event()
    server.url = f'http://127.0.0.1:{server.server_port}'
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def client(graph):
    client = Client('ficha', base_url=graph.url, timeout=(2, 2))
    yield client
    client.close()


def test_accepted(graph, client):
    accepted = client.send(NUMBER, BODY)
    assert (accepted.wamid, accepted.wa_id) == ('wamid.1', '5215555500142')
    [(method, path, headers, body)] = graph.asked
    assert (method, path) == ('POST', f'/v23.0/{NUMBER}/messages')
    assert headers['Authorization'] == 'Bearer ficha'
    assert json.loads(body) == BODY


def test_proof_of_the_app(graph):
    Client('ficha', base_url=graph.url, app_secret='secreto').send(NUMBER, BODY)
    proof = graph.asked[0][1].partition('appsecret_proof=')[2]
    assert len(proof) == 64 and 'secreto' not in graph.asked[0][1]


def test_refused(graph, client):
    error = {'code': 131047, 'message': 'Re-engagement', 'error_data': {'details': 'más de 24 h'}}
    graph.answers = [(400, {'error': error})]
    with pytest.raises(GraphError) as caught:
        client.send(NUMBER, BODY)
    assert (caught.value.code, caught.value.http) == (131047, 400)
    assert caught.value.details == 'más de 24 h'


@pytest.mark.parametrize(
    'headers, seconds',
    [
        ({'Retry-After': '7'}, 7),
        (
            {
                'X-Business-Use-Case-Usage': json.dumps(
                    {'200': [{'estimated_time_to_regain_access': 3}, {'call_count': 1}]}
                )
            },
            None,
        ),
        (
            {
                'X-Business-Use-Case-Usage': json.dumps(
                    {'200': [{'estimated_time_to_regain_access': 3}]}
                )
            },
            180,
        ),
        ({'Retry-After': 'mañana'.encode().decode('latin-1')}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait(graph, client, headers, seconds):
    graph.answers = [(429, {'error': {'code': 130429}}, headers)]
    with pytest.raises(GraphError) as caught:
        client.send(NUMBER, BODY)
    assert caught.value.retry_after == seconds


def test_graphs_own_failure_is_a_refusal(graph, client):
    graph.answers = [(500, {'error': {'code': 131016, 'is_transient': True}})]
    with pytest.raises(GraphError):
        client.send(NUMBER, BODY)


@pytest.mark.parametrize(
    'answer',
    [
        'reset',
        'silence',
        (502, b'<html>Bad gateway</html>'),
        (504, b''),
        (200, b''),
        (200, b'{"mess'),
        (200, {}),
        (200, {'messages': []}),
        (200, {'messages': [{}]}),
        (200, []),
        (302, b'', {'Location': 'https://a.example/'}),
    ],
)
def test_it_may_have_been_accepted(graph, client, answer):
    graph.answers = [answer]
    with pytest.raises(OutcomeUnknown):
        client.send(NUMBER, BODY)
    assert len(graph.asked) == 1, "never twice"


def test_a_lost_answer_on_a_connection_in_use(graph, client):
    """A connection that was kept open and breaks: the request may have been read."""
    graph.answers = [(200, ACCEPTED), 'reset']
    client.send(NUMBER, BODY)
    with pytest.raises(OutcomeUnknown):
        client.send(NUMBER, BODY)


def test_nobody_there():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    with pytest.raises(NotSent):
        Client('ficha', base_url=f'http://127.0.0.1:{port}').send(NUMBER, BODY)


def test_no_such_name():
    with pytest.raises(NotSent):
        Client('ficha', base_url='http://no-such-host.invalid').send(NUMBER, BODY)


def test_upload(graph, client):
    graph.answers = [(200, {'id': '77'})]
    assert client.upload(NUMBER, b'%PDF', 'application/pdf', 'receta.pdf') == '77'
    body = graph.asked[0][3]
    assert b'name="messaging_product"' in body and b'filename="receta.pdf"' in body


class TestDownload:
    content = b'\xff\xd8imagen'
    hash = base64.b64encode(hashlib.sha256(content).digest()).decode()

    def get(self, graph, client, **options):
        return client.download(f'{graph.url}/archivo', **options)

    def test_whole(self, graph, client):
        graph.answers = [(200, self.content, {'Content-Type': 'image/jpeg'})]
        file = self.get(graph, client, sha256=self.hash)
        assert (file.content, file.mime_type, file.sha256) == (
            self.content,
            'image/jpeg',
            self.hash,
        )
        assert graph.asked[0][2]['Authorization'] == 'Bearer ficha'

    def test_altered(self, graph, client):
        graph.answers = [(200, self.content + b'.')]
        with pytest.raises(MediaError, match='altered'):
            self.get(graph, client, sha256=self.hash)

    def test_too_large(self, graph, client):
        graph.answers = [(200, self.content)]
        with pytest.raises(MediaError, match='too_large'):
            self.get(graph, client, largest=len(self.content) - 1)

    def test_run_out(self, graph, client):
        graph.answers = [(404, b'')]
        with pytest.raises(GraphError) as caught:
            self.get(graph, client)
        assert caught.value.http == 404

    @pytest.mark.parametrize(
        'url',
        [
            'https://a.example/x',
            'http://lookaside.fbsbx.com/x',
            'https://fbsbx.com.a.example/x',
            'https://a.example/lookaside.fbsbx.com',
            'https://lookaside.fbsbx.com@a.example/x',
            'file:///etc/passwd',
            'https://[x/',
        ],
    )
    def test_our_token_is_shown_to_nobody_else(self, client, url):
        with pytest.raises(MediaError, match='untrusted'):
            client.download(url)

    @pytest.mark.parametrize(
        'to', ['https://a.example/', 'http://localhost:1/', '//a.example/x', 'https://[x/']
    )
    def test_no_redirect_leads_away_from_meta(self, graph, client, to):
        graph.answers = [(302, b'', {'Location': to})]
        with pytest.raises(MediaError, match='untrusted'):
            self.get(graph, client)
        assert len(graph.asked) == 1

    def test_redirects_end(self, graph, client):
        graph.answers = [(302, b'', {'Location': '/archivo'})]
        with pytest.raises(MediaError, match='untrusted'):
            self.get(graph, client)

    def test_another_host_of_metas_is_not_shown_our_token(self):
        class Session:
            def __init__(self):
                self.shown = []

            def get(self, url, headers, **_options):
                self.shown.append((url, headers))
                response = requests.Response()
                response.raw = io.BytesIO(b'imagen')
                response.status_code = 302 if len(self.shown) < 3 else 200
                to = '/b' if len(self.shown) < 2 else 'https://scontent.fbcdn.net/c'
                response.headers['Location'] = to
                return response

        session = Session()
        client = Client('ficha', session=session)
        assert client.download('https://lookaside.fbsbx.com/a').content == b'imagen'
        token = {'Authorization': 'Bearer ficha'}
        assert session.shown == [
            ('https://lookaside.fbsbx.com/a', token),
            ('https://lookaside.fbsbx.com/b', token),
            ('https://scontent.fbcdn.net/c', {}),
        ]

    def test_no_answer_is_tried_again(self, graph, client):
        graph.answers = ['reset']
        with pytest.raises(NotSent):
            self.get(graph, client)

    def test_one_that_drips_is_let_go(self, graph, client):
        graph.answers = [(200, self.content * 10000)]
        with pytest.raises(NotSent):
            self.get(graph, client, seconds=-1)


def test_every_page_of_the_templates(graph, client):
    def page(names, after=None):
        paging = {'cursors': {'after': after}} | ({'next': 'https://…'} if after else {})
        return (200, {'data': [{'name': name} for name in names], 'paging': paging})

    graph.answers = [page('ab', 'A'), page('cd', 'B'), page('e')]
    assert [item['name'] for item in client.templates('200')] == list('abcde')
    assert 'after=B' in graph.asked[2][1]


def test_a_list_without_end_ends(graph, client):
    forever = {'data': [{'name': 'a'}], 'paging': {'cursors': {'after': 'A'}, 'next': 'x'}}
    graph.answers = [(200, forever)]
    assert len(list(client.templates('200'))) == 2


@pytest.mark.parametrize('version', ['23.0', 'v23', '../v23.0', 'v23.0/x'])
def test_odd_version(version):
    with pytest.raises(ValueError, match='version'):
        Client('ficha', version=version)
