from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.clinic_appointment_rights import MOVABLE
from ..models.clinic_appointment_states_cancel import CAUSES
from ..models.clinic_appointment_waiting import LEFT_EMPTY

# the causes that make sense for who asked
CAUSES_OF = {
    'patient': ('busy', 'unwell', 'money', 'solved', 'elsewhere', 'other'),
    'clinic': ('failure', 'mistake', 'absent', 'other'),
    'practitioner': ('absent', 'other'),
}


class ClinicAppointmentCancel(models.TransientModel):
    """Cancel a visit: who asked, why, and what becomes of the patient and of the free time."""

    _name = 'clinic.appointment.cancel'
    _description = "Cancel a Visit"

    appointment_ids = fields.Many2many('clinic.appointment', required=True)
    summary = fields.Char(compute='_compute_summary')
    participants = fields.Integer(compute='_compute_summary')
    cancelled_by = fields.Selection('_people', string="Who asks?")
    cause_patient = fields.Selection('_causes_patient', string="Why?")
    cause_clinic = fields.Selection('_causes_clinic', string="Why? (the clinic)")
    cause_practitioner = fields.Selection('_causes_practitioner', string="Why? (the practitioner)")
    reason = fields.Char(string="In a few words")
    can_reschedule = fields.Boolean(compute='_compute_can')
    can_offer = fields.Boolean(compute='_compute_can')
    offer = fields.Boolean(
        string="Offer the free time to the waiting list",
        compute='_compute_offer',
        store=True,
        readonly=False,
    )

    @api.model
    def _people(self):
        field = self.env['clinic.appointment']._fields['cancelled_by']
        return field._description_selection(self.env)

    @api.model
    def _causes_patient(self):
        return self._causes('patient')

    @api.model
    def _causes_clinic(self):
        return self._causes('clinic')

    @api.model
    def _causes_practitioner(self):
        return self._causes('practitioner')

    @api.model
    def _causes(self, who):
        labels = dict(
            self.env['clinic.appointment']._fields['cancel_cause']._description_selection(self.env)
        )
        return [(cause, labels[cause]) for cause, _label in CAUSES if cause in CAUSES_OF[who]]

    @api.depends('appointment_ids')
    def _compute_summary(self):
        for wizard in self:
            visits = wizard.appointment_ids
            if len(visits) == 1:
                wizard.summary = " · ".join(
                    filter(
                        None,
                        (
                            visits.display_name,
                            visits._agenda_when(visits.start, dated=True),
                            visits.practitioner_id.display_name,
                        ),
                    )
                )
            else:
                wizard.summary = self.env._("%(count)s visits", count=len(visits))
            wizard.participants = len(wizard._participants())

    @api.depends('appointment_ids')
    def _compute_can(self):
        for wizard in self:
            visits = wizard.appointment_ids
            wizard.can_reschedule = len(visits) == 1 and visits.state != 'arrived'
            # of a series nothing is shown afterwards: what it leaves is on the list's page
            wizard.can_offer = len(visits) == 1 and visits.start > fields.Datetime.now()

    @api.depends('can_offer', 'cancelled_by', 'cause_clinic')
    def _compute_offer(self):
        for wizard in self:
            wizard.offer = wizard.can_offer and not wizard._is_away()

    def _is_away(self):
        """Whoever is not there sees nobody else either."""
        return self.cancelled_by == 'practitioner' or (
            self.cancelled_by == 'clinic' and self.cause_clinic == 'absent'
        )

    def action_cancel(self):
        """Cancel, and offer the time to whoever waits for one."""
        self.ensure_one()
        if not self.cancelled_by:
            raise UserError(
                self.env._("Say who asks to cancel: the patient, the clinic or the practitioner.")
            )
        cause = self[f'cause_{self.cancelled_by}']
        if not (cause or (self.reason or '').strip()):
            raise UserError(self.env._("Choose why, or write it in a few words."))
        visits, participants = self.appointment_ids, self._participants()
        (visits | participants).check_access('write')
        why = self.cancelled_by, cause, self.reason
        # first those who have a place in a group session: nobody is offered it, it goes as well
        participants.with_context(**{LEFT_EMPTY: True})._cancel(*why)
        left_empty = not self.offer if self.can_offer else self._is_away()
        visits.with_context(**{LEFT_EMPTY: left_empty})._cancel(*why)
        if self.offer and self.can_offer:
            action = self.env['clinic.waiting.entry'].action_offer_freed(visits)
            if action:
                return action
        return {'type': 'ir.actions.act_window_close', 'infos': {'cancelled': True}}

    def _participants(self):
        """Who has a place in the group sessions that are cancelled."""
        return self.appointment_ids.participant_ids.filtered(lambda visit: visit.state in MOVABLE)

    def action_reschedule(self):
        """Move it instead: the visit keeps its history."""
        self.ensure_one()
        return {
            'type': 'ir.actions.client',
            'tag': 'clinic_booking',
            'name': self.env._("Move the visit"),
            'target': 'new',
            'params': {'visit_id': self.appointment_ids.id},
        }
