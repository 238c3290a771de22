"""Addresses nobody can guess: they open one page of one record, and end by themselves."""

import base64
import re
from datetime import date, timedelta

from odoo import fields
from odoo.tools import consteq, hmac

_DAY_ZERO = date(2020, 1, 1)
_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'
_TOKEN = re.compile(r'([0-9a-z]{1,12})-([0-9a-z]{1,4})-([\w-]{16})', re.ASCII)
_MOST = 2**31 - 1  # an id of PostgreSQL's


class SignedLink:
    """The tokens of one kind of page; ``name`` keeps them apart from those of the others.

    Short, so that a token fits into a SMS: the record's number, the last day, and a signature over
    that day and the record's uuid. Nothing is stored.
    """

    def __init__(self, name: str):
        self._name = name

    def token(self, record, until: date) -> str:
        """Return the token that opens the record's page until the end of that day."""
        day = (until - _DAY_ZERO).days
        return f'{_written(record.id)}-{_written(day)}-{self._signature(record, day)}'

    def find(self, model, token: str):
        """Return the record of a token, as superuser; empty if it is none of ours or has ended."""
        nobody = model.sudo().browse()
        found = _TOKEN.fullmatch(token or '')
        if not found:
            return nobody
        number, day = int(found[1], 36), int(found[2], 36)
        if number > _MOST or _DAY_ZERO + timedelta(days=day) < fields.Date.today():
            return nobody
        record = nobody.browse(number).exists()
        return record if record and consteq(self._signature(record, day), found[3]) else nobody

    def _signature(self, record, day: int) -> str:
        digest = hmac(record.env(su=True), self._name, (record.sudo().uuid, day))
        return base64.urlsafe_b64encode(bytes.fromhex(digest)[:12]).decode()


def _written(number: int) -> str:
    digits = ''
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or '0'
