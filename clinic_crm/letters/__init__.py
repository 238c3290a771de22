"""An e-mail that came in, read into one plain value, whatever its sender's program made of it.

Pure Python: no Odoo, no database, no network.
"""

from .letter import File, Letter, read_letter, unreadable
from .report import gave_up, our_marks
from .words import plain_words, without_quote
