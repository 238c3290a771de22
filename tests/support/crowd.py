"""Many people at the same instant, through the network: processes and connections of their own, one
start for all. A test inside one transaction proves nothing about two.

    answers = crowd(server, [Call('recepcion', 'clinic.patient', 'create', [[vals]])] * 16)

Each call is a process. Those of one login share its session, as the windows of a browser do: to let
each of them in would take the server longer than what they do there. Answers come in the order of
the calls.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field

from .ground import ROOT
from .rpc import Client, RpcError

LEAD_SECONDS = 0.3
LIMIT_SECONDS = 120


@dataclass(frozen=True)
class Call:
    """A method call of a person who is logged in."""

    login: str
    model: str
    method: str
    args: list = field(default_factory=list)
    kwargs: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Post:
    """A bare HTTP POST of nobody in particular, such as a webhook's."""

    path: str
    body: str
    headers: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What one of the crowd got: a value, or an error's full name and message.

    For a Post, `value` is `[status, text]`. `seconds` is the time from the common start.
    """

    value: object
    error: str | None
    message: str | None
    seconds: float


def crowd(server, calls: list[Call | Post]) -> list[Answer]:
    people = [_person(server, call) for call in calls]
    try:
        for person in people:
            if person.stdout.readline() != 'ready\n':
                raise RuntimeError(f"one of the crowd could not get ready: {person.stderr.read()}")
        start = time.time() + LEAD_SECONDS
        for person in people:
            person.stdin.write(f'{start}\n')
            person.stdin.flush()
        return [
            Answer(**json.loads(person.communicate(timeout=LIMIT_SECONDS)[0])) for person in people
        ]
    finally:
        for person in people:
            if person.poll() is None:
                person.kill()
                person.wait()


def _person(server, call):
    task = {'kind': type(call).__name__, **asdict(call)}
    if isinstance(call, Call):
        task['cookie'] = server.client(call.login).cookie
    return subprocess.Popen(
        [
            sys.executable,
            '-m',
            'tests.support.crowd',
            server.url,
            json.dumps(task),
        ],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def main() -> None:
    """One of the crowd: get ready, wait for the start, act, tell."""
    url, task = sys.argv[1], json.loads(sys.argv[2])
    act = {'Call': _call, 'Post': _post}[task.pop('kind')](url, task)
    print('ready', flush=True)
    start = float(sys.stdin.readline())
    while time.time() < start:
        pass
    answer = {'value': None, 'error': None, 'message': None}
    try:
        answer['value'] = act()
    except RpcError as error:
        answer |= {'error': error.name, 'message': error.message}
    except Exception as error:
        answer |= {'error': type(error).__name__, 'message': str(error)}
    print(json.dumps(answer | {'seconds': time.time() - start}), flush=True)


def _call(url, task):
    client = Client.resumed(url, task['login'], task['cookie'])
    client.session.get(f'{url}/web/health', timeout=60)  # the connection is open before the start
    return lambda: client.call(task['model'], task['method'], *task['args'], **task['kwargs'])


def _post(url, task):
    import requests

    session = requests.Session()
    session.trust_env = False
    session.get(f'{url}/web/health', timeout=60)

    def act():
        answer = session.post(
            url + task['path'], data=task['body'].encode(), headers=task['headers'], timeout=60
        )
        return [answer.status_code, answer.text]

    return act


if __name__ == '__main__':
    main()
