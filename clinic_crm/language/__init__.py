"""Mexican Spanish as patients type it: made comparable and read for what cannot wait."""

from .normalise import fold, sentences, sound, words
