from odoo import models

from odoo.addons.clinic_crm.models.clinic_chat_topic import COMMAND, HELP
from odoo.addons.clinic_whatsapp.models.clinic_chat_session import SHOWN

MARK = 'm1'  # a button that names the message it stands under: m1.<uuid>.<action>
# what the message is about, and the topic that its buttons open
TOPICS = {'clinic.feedback.request': 'survey', 'clinic.feedback.case': 'case'}


class ClinicChatSession(models.Model):
    """The buttons under an invitation and under "was it resolved?": they name the message, and that
    the survey or the case.
    """

    _inherit = 'clinic.chat.session'

    def _next(self, talk, incoming, waiting):
        """What was asked for in the patient's own words is kept, also when it reads as a wish for
        somebody: «nadie me llamó». Whoever has the complaint answers it."""
        takes = getattr(waiting, '_takes_first', None)
        plain = incoming.text and not incoming.payload and incoming.kind not in SHOWN
        if takes and plain and not self._is_muted():
            level, _best, answer = self._best(talk, incoming.text)
            talk.memory = self._memory()
            if HELP <= level < COMMAND and takes(talk, incoming.text):
                turn = waiting._answer(talk, answer)
                if turn:
                    return waiting, turn
            talk.memory = {}
        return super()._next(talk, incoming, waiting)

    def _tapped(self, talk, incoming):
        taken = super()._tapped(talk, incoming)
        mark, _dot, rest = (incoming.payload or '').partition('.')
        if taken or mark != MARK:
            return taken
        uuid, _dot, action = rest.partition('.')
        message = self.env['clinic.message'].sudo().search([('uuid', '=', uuid)])
        topic = self.env['clinic.chat.topic']._topic(TOPICS.get(message.res_model))
        if topic is None or action not in topic._actions or not message.res_id:
            return None
        return topic, topic._open(talk, {'action': action, 'record': message.res_id})
