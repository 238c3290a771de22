from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .clinic_appointment import BOOKED_STATES
from .clinic_message_kind import STANDARD_PLACES


class ClinicMessageKind(models.Model):
    """What a patient would read, before anything is sent."""

    _inherit = 'clinic.message.kind'

    preview = fields.Text(string="The patient reads", compute='_compute_preview')

    def _compute_preview(self):
        for kind in self:
            try:
                kind.preview = kind._render(kind._preview_values())[1]
            except UserError as error:
                kind.preview = str(error)

    def _preview_values(self, patient=None):
        """A value for each place: examples, and of a patient what is known.

        Plain values by name: nothing is evaluated.

        :param patient: `clinic.patient` the user may read; their next visit says when and where
        """
        self.ensure_one()
        values = {
            'nombre': "María",
            'paciente': "María Hernández",
            'clinica': self.env.company.name,
        } | {variable.name: variable.example for variable in self.sudo().variable_ids}
        if patient:
            patient.check_access('read')
            Message = self.env['clinic.message'].sudo()
            patient = patient.sudo()
            values |= Message._standard_values(patient, Message._branch(patient))
            visit = self.env['clinic.appointment'].search(
                Domain('patient_id', '=', patient.id)
                & Domain('state', 'in', list(BOOKED_STATES))
                & Domain('start', '>', fields.Datetime.now()),
                order='start',
                limit=1,
            )
            if visit:
                told = visit.sudo()._notice_values()
                values |= {name: told[name] for name in told.keys() & values.keys()}
        known = STANDARD_PLACES | set(self.sudo().variable_ids.mapped('name'))
        return {name: value for name, value in values.items() if name in known}
