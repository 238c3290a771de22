"""Rebuild `clinic_whatsapp/agent/intents.json.gz` from the invented texts of the addon.

    python -m scripts.train_intents [--check]

Prints the accuracy by cross-validation and on the tenth that is held back and never trained on.
`--check` only measures and writes nothing. Pure Python, the same file every time.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections import Counter
from math import exp, log

from scripts import texts
from scripts.addon_packages import ROOT, load

agent = load('clinic_whatsapp', 'agent')
features = load('clinic_whatsapp', 'agent.features').features
intents = load('clinic_whatsapp', 'agent.intents')

EPOCHS = 14
RATE = 0.5
STRENGTH = 1.0  # the larger, the more the weights follow the texts
FOLDS = 5
SMALLEST = 0.12  # a feature whose every weight is smaller is left out
UNITS = 40  # one is so many units in the file


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--check', action='store_true', help="measure only, write nothing")
    options = parser.parse_args()
    kept, held = texts.split(texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'intents_*.txt'))
    print(f'{len(kept)} texts to learn from, {len(held)} held back')
    judged = cross_validated(kept)
    print(f'cross-validation, {FOLDS} folds: {right(judged):.3f}')
    weights = trained(kept)
    print(f'held back: {right([(scores(weights, text), number(name)) for name, text in held]):.3f}')
    if not options.check:
        path = ROOT / 'clinic_whatsapp/agent/intents.json.gz'
        path.write_bytes(packed(weights, sharpness(judged)))
        print(f'{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes')


def cross_validated(pairs):
    """(scores, number of the right intent) of every text, by what was learnt from other folds."""
    order = random.Random(1).sample(pairs, len(pairs))
    judged = []
    for fold in range(FOLDS):
        weights = trained([pair for place, pair in enumerate(order) if place % FOLDS != fold])
        judged += [(scores(weights, text), number(name)) for name, text in order[fold::FOLDS]]
    return judged


def right(judged):
    """The share of texts whose intent has the highest score."""
    return sum(found.index(max(found)) == wanted for found, wanted in judged) / len(judged)


def sharpness(judged):
    """By what to multiply scores so that probabilities are as high as they are right."""

    def loss(factor):
        return -sum(log(_shares([s * factor for s in found])[wanted]) for found, wanted in judged)

    return min((tenths / 10 for tenths in range(5, 60)), key=loss)


def number(name):
    return intents.INTENTS.index(name)


def scores(weights, text):
    found = features(text)
    rows = [weights[name] for name in found if name in weights] or [[0.0] * len(intents.INTENTS)]
    return [sum(column) * len(found) ** -0.5 for column in zip(*rows, strict=True)]


def trained(pairs):
    """Weights by feature, one for each intent: softmax regression by adaptive steps."""
    chance = random.Random(7)
    examples = [
        (features(text), number(name)) for name, text in pairs
    ]
    count = len(intents.INTENTS)
    weights, squares = {}, {}
    often = Counter(name for found, _number in examples for name in found)
    pulls = {name: 1 / STRENGTH / times for name, times in often.items()}
    for _epoch in range(EPOCHS):
        chance.shuffle(examples)
        for found, wanted in examples:
            value = len(found) ** -0.5
            rows = [weights.setdefault(name, [0.0] * count) for name in found]
            errors = _shares([sum(column) * value for column in zip(*rows, strict=True)])
            errors[wanted] -= 1
            steps = [(place, error * value) for place, error in enumerate(errors) if abs(error) > 0.01]
            for name, row in zip(found, rows, strict=True):
                seen = squares.setdefault(name, [0.1] * count)
                pull = pulls[name]
                for place, step in steps:
                    step += pull * row[place]
                    seen[place] += step * step
                    row[place] -= RATE * step / seen[place] ** 0.5
    return {
        name: row for name, row in weights.items() if max(map(abs, row)) >= SMALLEST
    }


def _shares(scores):
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def packed(weights, factor):
    rows = {name: [round(w * UNITS) for w in row] for name, row in sorted(weights.items())}
    data = {'intents': intents.INTENTS, 'scale': factor / UNITS, 'weights': rows}
    text = json.dumps(data, ensure_ascii=False, separators=(',', ':'))
    return gzip.compress(text.encode(), mtime=0)


if __name__ == '__main__':
    main()
