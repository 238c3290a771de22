import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LanguageServiceCase:
    """Mixin: a language service on this machine that says what the class's `said` is (JSON, plain
    words, or a function of the handler that answers itself); `bodies` keeps what it was asked.
    """

    @classmethod
    def serve(cls, said, heard=bytes, **vals):
        """Start it, as a service of the clinic that is switched on.

        :param heard: what to keep of the body of a request
        :param vals: of the `clinic.language.service`
        """
        cls.bodies, cls.said = [], said

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler):
                body = handler.rfile.read(int(handler.headers['Content-Length']))
                cls.bodies.append(heard(body))
                if callable(cls.said):
                    cls.said(handler)
                    return
                handler.send_response(200)
                handler.end_headers()
                said = cls.said if isinstance(cls.said, str) else json.dumps(cls.said)
                told = {
                    'choices': [{'message': {'content': said}}],
                    'usage': {'prompt_tokens': 1000, 'completion_tokens': 50},
                }
                handler.wfile.write(json.dumps(told).encode())

            def log_message(handler, *args):
                pass

        httpd = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(
            target=httpd.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True
        ).start()
        cls.addClassCleanup(httpd.server_close)
        cls.addClassCleanup(httpd.shutdown)
        cls.service = cls.env['clinic.language.service'].create(
            {
                'company_id': cls.clinic.id,
                'url': f'http://127.0.0.1:{httpd.server_port}/v1',
                'model': 'm',
                'agreed': True,
                'on': True,
                **vals,
            }
        )
