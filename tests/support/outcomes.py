import pytest

# Of each test in an addon's `tests`, by its name for Odoo: whether it failed.
OUTCOMES = pytest.StashKey[dict[str, bool]]()
