from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

LARGEST_ID = 2**31 - 1  # of the database
SHOWN = ('application/pdf', 'image/jpeg', 'image/png', 'image/webp')


class MessageFile(http.Controller):
    """What patients attached to their e-mails, for whoever may read the message."""

    @http.route(
        '/clinic/message/file/<int:file_id>',
        type='http',
        auth='user',
        methods=['GET'],
        readonly=True,
    )
    def message_file(self, file_id, **_params):
        if file_id > LARGEST_ID:
            raise NotFound()
        file = request.env['clinic.message.file'].browse(file_id).exists()
        try:
            file.check_access('read')
            if not file:
                raise NotFound()
            content, name = file._bytes(), file.name or 'archivo'
        except AccessError:
            raise NotFound() from None
        shown = file.mime_type in SHOWN
        return request.make_response(
            content,
            headers=[
                ('Content-Type', file.mime_type if shown else 'application/octet-stream'),
                (
                    'Content-Disposition',
                    content_disposition(name, 'inline' if shown else 'attachment'),
                ),
                ('X-Content-Type-Options', 'nosniff'),
                (
                    'Content-Security-Policy',
                    "default-src 'none'; style-src 'unsafe-inline'; sandbox",
                ),
                ('Cache-Control', 'no-store'),
            ],
        )
