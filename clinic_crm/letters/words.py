"""The words of an e-mail: any charset, any HTML, without the letter that is answered."""

from __future__ import annotations

import re

from lxml import etree

LONGEST = 50_000  # characters kept of a letter
_LARGEST = 2_000_000  # bytes of a part that are read
_NOT_TEXT = re.compile(
    '[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]'
)
_SPACES = re.compile(r'[ \t\xa0]+')
_HOLES = re.compile(r'\n{3,}')
_BLOCKS = frozenset('address article blockquote div dl dt dd form h1 h2 h3 h4 h5 h6 hr li ol p pre '
                    'section table tr ul'.split())  # fmt: skip
_UNSEEN = frozenset(('head', 'script', 'style', 'title', 'template', 'noscript'))
# The line by which programs begin the letter they answer.
_ANSWERED = re.compile(
    r'(el .{4,200} escribi[óo]:|on .{4,200} wrote:|le .{4,200} a écrit\s?:'
    r'|-{2,}\s*(mensaje|message|correo) original\s*-{2,}|-{2,}\s*original message\s*-{2,}'
    r'|_{10,})',
    re.IGNORECASE,
)
_OUTLOOK = re.compile(r'(de|from):\s.+', re.IGNORECASE)
_OUTLOOK_SENT = re.compile(r'\*?(enviado( el)?|sent|fecha|date):\s', re.IGNORECASE)


def as_text(content: bytes, charset: str | None) -> str:
    """The text of a part: by its charset if that is true, else by those that are common."""
    content = content[:_LARGEST]
    for name in (charset, 'utf-8', 'cp1252'):
        if not name:
            continue
        try:
            return _tidy(content.decode(name))
        except (UnicodeError, LookupError, ValueError):
            continue
    return _tidy(content.decode('latin-1'))


def plain_words(html: str) -> str:
    """What a person reads of HTML, line by line; what is quoted begins with ``>``."""
    reader = _Reader()
    # not Python's own parser: a few kilobytes of open brackets would keep it busy for minutes
    parser = etree.HTMLParser(target=reader, encoding='utf-8', no_network=True, huge_tree=True)
    parser.feed(html.encode('utf-8', 'replace'))
    parser.close()
    lines = [_SPACES.sub(' ', line).strip() for line in ''.join(reader.parts).split('\n')]
    return _HOLES.sub('\n\n', '\n'.join(lines)).strip()


def without_quote(text: str) -> str:
    """The letter without the one it answers, when that stands under it; all of it else."""
    lines = text.strip().split('\n')
    end = len(lines)
    for number, line in enumerate(lines):
        here = line.strip().strip('*')
        # the line is broken in two by programs that keep lines short
        broken = f"{here} {lines[number + 1].strip()}" if number + 1 < len(lines) else here
        if _ANSWERED.fullmatch(here) or (len(here) > 20 and _ANSWERED.fullmatch(broken)):
            end = number
            break
        if _OUTLOOK.fullmatch(here) and any(
            _OUTLOOK_SENT.match(after.strip().strip('*'))
            for after in lines[number + 1 : number + 4]
        ):
            end = number
            break
    # what is written between the quoted lines belongs to the letter
    if any(line.strip() and not line.lstrip().startswith('>') for line in lines[end + 1 :]) and any(
        line.lstrip().startswith('>') for line in lines[end + 1 :]
    ):
        rest = [line for line in lines[end + 2 :] if line.strip()]
        if rest and not rest[-1].lstrip().startswith('>'):
            end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith('>')):
        end -= 1
    kept = '\n'.join(lines[:end]).strip()
    return kept or text.strip()


def _tidy(text: str) -> str:
    text = text.replace('\r\n', '\n').replace('\r', '\n')
    return _NOT_TEXT.sub('', text).strip('\n')


class _Reader:
    """What `etree.HTMLParser` tells of a page; what was left open it closes itself."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.unseen = 0
        self.quotes = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == 'br':
            self._line()
        elif tag in _BLOCKS:
            self.quotes += tag == 'blockquote'
            self._line()

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in _BLOCKS:
            self.quotes = max(0, self.quotes - (tag == 'blockquote'))
            self._line()

    def data(self, text: str) -> None:
        if not self.unseen:
            self.parts.append(re.sub(r'\s+', ' ', text))

    def close(self) -> None:
        """Nothing is left to tell."""

    def _line(self) -> None:
        self.parts.append('\n' + '> ' * min(self.quotes, 3))
