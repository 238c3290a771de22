"""A workbook for Excel made of plain values, in which a text is never anything but a text, and the
file of a dashboard of Odoo's."""

from .board import Scales, board
from .workbook import MOST_ROWS, Sheet, workbook
