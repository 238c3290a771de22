"""What a patient sent by WhatsApp is seen and heard on the timeline by whoever may."""

import base64
from pathlib import Path

import pytest

from tests.support.browser import home
from tests.support.ground import ROOT

pytestmark = pytest.mark.journey

SAMPLES = Path(ROOT) / 'sandbox' / 'phone' / 'samples'
SENT = """
import base64
account = env['clinic.whatsapp.account'].search([('phone_number_id', '=', '111111111111111')])
account = account or env['clinic.whatsapp.account'].create({
    'name': "Prueba", 'company_id': env.company.id, 'phone_number_id': '111111111111111',
    'waba_id': '222222222222222',
})
patient = env['clinic.patient'].create({'name': "Paula Luz", 'company_id': env.company.id})
for kind, mime_type, name, content in files:
    message = env['clinic.message']._log(patient, 'whatsapp', 'in', f"[{kind}] {name}")
    media = env['clinic.whatsapp.media'].create({
        'account_id': account.id, 'direction': 'in', 'kind': kind, 'mime_type': mime_type,
        'filename': name, 'patient_message_id': message.id, 'voice': kind == 'audio',
        'state': 'stored' if content else 'refused',
        'error': not content and "Pida una foto o un PDF.",
        'size': len(base64.b64decode(content)),
    })
    if content:
        media._seal_bytes('content', base64.b64decode(content))
result = patient.id
"""
FILES = [
    ('image', 'image/jpeg', 'foto.jpg'),
    ('document', 'application/pdf', 'estudio.pdf'),
    ('audio', 'audio/ogg', 'nota-de-voz.ogg'),
]
OPEN = """
id => odoo.__WOWL_DEBUG__.root.env.services.action.doAction({
    type: 'ir.actions.act_window',
    res_model: 'clinic.patient',
    res_id: id,
    views: [[false, 'form']],
})
"""


@pytest.fixture(scope='module')
def patient(clinic_server):
    files = [
        [*about, base64.b64encode((SAMPLES / about[-1]).read_bytes()).decode()] for about in FILES
    ]
    return clinic_server.run(SENT, files=[*files, ['document', 'text/html', 'x.html', '']])


@pytest.mark.parametrize('viewport', [(1366, 768), (390, 844)], ids=['desk', 'phone'])
def test_files_on_the_timeline(page_as, patient, viewport):
    page = page_as('enfermeria', viewport=viewport)
    home(page)
    page.evaluate(OPEN, patient)
    page.wait_for_selector('.o_notebook_headers [name=timeline]')
    page.click('.o_notebook_headers [name=timeline]')
    photo = page.locator('.o_clinic_file_picture img')
    photo.scroll_into_view_if_needed()
    page.wait_for_function(
        "document.querySelector('.o_clinic_file_picture img').naturalWidth > 300"
    )
    assert photo.bounding_box()['width'] <= 250
    seconds = page.locator('.o_clinic_file_audio').evaluate(
        """audio => new Promise((heard, failed) => {
            audio.onloadedmetadata = () => heard(audio.duration);
            audio.onerror = () => failed(audio.error.message);
            audio.preload = 'metadata';
            audio.load();
        })"""
    )
    assert 7 < seconds < 8
    pdf = page.locator('.o_clinic_file_name')
    assert pdf.inner_text().split() == ['estudio.pdf', '2', 'kB']
    assert page.locator('.o_clinic_file_missing').inner_text() == "Pida una foto o un PDF."
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing is cut off at the side"
