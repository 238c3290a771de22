from odoo import fields, models

from ..agenda import short_moment
from ..conversation import (
    Candidate,
    Turn,
    all_of_them,
    by_patient,
    match_option,
    minutes_late,
    options_of,
    said_apart,
    spoken_of,
    which,
)
from .clinic_chat_topic_times import WISHED
from .clinic_chat_topic_visit import CHANGED, MEANT
from .clinic_reminder_family import KIND as FAMILY_REMINDER


class ClinicChatTopicVisit(models.AbstractModel):
    """Which of several visits: asked, heard in words, or all those that one message spoke of."""

    _inherit = 'clinic.chat.topic.visit'

    # ------------------------------------------------------------------ one message, several visits
    def _asked_together(self, conversation):
        """The reminders that went in the message which words answer, if it was a family's."""
        Reminder = self.env['clinic.reminder'].sudo()
        told = conversation.told
        if not told or told.kind_id.code != FAMILY_REMINDER:
            return Reminder
        return Reminder.search([('message_id', '=', told.id)])

    def _family(self, conversation, rows, what, text=''):
        """What one message spoke of: all are confirmed that still are at the time it said; to move
        or cancel, one is chosen.

        :param rows: the reminders that went in it
        """
        visits = rows.appointment_id.sorted('start')
        still = visits.filtered(lambda one: one._is_open_to_patient())
        if not still:
            return self._over(conversation, visits[:1])
        moved = rows.filtered(lambda row: row.start != row.appointment_id.start).appointment_id
        chosen = self._of_whom(conversation, still, text)
        if what == 'confirm':
            return self._confirm_all(conversation, chosen - moved, chosen & moved)
        if len(chosen) > 1:
            before = "Una de esas citas cambió." if chosen & moved else ''
            return self._which(conversation, chosen, what, before)
        if what in ('move', 'cancel') and not text:
            return self._ask_what(conversation, chosen, CHANGED if chosen & moved else '')
        return self._do(conversation, chosen, what)

    def _confirm_all(self, conversation, visits, moved=None):
        """Confirm these; of what has another time now the first is shown."""
        if len(visits) == 1:
            [told] = self._confirm(conversation, visits).texts
        else:
            for one in visits:
                one._confirm_by_patient()
            told = self._say(
                conversation,
                f"Gracias. Quedaron confirmadas {len(visits)} citas. Les esperamos.",
                f"Gracias. Quedaron confirmadas {len(visits)} citas. Los esperamos.",
            )
        if not moved:
            return Turn(texts=(told,), done=True)
        return self._show(conversation, moved[0], f"{told} Otra cambió." if visits else CHANGED)

    def _speaks_of_each(self, conversation, visits, text):
        return len(visits) > 1 and said_apart(_told_apart(conversation, visits), text)

    def _each(self, conversation, visits, text):
        """«Leo sí va, pero Eva no»: who comes is confirmed, of who does not it is asked what then;
        None when words say no such thing, or of a time that was not spoken of."""
        said = self._speaks_of_each(conversation, visits, text)
        moved = self._asked_together(conversation).filtered(
            lambda row: row.start != row.appointment_id.start
        )
        if not said or moved:
            return None
        comes, *others = (
            visits.filtered(lambda one, what=what: said.get(one.id) == what)
            for what in ('confirm', 'ask', 'move')
        )
        told = self._confirm_all(conversation, comes).texts[0] if comes else ''
        rest, wanted = (others[0], 'ask') if others[0] else (others[1], 'move')
        if len(rest) > 1:
            return self._which(conversation, rest, wanted, told)
        return self._ask_what(conversation, rest, told)

    # ------------------------------------------------------------------ ask
    def _which(self, conversation, visits, wanted, before=''):
        memory = conversation.memory
        kept = {name: memory[name] for name in (*WISHED, 'tries') if name in memory}
        memory.clear()
        memory.update(
            kept,
            step='which',
            wanted=wanted,
            visits=visits.ids,
            starts=[fields.Datetime.to_string(visit.start) for visit in visits],
        )
        return Turn(
            texts=tuple(filter(None, (before, "¿De cuál cita?"))),
            options=self._options_of_visits(visits),
        )

    def _options_of_visits(self, visits):
        return options_of(
            'visit',
            [
                (
                    visit.id,
                    short_moment(visit._local(visit.start)),
                    ', '.join(filter(None, (visit.patient_id.name, visit.practitioner_id.name))),
                )
                for visit in visits
            ],
        )

    def _of_whom(self, conversation, visits, text):
        """Those of which words speak; all of them if of none. A day may be what is wished for."""
        found = spoken_of(
            _told_apart(conversation, visits), text, self._today(conversation, visits)
        )
        return visits.browse(one.key for one in found)

    def _spoken_of(self, conversation, text):
        """The one of several that words speak of, whatever was asked; else empty."""
        visits = self._visits(conversation)
        found = self._of_whom(conversation, visits, text) if len(visits) > 1 else visits.browse()
        return found if len(found) == 1 else visits.browse()

    def _another(self, conversation, visit, text):
        """Another visit than this one, if words speak of just that; else empty. Among free times a
        day is what is wished for: there only somebody else's."""
        if conversation.memory.get('step') == 'show':
            other = self._spoken_of(conversation, text)
        else:
            visits = self._visits(conversation) | visit
            found = by_patient(_told_apart(conversation, visits), text)
            other = visits.browse(one.key for one in found)
            if other.patient_id == visit.patient_id:
                return visit.browse()
        return other if len(other) == 1 and other != visit else visit.browse()

    def _today(self, conversation, visits):
        return visits[:1]._local(conversation.now).date()

    # ------------------------------------------------------------------ hear
    def _answer_which(self, conversation, answer):
        memory = conversation.memory
        visits = self._shown(conversation)
        still = visits.filtered(lambda one: one._is_open_to_patient())
        apart = None if answer.key else self._each(conversation, still, answer.text)
        if apart:
            return apart
        option = match_option(self._options_of_visits(visits), answer)
        if option:
            visit = visits.browse(int(option.key.partition(':')[2]))
        elif answer.key is None and visits:
            today = self._today(conversation, visits)
            number = which(_told_apart(conversation, visits), answer.text, today)
            visit = visits.browse(number or [])
        else:
            visit = visits.browse()
        if not visit:
            return self._not_chosen(conversation, visits, answer)
        if not visit._is_open_to_patient():
            return self._over(conversation, visit)
        starts = dict(zip(memory['visits'], memory.get('starts', ()), strict=False))
        start = fields.Datetime.to_string(visit.start)
        if starts.get(visit.id, start) != start:
            return self._show(conversation, visit, CHANGED)
        wanted = memory.get('wanted', 'show')
        if answer.key is None and wanted == 'cancel':
            wanted = 'ask'  # words cancel nothing
        return self._do(conversation, visit, wanted)

    def _shown(self, conversation):
        """The visits that were asked about, in that order."""
        ids = conversation.memory.get('visits', [])
        return self.env['clinic.appointment'].sudo().browse(ids).exists()

    def _not_chosen(self, conversation, visits, answer):
        """None or several were meant: asked again, a few times."""
        memory = conversation.memory
        still = visits.filtered(lambda visit: visit._is_open_to_patient())
        if not still:
            return self._over(conversation, visits[0]) if visits else None
        every = answer.key is None and all_of_them(answer.text)
        if every and memory.get('wanted') == 'confirm':
            return self._confirm_all(conversation, still)
        if answer.intent == 'negar':
            told = "De acuerdo, nada cambia."
            return Turn(texts=(told,), done=True)
        if answer.intent == 'tarde':
            return self._late(conversation, minutes_late(answer.text))
        if answer.intent and answer.intent not in MEANT and not every:
            return None
        if self._is_too_often(conversation):
            return self._person(conversation)
        if answer.intent in ('reagendar', 'cancelar'):
            memory['wanted'] = MEANT[answer.intent]
        if every:
            return self._which_again(
                conversation, self._say(conversation, "Una por una, por favor.", "Una por una.")
            )
        conversation.puzzled = not answer.intent
        sorry = self._say(conversation, "Perdone, no le entendí.", "Perdona, no te entendí.")
        return self._which_again(conversation, sorry)

    def _which_again(self, conversation, before):
        still = self._shown(conversation).filtered(lambda visit: visit._is_open_to_patient())
        if not still:
            return None
        return self._which(conversation, still, conversation.memory.get('wanted', 'show'), before)


def _told_apart(conversation, visits):
    """What tells these visits apart, in words."""
    return [
        Candidate(
            key=visit.id,
            patient=visit.patient_id.name,
            practitioner=visit.practitioner_id.name or '',
            start=visit._local(visit.start),
            own=visit.patient_id == conversation.patient,
        )
        for visit in visits
    ]
