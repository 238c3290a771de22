"""Rebuild `clinic_crm/language/urgent_es.json.gz`, the second net of the urgency triage.

    ./clinic python scripts/train_triage.py [--check]

Learns from the invented texts of the addons and prints the recall of the net by cross-validation,
and what list and net do together on the tenth held back. `--check` only measures, writes nothing.
"""

import argparse
import gzip
import json

from scripts import linear, texts
from scripts.addon_packages import ROOT, load

UNITS = 50  # one is so many units in the file
SMALLEST = 0.05  # a smaller weight is left out
CALM_ALARMS = 0.012  # of calm texts, the share that may pass the bar


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
    examples = [(reading(text, rules).traits(), label) for label, text in kept]
    others = [(reading(text, rules).traits(), False) for _name, text in asked]
    examples = [(found, label) for found, label in [*examples, *others] if found]
    judged = linear.cross_validated((False, True), examples)
    margins = sorted((s[1] - s[0] for s, label in judged if not label), reverse=True)
    bar = round(margins[int(len(margins) * CALM_ALARMS)], 3)
    passed = sum(s[1] - s[0] > bar for s, label in judged if label)
    print(f'{len(examples)} texts to learn from, {len(held)} held back')
    print(f'the net alone, cross-validated: recall {passed / sum(e[1] for e in examples):.3f}')
    model = linear.Linear((False, True), examples)
    if not options.check:
        path = ROOT / 'clinic_crm/language/urgent_es.json.gz'
        path.write_bytes(packed(model, bar))
        print(f'{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes')
    found = [(label, language.triage(text).urgent) for label, text in held]
    print(f'both, held back: recall {share(found, True):.3f}, alarms {share(found, False):.3f}')


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
