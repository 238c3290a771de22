from odoo import models

from odoo.addons.clinic_crm.models.clinic_chat_topic import COMMAND, HELP

MARK = 'm1'  # a button that names the message it stands under: m1.<uuid>.<action>


class ClinicChatSession(models.Model):
    """The buttons under "was it resolved?": they name the message, and that the case."""

    _inherit = 'clinic.chat.session'

    def _next(self, talk, incoming, waiting):
        """What was asked for in the patient's own words is kept, also when it reads as a wish for
        somebody: «nadie me llamó». Whoever has the complaint answers it."""
        takes = getattr(waiting, '_takes_first', None)
        if takes and not incoming.payload and incoming.text and not self._is_muted():
            level, _best, answer = self._best(talk, incoming.text)
            memory = self._memory()
            if HELP <= level < COMMAND and takes(memory, incoming.text):
                talk.memory = memory
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
        topic = self.env['clinic.chat.topic']._topic('case')
        uuid, _dot, action = rest.partition('.')
        if action not in topic._actions:
            return None
        message = self.env['clinic.message'].sudo().search([('uuid', '=', uuid)])
        if message.res_model != 'clinic.feedback.case' or not message.res_id:
            return None
        return topic, topic._open(talk, {'action': action, 'record': message.res_id})
