from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..const import AGENDA_READERS

WATCHED = frozenset(('start', 'state', 'patient_id', 'type_id', 'company_id'))
BATCH = 100


class ClinicCarePlan(models.Model):
    """Who does not come to a control is called: a task for whoever calls the patient, until the
    patient books, is discharged or dies."""

    _inherit = 'clinic.care.plan'

    lapsed_due = fields.Date(readonly=True, copy=False, help="The control the task is about.")
    activity_id = fields.Many2one('mail.activity', readonly=True, copy=False, ondelete='set null')

    def _due_changed(self):
        """The task of another control has no reason any more."""
        result = super()._due_changed()
        for plan in self.filtered('lapsed_due'):
            if plan.lapsed_due != plan.next_due:
                plan.activity_id.unlink()
                plan.lapsed_due = False
        return result

    def _lapse(self, today):
        """Give the tasks of these that are late; once for each control."""
        late = self.filtered(
            lambda p: (
                p.state == 'active'
                and p.active
                and p.next_due
                and p.next_due + timedelta(days=p.grace_days) < today
                and p.lapsed_due != p.next_due
            )
        )
        for plan in late:
            lang = plan.company_id._staff_lang()
            patient = plan.patient_id.with_context(
                lang=lang,
                mail_activity_quick_update=True,  # a letter about it would name the patient
            )
            caller = plan.user_id._may_read(patient)  # reception, when they left their role
            plan.activity_id = patient.activity_schedule(
                'mail.mail_activity_data_call' if caller else 'clinic_crm.activity_reception',
                date_deadline=today,
                summary=patient.env._("Has not come to the control: call"),
                user_id=caller.id,
            )
            plan.lapsed_due = plan.next_due

    @api.model
    def _cron_lapse(self):
        """Each day: what time alone has changed (a visit nobody came to), and the tasks due."""
        Cron = self.env['ir.cron']
        today = fields.Date.context_today(self.with_context(tz='America/Mexico_City'))
        last = 0
        while True:
            plans = self.search(
                [('state', '=', 'active'), ('id', '>', last)], order='id', limit=BATCH
            )
            if not plans:
                return
            last = plans[-1].id
            locked = plans.try_lock_for_update()
            gone = locked.filtered('patient_id.deceased_date')
            gone._end('died')
            locked._refresh()
            (locked - gone)._lapse(today)
            if not Cron._commit_progress(len(plans), remaining=1 if len(plans) == BATCH else 0):
                return


class ClinicAppointment(models.Model):
    """Whatever happens to a visit counts for the patient's controls, in the same transaction."""

    _inherit = 'clinic.appointment'

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits.patient_id._refresh_controls()
        return visits

    def write(self, vals):
        before = self.patient_id if 'patient_id' in vals else self.env['clinic.patient']
        result = super().write(vals)
        if WATCHED & vals.keys():
            (before | self.patient_id)._refresh_controls()
        return result


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    care_plan_ids = fields.One2many(
        'clinic.care.plan',
        'patient_id',
        string="Plans of controls",
        groups=AGENDA_READERS,
    )

    def _refresh_controls(self):
        if not self:
            return
        Plan = self.env['clinic.care.plan'].sudo()
        Plan.search([('patient_id', 'in', self.ids), ('state', '=', 'active')])._refresh()

    def _records_of(self):
        """{id of a record: id of these it belongs to}: their own and those merged into them."""
        self.env['clinic.patient'].flush_model(['merged_into_id'])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE record (id, owner) AS (
                    SELECT id, id FROM clinic_patient WHERE id = ANY(%s)
                    UNION
                    SELECT merged.id, record.owner FROM clinic_patient merged
                      JOIN record ON merged.merged_into_id = record.id
                ) SELECT id, owner FROM record
                """,
                self.ids,
            )
        )
        return dict(rows)

    def write(self, vals):
        result = super().write(vals)
        if vals.get('deceased_date'):
            plans = self.env['clinic.care.plan'].sudo().search(
                [('patient_id', 'in', self.ids), ('state', '=', 'active')]
            )  # fmt: skip
            plans._end('died')
        return result

    def _move_to_survivor(self, survivor):
        """Who is followed goes on being followed under the record that answers."""
        result = super()._move_to_survivor(survivor)
        plans = self.env['clinic.care.plan'].sudo().search([('patient_id', 'in', self.ids)])
        plans.write({'patient_id': survivor.id})
        return result
