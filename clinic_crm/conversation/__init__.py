"""What is said to patients: texts with named places, and the turns of a conversation.

Pure Python: no Odoo, no channel, no database.
"""

from .late import minutes_late
from .preference import no_preference
from .sms import fits_sms, sms_length, sms_words
from .text import TextError, fill, places
from .turn import (
    MAX_DESCRIPTION,
    MAX_OPTIONS,
    MAX_TEXT,
    MAX_TEXTS,
    MAX_TITLE,
    Answer,
    Conversation,
    Document,
    Later,
    Option,
    Turn,
    TurnError,
    match_option,
    options_of,
)
from .which import (
    Candidate,
    all_of_them,
    by_patient,
    said_apart,
    spoken_of,
    which,
    without_its_day,
)
from .who import age_in, called, introduced, is_name, is_named, kin, name_in, oneself, several
from .why import why
from .wish import Wish, birthdate, mentioned, specialist, wish
