import pytest

from odoo.addons.clinic_whatsapp.cloud_api import people_a_day


@pytest.mark.parametrize(
    ('tier', 'people'),
    [
        ('TIER_250', 250),
        ('TIER_2K', 2000),
        ('TIER_100K', 100_000),
        ('TIER_UNLIMITED', 1_000_000),
        ('250', 250),
        (10000, 10_000),
        ('TIER_NOT_SET', 250),
        ('TIER_99999999', 0),
        ('many', 0),
        ('', 0),
        (None, 0),
        ({'a': 1}, 0),
    ],
)
def test_people_a_day(tier, people):
    assert people_a_day(tier) == people
