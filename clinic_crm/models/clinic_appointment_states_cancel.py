from odoo import fields, models
from odoo.exceptions import UserError

CAUSES = [
    ('busy', "Cannot come that day"),
    ('unwell', "Does not feel up to it"),
    ('money', "Cost"),
    ('solved', "No longer needed"),
    ('elsewhere', "Goes elsewhere"),
    ('absent', "The practitioner is not there"),
    ('failure', "Something at the clinic failed"),
    ('mistake', "Booked by mistake"),
    ('other', "Another reason"),
]
# those a patient may give, as they read them
PATIENT_CAUSES = {
    'busy': "No puedo ese día",
    'unwell': "No me siento bien",
    'money': "Por el costo",
    'solved': "Ya no la necesito",
    'elsewhere': "Iré a otro lugar",
    'other': "Otro motivo",
}


class ClinicAppointment(models.Model):
    """A cancellation says who asked for it, and why."""

    _inherit = 'clinic.appointment'

    cancel_cause = fields.Selection(CAUSES, string="Reason", copy=False)

    def action_cancel(self):
        """Ask who wants it and why; a held time nobody is booked for is simply let go."""
        holds = self.filtered(lambda visit: visit.state == 'hold')
        holds._step('cancelled')
        visits = self - holds
        if not visits:
            return None
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Cancel the visit"),
            'res_model': 'clinic.appointment.cancel',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_appointment_ids': visits.ids},
        }

    def _cancel(self, cancelled_by, cause=None, reason=None):
        """Cancel these visits.

        :param cancelled_by: ``patient``, ``clinic`` or ``practitioner``
        :param cause: a key of ``CAUSES``
        :param reason: in a few words; no clinical text
        """
        self.write(
            {
                'state': 'cancelled',
                'cancelled_by': cancelled_by,
                'cancel_cause': cause or False,
                'cancel_reason': (reason or '').strip() or False,
            }
        )

    def _check_step(self, state, reason):
        result = super()._check_step(state, reason)
        # a session is empty by then, a hold was nobody's, and the system answers for itself
        if (
            state == 'cancelled'
            and self.state != 'hold'
            and not self.is_session
            and not self.cancelled_by
            and not self.env.su
        ):
            raise UserError(
                self.env._(
                    "Say who asked to cancel it and why: open the visit and press "
                    "“Cancel the visit”."
                )
            )
        return result

    def _stamps(self, before, state):
        vals = super()._stamps(before, state)
        if 'cancel_reason' in vals:  # it is booked again
            vals['cancel_cause'] = False
        return vals
