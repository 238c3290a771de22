from odoo import SUPERUSER_ID, fields, http
from odoo.http import request

from .page import HEADERS, PAGE_HEADERS, ROUTE, STRANGERS, draw
from .throttle import Throttle

STAFF = Throttle(limit=60, seconds=60, keys=2_000)


class AlertPage(http.Controller):
    """The page on which a person on duty takes an alert: one tap, without a login.

    It says that something urgent waits, never who wrote or what: that is in Odoo, behind the login.
    Programs that look into messages open links: only a POST takes it, and it may be repeated.
    """

    @http.route('/clinic/alert/<string:token>', methods=['GET'], **ROUTE)
    def page(self, token, **params):
        call, refusal = self._call(token)
        if refusal:
            return refusal
        alert = call.alert_id
        local = alert.with_context(tz=alert.company_id.clinic_tz)
        hours = {
            name: fields.Datetime.context_timestamp(local, at).strftime('%H:%M')
            for name, at in (('raised', alert.raised_at), ('taken', alert.taken_at))
            if at
        }
        return draw(
            alert.env,
            'clinic_crm.alert_page',
            {
                'token': token,
                'alert': alert,
                'company': alert.company_id,
                'reader': (call.user_id.name or '').split(' ')[0],
                'is_mine': alert.taken_by_id == call.user_id,
                'hours': hours,
            },
        )

    @http.route('/clinic/alert/<string:token>', methods=['POST'], csrf=False, **ROUTE)
    def take(self, token, action='', **params):
        call, refusal = self._call(token)
        if refusal:
            return refusal
        if action == 'take':
            call.alert_id._take(call.user_id)
        response = request.redirect(f'/clinic/alert/{token}', code=303)
        response.headers.extend(HEADERS)
        return response

    def _call(self, token):
        """``(call, None)``, or ``(None, the answer for whoever has no such link)``."""
        call = None
        if request.db:
            env = request.env(user=SUPERUSER_ID, su=True)
            call = env['clinic.alert.call']._of_link(token)
        throttle, key = (STAFF, call.id) if call else (STRANGERS, None)
        if not throttle.admits((request.db, key)):
            return None, self._refusal("Demasiadas consultas. Espere un minuto, por favor.", 429)
        if not call:
            return None, self._refusal(
                "Este enlace ya no sirve. Abra Odoo y vea Mensajes › Urgencias.", 404
            )
        return call, None

    def _refusal(self, words, status):
        if not request.db:
            return request.make_response(words, headers=PAGE_HEADERS, status=status)
        env = request.env(user=SUPERUSER_ID, su=True)
        return draw(env, 'clinic_crm.alert_page_refusal', {'words': words}, status)
