from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from ..cloud_api import media as files

LARGEST_ID = 2**31 - 1  # of the database
PLAYED = ('audio', 'video')


class Media(http.Controller):
    """Files of conversations, for whoever may read the message. All others learn nothing, not even
    whether a file exists."""

    @http.route(
        '/clinic/whatsapp/media/<int:media_id>',
        type='http',
        auth='user',
        methods=['GET'],
        readonly=True,
    )
    def media(self, media_id, download=None, **_params):
        if media_id > LARGEST_ID:
            raise NotFound()
        media = request.env['clinic.whatsapp.media'].browse(media_id)
        try:
            content = media._read_bytes()
        except AccessError:
            raise NotFound() from None
        mime_type, name = media.mime_type, media.sudo()._file_name()
        shown = mime_type in files.SHOWN and not download
        response = request.make_response(
            content,
            headers=[
                ('Content-Type', mime_type if shown else 'application/octet-stream'),
                (
                    'Content-Disposition',
                    content_disposition(name, 'inline' if shown else 'attachment'),
                ),
                ('Cache-Control', 'private, no-store'),
                ('X-Content-Type-Options', 'nosniff'),
                ('Cross-Origin-Resource-Policy', 'same-origin'),
            ],
        )
        if media.kind in PLAYED:  # players jump to a place in it
            response.make_conditional(
                request.httprequest, accept_ranges=True, complete_length=len(content)
            )
        return response
