from .agenda_common import AgendaCase


class BookingCase(AgendaCase):
    def desk(self, role='reception'):
        return self.env['clinic.booking'].with_user(self.users[role])

    def wish(self, **more):
        return {
            'type_id': self.visit_type.id,
            'company_id': self.clinic.id,
            'practitioner_id': self.ana.id,
            'patient_id': self.patients[0].id,
            **more,
        }

    def visits(self):
        return self.env['clinic.appointment'].search([], order='start, id')
