from math import gcd

from odoo import api, fields, models

from ..agenda import moment
from .clinic_appointment_world import STAFF_GROUPS

LINES = 30  # minutes between the lines of the calendar; what a hand moves by divides them
FINEST = 5  # minutes that a hand can tell apart in a week


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

    @api.model
    @api.readonly
    def get_step(self):
        """By how many minutes a hand moves visits, so that it meets the times they begin at."""
        self.check_access('read')
        types = self.env['clinic.appointment.type'].search(
            [('company_id', 'in', self.env.companies.root_id.ids)]
        )
        return max(FINEST, gcd(LINES, *types.mapped('step')))

    def action_open_patient(self):
        self.ensure_one()
        return self.patient_id.action_open()
