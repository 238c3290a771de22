import re

from odoo import fields, models

from ..conversation import MAX_TEXT, Option, Turn, match_option
from ..language import agreement
from .clinic_patient_consent import BY_ACCEPTING

ROOM = 540  # characters of another topic's words that leave room for the notice below them


class ClinicChatTopicNotice(models.AbstractModel):
    """The privacy notice, shown once in each version to whoever has not answered, and accepted
    by a tap. Not answering it changes nothing: *not asked* is not *refused*."""

    _name = 'clinic.chat.topic.notice'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Privacy Notice"

    _code = 'notice'
    _sequence = 95
    _notice_after = False

    def _label(self):
        return "Aviso de privacidad"

    def _offered(self, conversation):
        return bool(self._notice(conversation))

    def _wanted(self, conversation):
        """Whether it is to be shown now, below what another topic has just ended with."""
        patient, notice = conversation.patient, self._notice(conversation)
        return bool(
            patient
            and notice
            and patient.sudo().notice_shown_id != notice
            and patient._consent_state('care') == 'not_asked'
        )

    def _notice(self, conversation):
        return self.env['clinic.privacy.notice']._in_force(conversation.company)

    def _open(self, conversation, payload=None):
        notice = self._notice(conversation)
        if not notice:
            return Turn(texts=(self._someone(conversation),), hand_over=True)
        link = f"Aviso de privacidad completo: {notice._link()}"
        people = self._people(conversation)
        if not people or not self._unanswered(people):
            return Turn(texts=(*self._short(notice), link), done=True)
        people.write({'notice_shown_id': notice.id, 'notice_shown_at': fields.Datetime.now()})
        question = self._say(conversation, "¿Está de acuerdo?", "¿Estás de acuerdo?")
        return Turn(texts=(*self._short(notice), link, question), options=self._options(notice))

    def _answer(self, conversation, answer):
        notice = self._notice(conversation)
        option = match_option(self._options(notice), answer)
        key = option.key if option else answer.key or self._typed(answer.text)
        return self._chosen(conversation, key, answer.text) if key else None

    def _stale(self, conversation, key):
        return self._chosen(conversation, key, '')

    def _typed(self, text):
        """Only what can be nothing but an answer to the question."""
        said = agreement(text)
        return f'{said}:' if said else ''

    def _options(self, notice):
        return (
            Option(f'yes:{notice.id}', "Acepto"),
            Option(f'ads:{notice.id}', "Acepto + promociones"),
            Option(f'no:{notice.id}', "No acepto"),
        )

    def _chosen(self, conversation, key, words):
        notice, people = self._notice(conversation), self._people(conversation)
        what, _colon, version = key.partition(':')
        titles = {'yes': "Acepto", 'ads': "Acepto + promociones", 'no': "No acepto"}
        if not people or what not in titles or version not in ('', str(notice.id)):
            return self._open(conversation)  # another notice is in force now
        evidence = self.env._(
            "Privacy notice %(version)s shown in the chat; answered: «%(words)s»",
            version=notice.version,
            words=' '.join((words or titles.get(what, '')).split())[:200],
        )
        if conversation.reference:
            evidence += f" ({conversation.reference})"
        if what == 'no':
            purposes, state = ('follow_up', 'marketing', 'feedback'), 'refused'
        else:
            purposes = (*BY_ACCEPTING, *(['marketing'] if what == 'ads' else []))
            state = 'granted'
        for purpose in purposes:
            states = people._consent_states(purpose)
            # who has answered before is not asked again; promotions were chosen just now
            new = people.filtered(
                lambda p, states=states, purpose=purpose: (
                    p.id not in states or (purpose == 'marketing' and states[p.id] != state)
                )
            )
            new._record_consent(purpose, state, conversation.channel or 'web', evidence)
        if what == 'no':
            told = self._say(
                conversation,
                "De acuerdo: usaremos sus datos solo para atenderle.",
                "De acuerdo: usaremos tus datos solo para atenderte.",
            )
            return Turn(texts=(told, self._someone(conversation)), hand_over=True)
        told = self._say(
            conversation,
            "Gracias. Si un día no quiere recibir mensajes, escriba BAJA.",
            "Gracias. Si un día no quieres recibir mensajes, escribe BAJA.",
        )
        return Turn(texts=(told,), done=True)

    def _short(self, notice):
        """The short notice in one text: whole sentences, as many as fit."""
        words, told = ' '.join(notice.short_text.split()), ''
        for sentence in re.split(r'(?<=[.;])\s+', words):
            if len(told) + len(sentence) + 1 > MAX_TEXT:
                break
            told = f'{told} {sentence}'.strip()
        return (told or f'{words[: MAX_TEXT - 1]}…',)

    def _unanswered(self, people):
        answered = people._consent_states('care')
        return people.filtered(lambda p: p.id not in answered)

    def _people(self, conversation):
        found = self.env['clinic.patient'].sudo()
        for people in (conversation.patient, conversation.patients):
            found |= people or found.browse()
        return found


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    notice_shown_id = fields.Many2one(
        'clinic.privacy.notice',
        string="Notice shown in the chat",
        readonly=True,
        copy=False,
        ondelete='set null',
    )
    notice_shown_at = fields.Datetime(string="Notice shown on", readonly=True, copy=False)


class ClinicPrivacyNotice(models.Model):
    _inherit = 'clinic.privacy.notice'

    def _link(self):
        """The public page of this version; a draft has none."""
        self.ensure_one()
        return f'{self.get_base_url()}/clinic/aviso/{self.id}'
