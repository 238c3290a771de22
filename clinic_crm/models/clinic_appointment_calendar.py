import pytz

from odoo import api, fields, models

from ..agenda import epoch, moment, zone
from .clinic_appointment_world import STAFF_GROUPS


class ClinicAppointment(models.Model):
    """What the calendar needs beside the visits."""

    _inherit = 'clinic.appointment'  # pylint: disable=consider-merging-classes-inherited

    room_ids = fields.Many2many(
        'clinic.resource',
        string="Rooms",
        compute='_compute_room_ids',
        compute_sudo=True,
    )
    patient_phone = fields.Char(
        string="Phone",
        related='patient_id.phone',
        groups=STAFF_GROUPS,
    )

    local_time = fields.Char(
        string="Local time",
        compute='_compute_local_time',
        help="The hour in its branch, where the screen shows another branch's clock.",
    )

    @api.depends('start', 'company_id')
    @api.depends_context('tz', 'lang')
    def _compute_local_time(self):
        shown = self.env.context.get('tz')
        for visit in self:
            visit.local_time = False
            if shown in pytz.all_timezones_set and visit.start and visit.tz:
                start = epoch(visit.start)
                if zone(shown).wall(start) != zone(visit.tz).wall(start):
                    hour = visit._agenda_when(visit.start)
                    visit.local_time = f'{hour} · {visit.company_id.name}'

    @api.depends('booking_ids.resource_id', 'session_id.booking_ids.resource_id')
    def _compute_room_ids(self):
        for visit in self:
            visit.room_ids = (visit.session_id or visit).booking_ids.resource_id.filtered(
                lambda resource: resource.kind != 'practitioner'
            )

    @api.model
    @api.readonly
    def get_opening(self, since, until):
        """When each practitioner of the user's branches works, to shade the rest.

        :param since: text, UTC, as ``until``
        :return: ``[[practitioner id, start, stop]]``, text in UTC
        """
        self.check_access('read')
        since, until = map(fields.Datetime.to_datetime, (since, until))
        practitioners = {
            practitioner.sudo().resource_id.id: practitioner.id
            for practitioner in self.env['clinic.practitioner'].search([])
        }
        found = set()
        for branch in self.env.companies:
            world = self._agenda_world(branch, list(practitioners), since, until)
            for number, resource in world.resources.items():
                if resource.hours is None:
                    continue
                for start, stop in resource.open:
                    start, stop = moment(start), moment(stop)
                    if start < until and stop > since:
                        found.add((practitioners[number], start, stop))
        return [
            [practitioner, *map(fields.Datetime.to_string, times)]
            for practitioner, *times in sorted(found)
        ]

    def action_open_patient(self):
        self.ensure_one()
        return self.patient_id.action_open()
