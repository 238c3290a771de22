"""A workbook for Excel made of plain values, in which a text is never anything but a text."""

from .workbook import MOST_ROWS, Sheet, workbook
