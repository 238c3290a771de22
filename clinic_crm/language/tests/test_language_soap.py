import pytest

from odoo.addons.clinic_crm.language import soap_sections

NOTE = """La paciente refiere tos desde hace 3 días. Niega fiebre.
T.A. 120/80, temperatura 36.8. Faringe hiperémica, sin placas.
Faringitis viral.
Se indica paracetamol 500 mg cada 8 horas por 3 días. Regresar si no mejora."""


def test_a_note_in_its_order():
    assert [section for section, _sentence in soap_sections(NOTE)] == list('SSOOAPP')


def test_nothing_is_lost_or_rewritten():
    assert ' '.join(sentence for _section, sentence in soap_sections(NOTE)) == NOTE.replace(
        '\n', ' '
    )


def test_a_heading_decides_for_its_line():
    found = soap_sections("Plan:\nreposo\nAnálisis: dolor de cabeza desde hace dos días. Fuma.")
    assert found[-2:] == [
        ('A', "Análisis: dolor de cabeza desde hace dos días."),
        ('A', "Fuma."),
    ]


def test_what_is_dictated_without_full_stops():
    text = (
        "la paciente refiere dolor de rodilla desde hace un mes que aumenta al subir escaleras "
        "a la exploración rodilla con edema diagnóstico gonartrosis se indica paracetamol y hielo"
    )
    assert [section for section, _sentence in soap_sections(text)] == list('SOAP')


@pytest.mark.parametrize('text', ["", "\n \n", "..."])
def test_nothing(text):
    assert [s for s in soap_sections(text) if s[1].strip('.')] == []


def test_what_fits_nowhere_stays_with_the_patient():
    assert soap_sections("Buenos días.") == [('S', "Buenos días.")]
