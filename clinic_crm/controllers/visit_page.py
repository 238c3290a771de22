from odoo import SUPERUSER_ID, fields, http
from odoo.exceptions import UserError
from odoo.http import request

from ..agenda import day_in_words, hour_in_words
from ..models.clinic_appointment_patient import LATER
from ..models.clinic_chat_topic_times import PARTS
from ..models.clinic_chat_topic_visit_cancel import CAUSES
from .page import HEADERS, PAGE_HEADERS, ROUTE, STRANGERS, draw
from .throttle import Throttle

PATIENTS = Throttle(limit=30, seconds=60, keys=20_000)
OFFERED = 12
# what the page says after something was done, by the word in its address
DONE = {
    'confirmed': "Gracias: su cita está confirmada.",
    'moved': "Listo: su cita cambió.",
    'cancelled': "Su cita quedó cancelada.",
    'restored': "Listo: su cita sigue en pie.",
    'thanks': "Gracias por decirnos.",
    'taken': "Ese horario se acaba de ocupar; su cita sigue igual. Elija otro, por favor.",
    'gone': "Ese horario ya se ocupó. Llámenos y le buscamos otro.",
    'over': "Esta cita ya no se puede cambiar aquí.",
}


class VisitPage(http.Controller):
    """The patient's page of one visit, reached by its link and without a login.

    Programs that look into mails open links: only a POST changes anything, and each of them may be
    repeated. It answers by sending the browser back to the page.
    """

    @http.route('/clinic/visit/<string:token>', methods=['GET'], **ROUTE)
    def page(self, token, show='', part='', said='', **params):
        visit, refusal = self._visit(token)
        if refusal:
            return refusal
        is_open = visit._is_open_to_patient()
        show = show if is_open and show in ('times', 'cancel') else ''
        values = {
            'visit': visit,
            'token': token,
            'company': visit.company_id,
            'reader': (visit.patient_id._reader().name or '').split(' ')[0],
            'whose': visit._whose_in_words(),
            'when': visit._near_in_words(),
            'where': visit._where_in_words(),
            'map_url': '' if visit.type_id.video else visit.company_id._map_url(),
            'video': visit.video_url if is_open else '',
            'instructions': visit._in_spanish().type_id.instructions or '',
            'is_open': is_open,
            'cancelled': visit.state == 'cancelled',
            'confirmed': visit.state == 'confirmed',
            'ask_why': visit._is_cancelled_by_patient() and not visit.cancel_cause,
            'may_restore': visit._is_cancelled_by_patient() and visit.start > fields.Datetime.now(),
            'causes': CAUSES,
            'said': DONE.get(said, ''),
            'bad': said in ('taken', 'gone', 'over'),
            'show': show,
            'part': part if part in PARTS else '',
            'days': self._days(visit, part) if show == 'times' else [],
        }
        return draw(visit.env, 'clinic_crm.visit_page', values)

    @http.route('/clinic/visit/<string:token>/cita.ics', methods=['GET'], **ROUTE)
    def calendar(self, token, **params):
        visit, refusal = self._visit(token)
        if refusal:
            return refusal
        if visit.state == 'cancelled':
            return self._back(token, '')
        return request.make_response(
            visit._as_calendar(),
            headers=[
                *HEADERS,
                ('Content-Type', 'text/calendar; charset=utf-8'),
                ('Content-Disposition', 'attachment; filename="cita.ics"'),
            ],
        )

    @http.route('/clinic/visit/<string:token>', methods=['POST'], csrf=False, **ROUTE)
    def act(self, token, action='', start='', cause='', **params):
        visit, refusal = self._visit(token)
        if refusal:
            return refusal
        if action == 'why':
            if visit._is_cancelled_by_patient() and cause in CAUSES and not visit.cancel_cause:
                visit.cancel_cause = cause
            return self._back(token, 'thanks')
        if action == 'restore':
            return self._back(token, self._restore(visit))
        if not visit._is_open_to_patient():
            return self._back(token, '' if visit.state == 'cancelled' else 'over')
        if action == 'confirm':
            visit._confirm_by_patient()
            return self._back(token, 'confirmed')
        if action == 'cancel':
            visit._cancel_by_patient()
            return self._back(token, 'cancelled')
        if action == 'move':
            return self._move(token, visit, start)
        return self._back(token, '')

    # ------------------------------------------------------------------ parts
    def _visit(self, token):
        """``(visit, None)``, or ``(None, the answer for whoever has no such link)``."""
        visit = None
        if request.db:
            env = request.env(user=SUPERUSER_ID, su=True)
            visit = env['clinic.appointment']._of_link(token)
        throttle, key = (PATIENTS, visit.id) if visit else (STRANGERS, None)
        if not throttle.admits((request.db, key)):
            return None, self._refusal(
                "Demasiadas consultas. Espere un minuto, por favor.", 429, [('Retry-After', '60')]
            )
        if not visit:
            return None, self._refusal(
                "Este enlace ya no sirve: la cita ya pasó o la dirección está incompleta. "
                "Llame a la clínica y con gusto le atendemos.",
                404,
            )
        branch = visit.company_id
        return visit.with_company(branch).with_context(allowed_company_ids=branch.ids), None

    def _refusal(self, words, status, headers=()):
        headers = [*PAGE_HEADERS, *headers]
        if not request.db:
            return request.make_response(words, headers=headers, status=status)
        env = request.env(user=SUPERUSER_ID, su=True)
        return draw(env, 'clinic_crm.visit_page_refusal', {'words': words}, status, headers)

    def _back(self, token, said):
        where = f'/clinic/visit/{token}' + (f'?said={said}' if said else '')
        if said == 'taken':
            where += '&show=times'
        response = request.redirect(where, code=303)
        response.headers.extend(HEADERS)
        return response

    def _days(self, visit, part):
        """[(day in words, [(value, hour, with whom)])] of the times the visit could be moved to.

        With whom is said, and is part of the value, where it is somebody else than now.
        """
        days = {}
        for slot in visit._other_times(parts=PARTS.get(part, ()), limit=OFFERED):
            local = visit._local(slot.start)
            today = visit._local(fields.Datetime.now()).date()
            lead = self._other_lead(visit, slot)
            value = fields.Datetime.to_string(slot.start)
            days.setdefault(day_in_words(local.date(), today), []).append(
                (
                    f'{value}/{lead.id}' if lead else value,
                    hour_in_words(local.time()),
                    f"con {lead.name}" if lead else '',
                )
            )
        return list(days.items())

    def _other_lead(self, visit, slot):
        """The practitioner whom a slot would bring instead of the visit's own; empty: none."""
        other = visit._slot_vals(slot).get('practitioner_id')
        return visit.practitioner_id.browse(other)

    def _move(self, token, visit, start):
        start, _slash, lead = start.partition('/')
        try:
            wanted = fields.Datetime.to_datetime(start)
        except ValueError:
            wanted = None
        if wanted == visit.start:  # pressed twice
            return self._back(token, 'moved')
        if wanted and wanted > fields.Datetime.now() + 2 * LATER:  # no time this page ever offers
            wanted = None
        slot = wanted and next(
            (
                one
                for one in visit._other_times(since=wanted, limit=1)
                # with nobody else than was shown
                if one.start == wanted and lead == str(self._other_lead(visit, one).id or '')
            ),
            None,
        )
        if not slot:
            return self._back(token, 'taken')
        try:
            visit._move_by_patient(slot)
        except UserError:
            return self._back(token, 'taken')
        # the page stays under an address that lasts as long as the visit's new time
        return self._back(visit._link_token(), 'moved')

    def _restore(self, visit):
        """Take up again what the patient cancelled, if its time is still free."""
        if not visit._is_cancelled_by_patient():
            return ''
        try:
            visit._restore_by_patient()
        except UserError:
            return 'gone'
        return 'restored'
