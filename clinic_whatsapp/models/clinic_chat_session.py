import json
import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.conversation import Answer, Conversation, reply
from odoo.addons.clinic_crm.fields import Encrypted
from odoo.addons.clinic_crm.models.clinic_chat_topic import URGENT

from .clinic_whatsapp_event import RUSH

_logger = logging.getLogger(__name__)

OPEN_FOR = timedelta(hours=24)  # what was asked may be answered that long
RECENT = timedelta(days=3)  # how long a short "sí" answers what the clinic wrote last
MUTE = timedelta(minutes=30)  # after a person of the clinic has written
HOPS = 3  # from topic to topic within a turn
OPTION = 't1'  # an option's payload: t1.<topic>.<version>.<key>
SPOKEN = ('text', 'button', 'button_reply', 'list_reply')


class ClinicChatSession(models.Model):
    """Where the conversation with a person stands: which topic waits for what.

    A session runs the topics of `clinic.chat.topic`; they never see it. One turn for each message
    of the person, in the transaction that takes the message in: what the topic changed, what is
    answered and where the session stands then are written together or not at all. `version` counts
    turns and is part of every option offered, so that a row of an old list is known as such.
    """

    _name = 'clinic.chat.session'
    _description = "State of a Conversation"
    _inherit = ['clinic.encrypted.mixin']

    identity_id = fields.Many2one(
        'clinic.whatsapp.identity',
        string="Person",
        required=True,
        readonly=True,
        ondelete='cascade',
    )
    topic = fields.Char(readonly=True, help="What waits for an answer; empty: nothing does.")
    version = fields.Integer(readonly=True)
    expires_at = fields.Datetime(readonly=True)
    # JSON of the topic's memory
    context = Encrypted(readonly=True, audited=False, groups=fields.NO_ACCESS)

    _identity_uniq = models.Constraint('UNIQUE (identity_id)', "This person has a session already.")

    # ------------------------------------------------------------------ in
    @api.model
    def _hear(self, message, incoming):
        """Let a topic answer a message that has just come in, once.

        :param message: the `clinic.whatsapp.message`
        :param incoming: the same as `cloud_api.Incoming`
        """
        if message.topic or incoming.kind not in SPOKEN:
            return
        session = self.sudo()._of(message.identity_id)
        try:
            with self.env.cr.savepoint():
                session._turn(message.sudo(), incoming)
                self.env.flush_all()
        except RUSH:
            raise  # the message is taken in once more, as a whole
        except Exception as error:  # noqa: BLE001 - whatever breaks, a person answers then
            self.env.invalidate_all()
            where = error.__traceback__
            while where and where.tb_next:
                where = where.tb_next
            _logger.error(
                "Message %s of WhatsApp is left to a person: %s (%s:%s)",
                message.id,
                type(error).__name__,
                where and where.tb_frame.f_code.co_filename,
                where and where.tb_lineno,
            )

    @api.model
    def _of(self, person):
        known = self.search([('identity_id', '=', person.id)])
        return known or self.create({'identity_id': person.id})

    def _turn(self, message, incoming):
        self.ensure_one()
        talk = self._talk()
        topic, turn = self._next(talk, incoming)
        if not turn:
            return
        said = list(turn.texts)
        for _hop in range(HOPS):
            if not turn.go_to:
                break
            topic = self.env['clinic.chat.topic']._topic(turn.go_to)
            talk.memory = {}
            turn = topic._open(talk)
            said += turn.texts
        message.topic = topic._code
        self._remember(topic, turn, talk)
        self._say(message, topic, turn, said)

    def _next(self, talk, incoming):
        """(topic, Turn) of whoever takes it; (None, None): a person has to."""
        Topic = self.env['clinic.chat.topic']
        taken = self._tapped(talk, incoming)
        if taken:
            return taken
        answer = Answer(text=incoming.text, intent=self._intent(incoming.text))
        level, best = Topic._best(talk, answer)
        payload = {'intent': answer.intent, 'text': answer.text}
        if level >= URGENT:
            return best, best._open(talk, payload)
        if self._is_muted():
            return None, None
        if self._is_open(talk.now):
            waiting = Topic._topic(self.topic)
            talk.memory = self._memory()
            # (a topic is an empty recordset, and as such false)
            turn = waiting._answer(talk, answer) if waiting is not None else None
            if turn:
                return waiting, turn
            talk.memory = {}
        return (None, None) if best is None else (best, best._open(talk, payload))

    def _tapped(self, talk, incoming):
        """(topic, Turn) of a button or row of ours, whenever it was sent; None: it is none."""
        Topic = self.env['clinic.chat.topic']
        mark, _dot, rest = incoming.payload.partition('.')
        if mark == OPTION and rest.count('.') >= 2:
            code, version, key = rest.split('.', 2)
            topic = Topic._topic(code)
            if topic is None:
                return None
            current = self.topic == code and version == str(self.version)
            if current and self._is_open(talk.now):
                talk.memory = self._memory()
                turn = topic._answer(talk, Answer(text=incoming.text, key=key))
                if turn:
                    return topic, turn
                talk.memory = {}
            return topic, topic._stale(talk, key)
        tap = self.env['clinic.message']._read_tap(incoming.payload)
        topic = Topic._topic_of(tap.action) if tap else None
        if topic is None:
            return None
        visit = self.env['clinic.appointment'].sudo().search([('uuid', '=', tap.uuid)])
        payload = {
            'action': tap.action,
            'record': visit.id,
            'current': bool(visit) and tap.is_about(visit.start),
        }
        return topic, topic._open(talk, payload)

    @api.model
    def _intent(self, text):
        """What words are taken for. The one place that asks; a better reader replaces it here."""
        return reply(text)

    # ------------------------------------------------------------------ what a topic knows
    def _talk(self):
        """The `Conversation` as topics see it."""
        person = self.identity_id
        company = person.company_id
        return Conversation(
            company=company,
            now=fields.Datetime.now(),
            patient=person.patient_id or None,
            informal=company.root_id.clinic_informal,
            patients=self._patients(),
            about=self._about(),
        )

    def _patients(self):
        """Whom this person may speak for: themself, and the children they answer for."""
        person = self.identity_id
        Patient = self.env['clinic.patient'].sudo()
        guardians = person.patient_id.partner_id
        if person.e164 and not person.newcomer:
            guardians |= self.env['res.partner'].sudo().search(
                [('phone_sanitized', '=', person.e164)]
            )  # fmt: skip
        children = Patient.search(
            [
                ('guardian_id', 'in', guardians.ids),
                ('company_id', '=', person.company_id.root_id.id),
            ]
        ).filtered('is_minor')
        return person.patient_id.sudo() | children

    def _about(self):
        """The record of what the clinic wrote last, if that was not long ago.

        A colleague's own words in between make a "sí" an answer to those.
        """
        last = (
            self.env['clinic.whatsapp.outbox']
            .sudo()
            .search([('identity_id', '=', self.identity_id.id)], order='id DESC', limit=1)
        )
        told = last.message_id
        if not told.res_model or told.res_model not in self.env:
            return None
        if told.at < fields.Datetime.now() - RECENT:
            return None
        return self.env[told.res_model].sudo().browse(told.res_id).exists() or None

    def _is_muted(self):
        """Whether a person of the clinic is writing: then words are theirs to answer."""
        conversation = self.env['clinic.whatsapp.conversation'].sudo().search(
            [('identity_id', '=', self.identity_id.id)]
        )  # fmt: skip
        if not conversation.agent_id:
            return False
        last = (
            self.env['clinic.whatsapp.outbox']
            .sudo()
            .search(
                [
                    ('identity_id', '=', self.identity_id.id),
                    ('idempotency_key', '=like', f'desk:{conversation.id}:%'),
                ],
                order='id DESC',
                limit=1,
            )
        )
        return bool(last) and (
            (last.message_id.at or last.create_date) > fields.Datetime.now() - MUTE
        )

    # ------------------------------------------------------------------ where it stands
    def _is_open(self, now):
        return bool(self.topic and self.expires_at and self.expires_at > now)

    def _memory(self):
        return json.loads(self.context or '{}')

    def _remember(self, topic, turn, talk):
        waits = bool(turn.expects)
        self.write(
            {
                'topic': topic._code if waits else False,
                'version': self.version + 1,
                'expires_at': talk.now + OPEN_FOR if waits else False,
                'context': json.dumps(talk.memory, ensure_ascii=False) if waits else False,
            }
        )

    @api.autovacuum
    def _gc_sessions(self):
        """Forget what nobody answered."""
        old = self.sudo().search(
            [('expires_at', '<', fields.Datetime.now() - timedelta(days=7))], limit=1000
        )
        old.write({'topic': False, 'context': False, 'expires_at': False})
        return len(old), 1000 if len(old) == 1000 else 0
