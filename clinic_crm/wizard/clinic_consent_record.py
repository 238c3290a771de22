from odoo import Command, api, fields, models
from odoo.exceptions import UserError

NAMED = 20


class ClinicConsentRecord(models.TransientModel):
    """Record the same answer for one patient or many, with what proves it."""

    _name = 'clinic.consent.record'
    _inherit = ['clinic.typed.mixin']
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
        """Write the ledger; patients whose state already says so are left alone.

        So are those who answered otherwise after the given date, and they are named: an older
        paper does not undo what they said since.
        """
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
        overtaken = self.env['clinic.patient']
        for purpose in purposes:
            answers = self.patient_ids._last_answers(purpose)
            changing = self.patient_ids.filtered(
                lambda patient, answers=answers: answers.get(patient.id, (None,))[0] != self.state
            )
            newer = changing.filtered(
                lambda patient, answers=answers: (
                    patient.id in answers and answers[patient.id][1] > self.at
                )
            )
            overtaken |= newer
            (changing - newer)._record_consent(
                purpose,
                self.state,
                self.channel,
                self.evidence,
                at=self.at,
                until=self.until,
            )
        self.sudo().unlink()  # the evidence stays in the ledger alone
        close = {'type': 'ir.actions.act_window_close'}
        return self._tell_overtaken(overtaken, close) if overtaken else close

    @api.model
    def _tell_overtaken(self, patients, then):
        names = ", ".join(patients[:NAMED].mapped('name'))
        if len(patients) > NAMED:
            names = self.env._(
                "%(names)s and %(count)s more", names=names, count=len(patients) - NAMED
            )
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning',
                'sticky': True,
                'title': self.env._("Not recorded for everybody"),
                'message': self.env._(
                    "These patients gave another answer after that date, which stands: "
                    "%(patients)s. If they changed their mind, record it with today's date.",
                    patients=names,
                ),
                'next': then,
            },
        }
