"""Rebuild `clinic_crm/language/urgent_es.json.gz`, the second net of the urgency triage.

    ./clinic python scripts/train_triage.py [--check]

Learns from the invented texts of the addons, comments about nothing grave among the calm ones,
and prints the recall of the net by cross-validation, and what list and net do together on the tenth
held back. `--check` only measures, writes nothing.
"""

import argparse
import gzip
import json
import random

from scripts import linear, texts
from scripts.addon_packages import ROOT, load

FOLDS = 5
UNITS = 50  # one is so many units in the file
SMALLEST = 0.05  # a smaller weight is left out
STRENGTH = 4.0  # how closely the weights follow the texts, by cross-validation
CALM_ALARMS = 0.025  # of calm texts about health, the share that may pass the bar


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--check', action='store_true', help="measure only, write nothing")
    options = parser.parse_args()
    language = load('clinic_crm', 'language')
    reading = load('clinic_crm', 'language.triage').Reading
    rules = language.default_rules()
    folder = ROOT / 'clinic_crm/tests/texts'
    urgent = [(True, text) for _, text in texts.read(folder, 'triage_urgent*.txt')]
    calm = [(False, text) for _, text in texts.read(folder, 'triage_calm*.txt')]
    asked = texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'intents_*.txt')
    kept, held = texts.split(urgent + calm)
    corpus = load('clinic_feedback', 'analysis.corpus')
    comments = corpus.load(ROOT / 'clinic_feedback/tests/texts')
    told = [('told', one.text) for one in comments if one.severity == 'ninguna']
    labels = ('asked', 'told', 'calm', 'urgent')
    named = [('urgent' if label else 'calm', text) for label, text in kept]
    named += [('asked', text) for _name, text in texts.split(asked)[0]]
    named += texts.split(told)[0]
    read = [(name, sorted(reading(text, rules).traits())) for name, text in named]
    examples = [(found, name) for name, found in read if found]
    margins = {name: [] for name in labels}
    for found, name in cross_validated(examples):
        margins[name].append(found)
    calm_margins = sorted(margins['calm'], reverse=True)
    print(f'{len(examples)} texts to learn from, {len(held)} held back')
    print('the net alone, cross-validated, by the share of calm texts that may pass:')
    for alarms in (0.02, 0.03, 0.04, 0.05, 0.06, 0.08, CALM_ALARMS):
        bar = round(calm_margins[int(len(calm_margins) * alarms)], 3)
        passed = [sum(m > bar for m in margins[name]) / len(margins[name]) for name in labels]
        print(
            f'{alarms}:', *(f'{name} {part:.3f}' for name, part in zip(labels, passed, strict=True))
        )
    model = linear.Linear((False, True), binary(examples), STRENGTH)
    if not options.check:
        path = ROOT / 'clinic_crm/language/urgent_es.json.gz'
        path.write_bytes(packed(model, bar))
        print(f'{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes')
    found = [(label, language.triage(text).urgent) for label, text in held]
    print(f'both, held back: recall {share(found, True):.3f}, alarms {share(found, False):.3f}')


def binary(examples):
    return [(found, name == 'urgent') for found, name in examples]


def cross_validated(examples):
    """(margin, name) of every example, by what was learnt from the other folds."""
    order = random.Random(1).sample(examples, len(examples))
    judged = []
    for fold in range(FOLDS):
        learnt = [one for place, one in enumerate(order) if place % FOLDS != fold]
        model = linear.Linear((False, True), binary(learnt), STRENGTH)
        for found, name in order[fold::FOLDS]:
            calm, urgent = model.scores(found)
            judged.append((urgent - calm, name))
    return judged


def share(found, wanted):
    """The share called urgent of the texts that are so, or are not."""
    said = [urgent for label, urgent in found if label == wanted]
    return sum(said) / len(said)


def packed(model, bar):
    weights = {
        name: round((row[1] - row[0]) * UNITS)
        for name, row in sorted(model.weights.items())
        if abs(row[1] - row[0]) >= SMALLEST
    }
    data = {'bar': bar * UNITS, 'weights': weights}
    text = json.dumps(data, ensure_ascii=False, separators=(',', ':'))
    return gzip.compress(text.encode(), mtime=0)


if __name__ == '__main__':
    main()
