from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..models.clinic_chat_topic_stop import GROUPS
from ..models.clinic_patient_stop import STOPPABLE
from .page import PAGE_HEADERS, ROUTE, STRANGERS, draw
from .throttle import Throttle

PATIENTS = Throttle(limit=30, seconds=60, keys=20_000)
READERS = Throttle(limit=120, seconds=60)
BUSY = "Hay muchas personas en esta página. Espere un minuto y vuelva a abrirla, por favor."
ONE_CLICK = 'One-Click'  # RFC 8058
DONE = {
    'stopped': "Listo: queda anotado y ya no le llegarán.",
    'resumed': "Listo: volverá a recibirlos.",
}
TITLES = {
    'appointments': ("Recordatorios de citas", "Antes de cada cita, y si algo cambia."),
    'follow_up': ("Seguimiento", "Indicaciones y controles después de su consulta."),
    'ads': ("Promociones y encuestas", "Novedades de la clínica y preguntas sobre su atención."),
}


class MessagesPage(http.Controller):
    """Where a patient chooses, without a login, which messages go on; and the privacy notice.

    Programs that look into mails open links: only a POST changes anything. The one that a mail
    program sends by itself (`List-Unsubscribe=One-Click`) stops what that mail was for.
    """

    @http.route('/clinic/mensajes/<string:token>', methods=['GET'], **ROUTE)
    def page(self, token, said='', **params):
        patient, refusal = self._patient(token)
        if refusal:
            return refusal
        company = patient.company_id
        states = {purpose: patient._consent_state(purpose) for purpose in STOPPABLE}
        quiet = patient.preferred_channel == 'none'
        groups = [
            (name, *TITLES[name], not quiet and any(states[p] != 'refused' for p in purposes))
            for name, (purposes, _title, _words) in GROUPS.items()
        ]
        notice = patient.env['clinic.privacy.notice']._in_force(company)
        values = {
            'token': token,
            'company': company,
            'reader': (patient._reader().name or '').split(' ')[0],
            'groups': groups,
            'any_left': any(on for *_rest, on in groups),
            'said': DONE.get(said, ''),
            'notice': notice and notice._link(),
        }
        return draw(patient.env, 'clinic_crm.messages_page', values)

    @http.route('/clinic/mensajes/<string:token>', methods=['POST'], csrf=False, **ROUTE)
    def act(self, token, action='', group='', purpose='', **params):
        patient, refusal = self._patient(token)
        if refusal:
            return refusal
        evidence = patient.env._("Pressed on the page of the link that the clinic had sent.")
        if params.get('List-Unsubscribe') == ONE_CLICK:
            if purpose in STOPPABLE:
                evidence = patient.env._("“Unsubscribe” pressed in the mail program.")
                patient._stop_messages([purpose], 'email', evidence)
            return request.make_response('', headers=PAGE_HEADERS)
        if action == 'stop' and group == 'all':
            patient._stop_messages(STOPPABLE, 'web', evidence, everything=True)
        elif action == 'stop' and group in GROUPS:
            patient._stop_messages(GROUPS[group][0], 'web', evidence)
        elif action == 'resume' and group in GROUPS:
            patient._resume_messages(GROUPS[group][0], 'web', evidence)
        else:
            return self._back(token, '')
        return self._back(token, 'stopped' if action == 'stop' else 'resumed')

    @http.route('/clinic/aviso/<int:number>', methods=['GET'], **ROUTE)
    def notice(self, number, **params):
        """A version of the privacy notice that is or was in force; anybody may read it."""
        notice = None
        if request.db and not READERS.admits(request.db):
            return self._refusal(BUSY, 429)
        if request.db and number < 2**31:
            env = request.env(user=SUPERUSER_ID, su=True)
            notice = env['clinic.privacy.notice'].browse(number).exists()
        if not notice or notice.state == 'draft':
            return self._refusal("No encontramos este aviso de privacidad.", 404)
        values = {'notice': notice, 'company': notice.company_id}
        return draw(notice.env, 'clinic_crm.notice_page', values)

    # ------------------------------------------------------------------ parts
    def _patient(self, token):
        """``(patient, None)``, or ``(None, the answer for whoever has no such link)``."""
        patient = None
        if request.db:
            env = request.env(user=SUPERUSER_ID, su=True)
            patient = env['clinic.patient']._of_stop_link(token)
        throttle, key = (PATIENTS, patient.id) if patient else (STRANGERS, None)
        if not throttle.admits((request.db, key)):
            return None, self._refusal(BUSY, 429)
        if not patient:
            return None, self._refusal(
                "Este enlace ya no sirve. Llame a la clínica y con gusto lo anotamos.", 404
            )
        return patient.with_context(lang=patient.company_id._staff_lang()), None

    def _refusal(self, words, status):
        if not request.db:
            return request.make_response(words, headers=PAGE_HEADERS, status=status)
        env = request.env(user=SUPERUSER_ID, su=True)
        return draw(env, 'clinic_crm.messages_page_refusal', {'words': words}, status)

    def _back(self, token, said):
        where = f'/clinic/mensajes/{token}' + (f'?said={said}' if said else '')
        response = request.redirect(where, code=303)
        response.headers.extend(PAGE_HEADERS)
        return response
