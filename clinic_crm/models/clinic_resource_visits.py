from odoo import fields, models

from .clinic_appointment import FREE_STATES

OVER_STATES = (*FREE_STATES, 'done')


class ClinicResource(models.Model):
    """Which visits other hours, a leave or an archiving would leave without their resource."""

    _inherit = 'clinic.resource'

    def _visits_between(self, start=None, stop=None):
        """The visits still to come that need one of these resources in ``[start, stop)``.

        Overbooked ones too, and live holds; a group visit is given by its session, whose
        ``participant_ids`` are the patients. Buffers do not count: a leave may begin where the
        visit ends.

        :param start: naive UTC; what has ended by now is left out in any case
        :param stop: naive UTC; none: however far ahead
        :return: ``clinic.appointment``, in order of time, with superuser rights: none of another
            branch is missed. Who shows them to a person filters with `_filtered_access`.
        """
        now = fields.Datetime.now()
        domain = [
            ('resource_id', 'in', self.ids),
            ('appointment_id.state', 'not in', OVER_STATES),
            ('appointment_id.stop', '>', max(start, now) if start else now),
            '|',
            ('appointment_id.state', '!=', 'hold'),
            ('appointment_id.hold_until', '>', now),
        ]
        if stop:
            domain.append(('appointment_id.start', '<', stop))
        lines = self.env['clinic.appointment.booking'].sudo().search(domain)
        return lines.appointment_id.sorted(lambda visit: (visit.start, visit.id))
