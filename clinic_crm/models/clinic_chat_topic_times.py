from datetime import timedelta

from odoo import fields, models

from ..agenda import AFTERNOON, MORNING, moment, zone
from ..conversation import Option, wish

OFFERED = 9  # free times in one list; the tenth row asks for others
PARTS = {'morning': (MORNING,), 'afternoon': (AFTERNOON,)}
WEEK = timedelta(days=7)
QUARTER = 0.25
WISHED = ('weekdays', 'part', 'hour', 'hours', 'from', 'to', 'weeks')  # what a memory keeps of when


class ClinicChatTopic(models.AbstractModel):
    """What topics that offer free times share."""

    _inherit = 'clinic.chat.topic'

    def _parts(self):
        """What can be asked for instead of the times that were offered."""
        return (
            Option('morning', "Por la mañana"),
            Option('afternoon', "Por la tarde"),
            Option('later', "Otra semana"),
            Option('person', "Hablar con alguien"),
        )

    def _other(self):
        return Option('other', "Otro horario", "Por la mañana, por la tarde, otra semana")

    # ------------------------------------------------------------------ when, in words
    def _branch_meant(self, conversation):
        """The branch by whose clock it is today."""
        return conversation.company

    def _overhear_wish(self, conversation, text):
        """Keep which day or hour the words name; whether they name any."""
        branch = self._branch_meant(conversation).sudo()
        wished = wish(text, branch._on_clock(conversation.now).date())
        if wished:
            conversation.memory.update(
                {
                    'weekdays': list(wished.weekdays),
                    'part': wished.part,
                    'hour': wished.hour,
                    'hours': wished.hours and list(wished.hours),
                    'from': fields.Date.to_string(wished.since) or '',
                    'to': fields.Date.to_string(wished.until) or '',
                    'weeks': 0,
                }
            )
        return bool(wished)

    def _forget_wish(self, memory):
        for name in WISHED:
            memory.pop(name, None)

    def _wished_times(self, memory, branch, now):
        """What to look for, the nearest to the wish first: [(since, ``parts``, ``weekdays`` and
        ``until``)].

        The last one is without any wish; alone when there is none.
        """
        since, until = now + WEEK * memory.get('weeks', 0), None
        clock = zone(branch.clinic_tz)
        if memory.get('from'):
            first = fields.Date.to_date(memory['from'])
            since = max(since, moment(clock.midnight(first.toordinal())))
        if memory.get('to'):
            last = fields.Date.to_date(memory['to'])
            until = moment(clock.midnight(last.toordinal() + 1))
        days, hour = memory.get('weekdays') or None, memory.get('hour')
        parts = [PARTS.get(memory.get('part'), ())]
        if hour is not None:
            parts = [((hour, hour + QUARTER),), ((max(hour - 1, 0), hour + 1),), ()]
        elif memory.get('hours'):
            parts = [(tuple(memory['hours']),), ()]
        wishes = [
            (since, {'weekdays': days, 'parts': one, 'until': until})
            for one in parts
            if days or one or until
        ]
        if since > now:
            wishes.append((since, {}))
        return [*wishes, (now, {})]
