"""What a patient's message asks for: one of nineteen intents, and how sure that is."""

import gzip
import json
from functools import lru_cache
from math import exp
from pathlib import Path

from .features import features

INTENTS = (
    'saludo',
    'agendar',
    'reagendar',
    'cancelar',
    'confirmar',
    'consultar_cita',
    'horario',
    'ubicacion',
    'precio',
    'pago_seguros',
    'factura',
    'receta',
    'resultados',
    'preparacion',
    'humano',
    'queja',
    'gracias',
    'baja',
    'otro',
)
LONGEST = 4096  # characters that are read

Weights = dict[str, list[int]]


def intent(text: str) -> tuple[str, float]:
    """Return the likeliest intent and its probability; `otro` with 0 when nothing can be read.

    It only says what was asked. Whether to act on it, ask again or call a person is decided by the
    conversation, and what cannot be undone always by a button.
    """
    weights, scale = model()
    found = features(text[:LONGEST])
    known = [name for name in found if name in weights]
    if not any(len(name) > 2 for name in known):  # one letter, or only how long it is
        return 'otro', 0.0
    rows = [weights[name] for name in known]
    return best([sum(column) * scale / len(found) ** 0.5 for column in zip(*rows, strict=True)])


def best(scores: list[float]) -> tuple[str, float]:
    """The intent of the highest score, and its share of all."""
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    return INTENTS[scores.index(highest)], 1 / sum(powers)


@lru_cache(1)
def model() -> tuple[Weights, float]:
    """The weights as `scripts/train_intents.py` writes them, and what one of their units is."""
    packed = Path(__file__).with_name('intents.json.gz').read_bytes()
    data = json.loads(gzip.decompress(packed))
    if tuple(data['labels']) != INTENTS:
        raise ValueError("intents.json.gz was built for other intents: scripts/train_intents.py")
    return data['weights'], data['scale']
