"""Fit the linear model to labelled comments: plain Python, so that a clinic can do it too.

One against the rest for every label, by dual coordinate descent for the squared hinge (the way of
LIBLINEAR). A thousand comments take well under a minute.
"""

import random
from collections.abc import Sequence

Vector = list[tuple[int, float]]


def fit(
    rows: Sequence[Vector],
    wanted: Sequence[bool],
    size: int,
    cost: float,
    weight: float = 1.0,
    counts: Sequence[float] = (),
    rounds: int = 25,
) -> list[float]:
    """Weights that tell the rows that are wanted from the others.

    `weight` is how much more a missed one costs than a false one, `counts` how many times each
    row counts (empty: once). The same rows give the same weights.
    """
    order = list(range(len(rows)))
    chance = random.Random(7)
    weights = [0.0] * size
    alphas = [0.0] * len(rows)
    signs = [1.0 if want else -1.0 for want in wanted]
    counts = counts or [1.0] * len(rows)
    diagonal = [
        0.5 / (cost * (weight if want else 1.0) * count)
        for want, count in zip(wanted, counts, strict=True)
    ]
    norms = [
        sum(value * value for _, value in row) + extra
        for row, extra in zip(rows, diagonal, strict=True)
    ]
    for _ in range(rounds):
        chance.shuffle(order)
        most = 0.0
        for index in order:
            row, sign, alpha = rows[index], signs[index], alphas[index]
            margin = 0.0
            for column, value in row:
                margin += weights[column] * value
            slope = sign * margin - 1.0 + diagonal[index] * alpha
            if alpha == 0.0 and slope >= 0.0:
                continue
            changed = max(alpha - slope / norms[index], 0.0)
            step = (changed - alpha) * sign
            if step:
                alphas[index] = changed
                for column, value in row:
                    weights[column] += step * value
                most = max(most, abs(slope))
        if most < 0.02:
            break
    return weights
