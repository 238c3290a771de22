from odoo import fields, models


class ClinicCalledMixin(models.AbstractModel):
    """What patients ask for by its name, or by what they call it: the dentist, the check-up."""

    _name = 'clinic.called.mixin'
    _description = "Asked for by patients"

    patient_words = fields.Char(
        string="Patients also say",
        help="Other words that patients use for it, with commas between: the assistant in the "
        "conversation understands them.",
    )

    def _called(self):
        """[(number, all its words)], to be looked for in what a patient writes."""
        spoken = self.env['clinic.appointment']._in_spanish().env
        return [(one.id, f"{one.with_env(spoken).name} {one.patient_words or ''}") for one in self]
