import io
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from odoo.addons.clinic_crm.paper import PaperError, qr_png, qr_svg, to_pdf

NAME = "María José Ibáñez Peña-Güitrón «Ñoña» de los Ángeles y Zárate"


def text(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_accents_and_pages():
    pdf = to_pdf(
        f"<style>@page {{ size: letter }}</style><p>{NAME}</p><p style='break-before: page'>2"
    )
    assert pdf.startswith(b'%PDF')
    assert NAME in text(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2


def test_nothing_is_fetched(tmp_path):
    """Neither a file of the server nor an address, whoever wrote it into the page."""
    secret = tmp_path / 'secret.html'
    secret.write_text("<p>secreto</p>")
    style = tmp_path / 'secret.css'
    style.write_text("p::after { content: 'secreto' }")
    asked = []

    def audit(event, arguments):
        if event in ('socket.connect', 'open') and str(tmp_path) in str(arguments[0]):
            asked.append(arguments)

    sys.addaudithook(audit)
    pdf = to_pdf(
        f"<link rel='stylesheet' href='{style.as_uri()}'><style>@import '{style.as_uri()}'</style>"
        f"<p>Uno<img src='{secret.as_uri()}'><a rel='attachment' href='{secret.as_uri()}'>x</a>"
    )
    assert "secreto" not in text(pdf)
    assert not PdfReader(io.BytesIO(pdf)).attachments
    assert not asked


def test_a_font_that_is_not_there():
    assert "Uno" in text(to_pdf("<p style='font-family: Paper'>Uno", {400: Path('nowhere.ttf')}))


def test_without_the_library(monkeypatch):
    monkeypatch.setitem(sys.modules, 'weasyprint', None)
    with pytest.raises(PaperError):
        to_pdf("<p>Uno")


def test_qr_is_a_picture():
    assert qr_png("https://clinica.example/x").startswith(b'\x89PNG')


def test_qr_is_a_drawing():
    assert b'<path' in qr_svg("https://clinica.example/x")
