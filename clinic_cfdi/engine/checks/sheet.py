"""A CFDI under examination: its elements as plain items, and what was found."""

from datetime import datetime
from decimal import Decimal

from ..findings import Finding, Lists
from ..money import number
from ..schema import MALFORMED, Node
from .texts import FIELDS, TEXTS

MOST = 100  # findings after which nobody reads on
Attributes = dict[str, str]


class TooMany(Exception):
    """There are as many findings as anybody reads."""


class Item:
    """An element: its attributes, and its children by the node's name."""

    __slots__ = ('node', 'values', 'children', 'parent', 'place', '_numbers')

    def __init__(self, node: Node, values: Attributes, parent: 'Item | None', place: int) -> None:
        self.node = node
        self.values = values
        self.children: dict[str, list[Item]] = {}
        self.parent = parent
        self.place = place
        self._numbers: dict[str, Decimal | None] = {}

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def number(self, name: str) -> Decimal | None:
        """The value of an attribute; None when it is absent or no number."""
        try:
            return self._numbers[name]
        except KeyError:
            found = self._numbers[name] = number(self.values.get(name))
            return found

    def all(self, *names: str) -> 'list[Item]':
        """Items at the end of a path of names, from here."""
        found = [self]
        for name in names:
            if not found:
                return []
            found = [child for item in found for child in item.children.get(name, ())]
        return found

    def one(self, name: str) -> 'Item | None':
        found = self.children.get(name)
        return found[0] if found else None

    @property
    def path(self) -> str:
        """As 'Conceptos/Concepto[2]': numbered where there may be several."""
        parts = []
        item: Item | None = self
        while item is not None and item.parent is not None:
            parts.append(f'{item.node.name}[{item.place}]' if item.node.many else item.node.name)
            item = item.parent
        return '/'.join(reversed(parts))


class Sheet:
    """The whole comprobante, with what rules need to know of it."""

    def __init__(self, lists: Lists | None, now: datetime | None) -> None:
        self.root: Item
        self.kind = ''
        self.places = 2  # decimals of its currency
        self.date: datetime | None = None
        self.complements: set[str] = set()  # tags, known or not
        self.lists = lists
        self.now = now
        self.findings: list[Finding] = []

    def report(self, code: str, item: Item, name: str | None = None, note: str = '') -> None:
        """Add a finding; `note` says what is there or should be. Raises `TooMany`."""
        self.add(code, item.path, name, note)

    def add(self, code: str, path: str, name: str | None, note: str = '') -> None:
        if len(self.findings) >= MOST:
            raise TooMany
        message, remedy = TEXTS[code]
        if code == MALFORMED and name in FIELDS:
            remedy = FIELDS[name]
        if name:
            path = f'{path}/@{name}' if path else f'@{name}'
        self.findings.append(Finding(code, path, f'{message} {note}'.rstrip(), remedy))
