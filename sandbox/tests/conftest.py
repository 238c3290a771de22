"""One sandbox and one receiver for all tests, both as new for each."""

import pytest
import requests

from sandbox.app import Server

from .receiver import Receiver

NUMBER = '100000000000001'
BUSINESS = '200000000000001'
MARIA = '525504172290'


class Clinic:
    """Both ends: the Graph API as a connector calls it, and the patients' phones."""

    def __init__(self, server, receiver):
        self.url = server.url
        self.server = server
        self.receiver = receiver
        self.http = requests.Session()
        self.http.trust_env = False
        self.token = 'sandbox-token'

    def reset(self, **body):
        self.control('reset', **body)
        self.receiver.clear()
        self.control(f'accounts/{NUMBER}', webhook=self.receiver.url)
        self.control('clock', stop=True)

    def control(self, name, /, **body):
        """A call of the control API that must go well."""
        response = self.http.post(f'{self.url}/_sandbox/{name}', json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def look(self, name, /, **query):
        return self.http.get(f'{self.url}/_sandbox/{name}', params=query).json()

    def call(self, method, path, version='/v23.0', **options):
        options.setdefault('headers', {})
        if self.token:
            options['headers'].setdefault('Authorization', f'Bearer {self.token}')
        return self.http.request(method, f'{self.url}{version}/{path}', **options)

    def post(self, to=MARIA, number=NUMBER, **message):
        """Send a message; the whole response."""
        body = {'messaging_product': 'whatsapp', 'to': to, **message}
        return self.call('POST', f'{number}/messages', json=body)

    def send(self, to=MARIA, **message):
        """Send a message that must be accepted; its wamid."""
        response = self.post(to, **message)
        assert response.status_code == 200, response.text
        return response.json()['messages'][0]['id']

    def says(self, who='p1', **what):
        """A patient does something on the phone."""
        return self.control('inbound', phone=who, **what)['message']

    def pass_time(self, seconds=10):
        """Turn the clock; all that was due has been done afterwards."""
        assert self.control('clock', advance=seconds, settle=True)['calm']

    def message(self, wamid):
        return next(each for each in self.look('messages')['messages'] if each['id'] == wamid)

    def statuses(self, wamid):
        return [each for each in self.receiver.values('statuses') if each['id'] == wamid]

    def template(self, name='cita', language='es_MX', components=None, **more):
        components = components or [{'type': 'BODY', 'text': "Hola, {{1}}: su cita es {{2}}."}]
        return self.control(
            'templates', name=name, language=language, components=components, **more
        )['template']


@pytest.fixture(scope='session')
def both():
    receiver, server = Receiver(), Server().start()
    yield Clinic(server, receiver)
    server.close()
    receiver.close()


@pytest.fixture
def clinic(both):
    """A sandbox as just started, its clock stopped, its webhooks coming to `clinic.receiver`."""
    both.token = 'sandbox-token'
    both.reset()
    return both
