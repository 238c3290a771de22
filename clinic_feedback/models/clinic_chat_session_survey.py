from odoo import api, fields, models

from .clinic_chat_topic_survey import SAID_AT


class ClinicChatSession(models.Model):
    """What a survey needs of the conversation: its buttons, its end, and that nothing came between.

    Words are an answer to a question only while it is the last thing the clinic has said: after a
    reminder or a colleague's words a "sí" is theirs. A tapped option says itself what it answers.
    """

    _inherit = 'clinic.chat.session'

    @api.model
    def _answer_urgency(self, message, text, alert):
        """Urgent words may be the comment that was asked for: they are kept as that, too."""
        session = self.sudo()._of(message.identity_id)
        self._safely(message, session._keep_urgent_words, text)
        return super()._answer_urgency(message, text, alert)

    def _keep_urgent_words(self, text):
        if self.topic != 'survey' or not self._is_open(fields.Datetime.now()):
            return
        talk = self._talk()
        talk.memory = self._memory()
        self.env['clinic.chat.topic']._topic('survey')._keep_urgent(talk, text)

    def _turn(self, message, incoming):
        return super(ClinicChatSession, self.with_context(**{SAID_AT: incoming.at}))._turn(
            message, incoming
        )

    def _is_open(self, now):
        return super()._is_open(now) and (self.topic != 'survey' or self._survey_was_last())

    def _survey_was_last(self):
        last = self.env['clinic.whatsapp.outbox']._last_to(self.identity_id)
        mark, _colon, rest = (last.idempotency_key or '').partition(':')
        number = rest.partition(':')[0]
        if mark != 'turn' or not number.isdecimal():
            told = last.message_id
            asks = told.res_model == 'clinic.feedback.request'  # another one, perhaps: of a sister
            return asks and told.res_id == self._memory().get('request')
        answered = self.env['clinic.whatsapp.message'].sudo().browse(int(number))
        # what is said to a voice note asks nothing: the question before it still waits
        return answered.topic == 'survey' or answered.kind == 'audio'

    def _remember(self, topic, turn, talk):
        """What waits for an answer waits until the survey closes, not longer and not less."""
        result = super()._remember(topic, turn, talk)
        if topic._code == 'survey' and turn.expects:
            request = self.env['clinic.feedback.request'].sudo().browse(talk.memory['request'])
            self.expires_at = request.expires_at
        return result
