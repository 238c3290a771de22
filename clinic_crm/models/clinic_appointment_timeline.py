from odoo import api, models


class ClinicAppointment(models.Model):
    """Visits on the patient's timeline: what has been. What is to come belongs to the agenda."""

    _name = 'clinic.appointment'
    _inherit = ['clinic.appointment', 'clinic.timeline.mixin']

    @api.model
    def _timeline_kinds(self):
        return [('visit', self.env._("Visits"), 'fa-calendar')]

    def _timeline_entries(self, patients, before, limit):
        visits = self.search(
            [
                ('patient_id', 'in', patients.ids),
                ('start', '<=', before),
                ('state', '!=', 'hold'),
            ],
            order='start desc, id desc',
            limit=limit,
        )
        states = dict(self._fields['state']._description_selection(self.env))
        return [
            visit._timeline_entry(
                'visit',
                visit.start,
                title=" · ".join(filter(None, [visit.type_id.name, visit.practitioner_id.name])),
                text=states[visit.state],
                state=visit.state,
                state_label=states[visit.state],
            )
            for visit in visits
        ]
