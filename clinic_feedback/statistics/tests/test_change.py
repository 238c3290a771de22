from odoo.addons.clinic_feedback.statistics.change import FELL, FEW, ROSE, UNCLEAR, change
from odoo.addons.clinic_feedback.statistics.figures import nps, share


def test_against_newcombes_own_example():
    # 56/70 and 48/80: difference 0.2, 0.0524 to 0.3339 (Newcombe 1998, method 10)
    found = change(share(48, 80), share(56, 70))
    assert round(found.value, 4) == 0.2
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert found.verdict == ROSE
    assert change(share(56, 70), share(48, 80)).verdict == FELL


def test_chance_and_few_answers_say_nothing():
    assert change(share(6, 12), share(7, 12)).verdict == UNCLEAR
    assert change(share(0, 9), share(300, 300)).verdict == FEW
    assert change(share(0, 0), share(0, 0), fewest=0).verdict == FEW
    assert change(share(10, 10), share(10, 10)).verdict == UNCLEAR


def test_recommendation_too():
    before, after = nps({0: 40, 10: 10}), nps({0: 10, 10: 40})
    assert change(before, after).verdict == ROSE
    assert change(after, before).verdict == FELL
