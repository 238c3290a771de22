from odoo import models

from odoo.addons.clinic_crm.conversation import Option, Turn, match_option
from odoo.addons.clinic_crm.models.clinic_chat_topic import HELP

from ..resolution import resolved
from .clinic_feedback_case_survey import SILENT

YES, NO = 'case_solved', 'case_unsolved'
TRIES = 2


class ClinicChatTopicCase(models.AbstractModel):
    """Was it resolved? Asked when a case is closed; a no opens it again, for the same person."""

    _name = 'clinic.chat.topic.case'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: a Complaint Resolved"

    _code = 'case'
    _sequence = 40
    _actions = (YES, NO)

    def _label(self):
        return "Mi queja"

    def _offered(self, conversation):
        return False  # only the clinic's question leads here

    def _handles(self, conversation, answer):
        """Plain words count right after the question, and only while it has no answer."""
        case = self._asked(conversation)
        # a plain no is an answer, whatever else its words complain of
        return HELP + 1 if case and resolved(answer.text) is not None else 0

    # ------------------------------------------------------------------ turns
    def _open(self, conversation, payload=None):
        payload = payload or {}
        if payload.get('action'):
            case = self.env['clinic.feedback.case'].sudo().browse(payload.get('record')).exists()
            return self._judged(conversation, case, payload['action'] == YES)
        case = self._asked(conversation)
        if not case:
            return self._gone(conversation)
        return self._said(conversation, case, payload.get('text') or '')

    def _answer(self, conversation, answer):
        memory = conversation.memory
        case = self.env['clinic.feedback.case'].sudo().browse(memory.get('case')).exists()
        if not case:
            return None
        asked = answer.key is None and self._asked(conversation)
        if asked and asked != case:  # another complaint was closed since: these words answer that
            memory.clear()
            return self._said(conversation, asked, answer.text)
        if memory.get('waits') == 'words' and case.verdict != 'asked':  # not asked anew since
            if not answer.text.strip():
                return None
            case._add_words(answer.text)
            return self._done(
                conversation,
                "Gracias, ya lo anotamos. Quien lleva su caso le responderá.",
                "Gracias, ya lo anotamos. Quien lleva tu caso te responderá.",
            )
        if case.state != 'closed':
            return None
        option = match_option(self._options(), answer)
        if option:
            return self._judged(conversation, case, option.key == YES)
        return self._said(conversation, case, answer.text)

    def _quoted(self, conversation, case, _question, answer):
        """Words that quote the question are an answer to it, as a tapped button would be; None:
        they are none."""
        if resolved(answer.text) is None or case.state != 'closed' or case.verdict != 'asked':
            return None
        return self._said(conversation, case, answer.text)

    def _takes_first(self, conversation, text):
        """Whether these words are the complaint's before they are a wish for a person. After a
        question on another complaint they may be the answer to that."""
        return conversation.memory.get('waits') == 'words' and not self._asked(conversation)

    def _stale(self, conversation, key):
        return self._gone(conversation)

    # ------------------------------------------------------------------ what comes of it
    def _said(self, conversation, case, text):
        verdict = resolved(text)
        if verdict is None:
            tries = conversation.memory.get('tries', 0) + 1
            if tries > TRIES:
                return Turn(texts=("Una persona de la clínica leerá su mensaje.",), hand_over=True)
            conversation.memory.update(case=case.id, tries=tries)
            return Turn(
                texts=(
                    self._say(
                        conversation,
                        "Para no entenderle mal: ¿quedó resuelto?",
                        "Para no entenderte mal: ¿quedó resuelto?",
                    ),
                ),
                options=self._options(),
            )
        if not verdict and len(text.split()) > 3:  # the reason came with the no
            turn = self._judged(conversation, case, False)
            if turn.done:  # not theirs, or decided meanwhile
                return turn
            case._add_words(text)
            conversation.memory.clear()
            return Turn(texts=(turn.texts[0],), done=True)
        return self._judged(conversation, case, verdict)

    def _judged(self, conversation, case, solved):
        if not case or not self._is_theirs(conversation, case):
            return self._gone(conversation)
        if not case._verdict(solved):
            return self._gone(conversation)
        if solved:
            return self._done(
                conversation,
                "Gracias por decírnoslo. Nos alegra que haya quedado resuelto.",
                "Gracias por decírnoslo. Nos alegra que haya quedado resuelto.",
            )
        conversation.memory.clear()
        conversation.memory.update(case=case.id, waits='words')
        return Turn(
            texts=(
                self._say(
                    conversation,
                    "Sentimos que no quedara resuelto. Ya avisamos a quien lleva su caso.",
                    "Sentimos que no quedara resuelto. Ya avisamos a quien lleva tu caso.",
                ),
                self._say(
                    conversation,
                    "Si quiere, escríbanos en un mensaje qué nos faltó.",
                    "Si quieres, escríbenos en un mensaje qué nos faltó.",
                ),
            ),
            expects='text',
        )

    def _gone(self, conversation):
        return self._done(
            conversation,
            "Gracias. Una persona de la clínica está al pendiente de su caso.",
            "Gracias. Una persona de la clínica está al pendiente de tu caso.",
        )

    def _done(self, conversation, usted, tu):
        return Turn(texts=(self._say(conversation, usted, tu),), done=True)

    # ------------------------------------------------------------------ helpers
    def _asked(self, conversation):
        """The case whose question is the last thing the clinic wrote, if it waits for an answer."""
        case = conversation.about
        if case is None or case._name != 'clinic.feedback.case':
            return None
        asked = case.state == 'closed' and case.verdict == 'asked'
        return case if asked and case.closed_at + SILENT > conversation.now else None

    def _is_theirs(self, conversation, case):
        """A person answers for themself and for those they speak for, for nobody else."""
        speaks_for = conversation.patients or conversation.patient
        return bool(speaks_for) and case.patient_id._survivor() in speaks_for

    @staticmethod
    def _options():
        return (Option(YES, "Sí, quedó resuelto"), Option(NO, "No, todavía no"))
