"""A webhook receiver as small as can be: it keeps what comes and answers what it is told."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Receiver:
    """`bodies` are the raw bytes of every POST, `forged` those whose signature was wrong.

    `answers` is a list of statuses to give first; then it is 200.
    """

    def __init__(self, secret='sandbox-app-secret', verify_token='sandbox-verify'):
        self.secret = secret
        self.verify_token = verify_token
        self.bodies: list[bytes] = []
        self.accepted: list[bytes] = []
        self.forged: list[bytes] = []
        self.answers: list[int] = []
        self.lock = threading.Lock()
        handler = type('Handler', (_Handler,), {'receiver': self})
        self._http = ThreadingHTTPServer(('127.0.0.1', 0), handler)
        self.url = f'http://127.0.0.1:{self._http.server_port}/webhook'
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()

    def clear(self):
        with self.lock:
            self.bodies, self.accepted, self.forged, self.answers = [], [], [], []

    def take(self, body, signature):
        right = 'sha256=' + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        with self.lock:
            self.bodies.append(body)
            if not hmac.compare_digest(signature, right):
                self.forged.append(body)
                return 403
            answer = self.answers.pop(0) if self.answers else 200
            if answer == 200:
                self.accepted.append(body)
            return answer

    # -- what came -----------------------------------------------------------------------------

    def changes(self, field=None):
        """Every change of every body that was answered 200, in order of arrival."""
        with self.lock:
            bodies = [json.loads(body) for body in self.accepted]
        return [
            change
            for body in bodies
            for entry in body['entry']
            for change in entry['changes']
            if field in (None, change['field'])
        ]

    def values(self, name):
        """All `messages`, all `statuses` … of all changes."""
        return [item for change in self.changes() for item in change['value'].get(name, [])]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self._answer(self.receiver.take(body, self.headers.get('X-Hub-Signature-256', '')))

    def do_GET(self):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if asked.get('hub.verify_token') == self.receiver.verify_token:
            self._answer(200, asked.get('hub.challenge', '').encode())
        else:
            self._answer(403)

    def _answer(self, status, body=b''):
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass
