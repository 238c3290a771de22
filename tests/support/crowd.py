"""Many people at the same instant, through the network: processes and connections of their own, one
start for all. A test inside one transaction proves nothing about two.

    answers = crowd(server, [Call('recepcion', 'clinic.patient', 'create', [[vals]])] * 16)

Each call is a process, forked from one that has loaded what all of them need. Those of one login
share its session, as the windows of a browser do: to let each of them in would take the server
longer than what they do there. Answers come in the order of the calls.
"""

import json
import os
import subprocess
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field

import requests

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
    tasks = [_task(server, call) for call in calls]
    ended = subprocess.run(
        [sys.executable, '-m', 'tests.support.crowd', server.url],
        cwd=ROOT,
        input=json.dumps(tasks),
        text=True,
        capture_output=True,
        timeout=LIMIT_SECONDS,
    )
    if ended.returncode:
        raise RuntimeError(f"one of the crowd could not get ready: {ended.stderr}")
    return [Answer(**answer) for answer in json.loads(ended.stdout)]


def _task(server, call):
    task = {'kind': type(call).__name__, **asdict(call)}
    if isinstance(call, Call):
        task['cookie'] = server.client(call.login).cookie
    return task


class _Person:
    """One of the crowd: a process that gets ready, waits for the start, acts, tells."""

    def __init__(self, url, task):
        self._told, telling = os.pipe()
        starting, self._start = os.pipe()
        if os.fork() == 0:
            try:
                with open(telling, 'w') as tell, open(starting) as hear:
                    _take_part(url, task, tell, hear)
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        os.close(telling)
        os.close(starting)
        self._told = open(self._told)

    def is_ready(self) -> bool:
        return self._told.readline() == 'ready\n'

    def start(self, moment: float) -> None:
        os.write(self._start, f'{moment}\n'.encode())

    def answer(self) -> dict:
        return json.loads(self._told.readline())


def _take_part(url, task, tell, hear):
    act = {'Call': _call, 'Post': _post}[task.pop('kind')](url, task)
    print('ready', file=tell, flush=True)
    start = float(hear.readline())
    time.sleep(max(0, start - time.time() - 0.002))
    while time.time() < start:
        pass
    answer = {'value': None, 'error': None, 'message': None}
    try:
        answer['value'] = act()
    except RpcError as error:
        answer |= {'error': error.name, 'message': error.message}
    except Exception as error:
        answer |= {'error': type(error).__name__, 'message': str(error)}
    print(json.dumps(answer | {'seconds': time.time() - start}), file=tell)


def main() -> None:
    [url] = sys.argv[1:]
    people = [_Person(url, task) for task in json.load(sys.stdin)]
    if not all([person.is_ready() for person in people]):
        sys.exit(1)
    start = time.time() + LEAD_SECONDS
    for person in people:
        person.start(start)
    print(json.dumps([person.answer() for person in people]))


def _call(url, task):
    client = Client.resumed(url, task['login'], task['cookie'])
    client.session.get(f'{url}/web/health', timeout=60)  # the connection is open before the start
    return lambda: client.call(task['model'], task['method'], *task['args'], **task['kwargs'])


def _post(url, task):
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
