from .agenda_common import AgendaCase


class WaitingCase(AgendaCase):
    def wait_for(self, patient, role='reception', **vals):
        return (
            self.env['clinic.waiting.entry']
            .with_user(self.users[role])
            .create(
                {
                    'patient_id': self.patients[patient].id,
                    'type_id': self.visit_type.id,
                    **vals,
                }
            )
        )

    def gaps(self, role='reception'):
        return self.env['clinic.waiting.gap'].with_user(self.users[role]).get_gaps()

    def proposed(self):
        return [[p['patient_id'] for p in gap['proposals']] for gap in self.gaps()]

    def free(self, *hour, **vals):
        """A visit of the first patient at this hour, cancelled."""
        visit = self.book(self.at(*(hour or (10,))), **vals)
        visit._cancel('patient')
        return visit

    def serve(self, method, *args, role='reception'):
        model = self.env['clinic.waiting.entry'].with_user(self.users[role])
        return getattr(model, method)(*args)

    def fill(self, number=0, offer=False, gap=0):
        gap = self.gaps()[gap]
        proposal = gap['proposals'][number]
        return self.serve('fill_gap', gap['id'], proposal['entry'], proposal['start'], offer)
