from datetime import datetime, time, timedelta

from odoo import fields, models

from ..agenda import AFTERNOON, MORNING, epoch, moment, zone
from ..conversation import Option, wish

OFFERED = 9  # free times in one list; the tenth row asks for others
PARTS = {'morning': (MORNING,), 'afternoon': (AFTERNOON,)}
WEEK = timedelta(days=7)
QUARTER = 0.25
WISHED = ('weekdays', 'part', 'hour', 'from', 'weeks')  # what a memory keeps of when


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
    def _overhear_wish(self, conversation, text):
        """Keep which day or hour the words name; whether they name any."""
        today = conversation.company.sudo()._on_clock(conversation.now).date()
        wished = wish(text, today)
        if wished:
            conversation.memory.update(
                {
                    'weekdays': list(wished.weekdays),
                    'part': wished.part,
                    'hour': wished.hour,
                    'from': fields.Date.to_string(wished.since) if wished.since else '',
                    'weeks': 0,
                }
            )
        return bool(wished)

    def _forget_wish(self, memory):
        for name in WISHED:
            memory.pop(name, None)

    def _wished_times(self, memory, branch, now):
        """What to look for, the nearest to the wish first: [(since, ``parts`` and ``weekdays``)].

        The last one is without any wish; alone when there is none.
        """
        since = now + WEEK * memory.get('weeks', 0)
        if memory.get('from'):
            first = datetime.combine(fields.Date.to_date(memory['from']), time())
            since = max(since, moment(zone(branch.clinic_tz).utc(epoch(first))))
        days, hour = memory.get('weekdays') or None, memory.get('hour')
        part = PARTS.get(memory.get('part'), ())
        parts = [part]
        if hour is not None:
            parts = [((hour, hour + QUARTER),), ((max(hour - 1, 0), hour + 1),), ()]
        wishes = [(since, {'weekdays': days, 'parts': one}) for one in parts if days or one]
        if since > now:
            wishes.append((since, {}))
        return [*wishes, (now, {})]
