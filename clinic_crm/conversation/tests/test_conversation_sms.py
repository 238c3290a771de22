from odoo.addons.clinic_crm.conversation import fits_sms, sms_length, sms_words


def test_accents_never_make_it_dear():
    said = sms_words(
        "Clínica Peña: su cita es mañana jueves a las 10:30 a. m. ¡Le esperamos! “Sí” — 😀"
    )
    assert said == 'Clinica Peña: su cita es mañana jueves a las 10:30 a. m. ¡Le esperamos! "Si" -'
    assert sms_length(said) == len(said)


def test_what_fits():
    assert fits_sms("a" * 160)
    assert not fits_sms("a" * 161)
    assert not fits_sms("€" * 81), "it takes the room of two"
    assert sms_words("  uno\n\ndos ") == "uno dos"
