"""What a patient's comment says: polarity, aspects, emotion, severity and the words that decided.

Pure Python and self-contained: no model to download, no service to ask. `service.py` asks one
instead, where a clinic wants that.
"""

from .analyser import analyse
from .labels import ASPECTS, EMOTIONS, POLARITIES, SEVERITIES
from .marks import Piece, pieces
from .result import Analysis, Aspect, Evidence
from .themes import Theme, interval, themes
