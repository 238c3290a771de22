"""A language service on this machine that says what a test wants, faults included."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def server(answer, status=200):
    """A small endpoint that answers so; yields (its address, what it was asked).

    :param answer: a body, what is said as JSON, or a function of the handler that answers itself
    """
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers['Content-Length']))
            asked.append((self.path, dict(self.headers), body))
            if callable(answer):
                answer(self)
                return
            self.send_response(status)
            self.send_header('Location', 'http://127.0.0.1:1/')
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={'poll_interval': 0.01})
    thread.start()
    try:
        yield f'http://127.0.0.1:{httpd.server_port}/v1', asked
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def chat(said, **usage):
    """The body of a chat model that says this."""
    text = said if isinstance(said, str) else json.dumps(said)
    return {'choices': [{'message': {'content': text}}], 'usage': usage}
