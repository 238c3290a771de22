from odoo import models

MARK = 'm1'  # a button that names the message it stands under: m1.<uuid>.<action>
# what the message is about, and the topic that its buttons open
TOPICS = {'clinic.feedback.request': 'survey', 'clinic.feedback.case': 'case'}


class ClinicChatSession(models.Model):
    """The buttons under an invitation and under "was it resolved?": they name the message, and that
    the survey or the case.
    """

    _inherit = 'clinic.chat.session'

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
