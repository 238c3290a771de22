"""What mail servers report of our e-mails (RFC 3464, and what older servers write)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

OURS = re.compile(r'<clinic\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@')
ANSWERS = ('In-Reply-To', 'References')
_LARGEST_PART = 200_000  # characters of a report that are looked through
_GAVE_UP = re.compile(
    r'\b5\.\d{1,3}\.\d{1,3}\b|\b55[0-4][ -]|user unknown|mailbox (full|unavailable|not found)'
    r'|does not exist|no existe|permanent(ly)? (error|fail)|undeliverable|address rejected'
    r'|no se (ha podido entregar|pudo entregar)|no se ha encontrado la direcci',
    re.IGNORECASE,
)
_DELAYED = re.compile(r'delayed|will be retried|no need to (resend|retry)|retras', re.IGNORECASE)


def is_report(message: Message, sender: str) -> bool:
    """Whether a mail server wrote it about an e-mail that was sent."""
    if message.get_content_type() == 'multipart/report':
        told = str(message.get_param('report-type', '') or '').lower()
        return told in ('', 'delivery-status')
    return sender.partition('@')[0].lower() in ('mailer-daemon', 'postmaster')


def our_marks(
    message: Message, *, headers: tuple[str, ...] = ANSWERS, whole: bool = False
) -> tuple[str, ...]:
    """The uuids of our messages that it names, the nearest first.

    :param whole: look through all of its parts too, as a report needs: servers put the message
        that came back in one of many places
    """
    told = ' '.join(
        str(value)
        for name in headers
        for key, value in reversed(list(message.raw_items()))
        if key.lower() == name.lower()
    )
    found = list(reversed(OURS.findall(told)))
    if whole:
        for part in message.walk():
            for key, value in part.raw_items():
                if key.lower() in (
                    'message-id',
                    'in-reply-to',
                    'references',
                    'original-message-id',
                ):
                    found += OURS.findall(str(value))
            found += OURS.findall(_shown(part))
    return tuple(dict.fromkeys(found))


def gave_up(message: Message, *, by_words: bool = True) -> bool:
    """Whether a report says that the message will not arrive.

    A report of delay is no refusal, and one that says neither tells nothing.

    :param by_words: believe the words of a report that has no status (RFC 3464)
    """
    told = list(_statuses(message))
    if told:
        return any(
            action == 'failed' or (not action and status.startswith('5.'))
            for action, status in told
        )
    if not by_words or any(
        part.get_content_type() == 'message/delivery-status' for part in message.walk()
    ):
        return False
    words = str(message.get('Subject', '')) + '\n'
    words += '\n'.join(_shown(part) for part in message.walk())
    return bool(_GAVE_UP.search(words)) and not _DELAYED.search(words)


def _statuses(message: Message) -> Iterator[tuple[str, str]]:
    """(action, status) of each recipient a report tells of."""
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() != 'message/delivery-status' or not isinstance(payload, list):
            continue
        for recipient in payload:
            if not isinstance(recipient, Message):
                continue
            action = str(recipient.get('Action') or '').strip().lower()
            status = str(recipient.get('Status') or '').strip()
            if action or status:
                yield action, status


def _shown(part: Message) -> str:
    if part.is_multipart() or part.get_content_maintype() != 'text':
        return ''
    try:
        payload = part.get_payload(decode=True)
    except (UnicodeError, LookupError, ValueError, AssertionError):
        return ''
    return payload[:_LARGEST_PART].decode('latin-1') if isinstance(payload, bytes) else ''
