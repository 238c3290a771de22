from odoo.addons.clinic_crm.conversation import minutes_late


def test_how_late():
    assert minutes_late("voy 15 minutos tarde") == 15
    assert minutes_late("llego tarde, 5min") == 5
    assert minutes_late("voy tarde") == 0
