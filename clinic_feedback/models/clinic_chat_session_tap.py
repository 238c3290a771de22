import re

from odoo import models

from odoo.addons.clinic_crm.models.clinic_chat_topic import COMMAND

MARK = 'm1'  # a button that names the message it stands under: m1.<uuid>.<action>
# what the message is about, and the topic that its buttons open
TOPICS = {'clinic.feedback.request': 'survey', 'clinic.feedback.case': 'case'}
# an option of a survey, in what was sent: its request and its question
ASKED = re.compile(r'"t1\.survey\.\d+\.r(\d{1,9})\.q(\d{1,9})\.')


class ClinicChatSession(models.Model):
    """The buttons under an invitation and under "was it resolved?": they name the message, and that
    the survey or the case. So do words that quote such a message, or a question of a survey.
    """

    _inherit = 'clinic.chat.session'

    def _tapped(self, talk, incoming):
        taken = super()._tapped(talk, incoming)
        if taken:
            return taken
        mark, _dot, rest = (incoming.payload or '').partition('.')
        if mark != MARK:
            return self._answers_quoted(talk, incoming)
        uuid, _dot, action = rest.partition('.')
        message = self.env['clinic.message'].sudo().search([('uuid', '=', uuid)])
        topic = self.env['clinic.chat.topic']._topic(TOPICS.get(message.res_model))
        if topic is None or action not in topic._actions or not message.res_id:
            return None
        return topic, topic._open(talk, {'action': action, 'record': message.res_id})

    def _answers_quoted(self, talk, incoming):
        """(topic, Turn) of words that quote what the clinic asked; None: they quote none of it, or
        want something else."""
        if incoming.payload or not incoming.about or not incoming.text:
            return None
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        row = Outbox.search(
            [('identity_id', '=', self.identity_id.id), ('wamid', '=', incoming.about)], limit=1
        )
        topic, record, question = self._asked_by(talk, row) if row else (None, None, 0)
        if not record:
            return None
        level, _best, answer = self._best(talk, incoming.text)
        if level >= COMMAND:
            return None
        turn = topic._quoted(talk, record, question, answer)
        return (topic, turn) if turn else None

    def _asked_by(self, talk, row):
        """(topic, record, id of the question or 0) that a row of the outbox asked; no record: it
        asked nothing of ours."""
        Topic = self.env['clinic.chat.topic']
        told = row.message_id
        code = TOPICS.get(told.res_model)
        if code:
            return Topic._topic(code), self.env[told.res_model].sudo().browse(told.res_id), 0
        survey = Topic._topic('survey')
        found = ASKED.search(row.content or '')
        if found:
            request = self.env['clinic.feedback.request'].sudo().browse(int(found[1])).exists()
            return survey, request, int(found[2])
        # a question without options was sent as words alone
        request, question = survey._asked_in(talk, self._memory().get('request'), told.body or '')
        return survey, request if question else None, question
