"""Files: what they are by their bytes, which of them are taken, and how one is fetched.

API page: "Media", with its table of supported types and sizes. What a file is called, and what the
sender says it is, decides nothing: both come from a stranger's phone.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from .client import Client, MediaFile
from .errors import MediaError

MB = 1024 * 1024
# the largest of each kind, by Meta; in either direction
LARGEST: Mapping[str, int] = {
    'image': 5 * MB,
    'audio': 16 * MB,
    'video': 16 * MB,
    'document': 100 * MB,
    'sticker': 500 * 1024,
}
CAPTIONED = ('image', 'video', 'document')

DOCX, XLSX, PPTX = (
    f'application/vnd.openxmlformats-officedocument.{part}'
    for part in (
        'wordprocessingml.document',
        'spreadsheetml.sheet',
        'presentationml.presentation',
    )
)
# type -> the endings its files may have, the usual one first
ENDINGS: Mapping[str, tuple[str, ...]] = {
    'image/jpeg': ('jpg', 'jpeg'),
    'image/png': ('png',),
    'image/webp': ('webp',),
    'image/gif': ('gif',),
    'image/heic': ('heic', 'heif'),
    'image/tiff': ('tif', 'tiff'),
    'audio/ogg': ('ogg', 'oga', 'opus'),
    'audio/mpeg': ('mp3',),
    'audio/aac': ('aac',),
    'audio/amr': ('amr',),
    'audio/mp4': ('m4a', 'mp4'),
    'video/mp4': ('mp4', 'm4v', 'mov'),
    'video/3gpp': ('3gp',),
    'application/pdf': ('pdf',),
    'application/msword': ('doc',),
    'application/vnd.ms-excel': ('xls',),
    'application/vnd.ms-powerpoint': ('ppt',),
    DOCX: ('docx',),
    XLSX: ('xlsx',),
    PPTX: ('pptx',),
    'text/plain': ('txt', 'csv'),
    'application/xml': ('xml',),
    'application/dicom': ('dcm',),
}
_AUDIO = frozenset(name for name in ENDINGS if name.startswith('audio/'))
_VIDEO = frozenset(name for name in ENDINGS if name.startswith('video/'))
# what a patient's message of each kind may hold; a document whatever is known here
TAKEN: Mapping[str, frozenset[str]] = {
    'image': frozenset({'image/jpeg', 'image/png', 'image/webp'}),
    'sticker': frozenset({'image/webp'}),
    'audio': _AUDIO,
    'video': _VIDEO,
    'document': frozenset(ENDINGS),
}
# what may be shown in the browser as it is; all else is only ever downloaded
SHOWN = (
    frozenset({'image/jpeg', 'image/png', 'image/webp', 'image/gif', 'application/pdf'})
    | _AUDIO
    | _VIDEO
)
# what Meta takes from us, and as what; XML goes as plain text and keeps its name
SENT_AS: Mapping[str, tuple[str, str]] = {
    'image/jpeg': ('image', 'image/jpeg'),
    'image/png': ('image', 'image/png'),
    **{name: ('audio', name) for name in _AUDIO},
    **{name: ('video', name) for name in _VIDEO},
    **{
        name: ('document', name)
        for name in (
            'application/pdf',
            'application/msword',
            'application/vnd.ms-excel',
            'application/vnd.ms-powerpoint',
            DOCX,
            XLSX,
            PPTX,
            'text/plain',
        )
    },
    'application/xml': ('document', 'text/plain'),
}

_BRANDS = {
    'image/heic': ('heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1'),
    'audio/mp4': ('M4A ', 'M4B '),
    'video/3gpp': ('3gp', '3g2'),
    'video/mp4': ('mp4', 'isom', 'iso', 'avc1', 'M4V', 'MSNV', 'dash', 'qt  '),
}
_OFFICE_FOLDERS = {'word/': DOCX, 'xl/': XLSX, 'ppt/': PPTX}
_OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
_OLE_STREAMS = {
    'WordDocument': 'application/msword',
    'Workbook': 'application/vnd.ms-excel',
    'PowerPoint Document': 'application/vnd.ms-powerpoint',
}
_CONTROLS = re.compile(rb'[\x00-\x08\x0b\x0e-\x1f\x7f]')
_ACTIVE = re.compile(
    r'<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|\?php)\b|^\s*#!'
    r'|<\?xml-stylesheet|http://www\.w3\.org/(1999/xhtml|2000/svg)|javascript:',
    re.IGNORECASE,
)


def largest(declared: str) -> int:
    """How many bytes a file of ours may have, going by what it is said to be alone.

    To refuse what is too large before it is read: `sendable` then goes by the bytes.
    """
    kind = declared.partition('/')[0]
    return LARGEST[kind if kind in LARGEST else 'document']


@dataclass(frozen=True)
class Outgoing:
    """A file as Meta takes it: as which kind of message, and under which type it is uploaded."""

    kind: str
    mime_type: str


def sniff(content: bytes, kind: str = '') -> str:
    """The type of a file by its bytes; '' for what is unknown here, or could act: pages, scripts,
    programs, archives.

    :param kind: of the message it came with: where the same bytes are sound or film, it decides
    """
    head = content[:16]
    if head.startswith(b'\xff\xd8\xff'):
        return 'image/jpeg'
    if head.startswith(b'\x89PNG\r\n\x1a\n'):
        return 'image/png'
    if head[:4] == b'RIFF' and head[8:12] == b'WEBP':
        return 'image/webp'
    if head[:6] in (b'GIF87a', b'GIF89a'):
        return 'image/gif'
    if head[:4] in (b'II*\0', b'MM\0*'):
        return 'image/tiff'
    if head.startswith(b'OggS'):
        return 'audio/ogg'
    if head.startswith(b'#!AMR'):
        return 'audio/amr'
    if head[4:8] == b'ftyp':
        return _sniff_box(head[8:12].decode('latin-1'), kind)
    if b'%PDF-' in content[:1024]:
        return 'application/pdf'
    if content[128:132] == b'DICM':
        return 'application/dicom'
    if head.startswith(b'ID3') or kind == 'audio':
        return _sniff_sound(head)
    if head.startswith(b'PK\x03\x04'):
        return _sniff_office(content)
    if head.startswith(_OLE):
        return _sniff_ole(content)
    return _sniff_text(content)


def _sniff_box(brand: str, kind: str) -> str:
    for mime_type, brands in _BRANDS.items():
        if brand.startswith(brands):
            return 'audio/mp4' if kind == 'audio' and mime_type == 'video/mp4' else mime_type
    return ''


def _sniff_sound(head: bytes) -> str:
    if head.startswith(b'ID3'):
        return 'audio/mpeg'
    if len(head) > 1 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return 'audio/aac'
        if head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
            return 'audio/mpeg'
    return ''


def _sniff_office(content: bytes) -> str:
    """A document of Office without macros; any other archive is nothing we know."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ''
    if '[Content_Types].xml' not in names or any('vbaproject' in name.lower() for name in names):
        return ''
    for folder, mime_type in _OFFICE_FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return mime_type
    return ''


