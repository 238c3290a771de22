import re

from odoo import fields, models
from odoo.exceptions import UserError

from ..agenda import short_moment
from ..conversation import MAX_DESCRIPTION, Option, Turn, match_option, no_preference
from ..language import fold
from .clinic_chat_topic_book import OWN
from .clinic_chat_topic_times import OFFERED

# Said of the times that are offered; what is taken is only held, the button comes after it.
FIRST = re.compile(r'(?:(?:en|a) )?(?:el|la) (?:primer[oa] (?:opcion|hora)|mas cercan[oa])')
ANOTHER = re.compile(
    r'\bningun[oa]?\b|\botr[oa]s? (?:hora|horario|dia|fecha|opcion)\w*|^(?:\w+ )?otr[oa]s?$'
    r'|\bno (?:me|nos) (?:queda|acomoda|sirve)n?\b|\bno puedo\b'
    r'|\bmas (?:tarde|temprano|opciones|horarios)\b'
)
OTHER_LEAD = re.compile(
    r'\b(?:otr[oa]|cambiar de) (?:doctora?|dra?|medic[oa]|dentista|profesional|especialista)\b'
)


class ClinicChatTopicBook(models.AbstractModel):
    """When: real free times; the one that is chosen is held while the rest is asked."""

    _inherit = 'clinic.chat.topic.book'

    def _ask_slot(self, conversation):
        memory = conversation.memory
        if memory.get('start'):
            return None
        if memory.get('other'):
            question = self._say(conversation, "¿Qué le queda mejor?", "¿Qué te queda mejor?")
            return Turn(texts=(question,), options=self._parts())
        slots, first = self._find_slots(conversation)
        if not slots:
            text = self._say(
                conversation,
                "No encontré horarios libres; una persona de la clínica le buscará uno.",
                "No encontré horarios libres; una persona de la clínica te buscará uno.",
            )
            return Turn(texts=(text, self._someone(conversation)), hand_over=True)
        memory['slots'] = self._rows_of(conversation, slots)
        question = self._say(conversation, "¿Qué horario le acomoda?", "¿Qué horario te acomoda?")
        return Turn(
            texts=tuple(filter(None, (first, question))), options=self._options_of_slots(memory)
        )

    def _find_slots(self, conversation):
        """(free times, what has to be said of them): as wished, else any."""
        branch, now = self._branch_of(conversation), conversation.now
        for number, (start, like) in enumerate(
            self._wished_times(conversation.memory, branch, now)
        ):
            slots = self._free_times(conversation, since=start, **like)
            if slots:
                return slots, "No encontré horarios así; estos son los que hay." if number else None
        return [], None

    def _free_times(self, conversation, **like):
        """With the practitioner who was chosen, else with any of the specialty asked for."""
        Visit, found = self.env['clinic.appointment'], []
        leads = self._chosen_practitioner(conversation) or self._meant(
            conversation, self._practitioners(conversation)
        )
        for lead in leads or [None]:
            found += Visit._times_for_patient(
                self._type_of(conversation),
                self._branch_of(conversation),
                lead,
                self._patient_of(conversation) or None,
                limit=OFFERED,
                **like,
            )
        return sorted(found, key=lambda slot: slot.start)[:OFFERED]

    def _chosen_practitioner(self, conversation):
        number = conversation.memory.get('with') or []
        return self.env['clinic.practitioner'].sudo().browse(number)

    def _rows_of(self, conversation, slots):
        """What is kept of the times that are offered: key, title, description, who leads, end."""
        branch, rows, titles = self._branch_of(conversation), [], set()
        leads = self.env['clinic.practitioner'].sudo().search(
            [('resource_id', 'in', list({n for slot in slots for n in slot.resources}))]
        )  # fmt: skip
        by_resource = {lead.resource_id.id: lead for lead in leads}
        for slot in slots:
            lead = next((by_resource[n] for n in slot.resources if n in by_resource), leads[:0])
            title = short_moment(branch._on_clock(slot.start))
            if title in titles:  # the hour that comes twice in autumn
                continue
            titles.add(title)
            rows.append(
                [
                    f'slot:{fields.Datetime.to_string(slot.start)}',
                    title,
                    (f"con {lead.name}" if lead else '')[:MAX_DESCRIPTION],
                    lead.id,
                    fields.Datetime.to_string(slot.stop),
                ]
            )
        return rows

    def _options_of_slots(self, memory):
        return (
            *(Option(*row[:3]) for row in memory.get('slots', ())),
            self._other(),
        )

    def _take_slot(self, conversation, answer):
        memory = conversation.memory
        if memory.get('other'):
            return self._take_part(conversation, answer)
        option = match_option(self._options_of_slots(memory), answer)
        if option and option.key == 'other':
            memory['other'] = True
            return True
        said = '' if answer.key is not None else fold(answer.text).strip(' .,!¡?¿')
        any_will_do = FIRST.fullmatch(said) or no_preference(said)
        if not option and not memory.get('start') and any_will_do:
            option = self._options_of_slots(memory)[0]
        if option:
            return self._hold(conversation, option.key)
        if self._overhear_when(conversation, answer.text):
            return True
        return self._wants_another(conversation, said, answer.intent)

    def _wants_another(self, conversation, said, intent):
        """Another time than those offered or held, or somebody else, in so many words."""
        memory = conversation.memory
        if OTHER_LEAD.search(said):
            self._forget_slot(conversation)
            memory.pop('with', None)
            return True
        if OWN.search(said) or not (intent == 'reagendar' or ANOTHER.search(said)):
            return False
        self._forget_slot(conversation)
        memory['other'] = True
        return True

    def _take_part(self, conversation, answer):
        memory = conversation.memory
        option = match_option(self._parts(), answer)
        if option and option.key == 'person':
            self._drop(conversation)
            return Turn(texts=(self._someone(conversation),), hand_over=True)
        if option and option.key == 'later':
            weeks, part = memory.get('weeks', 0) + 1, memory.get('part', '')
            self._forget_wish(memory)
            memory.update(weeks=weeks, part=part, other=False)
            return True
        if option:
            self._forget_wish(memory)
            memory.update(part=option.key, other=False)
            return True
        if answer.key is None and no_preference(answer.text):
            self._forget_wish(memory)
            memory['other'] = False
            return True
        return self._overhear_when(conversation, answer.text)

    def _overhear_when(self, conversation, text):
        """Look for times on the days that the words name; whether they name any."""
        if not self._overhear_wish(conversation, text):
            return False
        if not conversation.memory.get('branch'):
            conversation.memory['when'] = text[:300]
        self._forget_slot(conversation)
        return True

    def _hold(self, conversation, key):
        """Hold the time that was chosen; the Turn that offers others when it is taken.

        A place in a group is not held: it would open a session that stays when nobody comes.
        """
        memory = conversation.memory
        row = next(row for row in memory['slots'] if row[0] == key)
        memory.update(start=key.partition(':')[2], lead=row[3], stop=row[4])
        if self._type_of(conversation).seats > 1:
            return True
        try:
            self.env['clinic.appointment']._hold_for_patient(
                self._visit_vals(conversation)
                | {'patient_id': self._patient_of(conversation).id or False},
                self._token(conversation),
            )
        except UserError:
            self._forget_slot(conversation)
            return self._go_on(
                conversation,
                self._say(
                    conversation,
                    "Ese horario se acaba de ocupar.",
                    "Ese horario se acaba de ocupar.",
                ),
            )
        return True

    def _forget_slot(self, conversation):
        for name in ('start', 'stop', 'lead', 'slots', 'other'):
            conversation.memory.pop(name, None)
        self.env['clinic.appointment']._let_go(self._token(conversation))

    def _visit_vals(self, conversation):
        memory = conversation.memory
        return {
            'type_id': memory['type'],
            'company_id': memory['branch'],
            'practitioner_id': memory.get('lead') or memory.get('with') or False,
            'start': fields.Datetime.to_datetime(memory['start']),
            'stop': fields.Datetime.to_datetime(memory['stop']),
            'source': conversation.key.partition(':')[0],
        }

    def _draft(self, conversation):
        """The visit as it would be, never saved: for the sentences that say when and where."""
        return self.env['clinic.appointment'].sudo().new(self._visit_vals(conversation))
