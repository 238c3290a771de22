"""Rows to an .xlsx file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter

MOST_ROWS = 50_000
LONGEST_TEXT = 32_767  # Excel's own limit of a cell
_WIDEST = 60

Value = str | int | float | bool | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One page: a row of titles, rows of values, and what is said above them."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[Value]]
    note: str = ''


def workbook(sheets: Iterable[Sheet], day: str = 'dd/mm/yyyy hh:mm') -> bytes:
    """The file.

    A text that begins with = + - or @ is written as a text, with Excel's mark for that (the
    apostrophe nobody sees), so that it stays one when somebody edits the cell; saved as CSV from
    there it is theirs to open with care.
    """
    import xlsxwriter  # ten megabytes, in whatever process makes a workbook

    stream = BytesIO()
    options = {
        'in_memory': True,
        'strings_to_formulas': False,
        'strings_to_urls': False,
        'strings_to_numbers': False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        title = book.add_format({'bold': True, 'bg_color': '#EDE7F6', 'text_wrap': True})
        formats = {
            'text': book.add_format({'text_wrap': True, 'valign': 'top', 'quote_prefix': True}),
            'moment': book.add_format({'num_format': day, 'valign': 'top'}),
            'plain': book.add_format({'valign': 'top'}),
            'note': book.add_format({'italic': True, 'font_color': '#6C6478'}),
        }
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name))
            head = 0
            if sheet.note:
                page.write_string(0, 0, sheet.note[:LONGEST_TEXT], formats['note'])
                head = 1
            for column, text in enumerate(sheet.titles):
                page.write_string(head, column, text, title)
            page.freeze_panes(head + 1, 0)
            widths = [len(text) for text in sheet.titles]
            last = head
            for last, row in enumerate(sheet.rows, head + 1):  # noqa: B007 - used below
                for column, value in enumerate(row):
                    _write(page, last, column, value, formats)
                    if isinstance(value, str):
                        widths[column] = max(widths[column], len(value))
            page.autofilter(head, 0, last, max(len(sheet.titles) - 1, 0))
            for column, width in enumerate(widths):
                page.set_column(column, column, min(max(width, 8), _WIDEST) + 2)
    return stream.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value,
           formats: dict[str, xlsxwriter.format.Format]) -> None:  # fmt: skip
    if value is None or value == '':
        return
    if isinstance(value, datetime):
        page.write_datetime(row, column, value, formats['moment'])
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, formats['plain'])
    elif isinstance(value, int | float):
        page.write_number(row, column, value, formats['plain'])
    else:
        page.write_string(row, column, value[:LONGEST_TEXT], formats['text'])


def _sheet_name(name: str) -> str:
    return ''.join(' ' if one in r'[]:*?/\'' else one for one in name)[:31] or 'Hoja'
