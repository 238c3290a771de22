from odoo.tests import Form

from .agenda_common import AgendaCase


class HoursCase(AgendaCase):
    def wizard(self, resource, role='director'):
        action = resource.with_user(self.users[role]).action_set_hours()
        model = self.env['clinic.hours'].with_user(self.users[role])
        return Form(model.with_context(**action['context']))

    def write_day(self, form, number, *texts):
        with form.line_ids.edit(number) as line:
            for name, text in zip(('from_1', 'to_1', 'from_2', 'to_2'), texts, strict=False):
                line[name] = text

    def slots(self, practitioner, day=3, **vals):
        found = self.env['clinic.appointment']._agenda_slots(
            self.visit_type,
            vals.pop('branch', self.clinic),
            self.at(0, day=day),
            self.at(23, 59, day=day),
            practitioner,
            limit=None,
            staff=True,
            **vals,
        )
        return [slot.start for slot in found]
