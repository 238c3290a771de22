"""The turns of a conversation, as plain values that any channel can show.

The limits are the tightest of the channels in use: a list of WhatsApp holds 10 rows of 24
characters with 72 of description. A topic that respects them fits everywhere; how they are shown
(3 buttons, a list, numbered lines in an SMS) is the channel's affair.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .fold import fold

MAX_TEXTS = 3
MAX_TEXT = 300
MAX_OPTIONS = 10
MAX_TITLE = 24
MAX_DESCRIPTION = 72
MAX_KEY = 100
MAX_DOCUMENTS = 5
SMALL_WORDS = frozenset(
    {'a', 'al', 'con', 'de', 'del', 'e', 'el', 'en', 'la', 'las', 'los', 'para', 'y'}
)
_ORDINALS = ('prim', 'segu', 'terc', 'cuar', 'quin')
# «la 2», not «el 2»: that is a day
_POSITION = re.compile(
    r'(?:(?:(?:la )?opcion |(?:el )?numero |la )?(\d{1,2})'
    r'|(?:(?:el|la) )?(primer[oa]|segund[oa]|tercer[oa]|cuart[oa]|quint[oa])(?: opcion)?)'
    r'(?:,? por favor)?'
)
EXPECTATIONS = frozenset({'option', 'text', 'number', 'date', 'phone', 'email', 'file'})


class TurnError(ValueError):
    """A turn that no channel could show, or that would leave the patient without an answer."""


@dataclass(frozen=True)
class Option:
    """One thing to tap. `key` comes back in `Answer.key`; the title is what the patient reads."""

    key: str
    title: str
    description: str = ''

    def __post_init__(self) -> None:
        _check_line('option key', self.key, MAX_KEY)
        _check_line('option title', self.title, MAX_TITLE)
        if self.description:
            _check_line('option description', self.description, MAX_DESCRIPTION)


@dataclass(frozen=True)
class Document:
    """A file to hand over: `field` of the record `model`,`res_id`, shown as `name`.

    Only a reference: the channel fetches the bytes when it sends.
    """

    model: str
    res_id: int
    field: str
    name: str


@dataclass(frozen=True)
class Turn:
    """What the clinic says, and what it waits for.

    Exactly one thing comes next: an answer (`expects`), the end of the topic (`done`), a person
    (`hand_over`) or another topic (`go_to`, its code; `said` are words it begins with). A text may
    be a list, with line breaks.
    """

    texts: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    documents: tuple[Document, ...] = ()
    expects: str | None = None
    done: bool = False
    hand_over: bool = False
    go_to: str | None = None
    said: str = ''

    def __post_init__(self) -> None:
        if self.options and self.expects is None:
            object.__setattr__(self, 'expects', 'option')
        self._check_content()
        self._check_next()

    def _check_content(self) -> None:
        if len(self.texts) > MAX_TEXTS:
            raise TurnError(f"{len(self.texts)} texts; at most {MAX_TEXTS}")
        for text in self.texts:
            _check_text('text', text, MAX_TEXT)
        if not self.texts and not self.documents and not self.go_to:
            raise TurnError("a turn that says nothing")
        if len(self.options) > MAX_OPTIONS:
            raise TurnError(f"{len(self.options)} options; at most {MAX_OPTIONS}")
        if self.options and not self.texts:
            raise TurnError("options without a question")
        for name in ('key', 'title'):
            values = [getattr(option, name) for option in self.options]
            if len(set(values)) != len(values):
                raise TurnError(f"two options share a {name}")
        if len(self.documents) > MAX_DOCUMENTS:
            raise TurnError(f"{len(self.documents)} documents; at most {MAX_DOCUMENTS}")

    def _check_next(self) -> None:
        if self.expects is not None and self.expects not in EXPECTATIONS:
            raise TurnError(f"cannot expect {self.expects!r}")
        if self.expects == 'option' and not self.options:
            raise TurnError("an option is expected and none is given")
        following = [bool(self.expects), self.done, self.hand_over, bool(self.go_to)]
        if sum(following) != 1:
            raise TurnError("exactly one of expects, done, hand_over and go_to comes next")


@dataclass(frozen=True)
class Answer:
    """What the patient did: tapped the option `key`, or wrote `text`.

    `intent` is what the channel takes the words for, one of the names topics list in `_intents`;
    empty: it cannot tell.
    """

    text: str = ''
    key: str | None = None
    intent: str = ''


@dataclass(frozen=True)
class Later:
    """A value of a `Conversation` that is found out when, and if, a topic asks for it."""

    find: Callable[[], Any]


@dataclass
class Conversation:
    """What a topic may know while it talks. The channel builds it and keeps `memory`.

    `patient` and `company` are records (or None for somebody unknown); `memory` is the topic's own,
    plain JSON values only; `now` is naive UTC; `informal` asks for *tú*. `patients` are all those
    whom this person may speak for (a mother for her children). `told` is the `clinic.message` that
    words answer: the one they point to (then `pointed`), else the last one, if it was not long ago;
    `about` is the record it speaks of. `reached` are all patients to whom a message to this address
    would go, also other adults of a shared phone. `channel` and `reference` name what was just
    received, as evidence.

    `key` names the conversation for as long as there is one, `phone` is the number (E.164) of who
    writes, if the channel knows it, and `own_number` whether it was nobody else's before. `failed`
    counts the turns in a row in which nothing was understood, this one included; `busy` is whether
    another topic waits and goes on after this; `alone` is set for a turn that nothing is said
    before or after of, `shared` by a topic that hears that the number is also of somebody else, who
    would be taken for the writer, `puzzled` by one whose Turn only says that it did not understand,
    and `aside` by one that hands over to a person what it was asked, while what waits goes on.
    `before` is what others have answered to the same message.
    """

    company: Any
    now: datetime
    patient: Any = None
    informal: bool = False
    memory: dict[str, Any] = field(default_factory=dict)
    patients: Any = ()
    told: Any = None
    about: Any = None
    pointed: bool = False
    reached: Any = ()
    channel: str = ''
    reference: str = ''
    key: str = ''
    phone: str = ''
    own_number: bool = True
    failed: int = 0
    busy: bool = False
    alone: bool = False
    shared: bool = False
    puzzled: bool = False
    aside: bool = False
    before: list[str] = field(default_factory=list)

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if isinstance(value, Later):
            value = value.find()
            setattr(self, name, value)
        return value


def options_of(prefix: str, rows: Iterable[tuple[Any, str, str]]) -> tuple[Option, ...]:
    """Options of (id, title, description): cut to what can be shown, titles told apart.

    The key is ``prefix:id``, or the id alone without a prefix.
    """
    options: list[Option] = []
    titles: set[str] = set()
    for number, name, about in rows:
        title = _shortened(name.strip(), MAX_TITLE)
        if title in titles:
            title = f"{title[: MAX_TITLE - 5].strip(' …')} ({len(titles) + 1})"
        titles.add(title)
        key = f'{prefix}:{number}' if prefix else str(number)
        options.append(Option(key, title, about[:MAX_DESCRIPTION].strip()))
    return tuple(options)


def _shortened(name: str, limit: int) -> str:
    """Return the name, or its first words and «…»: no word is cut, and no «de» is left behind."""
    if len(name) <= limit:
        return name
    words = name[:limit].split(' ')[:-1]
    while words and words[-1].lower() in SMALL_WORDS:
        words.pop()
    head = ' '.join(words)
    return (head if len(head) >= limit // 3 else name[: limit - 1].rstrip()) + '…'


def match_option(options: Iterable[Option], answer: Answer) -> Option | None:
    """Return the option tapped, or meant by a typed title or position ("2", "la segunda"); None if
    none is."""
    options = list(options)
    if answer.key is not None:
        return next((option for option in options if option.key == answer.key), None)
    text = fold(answer.text).strip(' .)')
    if found := _POSITION.fullmatch(text):
        position = int(found[1]) if found[1] else _ORDINALS.index(found[2][:4]) + 1
        return options[position - 1] if 1 <= position <= len(options) else None
    return next((option for option in options if fold(option.title) == text), None)


def _check_line(what: str, text: str, limit: int) -> None:
    _check_text(what, text, limit)
    if '\n' in text:
        raise TurnError(f"{what} of several lines: {text[:40]!r}…")


def _check_text(what: str, text: str, limit: int) -> None:
    if not text.strip():
        raise TurnError(f"empty {what}")
    if len(text) > limit:
        raise TurnError(f"{what} of {len(text)} characters; at most {limit}: {text[:40]!r}…")
