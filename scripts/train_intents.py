"""Rebuild `clinic_whatsapp/agent/intents.json.gz` from the invented texts of the addon.

    ./clinic python scripts/train_intents.py [--check]

Prints the accuracy by cross-validation and on the tenth that is held back and never learnt from.
`--check` only measures and writes nothing.
"""

import argparse

from scripts import linear, texts
from scripts.addon_packages import ROOT, load

STRENGTH = 4.0  # how closely the weights follow the texts; 1 and 2 judge worse
SMALLEST = 0.12  # a feature whose every weight is smaller is left out
UNITS = 40  # one is so many units in the file


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--check', action='store_true', help="measure only, write nothing")
    options = parser.parse_args()
    intents = load('clinic_whatsapp', 'agent.intents')
    features = load('clinic_whatsapp', 'agent.features').features
    kept, held = texts.split(texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'intents_*.txt'))
    examples = [(features(text), name) for name, text in kept]
    judged = linear.cross_validated(intents.INTENTS, examples, STRENGTH)
    model = linear.Linear(intents.INTENTS, examples, STRENGTH)
    unseen = [(model.scores(features(text)), name) for name, text in held]
    print(f'{len(kept)} texts to learn from, {len(held)} held back')
    print(f'cross-validated: {linear.right(intents.INTENTS, judged):.3f}')
    print(f'held back: {linear.right(intents.INTENTS, unseen):.3f}')
    if not options.check:
        path = ROOT / 'clinic_whatsapp/agent/intents.json.gz'
        factor = linear.sharpness(intents.INTENTS, judged)
        path.write_bytes(model.packed(factor, SMALLEST, UNITS))
        print(f'{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes')


if __name__ == '__main__':
    main()
