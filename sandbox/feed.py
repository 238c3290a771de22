"""What happens, told at once to the pages that are open."""

import json
import queue
import threading
from collections.abc import Iterator

from .records import Json

WAITING = 500
HEARTBEAT = 15.0


class Feed:
    """Server-sent events (WHATWG HTML, section 9.2) to any number of listeners.

    A listener who is too slow is told to load everything anew instead of being waited for.
    """

    def __init__(self) -> None:
        self._listeners: set[queue.Queue[Json | None]] = set()
        self._lock = threading.Lock()

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def tell(self, event: Json) -> None:
        with self._lock:
            for listener in self._listeners:
                try:
                    listener.put_nowait(event)
                except queue.Full:
                    while not listener.empty():
                        listener.get_nowait()
                    listener.put_nowait({'event': 'reload'})

    def listen(self) -> Iterator[str]:
        listener: queue.Queue[Json | None] = queue.Queue(WAITING)
        with self._lock:
            self._listeners.add(listener)
        try:
            yield 'retry: 1000\n\n'
            while True:
                try:
                    event = listener.get(timeout=HEARTBEAT)
                except queue.Empty:
                    yield ': still here\n\n'
                    continue
                if event is None:
                    return
                yield f'data: {json.dumps(event)}\n\n'
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def close(self) -> None:
        with self._lock:
            for listener in self._listeners:
                try:
                    listener.put_nowait(None)
                except queue.Full:
                    continue
