from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ClinicConsentRecord(models.TransientModel):
    """Record the same answer for one patient or many, with what proves it."""

    _name = 'clinic.consent.record'
    _description = "Record Consents"

    patient_ids = fields.Many2many('clinic.patient', required=True)
    patient_count = fields.Integer(compute='_compute_patient_count')
    state = fields.Selection(
        [
            ('granted', "Agreed"),
            ('refused', "Refused or withdrew"),
            ('exception', "Exception by law (emergency)"),
        ],
        string="Answer",
        required=True,
        default='granted',
    )
    care = fields.Boolean()
    appointments = fields.Boolean()
    follow_up = fields.Boolean(string="Follow-up")
    marketing = fields.Boolean(string="Promotions")
    feedback = fields.Boolean(string="Opinion")
    channel = fields.Selection('_selection_channel', required=True, default='in_person')
    at = fields.Datetime(string="Given on", required=True, default=fields.Datetime.now)
    until = fields.Datetime(string="Exception ends")
    evidence = fields.Text(
        required=True,
        help="What proves it: forms signed in 2025, binder 3; or the words of the message.",
    )

    @api.model
    def _selection_channel(self):
        return self.env['clinic.consent']._selection_channel()

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        if context.get('active_model') == 'clinic.patient' and 'patient_ids' not in values:
            values['patient_ids'] = [Command.set(context.get('active_ids', []))]
        return values

    @api.depends('patient_ids')
    def _compute_patient_count(self):
        for record in self:
            record.patient_count = len(record.patient_ids)

    def action_record(self):
        """Write the ledger; patients whose state already says so are left alone."""
        self.ensure_one()
        purposes = [
            purpose
            for purpose in ('care', 'appointments', 'follow_up', 'marketing', 'feedback')
            if self[purpose]
        ]
        if not purposes:
            raise UserError(self.env._("Choose at least one purpose."))
        if self.state == 'exception' and (purposes != ['care'] or not self.until):
            raise UserError(
                self.env._(
                    "An exception by law covers care only, and needs the date on which it ends.",
                )
            )
        for purpose in purposes:
            states = self.patient_ids._consent_states(purpose)
            changing = self.patient_ids.filtered(
                lambda patient, states=states: states.get(patient.id) != self.state
            )
            changing._record_consent(
                purpose,
                self.state,
                self.channel,
                self.evidence,
                at=self.at,
                until=self.until,
            )
        return {'type': 'ir.actions.act_window_close'}
