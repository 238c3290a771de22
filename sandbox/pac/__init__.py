"""Two PACs and SAT: what stamps comprobantes, cancels them and answers for them.

`sw` and `finkok` are the two interfaces, `sat` the public query; `desk` does the work behind them
with `checks`, `judge`, `authority` and `book`. `page` is `/stamps`, where people look.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from ..records import Json
from ..world import World
from . import finkok, judge, page, sat, sw
from .desk import Desk
from .keep import Keep
from .wire import Call, perform

SERVICES = {'sw': sw.ROUTES, 'finkok': finkok.ROUTES, 'sat': sat.ROUTES}


class Pac:
    def __init__(self, world: World, schemas: Path | None = None, keep: Path | None = None) -> None:
        self.desk = Desk(world, judge.find(schemas), Keep(keep) if keep else None)

    def rules(self) -> list[Rule]:
        found = page.rules()
        for service, routes in SERVICES.items():
            for method, path, name, function in routes:
                target = ('pac', (service, name, function))
                found.append(Rule(path, methods=[method], endpoint=target))
        return found

    def clear(self) -> None:
        self.desk.clear()

    def close(self) -> None:
        self.desk.close()

    def answer(
        self, request: Request, target: tuple[str, str, Callable[..., Any]], arguments: Json
    ) -> Response:
        """:raise Dropped: the caller gets no answer"""
        service, name, function = target
        if service == 'finkok':
            operation = finkok.operation_of(request)
            name, arguments = finkok.name_of(operation), {**arguments, 'operation': operation}
        about = {
            'path': request.path,
            'method': request.method,
            'pac': service,
            'call': name,
            'key': request.headers.get('customid', ''),
        }
        return perform(Call(self.desk, request, about), function, arguments)
