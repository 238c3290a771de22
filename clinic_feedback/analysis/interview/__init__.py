"""A survey as a conversation: what comes next, how it is asked, what an answer typed by hand means.

Pure Python: no Odoo, no channel, no database.
"""

from .course import Given, Question, is_asked, next_question
from .prompt import SKIP, Choice, Prompt, prompt, read_key
from .reading import read
from .result import Reading
from .said import is_long
from .wishes import feels, is_opinion, wants_visit
