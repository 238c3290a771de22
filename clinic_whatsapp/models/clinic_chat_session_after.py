from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.conversation import Answer
from odoo.addons.clinic_crm.language import fold
from odoo.addons.clinic_crm.models.clinic_chat_topic import HELP

from .clinic_chat_session import FRESH, MUTE, OPTION, SHOWN

AGAIN = timedelta(minutes=10)  # it was said just now
OWN = f'{OPTION}.urgent.'  # the buttons under it
BACK = frozenset(('menu', 'el menu', 'ver menu', 'ver el menu', 'opciones'))
SMALL_TALK = ('menu', 'person')


class ClinicChatSession(models.Model):
    """After an emergency: what is written next goes to the person who was called.

    No topic answers words as if nothing had happened. It is said that a person was told, and the
    way back stands under it: whoever taps a button, this or an older one, or writes «menú», goes on
    as ever. BAJA, however it is said, and the call for a person always work. It ends when somebody
    closes the alert, or has had it for a while.
    """

    _inherit = 'clinic.chat.session'

    resumed_at = fields.Datetime(readonly=True, help="The person went on after an emergency.")
    calmed_at = fields.Datetime(readonly=True, help="It was said last that a person was told.")

    @api.model
    def _answer_urgency(self, message, text, alert):
        result = super()._answer_urgency(message, text, alert)
        self.sudo()._of(message.identity_id).write({'resumed_at': False, 'calmed_at': False})
        return result

    def _emergency(self, now):
        """The alert that this person's words belong to; empty: none does."""
        alert = (
            self.env['clinic.alert']
            .sudo()
            .search(
                [
                    ('kind', '=', 'urgent'),
                    ('res_model', '=', 'clinic.whatsapp.identity'),
                    ('res_id', '=', self.identity_id.id),
                    ('state', 'in', ('new', 'taken')),
                    ('last_at', '>', now - FRESH),
                ],
                order='state_order, id desc',
                limit=1,
            )
        )
        if self.resumed_at and alert and self.resumed_at >= alert.last_at:
            return alert.browse()
        heard = max(filter(None, (alert.taken_at, alert.last_at)), default=now)
        if alert.state == 'taken' and heard < now - MUTE:
            return alert.browse()
        return alert

    def _turn(self, message, incoming):
        now = fields.Datetime.now()
        alert = self._emergency(now)
        if not alert or incoming.kind in SHOWN:
            return super()._turn(message, incoming)
        if not incoming.payload and fold(incoming.text).strip(' .!¡') in BACK:
            incoming = replace(incoming, payload=f'{OWN}{self.version}.menu')
        if incoming.payload:
            self.resumed_at = now
            return super()._turn(message, incoming)
        talk = self._talk(message)
        level, topic, _answer = self._best(talk, incoming.text)
        if level >= HELP or self._refuses(talk, topic, incoming.text):
            return super()._turn(message, incoming)
        if self._is_muted() or not self.identity_id.account_id.auto_answers:
            return None
        asks = topic is not None and topic._code not in SMALL_TALK
        if asks or not self.calmed_at or self.calmed_at < now - AGAIN:
            self._calm(message, talk, alert)
        return None

    def _refuses(self, talk, topic, text):
        """Whether these words say which messages are to come: that is done whatever goes on."""
        if topic is not None and topic._code == 'stop':
            return True
        waiting = self._waiting(talk)
        if waiting is None or waiting._code != 'stop':
            return False
        talk.memory = self._memory()
        return bool(waiting._key_of(talk, Answer(text=text)))

    def _calm(self, message, talk, alert):
        """Say that a person was told; what was being talked about stays where it was."""
        if alert.state == 'new':  # also when somebody has answered, and went away
            conversation = self.env['clinic.whatsapp.conversation'].sudo()._of(self.identity_id)
            conversation._put_ahead(message)
        waiting = self._waiting(talk)
        topic = self.env['clinic.chat.topic']._topic('urgent')
        turn = topic._meanwhile(
            talk,
            alert.state,
            nobody=alert.nobody,
            resumes=waiting is not None and waiting._resumes,
        )
        message.topic = topic._code
        self.calmed_at = talk.now
        self._say(message, topic, turn, list(turn.texts))

    def _tapped(self, talk, incoming):
        if not incoming.payload.startswith(OWN):
            return super()._tapped(talk, incoming)
        waiting = self._waiting(talk)
        if incoming.payload.endswith('.resume') and waiting is not None and waiting._resumes:
            talk.memory = self._memory()
            return waiting, waiting._resume(talk)
        menu = self.env['clinic.chat.topic']._topic('menu')
        return menu, menu._open(talk)

    def _waits(self, conversation, message, turn):
        """What a machine says ends no wait for whoever has to be answered first, nor of a message
        that a person will see, as it says."""
        if (conversation.ahead or message.topic == 'urgent') and not turn.hand_over:
            return None
        return super()._waits(conversation, message, turn)
