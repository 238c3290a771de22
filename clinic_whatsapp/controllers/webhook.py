import logging

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request

from ..cloud_api import LARGEST_BODY, MalformedDelivery, answer_challenge, load

_logger = logging.getLogger(__name__)


class Webhook(http.Controller):
    """Where Meta calls. Whoever is not Meta learns nothing, not even whether a number exists."""

    @http.route(
        '/clinic/whatsapp/<string:webhook_uuid>/webhook',
        type='http',
        auth='public',
        methods=['GET', 'POST'],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=LARGEST_BODY,
    )
    def webhook(self, webhook_uuid, **params):
        try:
            if request.httprequest.method == 'GET':
                return self._handshake(webhook_uuid, params)
            return self._take(webhook_uuid, request.httprequest.get_data())
        except UserError:
            # without the key file nothing is kept in clear: Meta calls again
            _logger.exception("A webhook of WhatsApp could not be answered")
            return self._answer('', 503)

    def _take(self, webhook_uuid, body):
        account = request.env['clinic.whatsapp.account']._signed_by(
            webhook_uuid, body, request.httprequest.headers.get('X-Hub-Signature-256')
        )
        if not account:
            return self._answer('', 403)
        try:
            body.decode()
            load(body)
        except (MalformedDelivery, UnicodeDecodeError):
            return self._answer('', 400)
        request.env['clinic.whatsapp.delivery'].with_user(SUPERUSER_ID)._receive(account, body)
        return self._answer('')

    def _handshake(self, webhook_uuid, params):
        account, known = request.env['clinic.whatsapp.account']._of_webhook(webhook_uuid)
        secret = account._secret('verify_token') if account else ''
        challenge = answer_challenge(
            params.get('hub.mode'),
            params.get('hub.verify_token'),
            params.get('hub.challenge'),
            secret or 'no account',
        )
        if not (known and secret) or challenge is None:
            return self._answer('', 403)
        account._handshake_seen(challenge)
        return self._answer(challenge)

    def _answer(self, text, status=200):
        headers = [
            ('Content-Type', 'text/plain; charset=utf-8'),
            ('Cache-Control', 'no-store'),
            ('X-Content-Type-Options', 'nosniff'),
        ]
        return request.make_response(text, headers=headers, status=status)
