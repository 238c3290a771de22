from odoo import fields, models

from .clinic_appointment_twin import MIRRORED_STATES, TWIN_CONTEXT


class ClinicPractitioner(models.Model):
    """Whether a practitioner's visits are shown in Odoo's calendar too."""

    _inherit = 'clinic.practitioner'

    mirror_calendar = fields.Boolean(
        string="Show visits in Odoo's calendar",
        help="As private events named “Cita”, without patient or reason. Changing them there "
        "changes no visit.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {'mirror_calendar', 'user_id'} & vals.keys():
            self._mirror_visits()
        return result

    def _mirror_visits(self):
        """Make the twins of all visits to come, and take away those of who wants none."""
        Visit = self.env['clinic.appointment'].sudo()
        for practitioner in self.sudo():
            mine = [('practitioner_id', '=', practitioner.id)]
            if practitioner.mirror_calendar and practitioner.user_id:
                Visit.search(
                    [
                        *mine,
                        ('stop', '>=', fields.Datetime.now()),
                        ('state', 'in', MIRRORED_STATES),
                    ]
                )._mirror()
            else:
                twins = Visit.search([*mine, ('twin_id', '!=', False)]).twin_id
                twins.with_context(**TWIN_CONTEXT).unlink()
