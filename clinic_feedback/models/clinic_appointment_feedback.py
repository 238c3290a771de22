from odoo import api, fields, models

from odoo.addons.clinic_crm.models.clinic_appointment import BOOKED_STATES

from .clinic_feedback_rule import STATES

NOW_IN = {'done': ('attended', 'procedure'), 'no_show': ('no_show',)}


class ClinicAppointment(models.Model):
    """Surveys are planned and taken back in the transaction of what happens to a visit."""

    _inherit = 'clinic.appointment'

    feedback_request_ids = fields.One2many(
        'clinic.feedback.request', 'appointment_id', string="Surveys", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits.filtered(lambda visit: visit.state in BOOKED_STATES)._plan_feedback(('booked',))
        return visits

    def write(self, vals):
        if 'state' not in vals:
            return super().write(vals)
        before = {visit.id: visit.state for visit in self}
        result = super().write(vals)
        changed = self.filtered(lambda visit: visit.state != before[visit.id])
        if changed:
            changed._withdraw_feedback()
            changed.filtered(
                lambda visit: before[visit.id] == 'hold' and visit.state in BOOKED_STATES
            )._plan_feedback(('booked',))
            for state, moments in NOW_IN.items():
                changed.filtered(lambda visit, s=state: visit.state == s)._plan_feedback(moments)
        return result

    def _plan_feedback(self, moments):
        """Plan the surveys that the clinic's rules want after these moments."""
        Rule = self.env['clinic.feedback.rule'].sudo()
        Request = self.env['clinic.feedback.request'].sudo()
        for visit in self.sudo().filtered(lambda v: v.patient_id and not v.is_session):
            for moment in moments:
                rules = Rule.browse(Rule._of(visit.company_id.root_id.id, moment))
                if not rules:
                    continue
                first = any(r.visits != 'any' for r in rules) and visit._is_first_visit()
                for rule in rules._fitting(visit, first):
                    Request._plan(
                        rule,
                        visit.patient_id,
                        f'{moment}:{visit.id}:{rule.id}',
                        appointment=visit,
                        at=visit._feedback_moment(moment),
                    )

    def _feedback_moment(self, moment):
        stamps = {'attended': self.done_at, 'procedure': self.done_at, 'no_show': self.no_show_at}
        return stamps.get(moment) or fields.Datetime.now()

    def _is_first_visit(self):
        """Whether the patient had been seen by nobody before."""
        return not self.sudo().search_count(
            [
                ('patient_id', 'in', self.sudo().patient_id._with_history().ids),
                ('state', '=', 'done'),
                ('id', '!=', self.id),
                ('start', '<', self.start),
            ],
            limit=1,
        )

    def _withdraw_feedback(self):
        """Take back what is not true any more: a visit opened again, an absence that was none."""
        planned = self.env['clinic.feedback.request'].sudo().search(
            [('appointment_id', 'in', self.ids), ('state', '=', 'planned')]
        )  # fmt: skip
        planned.filtered(
            lambda request: (
                request.moment in STATES
                and request.appointment_id.state not in STATES[request.moment]
            )
        ).write({'state': 'withdrawn'})


class ClinicConsent(models.Model):
    _inherit = 'clinic.consent'

    @api.model_create_multi
    def create(self, vals_list):
        """Who wants no surveys any more is asked nothing that was planned or begun."""
        rows = super().create(vals_list)
        refused = rows.filtered(
            lambda row: row.purpose == 'feedback' and row.state in ('refused', 'revoked')
        )
        if refused:
            requests = self.env['clinic.feedback.request'].sudo().search(
                [
                    ('patient_id', 'in', refused.patient_id.ids),
                    ('state', 'in', ('planned', 'sent', 'answering')),
                ]
            )  # fmt: skip
            requests._decline()
        return rows
