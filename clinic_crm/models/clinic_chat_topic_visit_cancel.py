from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..conversation import Option, Turn, match_option, why
from .clinic_appointment_states_cancel import PATIENT_CAUSES
from .clinic_chat_topic import LIKELY
from .clinic_chat_topic_visit import TO_A_QUESTION, inside

REGRET = timedelta(days=2)  # how long what was cancelled is offered again by itself
ROWS = frozenset((*PATIENT_CAUSES, 'undo', 'again'))


class ClinicChatTopicVisit(models.AbstractModel):
    """Cancelling: first it is done, then it is asked why, which one tap or a word answers, or none.

    Each row names its visit, so that it means the same however much was said in between.
    """

    _inherit = 'clinic.chat.topic.visit'

    def _cancel(self, conversation, visit):
        """Cancel first, then ask why: one tap, or none."""
        called = self._called(conversation, visit)
        visit._cancel_by_patient()
        conversation.memory.clear()
        self._keep(conversation, 'why', visit)
        question = self._say(
            conversation,
            "Si gusta, díganos por qué con un toque; nos ayuda a mejorar.",
            "Si gustas, dinos por qué con un toque; nos ayuda a mejorar.",
        )
        return Turn(texts=(f"{called} quedó cancelada.", question), options=self._whys(visit))

    def _whys(self, visit):
        return (
            *(Option(f'{cause}:{visit.id}', title) for cause, title in PATIENT_CAUSES.items()),
            Option(f'undo:{visit.id}', "La cancelé por error", "Recuperarla, si sigue libre"),
            Option(f'again:{visit.id}', "Quiero otra fecha", "Buscar un horario"),
        )

    def _answer_why(self, conversation, visit, answer):
        option = match_option(self._whys(visit), answer)
        if option:
            what = option.key.partition(':')[0]
        else:
            what = self._why_in_words(conversation, answer) if answer.key is None else ''
        return self._because(conversation, visit, what) if what else None

    def _why_in_words(self, conversation, answer):
        """What words say: a row's key, `nothing`, or empty: they are not about the cancellation."""
        said, intent = why(answer.text), answer.intent
        if conversation.memory.get('regrets') and intent == 'confirmar':
            return 'undo'
        if said and said != 'again':
            return said
        wished = intent in ('', 'reagendar') and self._overhear_wish(conversation, answer.text)
        if said or wished or intent == 'reagendar':
            return 'again'
        if '?' in answer.text:
            return ''
        if intent in ('', 'cancelar', 'tarde'):
            return 'other'
        return 'nothing' if intent in TO_A_QUESTION else ''

    def _given_up(self, conversation):
        """The visit to come that was cancelled here a short while ago; empty: none."""
        Visit, now = self.env['clinic.appointment'].sudo(), fields.Datetime.now()
        if not conversation.patients:
            return Visit
        return Visit.search(
            [
                ('patient_id', 'in', conversation.patients.ids),
                ('state', '=', 'cancelled'),
                ('cancelled_by', '=', 'patient'),
                ('cancelled_at', '>', now - REGRET),
                ('start', '>', now),
            ],
            order='cancelled_at DESC, id DESC',
            limit=1,
        )

    def _handles(self, conversation, answer):
        level = super()._handles(conversation, answer)
        regrets = not level and why(answer.text) == 'undo' and self._given_up(conversation)
        return LIKELY if regrets else level

    def _no_visit(self, conversation):
        """Offer what was cancelled a short while ago: «siempre sí voy»."""
        visit = self._given_up(conversation)
        if not visit:
            return super()._no_visit(conversation)
        conversation.memory.clear()
        self._keep(conversation, 'why', visit, regrets=True)
        return Turn(
            texts=(f"{self._called(conversation, visit)} está cancelada.", "¿La recuperamos?"),
            options=(
                Option(f'undo:{visit.id}', "Recuperarla"),
                Option(f'again:{visit.id}', "Otra fecha"),
            ),
        )

    def _stale(self, conversation, key):
        what, _colon, number = key.partition(':')
        if what in ROWS and number.isdecimal() and len(number) < 10:
            visit = self.env['clinic.appointment'].sudo().browse(int(number)).exists()
            if visit and self._is_theirs(conversation, visit):
                conversation.memory.clear()
                return self._because(conversation, visit, what)
        return super()._stale(conversation, key)

    def _is_theirs(self, conversation, visit):
        people = conversation.patients or visit.patient_id.browse()
        return visit.patient_id in people or visit == conversation.about

    def _because(self, conversation, visit, what):
        if visit._is_open_to_patient():  # taken up again meanwhile
            return self._show(conversation, visit)
        if not visit._is_cancelled_by_patient():
            return self._over(conversation, visit)
        if what == 'undo':
            return self._restore(conversation, visit)
        if what == 'again':
            return self._offer(conversation, visit)
        thanks = "De acuerdo."
        if what in PATIENT_CAUSES:
            visit._say_why_by_patient(what)
            thanks = "Gracias por decirnos."
        more = self._say(
            conversation,
            "Cuando quiera otra cita, escríbanos aquí.",
            "Cuando quieras otra cita, escríbenos aquí.",
        )
        return Turn(texts=(f"{thanks} {more}",), done=True)

    def _restore(self, conversation, visit):
        """Take the visit up again, if its time is still free."""
        try:
            visit._restore_by_patient()
        except UserError:
            return self._offer(conversation, visit, "Ese horario ya se ocupó.")
        called = inside(self._called(conversation, visit))
        wait = self._say(conversation, "Le esperamos.", "Te esperamos.")
        return Turn(texts=(f"Listo: {called} sigue en pie. {wait}",), done=True)
