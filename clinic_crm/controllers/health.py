import logging

from odoo import SUPERUSER_ID, http
from odoo.http import request

_logger = logging.getLogger(__name__)


class Health(http.Controller):
    @http.route(
        '/clinic/health',
        type='http',
        auth='none',
        methods=['GET'],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def health(self, **params):
        """Tell a monitor whether the clinic can work: 200, or 503 when it is not safe to.

        The public answer is ``{"status": "ok"|"red"}``. With the token (``Authorization: Bearer``;
        never in the address, which web servers log) it adds ``checks``, by name.
        """
        if not request.db:  # only reached when the addon is loaded server-wide
            return self._answer({'status': 'red'}, red=True)
        health = request.env(user=SUPERUSER_ID)['clinic.health']
        scheme, _space, bearer = request.httprequest.headers.get('Authorization', '').partition(' ')
        token = bearer.strip() if scheme.lower() == 'bearer' else None
        try:
            detailed = health._token_matches(token)
            results = health._report() if detailed else health._report(levels=('critical',))
            red = health._is_red(results)
        except Exception:  # noqa: BLE001  a monitor gets an answer, never a stack
            _logger.exception("The health page could not be built")
            detailed, red = False, True
        answer = {'status': 'red' if red else 'ok'}
        if detailed:
            answer['checks'] = {
                result.check.name: {
                    'ok': result.ok,
                    'level': result.check.level,
                    'detail': result.detail,
                    'ms': round(result.seconds * 1000),
                }
                for result in results
            }
        if red:
            # nothing to commit, and on a lost connection Odoo's own commit would answer 500
            request.env.cr.close()
        return self._answer(answer, red)

    def _answer(self, answer, red):
        headers = [('Cache-Control', 'no-store')]
        return request.make_json_response(answer, headers=headers, status=503 if red else 200)
