from datetime import datetime, time, timedelta, timezone

import pytz

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, format_time

from ..agenda import day_in_words, hour_in_words, short_moment
from .clinic_appointment import BOOKED_STATES, FREE_STATES

BLANK_ROWS = 8  # for whoever comes without an appointment while the screens are dark


class ClinicAppointment(models.Model):
    """What is printed of the agenda: the day's sheet and the patient's card. No clinical text."""

    _inherit = 'clinic.appointment'

    # ------------------------------------------------------------------ the day's sheet
    @api.model
    def _day_sheet_pdf(self, day, practitioners=None):
        """The sheets of a day, one for each practitioner and branch, for when the screens are dark.

        :param date day: on the wall clock of each branch
        :param practitioners: `clinic.practitioner`; without, all who have visits that day
        :return: PDF as bytes
        """
        self.check_access('read')
        practitioners = practitioners or self.env['clinic.practitioner']
        practitioners.check_access('read')
        sheets = [
            self._day_sheet(branch, practitioner, visits, day)
            for branch in self.env.companies
            for practitioner, visits in self._sheet_visits(branch, day, practitioners).items()
        ]
        if not sheets:
            nobody = practitioners or [practitioners]
            sheets = [self._day_sheet(self.env.company, one, self.browse(), day) for one in nobody]
        return self.env['clinic.paper']._pdf('clinic_crm.paper_day_sheet', {'sheets': sheets})

    @api.model
    def _sheet_visits(self, branch, day, practitioners):
        """``{practitioner: visits}`` of a branch on a day; a session gives way to its patients."""
        zone = pytz.timezone(branch.clinic_tz)
        low, high = (
            zone.localize(datetime.combine(day + timedelta(days=ahead), time()))
            .astimezone(timezone.utc)
            .replace(tzinfo=None)
            for ahead in (0, 1)
        )
        domain = [
            ('company_id', '=', branch.id),
            ('start', '>=', low),
            ('start', '<', high),
            ('state', 'not in', ('hold', 'cancelled')),
        ]
        if practitioners:
            domain.append(('practitioner_id', 'in', practitioners.ids))
        visits = self.search(domain).filtered(
            lambda visit: (
                not visit.is_session
                or all(one.state in FREE_STATES for one in visit.participant_ids)
            )
        )
        groups = visits.grouped('practitioner_id')
        return dict(sorted(groups.items(), key=lambda group: group[0].name or ''))

    @api.model
    def _day_sheet(self, branch, practitioner, visits, day):
        now = fields.Datetime.now()
        return {
            'branch': branch.name,
            'practitioner': practitioner.name or self.env._("Without a practitioner"),
            'specialty': practitioner.specialty_id.name or '',
            'day': format_date(self.env, day, date_format="EEEE d 'de' MMMM 'de' y")
            if (self.env.lang or '').startswith('es')
            else format_date(self.env, day, date_format='full'),
            'printed': format_datetime(self.env, now, tz=branch.clinic_tz, dt_format='short'),
            'rows': [visit._sheet_row() for visit in visits],
            'blanks': range(BLANK_ROWS),
        }

    def _sheet_row(self):
        patient = self.patient_id
        rooms = self.resource_ids.filtered(lambda one: one.kind == 'room')
        return {
            'time': format_time(self.env, self.start, tz=self.tz, time_format='short'),
            'patient': self.display_name,
            'number': patient.record_number or '',
            'age': patient.age_text or '',
            'phone': patient.phone or '',
            'allergic': patient.allergy_state == 'yes',
            'type': self.type_id.name,
            'room': ", ".join(rooms.mapped('name')),
            'arrived': bool(self.arrived_at),
            'started': bool(self.started_at),
            'done': self.state == 'done',
            'absent': self.state == 'no_show',
        }

    # ------------------------------------------------------------------ the patient's card
    def _card_pdf(self):
        """The card a patient without a phone takes home: PDF as bytes."""
        self.ensure_one()
        self.check_access('read')
        return self.env['clinic.paper']._pdf('clinic_crm.paper_card', {'card': self._card()})

    def _card(self):
        local = self._local(self.start)
        branch, spoken = self.company_id.sudo(), self._in_spanish()
        visit_type, practitioner = spoken.type_id, spoken.practitioner_id
        where = branch.partner_id
        following = (self._following() - self).filtered(lambda visit: visit.state in BOOKED_STATES)
        return {
            'clinic': branch.root_id.name,
            'branch': branch.name if branch.parent_id else '',
            'patient': self.patient_id.name or '',
            'day': day_in_words(local.date()),
            'hour': hour_in_words(local.time()),
            'practitioner': practitioner.name or '',
            'specialty': practitioner.specialty_id.name or '',
            'type': visit_type.name if visit_type.reason_in_messages else '',
            'address': ", ".join(filter(None, [where.street, where.street2, where.city])),
            'video': self.video_url if visit_type.video else '',
            'instructions': (visit_type.instructions or '').strip(),
            'following': [short_moment(visit._local(visit.start)) for visit in following],
            'phone': branch.phone or branch.root_id.phone or '',
        }

    def action_print_card(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_url',
            'url': f'/clinic/paper/card/{self.id}',
            'target': 'new',
        }
