import pytest

from odoo.addons.clinic_crm.conversation import minutes_late


@pytest.mark.parametrize(
    ('text', 'minutes'),
    [
        ("voy 15 minutos tarde", 15), ("llego 10 min tarde", 10), ("llego tarde, 5min", 5),
        ("llego en media hora", 30), ("como una hora tarde", 60), ("hora y media tarde", 90),
        ("un cuarto de hora", 15), ("diez minutos tarde", 10), ("en kinse min", 0),
        ("MEDIA HORA", 30), ("voy tarde", 0), ("", 0), ("llego a las 10:30", 0),
    ],
)  # fmt: skip
def test_how_late(text, minutes):
    assert minutes_late(text) == minutes
