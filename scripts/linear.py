"""Softmax regression over named features, in plain Python: small, and the same every time."""

import gzip
import json
import random
from collections import Counter
from math import exp, log

EPOCHS = 14
RATE = 0.5
FOLDS = 5


class Linear:
    """Weights by feature, one for each of `labels`, learnt from (features, label) examples.

    The larger `strength`, the more the weights follow the texts.
    """

    def __init__(self, labels, examples, strength=1.0):
        self.labels = list(labels)
        chance = random.Random(7)
        number = {label: place for place, label in enumerate(self.labels)}
        rows = [(found, number[label]) for found, label in examples]
        often = Counter(name for found, _label in rows for name in found)
        self.weights = {name: [0.0] * len(self.labels) for name in often}
        pulls = {name: 1 / strength / times for name, times in often.items()}
        squares = {name: [0.1] * len(self.labels) for name in often}
        for _epoch in range(EPOCHS):
            chance.shuffle(rows)
            for found, wanted in rows:
                errors = shares(self.scores(found))
                errors[wanted] -= 1
                value = len(found) ** -0.5
                steps = [(n, error * value) for n, error in enumerate(errors) if abs(error) > 0.01]
                for name in found:
                    row, seen, pull = self.weights[name], squares[name], pulls[name]
                    for place, step in steps:
                        step += pull * row[place]
                        seen[place] += step * step
                        row[place] -= RATE * step / seen[place] ** 0.5

    def scores(self, found):
        rows = [self.weights[name] for name in found if name in self.weights]
        value = len(found) ** -0.5 if found else 0
        return [sum(column) * value for column in zip(*rows, strict=True)] or [0.0] * len(
            self.labels
        )

    def packed(self, factor, smallest, units):
        """The model as a file: whole numbers, features that tell little left out."""
        rows = {
            name: [round(weight * units) for weight in row]
            for name, row in sorted(self.weights.items())
            if max(map(abs, row)) >= smallest
        }
        data = {'labels': self.labels, 'scale': factor / units, 'weights': rows}
        text = json.dumps(data, ensure_ascii=False, separators=(',', ':'))
        return gzip.compress(text.encode(), mtime=0)


def cross_validated(labels, examples, strength=1.0):
    """(scores, label) of every example, by what was learnt from the other folds."""
    order = random.Random(1).sample(examples, len(examples))
    judged = []
    for fold in range(FOLDS):
        learnt = [one for place, one in enumerate(order) if place % FOLDS != fold]
        model = Linear(labels, learnt, strength)
        judged += [(model.scores(found), label) for found, label in order[fold::FOLDS]]
    return judged


def right(labels, judged):
    """The share of examples whose label has the highest score."""
    return sum(labels[s.index(max(s))] == label for s, label in judged) / len(judged)


def sharpness(labels, judged):
    """By what to multiply scores so that probabilities are as high as they are right."""

    def loss(factor):
        return -sum(
            log(max(shares([s * factor for s in scores])[labels.index(label)], 1e-9))
            for scores, label in judged
        )

    return min((tenths / 10 for tenths in range(5, 60)), key=loss)


def shares(scores):
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
