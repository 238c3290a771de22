from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from odoo.addons.clinic_feedback.sheet import Sheet, workbook


def read(content):
    return openpyxl.load_workbook(BytesIO(content))


@pytest.mark.parametrize(
    'text',
    [
        '=HYPERLINK("http://malo.example","clic")',
        '=1+1',
        '{=1+1}',
        '+5215512345678',
        '-2+3',
        '@SUM(A1)',
        "\t=cmd|' /C calc'!A0",
        'http://malo.example',
        '0012',
    ],
)
def test_what_a_patient_wrote_is_a_text_and_nothing_else(text):
    cell = read(workbook([Sheet("Hoja", ["Comentario"], [[text]])])).active['A2']
    assert (cell.data_type, cell.value) == ('s', text)
    assert cell.hyperlink is None
    assert cell.quotePrefix


def test_values_keep_their_kind():
    at = datetime(2026, 11, 27, 10, 30)
    book = read(workbook([Sheet("a/b", ["t", "n", "d", "v", "f"], [["x", 0, at, None, 4.5]])]))
    assert book.sheetnames == ["a b"]
    assert [cell.value for cell in book.active[2]] == ["x", 0, at, None, 4.5]


def test_long_strange_and_none():
    book = read(
        workbook(
            [
                Sheet("Nada", ["t"], [], note="Nadie"),
                Sheet("x" * 40, ["t"], [["a" * 40_000], ["malo\x01 \ufffe"], ["😀 ñ"]]),
            ]
        )
    )
    assert book["Nada"]["A1"].value == "Nadie"
    page = book["x" * 31]
    assert len(page['A2'].value) == 32_767
    assert page['A4'].value == "😀 ñ"
