"""Mexican Spanish as patients type it: made comparable and read for what cannot wait."""

from .normalise import fold, sentences, sound, words
from .rules import CATEGORIES, RuleError, RuleSet, default_rules, parse_rules
from .triage import Triage, explain, triage
from .answers import Answer, agreement, answer, is_bare_no
from .death import tells_of_death
from .heard import heard
from .plainly import Said, said
from .refusal import keeps_messages, refusal, what_else
from .redact import redact
from .soap import soap_sections
