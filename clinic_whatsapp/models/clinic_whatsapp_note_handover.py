from datetime import timedelta

from odoo import fields, models

from odoo.addons.clinic_crm.identity import normalise_phone

TALK = timedelta(hours=12)
SKEW = timedelta(minutes=1)  # Meta's clock and ours
LINES = 6
LONGEST = 140


class ClinicWhatsappNote(models.Model):
    """What whoever takes over from a topic has to know, as a note in the conversation.

    Only that it was handed over is kept; who it is and what was said is read with the rights of who
    looks at it.
    """

    _inherit = 'clinic.whatsapp.note'

    topic = fields.Char(readonly=True, help="What handed the conversation over to a person.")

    def _for_desk(self):
        items = super()._for_desk()
        for note, item in zip(self, items, strict=True):
            if note.topic:
                item |= {'by': '', 'summary': note._summary()}
        return items

    def _summary(self):
        """The lines of the summary.

        :return: ``[{'label', 'text'}]``
        """
        self.ensure_one()
        conversation = self.conversation_id
        person = conversation.sudo().identity_id
        patient = self.env['clinic.patient'].search([('id', '=', person.patient_id.id)])
        topic = self.env['clinic.chat.topic']._topic(self.topic)
        lines = [
            {'label': self.env._("About"), 'text': topic._label() if topic is not None else ''},
            {'label': self.env._("Who"), 'text': self._who_in_words(person, patient)},
        ]
        if patient:
            visit = conversation._next_visit(patient)
            words = visit._when_in_words() if visit else self.env._("none booked")
            lines.append({'label': self.env._("Next visit"), 'text': words})
        return [line for line in lines if line['text']] + self._talk(person)

    def _who_in_words(self, person, patient):
        if patient:
            return ' · '.join(filter(None, [patient.display_name, patient.record_number]))
        if person.patient_id:
            return self.env._("a patient of another branch")
        phone = (person.e164 and normalise_phone(person.e164).display) or person.e164 or ''
        return ' · '.join(filter(None, [self.env._("not known yet"), person.name, phone]))

    def _talk(self, person):
        """The last things said before it was handed over."""
        until = self.create_date + SKEW
        said = self.env['clinic.whatsapp.message'].search(
            [
                ('identity_id', '=', person.id),
                ('at', '<=', until),
                ('at', '>', until - TALK),
            ],
            order='at desc, id desc',
            limit=LINES,
        )
        texts = said._said()
        words = {'in': self.env._("Patient"), 'out': self.env._("Clinic")}
        return [
            {'label': words[one.direction], 'text': _short(texts[one.id])}
            for one in reversed(said)
            if texts[one.id]
        ]


class ClinicChatSession(models.Model):
    _inherit = 'clinic.chat.session'

    def _waits(self, conversation, message, turn):
        result = super()._waits(conversation, message, turn)
        if turn.hand_over:
            self._hand_over(conversation, message)
        return result

    def _hand_over(self, conversation, message):
        """Leave a note for whoever goes on; one for each message."""
        self.env['clinic.whatsapp.note'].sudo().create(
            {
                'conversation_id': conversation.id,
                'author_id': self.env.ref('base.user_root').id,
                'topic': message.topic,
            }
        )
        conversation._tell()


def _short(text):
    text = ' '.join(text.split())
    return text if len(text) <= LONGEST else f'{text[: LONGEST - 1].rstrip()}…'
