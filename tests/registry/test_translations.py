"""The templates of the translations hold the terms of the addons as they are installed now.

That each term is then translated, `./clinic lint` checks.
"""

from scripts import translations


def test_templates_are_fresh(env):
    problems = [
        problem
        for addon, template in translations.templates(env)
        for problem in translations.differences(addon, template)
    ]
    assert not problems, "run: ./clinic python scripts/translations.py export"
