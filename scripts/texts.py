"""Invented texts with labels, and the tenth of them that nothing may learn from."""

import hashlib


def read(folder, pattern):
    """The (label, text) pairs of the files: a line is `label | text`; one text counts once."""
    pairs = {}
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text(encoding='utf-8').splitlines():
            label, bar, text = line.partition(' | ')
            if bar and not line.startswith('#'):
                pairs.setdefault(text.strip(), label.strip())
    return [(label, text) for text, label in pairs.items()]


def is_held_back(text):
    """Whether a text is of the tenth that is only for judging: decided by the text alone."""
    return hashlib.sha256(text.encode()).digest()[0] % 10 == 0


def split(pairs):
    """The pairs to learn from, and those held back."""
    kept = [pair for pair in pairs if not is_held_back(pair[1])]
    return kept, [pair for pair in pairs if is_held_back(pair[1])]


def half(text):
    """0 or 1, by the text alone: of texts to be judged by, those whose errors may be looked at."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2
