"""Talking to an Odoo server as its own web client does: JSON-RPC with a session cookie."""

import requests


class RpcError(Exception):
    """What the server answered instead of a result.

    `name` is the exception's full name there, such as `odoo.exceptions.AccessError`.
    """

    def __init__(self, error: dict):
        data = error.get('data') or {}
        self.name = data.get('name', '')
        self.message = data.get('message') or error.get('message', '')
        self.debug = data.get('debug', '')
        super().__init__(f'{self.name}: {self.message}')


class Client:
    """One person's session on one server."""

    def __init__(self, url: str, database: str, login: str, password: str | None = None):
        """Log in; the password is the login unless given. Raises RpcError when refused."""
        self._begin(url, login)
        self.info = self.post(
            '/web/session/authenticate',
            {'db': database, 'login': login, 'password': password or login},
        )
        if not self.info.get('uid'):
            raise RpcError({'message': f"{login} was not let in"})
        self.uid = self.info['uid']

    @classmethod
    def resumed(cls, url: str, login: str, cookie: str) -> 'Client':
        """Somebody who is logged in already, by the session's cookie."""
        client = cls.__new__(cls)
        client._begin(url, login)
        client.session.cookies['session_id'] = cookie
        return client

    def _begin(self, url, login):
        self.url = url
        self.login = login
        self.session = requests.Session()
        self.session.trust_env = False

    def post(self, path: str, params: dict, timeout: float = 60):
        """The result of a JSON-RPC route. Raises RpcError, or requests' own errors."""
        answer = self.session.post(
            self.url + path,
            json={'jsonrpc': '2.0', 'method': 'call', 'params': params},
            timeout=timeout,
        )
        answer.raise_for_status()
        content = answer.json()
        if 'error' in content:
            raise RpcError(content['error'])
        return content.get('result')

    def call(self, model: str, method: str, *args, **kwargs):
        """Call a public method of a model: the first argument is the ids where there are any."""
        return self.post(
            f'/web/dataset/call_kw/{model}/{method}',
            {'model': model, 'method': method, 'args': args, 'kwargs': kwargs},
        )

    def ref(self, xml_id: str) -> int:
        """The id behind an XML id. Only for users who may read them (the administrator)."""
        module, name = xml_id.split('.')
        found = self.call(
            'ir.model.data',
            'search_read',
            [('module', '=', module), ('name', '=', name)],
            ['res_id'],
        )
        if not found:
            raise LookupError(f"{xml_id} does not exist")
        return found[0]['res_id']

    @property
    def cookie(self) -> str:
        return self.session.cookies['session_id']
