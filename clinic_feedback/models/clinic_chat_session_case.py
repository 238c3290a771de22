from odoo import models

MARK = 'm1'  # a button that names the message it stands under: m1.<uuid>.<action>


class ClinicChatSession(models.Model):
    """The buttons under "was it resolved?": they name the message, and that the case."""

    _inherit = 'clinic.chat.session'

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
