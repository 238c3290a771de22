from dataclasses import replace

from odoo import models

from odoo.addons.clinic_crm.conversation import Later
from odoo.addons.clinic_crm.language import triage
from odoo.addons.clinic_crm.models.clinic_chat_topic_notice import ROOM

FIRST = 800  # characters of a first answer that leave room for one line more


class ClinicChatSession(models.Model):
    """Consent in the chat: what proves it, and the privacy notice.

    The notice is shown to a patient who has not answered it, below whatever has just come to its
    end; to anybody else its address stands below the first answer ever.
    """

    _inherit = 'clinic.chat.session'

    def _turn(self, message, incoming):
        return super(
            ClinicChatSession,
            self.with_context(
                lang=self.identity_id.company_id._staff_lang(),
                clinic_chat_reference=f'WhatsApp {incoming.wamid}',
            ),
        )._turn(message, incoming)

    def _talk(self, message=None):
        talk = super()._talk(message)
        person = self.identity_id
        talk.channel = 'whatsapp'
        talk.reference = self.env.context.get('clinic_chat_reference', '')
        # a number that changed hands says nothing of who has it now
        talk.reached = Later(
            lambda: talk.patients if person.newcomer else talk.patients | person._candidates()
        )
        return talk

    def _next(self, talk, incoming, *waiting):
        topic, turn = super()._next(talk, incoming, *waiting)
        if not talk.patient and self.identity_id.patient_id:  # registered in this very turn
            talk.patient, talk.patients = self.identity_id.patient_id, self._patients()
        if turn and self._shows_notice(talk, topic, turn, incoming):
            return topic, replace(turn, done=False, go_to='notice')
        return topic, turn

    def _shows_notice(self, talk, topic, turn, incoming):
        notice = self.env['clinic.chat.topic']._topic('notice')
        return (
            turn.done
            and not turn.documents
            and not (self._is_open(talk.now) and self.topic != topic._code)  # another one waits
            and getattr(topic, '_notice_after', True)
            and sum(map(len, turn.texts)) <= ROOM
            and triage(incoming.text).level != 'urgent'
            and notice is not None
            and notice._wanted(talk)
        )

    def _say(self, message, topic, turn, texts):
        """Below the first answer ever: where the privacy notice can be read."""
        person = self.identity_id
        fits = sum(map(len, texts)) <= FIRST
        if self.version == 1 and fits and getattr(topic, '_notice_after', True):
            notice = self.env['clinic.privacy.notice']._in_force(person.company_id)
            patient = person.patient_id
            if notice and not (patient and patient._consent_state('care') != 'not_asked'):
                texts = [*texts, f"Aviso de privacidad: {notice._link()}"]
        return super()._say(message, topic, turn, texts)
