"""What is said to patients: texts with named places, and the turns of a conversation.

Pure Python: no Odoo, no channel, no database.
"""
from .text import TextError, fill, places
from .turn import Answer, Conversation, Document, Option, Turn, TurnError, match_option
