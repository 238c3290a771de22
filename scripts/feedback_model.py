"""Build the comment analyser's coefficients anew, and say how good they are.

    ./clinic python scripts/feedback_model.py            fit, write the file, print the scores
    ./clinic python scripts/feedback_model.py --check    fit and print only

Fitted to the invented comments in `clinic_feedback/tests/texts`, but for the tenth that is held
back; further folders of labelled comments may be named. Three scores are printed: by five folds
over what it is fitted to, for each author of other hands by a model that never read that author,
and for the tenth held back. Remember that the lexicon was written with these comments in view.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.addon_packages import ROOT, load  # noqa: E402 - the path above comes first

load('clinic_feedback', 'analysis')

from odoo.addons.clinic_feedback.analysis import analyse, corpus  # noqa: E402
from odoo.addons.clinic_feedback.analysis.authors import authors, score_left_out  # noqa: E402
from odoo.addons.clinic_feedback.analysis.evaluation import evaluate  # noqa: E402
from odoo.addons.clinic_feedback.analysis.model import build, version_of  # noqa: E402

TEXTS = ROOT / 'clinic_feedback' / 'tests' / 'texts'
FOLDS = 5


def main():
    arguments = parser().parse_args()
    rows = [row for folder in (TEXTS, *arguments.more) for row in corpus.load(folder)]
    known, held = corpus.fitted(rows), corpus.unseen(rows)
    with ProcessPoolExecutor() as pool:
        parts = pool.map(_fold, [known] * FOLDS, range(FOLDS))
        said = {text: analysis for part in parts for text, analysis in part}
        show(f"{FOLDS} folds", evaluate(known, said.__getitem__))
        hands = authors(rows)
        for author, scores in zip(
            hands, pool.map(score_left_out, [rows] * len(hands), hands), strict=True
        ):
            show(f"{author}, left out", scores)
    model = build(known, version_of(known))
    show("held back", evaluate(held, lambda text: analyse(text, model)))
    if not arguments.check:
        model.save()
        print(f"Written: version {model.version}, {len(model.weights):,} features.")


def _fold(rows, number):
    """What is said of one part by a model fitted to the others."""
    model = build([row for row in rows if corpus.fold_of(f'cv{row.text}', FOLDS) != number])
    return [
        (row.text, analyse(row.text, model))
        for row in rows
        if corpus.fold_of(f'cv{row.text}', FOLDS) == number
    ]


def show(title, scores):
    print(f"{title} ({scores.pop('n'):.0f} comments)")
    for name, value in scores.items():
        print(f"  {name:<22} {value:.3f}")


def parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('more', nargs='*', type=Path, help="further folders of labelled comments")
    parser.add_argument('--check', action='store_true', help="write nothing")
    return parser


if __name__ == '__main__':
    main()
