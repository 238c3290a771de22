from odoo import fields, models
from odoo.tools import SQL


class ClinicPatientAbsence(models.Model):
    """Who has not come back: no visit to come, and the last one is past or a control overdue.

    Made anew each time it is read, of the visits and plans themselves; what a merged duplicate had
    counts as the patient's. Who died, is archived, or never came and owes no control is not here.
    """

    _name = 'clinic.patient.absence'
    _description = "Patient who has not come back"
    _auto = False
    _order = 'last_at, id'
    _rec_name = 'patient_id'
    _depends = {
        'clinic.patient': ['active', 'deceased_date', 'merged_into_id'],
        'clinic.appointment': [
            'company_id', 'patient_id', 'practitioner_id', 'start', 'state', 'type_id',
        ],
        'clinic.care.plan': [
            'active', 'company_id', 'next_due', 'patient_id', 'practitioner_id', 'state', 'type_id',
        ],
    }  # fmt: skip

    patient_id = fields.Many2one('clinic.patient', readonly=True)
    company_id = fields.Many2one('res.company', string="Branch", readonly=True)
    practitioner_id = fields.Many2one('clinic.practitioner', readonly=True)
    type_id = fields.Many2one('clinic.appointment.type', string="Type of visit", readonly=True)
    last_at = fields.Datetime(string="Last visit", readonly=True)
    control_due = fields.Date(string="Control overdue since", readonly=True)
    plan_id = fields.Many2one('clinic.care.plan', readonly=True)
    phone = fields.Char(related='patient_id.phone')

    @property
    def _table_query(self):
        return SQL(
            """
            WITH RECURSIVE record (id, owner) AS (
                SELECT id, id FROM clinic_patient
                 WHERE merged_into_id IS NULL AND active AND deceased_date IS NULL
                UNION
                SELECT merged.id, record.owner FROM clinic_patient merged
                  JOIN record ON merged.merged_into_id = record.id
            ), came AS (
                SELECT DISTINCT ON (record.owner) record.owner, visit.start, visit.company_id,
                       visit.practitioner_id, visit.type_id
                  FROM record JOIN clinic_appointment visit ON visit.patient_id = record.id
                 WHERE visit.state = 'done'
                 ORDER BY record.owner, visit.start DESC, visit.id DESC
            ), comes AS (
                SELECT record.owner
                  FROM record JOIN clinic_appointment visit ON visit.patient_id = record.id
                 WHERE visit.state IN ('arrived', 'in_consultation')
                    OR (visit.state IN ('scheduled', 'confirmed') AND visit.start > %(now)s)
            ), owed AS (
                SELECT DISTINCT ON (record.owner) record.owner, plan.id, plan.next_due,
                       plan.company_id, plan.practitioner_id, plan.type_id
                  FROM record JOIN clinic_care_plan plan ON plan.patient_id = record.id
                 WHERE plan.state = 'active' AND plan.active AND plan.next_due < %(today)s
                 ORDER BY record.owner, plan.next_due, plan.id
            )
            SELECT patient.id, patient.id AS patient_id,
                   coalesce(came.company_id, owed.company_id) AS company_id,
                   coalesce(came.practitioner_id, owed.practitioner_id) AS practitioner_id,
                   coalesce(came.type_id, owed.type_id) AS type_id,
                   came.start AS last_at, owed.next_due AS control_due, owed.id AS plan_id
              FROM clinic_patient patient
              LEFT JOIN came ON came.owner = patient.id
              LEFT JOIN owed ON owed.owner = patient.id
             WHERE patient.id IN (SELECT owner FROM came UNION SELECT owner FROM owed)
               AND patient.id NOT IN (SELECT owner FROM comes)
            """,
            now=fields.Datetime.now(),
            today=fields.Date.context_today(self.with_context(tz='America/Mexico_City')),
        )

    def action_open_patient(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'clinic.patient',
            'res_id': self.patient_id.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }

    def action_campaign(self):
        """Write to the chosen ones: a draft that shows who would get it."""
        return self.env['clinic.campaign']._of_patients(self.patient_id)


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    def action_campaign(self):
        """Write to the chosen ones: a draft that shows who would get it."""
        return self.env['clinic.campaign']._of_patients(self)