def _sniff_ole(content: bytes) -> str:
    """A document of the old Office: installers have the same first bytes."""
    for stream, mime_type in _OLE_STREAMS.items():
        if stream.encode('utf-16-le') in content:
            return mime_type
    return ''


def _sniff_text(content: bytes) -> str:
    if not content.strip() or _CONTROLS.search(content):
        return ''
    try:
        text = content.decode('utf-8-sig')
    except UnicodeDecodeError:
        text = content.decode('latin-1')
    if _ACTIVE.search(text):
        return ''
    return 'application/xml' if text.lstrip().startswith('<?xml') else 'text/plain'


def taken(content: bytes, kind: str) -> str:
    """The type of a file that a patient sent with a message of this kind.

    :raises MediaError: ``empty``, or ``type``: nothing a clinic takes
    """
    if not content:
        raise MediaError('empty')
    mime_type = sniff(content, kind)
    if mime_type not in TAKEN.get(kind, frozenset()):
        raise MediaError('type')
    return mime_type


def sendable(content: bytes, declared: str = '') -> Outgoing:
    """As what a file of ours goes.

    :param declared: its type as far as the caller knows: tells sound from film
    :raises MediaError: ``empty``, ``type`` or ``too_large`` for WhatsApp
    """
    if not content:
        raise MediaError('empty')
    outgoing = SENT_AS.get(sniff(content, declared.partition('/')[0]))
    if outgoing is None:
        raise MediaError('type')
    kind, mime_type = outgoing
    if len(content) > LARGEST[kind]:
        raise MediaError('too_large')
    return Outgoing(kind, mime_type)


def file_name(told: str, mime_type: str, fallback: str = 'archivo') -> str:
    """A name for a file of this type that hides nothing and opens as what it is.

    Without folders, signs one does not see and letters that turn the writing round; with an ending
    of its type, whatever the sender called it.
    """
    name = re.split(r'[\\/]', told)[-1]
    name = ''.join(sign for sign in name if unicodedata.category(sign)[0] != 'C').strip(' .')
    endings = ENDINGS.get(mime_type, ())
    stem, dot, ending = name.rpartition('.')
    if dot and ending.lower() in endings:
        return f'{stem[:100] or fallback}.{ending.lower()}'
    stem = (name or fallback)[:100]
    return f'{stem}.{endings[0]}' if endings else stem


def fetch(client: Client, media_id: str, *, kind: str, sha256: str = '', largest: int) -> MediaFile:
    """Fetch a file by its id: its address, which lives for minutes, is asked for each time.

    :param sha256: as the message said
    :param largest: in bytes; Meta's own limit of the kind holds as well
    :raises MediaError: it must not be taken over, whoever asks again
    :raises GraphError: Meta does not have it (any more), or refuses
    :raises NotSent, OutcomeUnknown: no answer: to be tried again
    """
    about = client.media(media_id)
    largest = min(largest, LARGEST.get(kind, 0))
    size = about.get('file_size')
    if isinstance(size, int) and size > largest:
        raise MediaError('too_large')
    file = client.download(
        str(about.get('url') or ''),
        sha256=sha256 or str(about.get('sha256') or ''),
        largest=largest,
    )
    return MediaFile(file.content, taken(file.content, kind), file.sha256)
