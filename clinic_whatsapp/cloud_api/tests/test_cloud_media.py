"""What files are by their bytes, which are taken and sent, and what they are called."""

import base64
import hashlib
import io
import zipfile

import pytest

from odoo.addons.clinic_whatsapp.cloud_api import MediaError
from odoo.addons.clinic_whatsapp.cloud_api import media as files

JPEG = b'\xff\xd8\xff\xe0\x00\x10JFIF' + b'\0' * 20
PNG = b'\x89PNG\r\n\x1a\n' + b'\0' * 20
WEBP = b'RIFF\x10\0\0\0WEBPVP8 '
OGG = b'OggS\0\x02' + b'\0' * 20
PDF = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
MP4 = b'\0\0\0\x18ftypisom\0\0\0\0'
M4A = b'\0\0\0\x18ftypM4A \0\0\0\0'


def archive(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, 'w') as file:
        for name in names:
            file.writestr(name, 'x')
    return content.getvalue()


DOCX = archive('[Content_Types].xml', 'word/document.xml')
OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 100
SEEN = [
    (JPEG, '', 'image/jpeg'),
    (PNG, '', 'image/png'),
    (WEBP, '', 'image/webp'),
    (b'GIF89a..', '', 'image/gif'),
    (OGG, 'audio', 'audio/ogg'),
    (b'#!AMR\n', 'audio', 'audio/amr'),
    (b'ID3\x04', '', 'audio/mpeg'),
    (b'\xff\xfb\x90\x64', 'audio', 'audio/mpeg'),
    (b'\xff\xf1\x50\x80', 'audio', 'audio/aac'),
    (MP4, 'video', 'video/mp4'),
    (MP4, 'audio', 'audio/mp4'),
    (M4A, 'audio', 'audio/mp4'),
    (b'\0\0\0\x18ftyp3gp4', 'video', 'video/3gpp'),
    (b'\0\0\0\x18ftypheic', '', 'image/heic'),
    (PDF, '', 'application/pdf'),
    (b'\n\n' + PDF, '', 'application/pdf'),
    (b'\0' * 128 + b'DICM', '', 'application/dicom'),
    (DOCX, '', files.DOCX),
    (archive('[Content_Types].xml', 'xl/workbook.xml'), '', files.XLSX),
    (OLE + 'WordDocument'.encode('utf-16-le'), '', 'application/msword'),
    ("Resultados: glucosa 92 — año".encode(), '', 'text/plain'),
    ("Resultados: año".encode('latin-1'), '', 'text/plain'),
    (b'\xef\xbb\xbf<?xml version="1.0"?><cfdi:Comprobante/>', '', 'application/xml'),
]
UNSEEN = [
    b'<!DOCTYPE html><p>Hola</p>',
    b'  <HTML><body onload=x>',
    b'hola <script>alert(1)</script>',
    b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    b'<?xml version="1.0"?><x:svg xmlns:x="http://www.w3.org/2000/svg"/>',
    b'<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><a/>',
    b'#!/bin/sh\nrm -rf /',
    b'MZ\x90\x00\x03',
    b'\x7fELF\x02\x01',
    OLE,  # an installer
    archive('programa.exe'),
    archive('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'),
    b'PK\x03\x04 broken',
    b'\0\0\0\x18ftypzzzz',
    b'\x00\x01\x02\x03',
    b'',
    b'   ',
]


@pytest.mark.parametrize('content, kind, mime_type', SEEN)
def test_told_by_the_bytes(content, kind, mime_type):
    assert files.sniff(content, kind) == mime_type
    assert mime_type in files.ENDINGS


@pytest.mark.parametrize('content', UNSEEN)
@pytest.mark.parametrize('kind', ['image', 'document', 'audio', ''])
def test_what_could_act_is_nothing_we_know(content, kind):
    assert files.sniff(content, kind) == ''
    if content:
        with pytest.raises(MediaError) as caught:
            files.taken(content, kind or 'document')
        assert caught.value.reason == 'type'


