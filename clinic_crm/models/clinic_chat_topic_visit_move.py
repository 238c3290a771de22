from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..agenda import short_moment
from ..conversation import MAX_DESCRIPTION, MAX_TEXT, Option, Turn
from .clinic_chat_topic_times import OFFERED
from .clinic_chat_topic_visit import inside


class ClinicChatTopicVisit(models.AbstractModel):
    """Another time for a visit: real free ones, and the one that is tapped is taken at once."""

    _inherit = 'clinic.chat.topic.visit'

    def _branch_meant(self, conversation):
        visit = self.env['clinic.appointment'].sudo().browse(conversation.memory.get('visit'))
        visit = visit.exists() or self._asked(conversation) or self._visits(conversation)[:1]
        return visit.company_id or super()._branch_meant(conversation)

    def _offer(self, conversation, visit, first=None):
        """Free times, as many as a list holds, and a way to others."""
        memory = conversation.memory
        slots = []
        for number, (since, like) in enumerate(
            self._wished_times(memory, visit.company_id, fields.Datetime.now())
        ):
            slots = visit._other_times(since=since, limit=OFFERED, **like)
            if slots:
                first = first or (
                    "No encontré horarios así; estos son los que hay." if number else None
                )
                break
        if not slots:
            return self._nothing_free(conversation, visit)
        by_title = {}
        for slot in slots:  # the hour that comes twice in autumn is offered once
            by_title.setdefault(short_moment(visit._local(slot.start)), slot)
        names = self._names_of(visit, by_title.values())
        options = [
            Option(f'slot:{fields.Datetime.to_string(slot.start)}', title, name)
            for (title, slot), name in zip(by_title.items(), names, strict=True)
        ]
        options.append(self._other())
        self._keep(
            conversation, 'slots', visit, slots=[[o.key, o.title, o.description] for o in options]
        )
        if visit.state == 'cancelled':
            question = self._say(
                conversation,
                "¿Qué horario le acomoda? Elija uno y la agendamos.",
                "¿Qué horario te acomoda? Elige uno y la agendamos.",
            )
        else:
            called = self._called(conversation, visit)
            question = self._say(
                conversation,
                f"¿Qué horario le acomoda? {called} no cambia hasta que elija.",
                f"¿Qué horario te acomoda? {called} no cambia hasta que elijas.",
            )
        return Turn(texts=tuple(filter(None, (first, question))), options=tuple(options))

    def _names_of(self, visit, slots):
        """With whom each slot is, for its description."""
        names = []
        for slot in slots:
            other = visit.practitioner_id.browse(visit._slot_vals(slot).get('practitioner_id'))
            lead = other or visit.practitioner_id
            names.append((f"con {lead.name}" if lead else '')[:MAX_DESCRIPTION])
        return names

    def _take(self, conversation, visit, key):
        """Move the visit to the time that was tapped, if it is still free."""
        start = fields.Datetime.to_datetime(key.partition(':')[2])
        if start == visit.start and visit.state != 'cancelled':
            return self._told_moved(conversation, visit)
        slot = next(
            (
                slot
                for slot in visit._agenda_slots(
                    visit.type_id,
                    visit.company_id,
                    start,
                    start + timedelta(minutes=1),
                    None if self._anybody(conversation, visit, key) else visit.practitioner_id,
                    visit.patient_id,
                    exclude=visit.ids,
                    minutes=visit._length(),
                )
                if slot.start == start
            ),
            None,
        )
        if slot is None:
            return self._taken(conversation, visit)
        try:
            if visit.state == 'cancelled':
                visit._rebook_by_patient(slot)
            else:
                visit._move_by_patient(slot)
        except UserError:
            return self._taken(conversation, visit)
        return self._told_moved(conversation, visit)

    def _make_sure(self, conversation, visit, option):
        """A time that was typed is taken by a button only."""
        anew = visit.state == 'cancelled'
        options = (
            Option(option.key, "Sí, agendarla" if anew else "Sí, cambiarla", option.description),
            Option('other', "Otro horario"),
        )
        conversation.memory['slots'] = [[o.key, o.title, o.description] for o in options]
        whose = inside(self._whose(conversation, visit))
        text = f"¿Agendamos {whose} para" if anew else f"¿Cambiamos {whose} a"
        return Turn(texts=(f"{text} {option.title}?",), options=options)

    def _taken(self, conversation, visit):
        return self._offer(
            conversation,
            visit,
            self._say(
                conversation,
                "Ese horario se acaba de ocupar. Elija otro, por favor.",
                "Ese horario se acaba de ocupar. Elige otro, por favor.",
            ),
        )

    def _anybody(self, conversation, visit, key):
        """Whether the row offered the time with somebody else than the visit's practitioner."""
        said = next((s[2] for s in conversation.memory.get('slots', ()) if s[0] == key), '')
        return not visit.practitioner_id or (
            said and said != f"con {visit.practitioner_id.name}"[:MAX_DESCRIPTION]
        )

    def _told_moved(self, conversation, visit):
        when, where = visit._near_in_words(), visit._where_in_words()
        whose = inside(self._whose(conversation, visit))
        wait = self._say(conversation, "Le esperamos.", "Te esperamos.")
        text = f"Listo: {whose} quedó para {when}, {where}. {wait}"
        return Turn(texts=(text[:MAX_TEXT],), done=True)

    def _nothing_free(self, conversation, visit):
        text = self._say(
            conversation,
            "No encontré horarios libres. Una persona de la clínica le escribirá para buscarle uno",
            "No encontré horarios libres. Una persona de la clínica te escribirá para buscarte uno",
        )
        kept = self._say(
            conversation,
            "; mientras tanto su cita sigue igual",
            "; mientras tanto tu cita sigue igual",
        )
        kept = '' if visit.state == 'cancelled' else kept
        return Turn(texts=(f"{text}{kept}.",), hand_over=True)

    def _ask_part(self, conversation, visit):
        self._keep(conversation, 'part', visit)
        return Turn(
            texts=(self._say(conversation, "¿Qué le queda mejor?", "¿Qué te queda mejor?"),),
            options=self._parts(),
        )
