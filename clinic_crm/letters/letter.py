"""Reading never fails: what cannot be decoded is shown as well as it can be."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from .report import gave_up, is_report, our_marks
from .words import LONGEST, as_text, plain_words, without_quote

TO = ('Delivered-To', 'X-Original-To', 'Envelope-To', 'To', 'Cc', 'Resent-To', 'Resent-Cc')
_AUTOMATIC_SENDERS = re.compile(
    r'(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+._-]|$)', re.IGNORECASE
)
_DMARC_FAILED = re.compile(r'\bdmarc\s*=\s*fail\b', re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """Something attached; ``content`` is empty when it could not be decoded."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """``kind``: ``letter`` from a person, ``automatic`` (an answer on holidays, a newsletter) or
    ``report`` of a mail server. ``refused``: a report that says that ours will not arrive.

    ``key`` names it, for knowing it again: Message-ID and sender. ``marks`` are the uuids of ours
    that it answers or reports on; ``own`` says that it is one of ours come back. ``doubtful``: the
    server that took it in found that it is not from whom it says.
    """

    kind: str
    key: str
    sender: str = ''
    name: str = ''
    to: tuple[str, ...] = ()
    subject: str = ''
    text: str = ''
    files: tuple[File, ...] = ()
    at: datetime | None = None
    marks: tuple[str, ...] = ()
    own: bool = False
    refused: bool = False
    doubtful: bool = False


def recipients(message: Message) -> tuple[str, ...]:
    """The addresses an e-mail is for, lower case, each once."""
    headers = [header for name in TO for header in _headers(message, name)]
    return tuple(dict.fromkeys(address for _name, address in _addresses(headers)))


def read_letter(message: Message) -> Letter:
    """Read an e-mail.

    :param message: as `email.message_from_bytes` makes it, with whatever policy
    """
    senders = _addresses(_headers(message, 'From')) or [('', '')]
    name, sender = senders[0]
    report = is_report(message, sender)
    text, files = _contents(message)
    return Letter(
        kind='report' if report else 'automatic' if _is_automatic(message, sender) else 'letter',
        key=_key(message, sender, text),
        sender=sender,
        name=name[:120],
        to=recipients(message),
        subject=' '.join(_header(message, 'Subject').split())[:300],
        text=text,
        files=files,
        at=_date(message),
        marks=our_marks(message, whole=report),
        own=bool(our_marks(message, headers=('Message-ID',))),
        refused=report and gave_up(message),
        doubtful=any(
            _DMARC_FAILED.search(header) for header in _headers(message, 'Authentication-Results')
        ),
    )


def unreadable(message: Message, raw: bytes) -> Letter:
    """An e-mail on which `read_letter` fails all the same: its sender, and all of it as a file."""
    name, sender = (_addresses(_headers(message, 'From')) or [('', '')])[0]
    whole = File('correo.eml', 'message/rfc822', raw)
    key = hashlib.sha256(raw).hexdigest()
    # it waits for a person: nothing in it was looked at
    return Letter('letter', key, sender, name[:120], files=(whole,), doubtful=True)


def _is_automatic(message: Message, sender: str) -> bool:
    """RFC 3834, and what programs wrote before it."""
    submitted = _header(message, 'Auto-Submitted').strip().lower()
    if submitted and not submitted.startswith('no'):
        return True
    if _header(message, 'Precedence').strip().lower() in ('bulk', 'list', 'junk', 'auto_reply'):
        return True
    named = ('X-Autoreply', 'X-Autorespond', 'X-Autoresponse', 'X-Auto-Reply', 'List-Id')
    if any(_header(message, name).strip() for name in named):
        return True
    return bool(_AUTOMATIC_SENDERS.match(sender.partition('@')[0]))


def _contents(message: Message) -> tuple[str, tuple[File, ...]]:
    plain: list[str] = []
    html: list[str] = []
    files: list[File] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = _file_name(part)
        attached = part.get_content_disposition() == 'attachment' or bool(name)
        if attached or not kind.startswith('text/'):
            content = _bytes(part)
            # a picture of the signature is shown by its mail program, and says nothing
            signature = kind.startswith('image/') and part.get('Content-ID') and html
            if (content or name) and not (signature and len(content) < 20_000):
                files.append(File(name or _name_of(kind), kind, content))
        elif kind == 'text/html':
            html.append(as_text(_bytes(part), part.get_content_charset()))
        else:
            plain.append(as_text(_bytes(part), part.get_content_charset()))
    written = "\n".join(text for text in plain if text.strip())
    if not written.strip():
        written = "\n".join(plain_words(text) for text in html)
    return without_quote(written)[:LONGEST], tuple(files)


def _leaves(message: Message) -> list[Message]:
    """The parts that hold something; an e-mail inside an e-mail stays in one piece."""
    if message.get_content_type() == 'message/rfc822':
        return [message]
    payload = message.get_payload()
    if not message.is_multipart() or not isinstance(payload, list):
        return [message]
    return [leaf for part in payload if isinstance(part, Message) for leaf in _leaves(part)]


def _bytes(part: Message) -> bytes:
    if part.get_content_type() == 'message/rfc822':
        inner = part.get_payload()
        inner = inner[0] if isinstance(inner, list) and inner else part
        try:
            return inner.as_bytes() if isinstance(inner, Message) else b''
        except (UnicodeError, LookupError, ValueError, TypeError, KeyError):
            return b''
    try:
        payload = part.get_payload(decode=True)
    except (UnicodeError, LookupError, ValueError, AssertionError):
        return b''
    return payload if isinstance(payload, bytes) else b''


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ''
        if '=?' in name:
            name = str(make_header(decode_header(name)))
    except (UnicodeError, LookupError, ValueError):
        return 'archivo'
    return re.sub(r'[\x00-\x1f\x7f/\\]+', '_', name).strip()[:150]


def _name_of(kind: str) -> str:
    extension = {'message/rfc822': 'eml', 'text/calendar': 'ics', 'application/pdf': 'pdf'}.get(
        kind, kind.rpartition('/')[2][:8]
    )
    return f'archivo.{extension}'


def _headers(message: Message, name: str) -> list[str]:
    """The values of a header as text, whatever is wrong with them."""
    raw = message.raw_items()  # the parsers of some headers fail in many ways
    return [_decoded(str(value)) for key, value in raw if key.lower() == name.lower()]


def _header(message: Message, name: str) -> str:
    return next(iter(_headers(message, name)), '')


def _decoded(value: str) -> str:
    value = value.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')
    if '=?' in value:
        with suppress(UnicodeError, LookupError, ValueError):
            value = str(make_header(decode_header(value)))
    return re.sub(r'[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]', ' ', value)


def _addresses(headers: list[str]) -> list[tuple[str, str]]:
    """[(name, address)] of what looks like an address."""
    joined = [header.replace('\n', ' ').replace('\r', ' ') for header in headers]
    return [
        (' '.join(name.split()), address.strip().lower())
        for name, address in getaddresses(joined)
        if re.fullmatch(r'[^@\s]+@[^@\s]+', address.strip())
    ]


def _date(message: Message) -> datetime | None:
    """Naive UTC, or None: a date nobody can read."""
    try:
        date = parsedate_to_datetime(_header(message, 'Date'))
        if date.tzinfo:
            date = date.astimezone(timezone.utc).replace(tzinfo=None)
        return date.replace(microsecond=0)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _key(message: Message, sender: str, text: str) -> str:
    named = _header(message, 'Message-ID').strip()
    told = named or '\n'.join([_header(message, 'Date'), _header(message, 'Subject'), text])
    return hashlib.sha256(f'{sender}\n{told}'.encode(errors='replace')).hexdigest()
