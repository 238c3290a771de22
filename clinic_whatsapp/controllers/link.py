from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

LARGEST_ID = 2**31 - 1  # of the database


class Link(http.Controller):
    """What is printed of a link, for whoever may read it on the screen."""

    @http.route(
        '/clinic/whatsapp/link/<int:link_id>/<string:name>',
        type='http',
        auth='user',
        methods=['GET'],
        readonly=True,
    )
    def link(self, link_id, name, **_params):
        """``poster.pdf`` or ``qr.svg``."""
        if link_id > LARGEST_ID or name not in ('poster.pdf', 'qr.svg'):
            raise NotFound()
        link = request.env['clinic.whatsapp.link'].browse(link_id)
        try:
            if not link.exists() or not link.url:
                raise NotFound()
            poster = name == 'poster.pdf'
            content = link._poster_pdf() if poster else link._qr_svg()
        except AccessError:
            raise NotFound() from None
        kind = 'application/pdf' if poster else 'image/svg+xml'
        return request.make_response(
            content,
            headers=[
                ('Content-Type', kind),
                ('Content-Disposition', content_disposition(f'whatsapp-{link_id}-{name}',
                                                            'inline')),
                ('Cache-Control', 'no-store'),
                ('X-Content-Type-Options', 'nosniff'),
            ],
        )  # fmt: skip
