import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_crm.language import redact
from odoo.addons.clinic_crm.language.redact import aligned, covered

FOREIGN = Path(__file__).parents[4] / 'shared/data/feedback/meddocan_train200.jsonl.gz'
PATTERNED = {
    'FECHAS',
    'CORREO_ELECTRONICO',
    'NUMERO_TELEFONO',
    'NUMERO_FAX',
    'ID_ASEGURAMIENTO',
    'ID_TITULACION_PERSONAL_SANITARIO',
    'ID_CONTACTO_ASISTENCIAL',
}


@pytest.mark.parametrize(
    ('text', 'known', 'said'),
    [
        ("Soy Ana López", ["Ana López"], "Soy [dato]"),
        ("habla ANA LOPES", ["Ana López"], "habla [dato]"),
        ("dígale a lópez, Ana", ["Ana López"], "dígale a [dato], [dato]"),
        ("Anabel y la manzana", ["Ana López"], "Anabel y la manzana"),
        ("mi mamá Ma. Gpe. de la Cruz", ["Ma. Gpe. de la Cruz"], "mi mamá [dato]"),
        ("llame al 55-1234 5678", {'teléfono': "+52 1 55 1234 5678"}, "llame al [teléfono]"),
        ("exp. EXP-00123", {'expediente': ["EXP-00123"]}, "exp. [expediente]"),
        ("vivo en hidalgo 25 centro", ["Hidalgo 25, Centro"], "vivo en [dato]"),
        ("Mi CURP es GOMA800101MDFNRN09", (), "Mi CURP es [curp]"),
        ("RFC GOMA800101AB1 y correo a.b@clinica.com.mx", (), "RFC [rfc] y correo [correo]"),
        ("nací el 3 de marzo de 1980", (), "nací el [fecha]"),
        ("cita 03/03/2025 a las 10:30", (), "cita [fecha] a las 10:30"),
        ("NSS 12 34 567890 1", (), "NSS [clave]"),
        ("mi cel es 9991234567", (), "mi cel es [telefono]"),
        ("mi póliza es AB-77812", (), "mi póliza es [clave]"),
        ("C.P. 97000", (), "C.P. [codigo postal]"),
        ("está en https://x.mx/a?b=1 o www.x.mx", (), "está en [enlace] o [enlace]"),
        ("vivo en calle Hidalgo 25", (), "vivo en [domicilio]"),
        ("me llamo Juan Pérez", (), "me llamo [nombre]"),
    ],
)
def test_redact(text, known, said):
    assert redact(text, known) == said


@pytest.mark.parametrize(
    'text',
    [
        "Tomo 500 mg de paracetamol cada 8 horas por 10 días",
        "presión 120/80, glucosa 98, temperatura 38.5, saturación 97",
        "me cobraron $15000 y son 1500 pesos",
        "leucocitos 12000/mm3, plaquetas 150.000",
        "a las 10:30 o a las 4 de la tarde",
        "fuerza 4/5 en el brazo",
        "",
    ],
)
def test_what_the_text_is_about_stays(text):
    assert redact(text) == text


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_any_text_and_record(text, known):
    assert isinstance(redact(text, known), str)
    assert len(aligned(text)) == len(text)


@given(st.sampled_from(["José Ñúñez Íñigo", "Xóchitl O'Farrill", "Sol Paz"]), st.text(max_size=20))
def test_a_name_of_the_record_never_stays(name, around):
    for part in name.split():
        assert part not in redact(f"{around} {name.upper()} {name} {around}", [name])


@pytest.mark.skipif(not FOREIGN.exists(), reason="optional: the foreign notes are not here")
def test_notes_of_others():
    spans = lost = 0
    for line in gzip.decompress(FOREIGN.read_bytes()).decode().splitlines()[:40]:
        note = json.loads(line) if line.strip() else {'text': '', 'spans': []}
        gone = covered(note['text'])
        for start, stop, kind in note['spans']:
            if kind in PATTERNED:
                spans += 1
                lost += not gone >= {i for i in range(start, stop) if note['text'][i].isalnum()}
    assert lost / spans <= 0.03
