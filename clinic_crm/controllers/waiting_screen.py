import hashlib
import json
import re
from functools import cache

from odoo import SUPERUSER_ID, fields, http
from odoo.http import request
from odoo.tools import file_open

from .page import HEADERS, ROUTE, STRANGERS, draw
from .throttle import Throttle

TOKEN = re.compile(r'[\w-]{16,64}', re.ASCII)
# a television asks every two seconds; a clinic may have a dozen of them on one branch
SCREENS = Throttle(limit=120, seconds=10)
SCREEN_HEADERS = [
    *HEADERS,
    (
        'Content-Security-Policy',
        "default-src 'none'; style-src 'self'; script-src 'self'; "
        "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'",
    ),
]
SCREEN = {**ROUTE, 'methods': ['GET'], 'readonly': True}


class WaitingScreen(http.Controller):
    """The waiting room's screen: a page for a television without a session.

    Whoever has the link reads turns and rooms of one branch, and nothing else.
    """

    @http.route('/clinic/turnos/<string:token>', **SCREEN)
    def screen(self, token, **params):
        branch, refusal = self._branch(token)
        if refusal:
            return refusal
        values = {
            'name': branch._clinic_screen_state()['name'],
            'data_url': f'/clinic/turnos/{token}/datos',
            'zone': branch.clinic_tz,
            'version': _version(),
        }
        return draw(branch.env, 'clinic_crm.waiting_screen', values, headers=SCREEN_HEADERS)

    @http.route('/clinic/turnos/<string:token>/datos', **SCREEN)
    def data(self, token, **params):
        """The calls as JSON; 304 while nothing has changed since the ETag the screen has."""
        branch, refusal = self._branch(token)
        if refusal:
            return refusal
        state = branch._clinic_screen_state()
        digest = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]
        headers = [*HEADERS, ('ETag', f'"{digest}"')]
        if digest in (request.httprequest.headers.get('If-None-Match') or ''):
            return request.make_response('', headers=headers, status=304)
        state['now'] = fields.Datetime.to_string(fields.Datetime.now())
        return request.make_json_response(state, headers=headers)

    def _branch(self, token):
        """``(branch, None)``, or ``(None, the answer for whoever has no such link)``."""
        branch = None
        if request.db and TOKEN.fullmatch(token):
            env = request.env(user=SUPERUSER_ID)
            branch = env['res.company'].search([('clinic_screen_token', '=', token)], limit=1)
        throttle, key = (SCREENS, branch.id) if branch else (STRANGERS, None)
        if not throttle.admits((request.db, key)):
            return None, request.make_response(
                "Demasiadas consultas. Espere unos segundos.",
                headers=[*HEADERS, ('Retry-After', '10')],
                status=429,
            )
        if not branch:
            return None, request.make_response(
                "No existe esta pantalla.", headers=HEADERS, status=404
            )
        return branch, None


@cache
def _version():
    """Changes with the page's files, so that a television does not keep old ones."""
    digest = hashlib.sha256()
    for name in ('screen.css', 'screen.js'):
        with file_open(f'clinic_crm/static/screen/{name}', 'rb') as file:
            digest.update(file.read())
    return digest.hexdigest()[:12]
