from datetime import datetime

from odoo import api, fields, models

from ..agenda import spread
from .clinic_appointment_patient import ENOUGH, LATER, SOON
from .clinic_appointment_tell import QUIET


class ClinicAppointment(models.Model):
    """Patients book by themselves: real free times, one held while they decide, then booked.

    What can be is decided where it is for everybody: by the door, and by the database.
    """

    _inherit = 'clinic.appointment'

    @api.model
    def _times_for_patient(
        self,
        visit_type,
        branch,
        practitioner=None,
        patient=None,
        since=None,
        limit=9,
        until=None,
        **wish,
    ):
        """Free times (``agenda.Slot``) that leave a choice among days; soon if there are any.

        :param datetime until: before that
        :param wish: ``parts`` and ``weekdays``, as `_agenda_slots` takes them
        """
        now = fields.Datetime.now()
        since = max(since or now, now)
        for ahead in (SOON, LATER):
            slots = self.sudo()._agenda_slots(
                visit_type,
                branch,
                since,
                min(since + ahead, until or datetime.max),
                practitioner,
                patient,
                limit=ENOUGH,
                **wish,
            )
            if slots:
                return spread(slots, branch.clinic_tz, limit)
        return []

    @api.model
    def _hold_for_patient(self, vals, token):
        """Hold a time for whoever decides; what the same token held before is free again.

        :raises UserError: it is taken; nothing has changed then
        """
        with self.env.cr.savepoint():
            visit = self.sudo().with_context(**{QUIET: True})._hold(vals, token)
            self.env.flush_all()
        return visit

    @api.model
    def _book_for_patient(self, vals, token, patient):
        """Book a time that was held, or one like any other if the hold has run out.

        :raises UserError: it is taken, or the patient has another visit then
        """
        Visit = self.sudo().with_context(**{QUIET: True})
        with self.env.cr.savepoint():
            held = Visit.search(
                [
                    ('hold_token', '=', token),
                    ('state', '=', 'hold'),
                    ('start', '=', vals['start']),
                    ('type_id', '=', vals['type_id']),
                    ('company_id', '=', vals['company_id']),
                ],
                limit=1,
            )
            if held:
                held._confirm_hold(patient)
            else:
                held = Visit._book([{**vals, 'patient_id': patient.id}])
            self.env.flush_all()
        return held

    @api.model
    def _let_go(self, token):
        """Free what this token holds."""
        self.sudo().search([('hold_token', '=', token), ('state', '=', 'hold')]).unlink()
