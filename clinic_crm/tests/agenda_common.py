from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time

from odoo.addons.clinic_crm.agenda import epoch, moment, zone

from .staff_common import new_staff

NOW = '2026-11-02 15:00:00'  # a Monday, 09:00 in Mexico City


class AgendaCase(TransactionCase):
    """A clinic with a branch at the northern border, two doctors, two rooms and a device."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.clinic = cls.env['res.company'].create(
            {'name': "Clínica Prueba", 'clinic_tz': 'America/Mexico_City', 'logo': False}
        )
        cls.border = cls.env['res.company'].create(
            {
                'name': "Tijuana",
                'parent_id': cls.clinic.id,
                'clinic_tz': 'America/Tijuana',
                'logo': False,  # a picture in five sizes that nobody looks at
            }
        )
        both = cls.clinic + cls.border
        roles = {
            'reception': 'reception',
            'nurse': 'nurse',
            'doctor': 'practitioner',
            'director': 'director',
            'privacy': 'privacy',
        }
        cls.users = new_staff(
            cls.env,
            {
                role: (f'agenda_{role}', f'clinic_crm.group_{group}')
                for role, group in roles.items()
            },
            company_id=cls.clinic.id,
            company_ids=[Command.set(both.ids)],
            tz='America/Mexico_City',
        )
        cls.env = cls.env(user=cls.users['director'], context={'allowed_company_ids': both.ids})
        cls.hours = (
            cls.env['resource.calendar']
            .sudo()
            .create(
                {
                    'name': "Mañana y tarde",
                    'company_id': cls.clinic.id,
                    'tz': 'America/Mexico_City',
                    'attendance_ids': [Command.clear()]
                    + [
                        Command.create(
                            {
                                'name': "x",
                                'dayofweek': str(day),
                                'hour_from': a,
                                'hour_to': b,
                                'day_period': period,
                            }
                        )
                        for day in range(5)
                        for a, b, period in ((9, 14, 'morning'), (16, 20, 'afternoon'))
                    ],
                }
            )
        )
        practitioner = cls.env['clinic.practitioner']
        cls.ana = practitioner.create(
            {
                'name': "Dra. Ana Ríos",
                'user_id': cls.users['doctor'].id,
                'company_id': cls.clinic.id,
                'shift_ids': [
                    Command.create({'calendar_id': cls.hours.id, 'company_id': cls.clinic.id}),
                    Command.create({'calendar_id': cls.hours.id, 'company_id': cls.border.id}),
                ],
            }
        )
        cls.luis = practitioner.create(
            {
                'name': "Dr. Luis Paz",
                'company_id': cls.clinic.id,
                'calendar_id': cls.hours.id,
                'tz': 'America/Mexico_City',
                'branch_ids': [Command.set(cls.clinic.ids)],
            }
        )
        resource = cls.env['clinic.resource']
        cls.room = resource.create(
            {'name': "Consultorio 1", 'company_id': cls.clinic.id, 'buffer_after': 10}
        )
        cls.device = resource.create(
            {'name': "Sillones", 'company_id': cls.clinic.id, 'kind': 'device', 'capacity': 3}
        )
        cls.visit_type = cls.make_type("Consulta", duration=30)
        cls.patients = (
            cls.env['clinic.patient']
            .sudo()
            .create(
                [{'name': f"Paciente {number}", 'company_id': cls.clinic.id} for number in range(8)]
            )
        )

    @classmethod
    def make_type(cls, name, kinds=('practitioner',), **vals):
        roles = [
            Command.create({'name': kind.title(), 'kind': kind, 'sequence': n})
            for n, kind in enumerate(kinds)
        ]
        return cls.env['clinic.appointment.type'].create(
            {'name': name, 'company_id': cls.clinic.id, 'role_ids': roles, **vals}
        )

    @classmethod
    def give_addresses(cls):
        """An e-mail to each patient and to the clinic, so that something can be told."""
        for number, patient in enumerate(cls.patients):
            patient.email = f'p{number}@paciente.example'
        cls.clinic.sudo().email = 'hola@clinica.example'

    @classmethod
    def at(cls, hour, minute=0, day=3, month=11, tz='America/Mexico_City'):
        """Naive UTC of a wall-clock time of November 2026 (the 3rd is a Tuesday)."""
        return moment(zone(tz).utc(epoch(datetime(2026, month, day, hour, minute))))

    def book(self, start, patient=0, role='reception', **vals):
        values = {
            'patient_id': self.patients[patient].id,
            'type_id': self.visit_type.id,
            'practitioner_id': self.ana.id,
            'company_id': self.clinic.id,
            'start': start,
            **vals,
        }
        return self.env['clinic.appointment'].with_user(self.users[role]).create(values)

    def later(self, **delta):
        """Travel from the frozen now; stops with the test."""
        clock = freeze_time(datetime.fromisoformat(NOW) + timedelta(**delta))
        clock.start()
        self.addCleanup(clock.stop)