@pytest.mark.parametrize(
    'content, kind, reason',
    [
        (PDF, 'image', 'type'),
        (JPEG, 'audio', 'type'),
        (OGG, 'video', 'type'),
        (b'', 'image', 'empty'),
        (JPEG, 'hologram', 'type'),
    ],
)
def test_each_kind_holds_its_own(content, kind, reason):
    with pytest.raises(MediaError) as caught:
        files.taken(content, kind)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    'content, declared, kind, mime_type',
    [
        (JPEG, 'image/jpeg', 'image', 'image/jpeg'),
        (PDF, 'application/octet-stream', 'document', 'application/pdf'),
        (OGG, 'audio/ogg', 'audio', 'audio/ogg'),
        (MP4, 'video/mp4', 'video', 'video/mp4'),
        (MP4, 'audio/mp4', 'audio', 'audio/mp4'),
        (b'<?xml version="1.0"?><a/>', 'application/xml', 'document', 'text/plain'),
    ],
)
def test_as_what_it_goes(content, declared, kind, mime_type):
    assert files.sendable(content, declared) == files.Outgoing(kind, mime_type)


@pytest.mark.parametrize(
    'content, reason',
    [
        (b'', 'empty'),
        (b'<html>', 'type'),
        (b'GIF89a..', 'type'),
        (JPEG + b'\0' * 5 * files.MB, 'too_large'),
        (PDF + b'\0' * 100 * files.MB, 'too_large'),
    ],
)
def test_what_meta_refuses_does_not_leave(content, reason):
    with pytest.raises(MediaError) as caught:
        files.sendable(content)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    'told, mime_type, name',
    [
        ('estudio.pdf', 'application/pdf', 'estudio.pdf'),
        ('Estudio.PDF', 'application/pdf', 'Estudio.pdf'),
        ('informe.pdf.exe', 'application/pdf', 'informe.pdf.exe.pdf'),
        ('../../etc/passwd', 'text/plain', 'passwd.txt'),
        ('C:\\temp\\x.bat', 'text/plain', 'x.bat.txt'),
        ('foto\u202egpj.exe', 'image/jpeg', 'fotogpj.exe.jpg'),
        ('a\r\nSet-Cookie: x', 'image/png', 'aSet-Cookie: x.png'),
        ('', 'audio/ogg', 'archivo.ogg'),
        ('...', 'image/jpeg', 'archivo.jpg'),
        ('.pdf', 'application/pdf', 'pdf.pdf'),
        ('ñ' * 300, 'image/png', 'ñ' * 100 + '.png'),
    ],
)
def test_a_name_hides_nothing(told, mime_type, name):
    assert files.file_name(told, mime_type) == name


class Graph:
    """Stands in for the client: one file."""

    def __init__(self, content, **about):
        self.content, self.about, self.asked = content, about, []

    def media(self, media_id):
        return {'url': f'https://lookaside.fbsbx.com/{media_id}', 'mime_type': 'x', **self.about}

    def download(self, url, *, sha256='', largest=0):
        self.asked.append((url, sha256, largest))
        digest = base64.b64encode(hashlib.sha256(self.content).digest()).decode()
        return files.MediaFile(self.content, 'text/html', digest)


def test_fetched_with_its_own_hash_and_type():
    graph = Graph(JPEG, sha256='of-the-address')
    file = files.fetch(graph, '1', kind='image', sha256='of-the-message', largest=files.MB)
    assert file.mime_type == 'image/jpeg', "not what the server says"
    assert graph.asked == [('https://lookaside.fbsbx.com/1', 'of-the-message', files.MB)]
    files.fetch(graph, '1', kind='image', largest=90 * files.MB)
    assert graph.asked[-1][1:] == ('of-the-address', 5 * files.MB), "Meta's limit holds as well"


def test_too_large_is_not_even_asked_for():
    graph = Graph(JPEG, file_size=2 * files.MB)
    with pytest.raises(MediaError):
        files.fetch(graph, '1', kind='image', largest=files.MB)
    assert not graph.asked
