"""Files: upload, what is known of them, download, deletion (*Cloud API > Reference > Media*), and
the resumable upload that gives a template's example its handle (*Graph API > Resumable Upload*).
"""

import base64
import hmac
from typing import Any

from werkzeug.wrappers import Response

from ..records import Json, Media
from .call import Call
from .errors import GraphError, unknown_object

MB = 1024 * 1024
OFFICE = 'application/vnd.openxmlformats-officedocument.'
# type -> the largest size (*Supported media types*)
SUPPORTED: dict[str, int] = {
    **dict.fromkeys(('audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg'), 16 * MB),
    **dict.fromkeys(('image/jpeg', 'image/png'), 5 * MB),
    **dict.fromkeys(('video/mp4', 'video/3gp', 'video/3gpp'), 16 * MB),
    **dict.fromkeys(
        (
            'text/plain',
            'application/pdf',
            'application/vnd.ms-powerpoint',
            'application/msword',
            'application/vnd.ms-excel',
            f'{OFFICE}wordprocessingml.document',
            f'{OFFICE}presentationml.presentation',
            f'{OFFICE}spreadsheetml.sheet',
        ),
        100 * MB,
    ),
    'image/webp': 500 * 1024,
}
KEPT_UPLOADED = 30 * 24 * 3600.0
KEPT_INBOUND = 7 * 24 * 3600.0


def upload(call: Call, object_id: str) -> Json:
    """`POST /{phone_number_id}/media`, multipart: `messaging_product`, `file`, `type`."""
    call.number(object_id)
    form = call.request.form
    if form.get('messaging_product') != 'whatsapp':
        raise GraphError(
            100,
            "The parameter messaging_product is required.",
            message="(#100) The parameter messaging_product is required.",
        )
    file = call.request.files.get('file')
    if file is None:
        raise GraphError(
            100,
            "The parameter file is required.",
            message="(#100) The parameter file is required.",
        )
    mime = (form.get('type') or file.mimetype or '').strip()
    data = file.read()
    check(mime, len(data))
    return {'id': call.world.add_media(object_id, data, mime, file.filename or '').id}


def check(mime: str, size: int) -> None:
    """:raise GraphError: WhatsApp does not take files of this type or size"""
    plain = mime.split(';')[0].strip()
    if plain not in SUPPORTED:
        raise GraphError(
            100,
            f"Param file must be a file with one of the following types: {', '.join(SUPPORTED)}. "
            f"Received file of type '{plain or 'application/octet-stream'}'.",
        )
    if not 0 < size <= SUPPORTED[plain]:
        raise GraphError(131053, f"The file has {size} bytes; {SUPPORTED[plain]} are allowed.")


def find(call: Call, object_id: str) -> Media:
    """A file this token may see and that is still kept."""
    media = call.world.media.get(object_id)
    ours = media and call.world.accounts[media.account].token == call.account.token
    named = call.request.args.get('phone_number_id')
    if not media or not ours or (named and named != media.account):
        raise unknown_object(object_id, call.request.method.lower())
    kept = KEPT_INBOUND if media.inbound else KEPT_UPLOADED
    if call.world.clock.now() - media.created > kept:
        call.world.drop_media(media)
        raise unknown_object(object_id, call.request.method.lower())
    return media


def describe(call: Call, media: Media) -> Json:
    """`GET /{media_id}`; the address is good for five minutes."""
    until = int(call.world.clock.now() + call.world.settings.media_url_seconds)
    host = call.request.host_url.rstrip('/')
    return {
        'messaging_product': 'whatsapp',
        'url': f'{host}/whatsapp_business/attachments/?mid={media.id}&source=getMedia&ext={until}'
        f'&hash={_hash(media.id, until)}',
        'mime_type': media.mime,
        'sha256': media.sha256,
        'file_size': len(media.data),
        'id': media.id,
    }


def _hash(name: str, until: int) -> str:
    return hmac.new(b'sandbox-media', f'{name}/{until}'.encode(), 'sha256').hexdigest()[:32]


def download(call: Call) -> Response:
    """The bytes. With an address that is too old the answer is 404, without a token 401."""
    args = call.request.args
    media = call.world.media.get(args.get('mid', ''))
    until = int(args['ext']) if args.get('ext', '').isdigit() else 0
    right = hmac.compare_digest(args.get('hash', ''), _hash(args.get('mid', ''), until))
    about = call.facts() | {'type': media.mime if media else ''}
    gone = until < call.world.clock.now() or call.world.faults.hit('media_expired', about)
    if media is None or not right or gone:
        return Response("Not Found", 404)
    data = media.data
    if call.world.faults.hit('media_corrupt', about):
        data = data[:-1] + bytes([data[-1] ^ 1]) if data else b'?'
    return Response(data, mimetype=media.mime)


def delete(call: Call, object_id: str) -> Json:
    call.world.drop_media(find(call, object_id))
    return {'success': True}


# -- resumable upload --------------------------------------------------------------------------


def open_session(call: Call, object_id: str) -> Json:
    """`POST /{app_id}/uploads?file_length&file_type&file_name` -> `{id: "upload:…"}`."""
    if object_id not in ('app', call.account.app_id):
        raise unknown_object(object_id, 'post')
    values: Any = call.request.values
    length, mime = values.get('file_length', ''), values.get('file_type', '')
    if not length.isdigit() or not mime:
        raise GraphError(100, "file_length and file_type are required.")
    name = 'upload:' + base64.urlsafe_b64encode(call.world.chance.randbytes(24)).decode()
    call.world.uploads[name] = {'length': int(length), 'mime': mime, 'offset': 0, 'data': b''}
    return {'id': name}


def send_part(call: Call, object_id: str) -> Json:
    """`POST /upload:…` with the bytes and `file_offset` -> `{h: "4::…"}`, the handle."""
    session = call.world.uploads.get(object_id)
    if session is None:
        raise unknown_object(object_id, 'post')
    if call.request.headers.get('file_offset', '0') != str(session['offset']):
        raise GraphError(100, f"file_offset must be {session['offset']}.")
    data = call.request.get_data()
    session['offset'] += len(data)
    if session['offset'] < session['length']:
        return {'id': object_id, 'file_offset': session['offset']}
    kind = base64.b64encode(session['mime'].encode()).decode()
    mark = base64.urlsafe_b64encode(call.world.chance.randbytes(24)).decode()
    handle = f'4::{kind}:{mark}'
    call.world.uploads[handle] = session
    return {'h': handle}


def session_state(call: Call, object_id: str) -> Json:
    session = call.world.uploads.get(object_id)
    if session is None:
        raise unknown_object(object_id)
    return {'id': object_id, 'file_offset': session['offset']}
