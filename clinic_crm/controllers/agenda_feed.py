import hashlib

from odoo import http
from odoo.http import request

MINUTES_KEPT = 5


class AgendaFeed(http.Controller):
    @http.route(
        '/clinic/agenda/<string:token>.ics',
        type='http',
        auth='public',
        methods=['GET'],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def feed(self, token):
        """The visits of the practitioner with this secret as iCalendar; 404 to anybody else."""
        practitioner = request.env['clinic.practitioner']._by_feed_token(token)
        if not practitioner:
            raise request.not_found()
        body = practitioner._feed()
        response = request.make_response(
            body,
            headers=[
                ('Content-Type', 'text/calendar; charset=utf-8'),
                ('Content-Disposition', 'inline; filename="agenda.ics"'),
                ('Cache-Control', f'private, max-age={MINUTES_KEPT * 60}'),
                ('X-Robots-Tag', 'noindex'),
                ('Referrer-Policy', 'no-referrer'),
            ],
        )
        response.set_etag(hashlib.sha256(body).hexdigest())
        return response.make_conditional(request.httprequest.environ)
