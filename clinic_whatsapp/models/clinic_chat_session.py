import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.clinic_crm.conversation import Answer, Conversation, Later
from odoo.addons.clinic_crm.fields import Encrypted
from odoo.addons.clinic_crm.jobs import whole_or_not
from odoo.addons.clinic_crm.language import said
from odoo.addons.clinic_crm.models.clinic_chat_topic import COMMAND, HELP, SURE
from odoo.addons.clinic_crm.reading import find

from ..agent import readings

_logger = logging.getLogger(__name__)

OPEN_FOR = timedelta(hours=24)  # what was asked may be answered that long
RECENT = timedelta(days=3)  # how long a short "sí" answers what the clinic wrote last
MUTE = timedelta(minutes=30)  # after a person of the clinic has written, or was called
FRESH = timedelta(hours=24)  # after so long a silence it is said again that this is automatic
HOPS = 3  # from topic to topic within a turn
OPTION = 't1'  # an option's payload: t1.<topic>.<version>.<key>
TO_WHAT_WAITS = ('confirmar', 'negar', 'cancelar', 'reagendar', 'dudar')  # said of what was asked
SPOKEN = ('text', 'button', 'button_reply', 'list_reply')
SHOWN = ('image', 'video', 'document', 'location', 'contacts')  # what only a person can look at
WORDLESS = ('sticker', 'unsupported', 'order')  # what says nothing here, to a person neither
ALBUM = timedelta(minutes=2)  # photos that come together
ASIDE = 'clinic_chat_aside'  # in the context: a person sees this message, though the talk goes on


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
    failed = fields.Integer(readonly=True, help="Turns in a row in which nothing was understood.")
    turned_at = fields.Datetime(string="Last turn", readonly=True)
    handed_at = fields.Datetime(string="Handed to a person", readonly=True)
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
        if message.topic or incoming.kind not in (*SPOKEN, *SHOWN, *WORDLESS):
            return
        session = self.sudo()._of(message.identity_id)
        self._safely(message, session._turn, message.sudo(), incoming)

    @api.model
    def _safely(self, message, step, *values):
        """Run a step whole or not at all; what breaks leaves the message to a person."""
        return whole_or_not(self.env, _logger, f"Message {message.id} of WhatsApp", step, *values)

    @api.model
    def _of(self, person):
        known = find(self, [('identity_id', '=', person.id)], also=['context'])
        return known or self.create({'identity_id': person.id})

    def _turn(self, message, incoming):
        self.ensure_one()
        talk = self._talk(message)
        waiting = self._waiting(talk)
        talk.busy = waiting is not None and waiting._resumes
        topic, turn = self._next(talk, incoming, waiting)
        if not turn:
            return
        said = [*talk.before, *_below(talk.before, turn)]
        if not talk.alone:
            said = self._introduced(talk, incoming, topic) + said
        for _hop in range(HOPS):
            if not turn.go_to:
                break
            topic = self.env['clinic.chat.topic']._topic(turn.go_to)
            talk.memory = {}
            turn = topic._open(talk, {'text': turn.said} if turn.said else None)
            said += _below(said, turn)
        over = turn.done or talk.aside
        if over and talk.busy and topic != waiting and not (talk.alone or turn.documents):
            talk.memory = self._memory()
            topic, turn = waiting, waiting._resume(talk)
            said += _below(said, turn)
        message.topic = topic._code
        if talk.patient and talk.patient != self.identity_id.patient_id:
            self.identity_id.patient_id = talk.patient  # who they are was said on the way
        if talk.shared:
            self.identity_id.shared = True
        self._remember(topic, turn, talk)
        self.with_context(**{ASIDE: talk.aside})._say(message, topic, turn, said)

    def _waiting(self, talk):
        """The topic that waits for an answer, or None."""
        if not self._is_open(talk.now):
            return None
        return self.env['clinic.chat.topic']._topic(self.topic)

    def _next(self, talk, incoming, waiting):
        """(topic, Turn) of whoever takes it; (None, None): a person has to."""
        # (a topic is an empty recordset, and as such false)
        if incoming.kind in SHOWN:
            return self._seen_by_a_person(talk, waiting, incoming.kind)
        if incoming.kind in WORDLESS:
            return self._without_words(talk, waiting, incoming.kind)
        taken = self._tapped(talk, incoming)
        if taken:
            return taken
        level, best, answer = self._best(talk, incoming.text)
        payload = {'intent': answer.intent, 'text': answer.text}
        if level >= COMMAND:
            talk.alone = True
            return best, best._open(talk, payload)
        if self._is_muted():
            return None, None
        if waiting is not None:
            talk.memory = self._memory()
        first = (
            SURE if talk.pointed else HELP
        )  # an answer to what is quoted is meant for nobody else
        if level >= first and not (waiting is not None and waiting._takes_first(talk, answer.text)):
            talk.memory = {}
            return best, best._open(talk, payload)
        if waiting is not None:
            turn = waiting._answer(talk, self._heard(incoming.text, answer))
            if turn:
                return waiting, turn
            talk.memory = {}
        if not self.identity_id.account_id.auto_answers and level < SURE:
            return None, None
        return self._begin(talk, best, payload)

    def _begin(self, talk, topic, payload):
        """(topic, Turn) of what words ask for; None: nobody knows."""
        if topic is None:
            return self._menu(talk, payload)
        return topic, topic._open(talk, payload)

    def _best(self, talk, text):
        """(how well, topic, Answer) of the first reading of these words that some topic handles;
        of none, the first reading is what the topic that waits is told."""
        Topic = self.env['clinic.chat.topic']
        answers = [Answer(text=text, intent=one) for one in self._readings(text) or ('',)]
        for answer in answers:
            level, best = Topic._best(talk, answer)
            if best is not None:
                return level, best, answer
        return 0, None, answers[0]

    def _heard(self, text, answer):
        """What is told to the topic that waits: the first reading, which is about what was asked,
        though nobody else begins with it. "hola?" in between is no other subject."""
        first = next(iter(self._readings(text)), '')
        intent = first if first in TO_WHAT_WAITS else answer.intent
        return Answer(text=text, intent='' if intent == 'saludo' else intent)

    def _menu(self, talk, payload):
        """Nothing was understood: what can be done here; unless a person was called and comes."""
        if self.handed_at and self.handed_at > talk.now - MUTE:
            return None, None
        menu = self.env['clinic.chat.topic']._topic('menu')
        talk.failed, talk.puzzled = self.failed + 1, True
        talk.memory = {'first': self._is_fresh(talk.now)}
        return menu, menu._open(talk, payload)

    def _seen_by_a_person(self, talk, waiting, kind):
        """Say once that what was sent is there, and when a person looks at it."""
        if self._is_muted() or not self.identity_id.account_id.auto_answers:
            return None, None
        if self._said_of_one_before(talk):
            return None, None
        if waiting is not None:
            talk.aside = True
            return self._asked_again(talk, waiting, kind)
        if self.handed_at and self.handed_at > talk.now - MUTE:
            return None, None
        person = self.env['clinic.chat.topic']._topic('person')
        return person, person._open(talk, {'intent': 'archivo'})

    def _said_of_one_before(self, talk):
        """Whether it was just said of another photo: an album comes one by one."""
        last = self.env['clinic.whatsapp.message'].search(
            [('identity_id', '=', self.identity_id.id), ('topic', '!=', False)],
            order='id DESC',
            limit=1,
        )
        return last.kind in SHOWN and last.at > talk.now - ALBUM

    def _without_words(self, talk, waiting, kind):
        """A sticker and the like: asked once more, or what can be done here."""
        if self._is_muted() or not self.identity_id.account_id.auto_answers:
            return None, None
        if waiting is None:
            return self._menu(talk, None)
        return self._asked_again(talk, waiting, kind)

    def _asked_again(self, talk, waiting, kind):
        talk.memory = self._memory()
        turn = waiting._unreadable(talk, kind)
        return (waiting, turn) if turn else (None, None)

    def _is_fresh(self, now):
        return not self.turned_at or self.turned_at < now - FRESH

    def _introduced(self, talk, incoming, topic):
        """Say that it is a machine that answers, to whoever begins to talk with it."""
        if incoming.payload or talk.busy or talk.about is not None or not self._is_fresh(talk.now):
            return []
        clinic = talk.company.root_id.name
        return [
            topic._say(
                talk,
                f"Hola, soy el asistente automático de {clinic}. Si prefiere a una persona, "
                "escriba «persona».",
                f"Hola, soy el asistente automático de {clinic}. Si prefieres a una persona, "
                "escribe «persona».",
            )
        ]

    def _tapped(self, talk, incoming):
        """(topic, Turn) of a button or row of ours, whenever it was sent; None: it is none."""
        Topic = self.env['clinic.chat.topic']
        mark, _dot, rest = incoming.payload.partition('.')
        if mark == OPTION and rest.count('.') >= 2:
            code, version, key = rest.split('.', 2)
            topic = Topic._topic(code)
            if topic is None:
                return None
            if self.topic == code and self._is_open(talk.now):
                talk.memory = self._memory()
                if version == str(self.version):
                    turn = topic._answer(talk, Answer(text=incoming.text, key=key))
                    if turn:
                        return topic, turn
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
    def _readings(self, text):
        """What words may be taken for, the likeliest first. A better reader replaces it here."""
        return readings(text, *said(text))

    # ------------------------------------------------------------------ what a topic knows
    def _talk(self, message=None):
        """The `Conversation` as topics see it.

        :param message: the `clinic.whatsapp.message` that is being answered
        """
        person = self.identity_id
        company = person.company_id
        talk = Conversation(
            company=company,
            now=fields.Datetime.now(),
            patient=person.patient_id or None,
            informal=company.root_id.clinic_informal,
            patients=self._patients(),
            told=Later(lambda: self._told(message)),
            about=Later(lambda: self._about(talk.told)),
            pointed=Later(lambda: bool(self._quoted(message))),
            key=f'whatsapp:{person.id}',
            phone=person.e164 or '',
            own_number=not person.newcomer,
        )
        return talk

    def _patients(self):
        """Whom this person may speak for: themself, and the children they answer for."""
        person = self.identity_id
        Patient = self.env['clinic.patient'].sudo()
        answers_for = Domain('guardian_id', 'in', person.patient_id.partner_id.ids)
        if person.e164 and not person.newcomer:
            answers_for |= Domain('guardian_id.phone_sanitized', '=', person.e164)
        children = Patient.search(
            answers_for & Domain('company_id', '=', person.company_id.root_id.id)
        ).filtered('is_minor')
        return person.patient_id.sudo() | children

    def _told(self, message=None):
        """The `clinic.message` that words answer: the one they quote, else the one that was sent
        last, if that was not long ago; empty: none.

        A colleague's own words in between make a "sí" an answer to those, and so does what a topic
        has asked since, unless it only asked by the way.
        """
        quoted = self._quoted(message)
        if quoted:
            return quoted.message_id
        Outbox = self.env['clinic.whatsapp.outbox']
        row = find(Outbox.sudo(), self._asked_by_clinic(), order='id DESC', limit=1)
        told = row.message_id
        if not told or told.at < fields.Datetime.now() - RECENT:
            return told.browse()
        since = row != Outbox._last_to(self.identity_id) and self._is_open(fields.Datetime.now())
        topic = self.env['clinic.chat.topic']._topic(self.topic) if since else None
        return told if topic is None or topic._by_the_way else told.browse()

    def _quoted(self, message):
        """What the clinic wrote and this message quotes, as a row of the outbox; empty: nothing."""
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        wamid = message.about_wamid if message else None
        return Outbox.search([*self._asked_by_clinic(), ('wamid', '=', wamid)]) if wamid else Outbox

    def _asked_by_clinic(self):
        """Of the messages to this person those that are no topic's answer to their own."""
        return [
            ('identity_id', '=', self.identity_id.id),
            ('idempotency_key', 'not =like', 'turn:%'),
            ('state', 'not in', ('failed', 'expired', 'cancelled')),
        ]

    def _about(self, told):
        """The record that a message speaks of, or None."""
        if not told.res_model or told.res_model not in self.env:
            return None
        return self.env[told.res_model].sudo().browse(told.res_id).exists() or None

    def _is_muted(self):
        """Whether a person of the clinic is writing: then words are theirs to answer."""
        conversation = self.identity_id.sudo().conversation_ids
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
                'failed': 0 if turn.hand_over else talk.failed,
                'turned_at': talk.now,
                'handed_at': talk.now if turn.hand_over else False,
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


def _below(said, turn):
    """What another topic adds stands apart from what was said before."""
    return ['', *turn.texts] if said else [*turn.texts]
