from datetime import datetime, time

from odoo import api, fields, models
from odoo.tools import SQL

from ..agenda import epoch, follow_up_at, judge_follow_up, moment, zone
from .clinic_outcome_mixin import STATES

TEN = time(10)
INSTRUCTIONS, WITH_FILE = 'visit_instructions', 'visit_file'


class ClinicFollowUp(models.Model):
    """A message of follow-up, planned ahead: one for each rule, subject and moment.

    Planned and taken back in the transaction of what it follows; sent by this model's own job,
    which catches up after an outage with what is still useful. Whether the patient agreed is asked
    when the message is made and once more when it leaves.
    """

    _name = 'clinic.follow.up'
    _inherit = ['clinic.planned.mixin']
    _description = "Message of follow-up"
    _order = 'due_at, id'
    _log_access = False
    _job = 'clinic_crm.ir_cron_follow_ups'

    rule_id = fields.Many2one(
        'clinic.follow.up.rule', required=True, readonly=True, ondelete='cascade', index=True
    )
    patient_id = fields.Many2one(
        'clinic.patient', required=True, readonly=True, ondelete='cascade', index=True
    )
    company_id = fields.Many2one(
        'res.company', string="Branch", required=True, readonly=True, index=True
    )
    subject = fields.Char(required=True, readonly=True, help="What it is about, e.g. visit:12.")
    visit_id = fields.Many2one('clinic.appointment', readonly=True, ondelete='cascade')
    plan_id = fields.Many2one('clinic.care.plan', readonly=True, ondelete='cascade')
    happened = fields.Datetime(string="What it follows", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default='planned')
    why = fields.Selection(
        [
            ('too_late', "It had become useless when it could go"),
            ('no_text', "The text cannot be made: look at its kind of message"),
        ],
        string="Why not",
        readonly=True,
        copy=False,
    )

    _once = models.Constraint(
        'UNIQUE (rule_id, subject, happened)', "This message is planned already."
    )
    _to_send = models.Index("(due_at, id) WHERE state = 'planned'")
    _of_subject = models.Index('(subject)')

    # ------------------------------------------------------------------ planned
    @api.model
    def _plan(self, rules, patient, company, subject, happened, visit=None, plan=None):
        """Plan what these rules say of something that happened, or will; once for each moment."""
        courtesy, now, rows = company._reminder_courtesy(), fields.Datetime.now(), []
        for rule in rules:
            plain = rule._plain()
            due_at = follow_up_at(plain, happened, courtesy)
            if not due_at or plain.last(happened) <= now:
                continue
            rows.append(
                (rule.id, patient.id, company.id, subject, visit and visit.id or None,
                 plan and plan.id or None, happened, due_at, 'planned')
            )  # fmt: skip
        if not rows:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO clinic_follow_up AS f (rule_id, patient_id, company_id, subject,
                       visit_id, plan_id, happened, due_at, state)
                VALUES %s
                    ON CONFLICT (rule_id, subject, happened) DO UPDATE
                   SET state = 'planned', due_at = EXCLUDED.due_at, why = NULL
                 WHERE f.state = 'withdrawn'
                """,
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        self.invalidate_model()

    @api.model
    def _withdraw(self, subject, keep=None):
        """Take back what is planned about a subject, and what has been made but has not left.

        :param datetime keep: the moment of which it still is true
        """
        rows = self.sudo().search(
            [
                ('subject', '=', subject),
                ('happened', '!=', keep),
                '|',
                ('state', '=', 'planned'),
                ('message_id.state', '=', 'queued'),
            ]
        )
        planned = rows.filtered(lambda row: row.state == 'planned')
        dropped = (rows - planned).message_id._take_back(
            self.env._("What it was about has changed: it was of no use.")
        )
        (planned | rows.filtered(lambda row: row.message_id in dropped)).write(
            {'state': 'withdrawn', 'message_id': False}
        )

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_send(self):
        self._plan_birthdays()
        self.env['ir.cron']._commit_progress()
        return super()._cron_send()

    def _send(self, now):
        for row in self:
            row._send_one(now)

    def _send_one(self, now):
        if not self.rule_id.active or not self._still_true():
            self.state = 'withdrawn'
            return
        rule = self.rule_id._plain()
        verdict = judge_follow_up(rule, self.happened, now, self.company_id._reminder_courtesy())
        if verdict.wait:
            self.due_at = verdict.wait
        elif verdict.send:
            self._hand_over(rule)
        else:
            self.write({'state': 'skipped', 'why': 'too_late'})

    def _still_true(self):
        """Whether what it follows is still so."""
        if self.patient_id._survivor().deceased_date:
            return False
        if self.visit_id:
            return self.visit_id.state == 'done'
        if self.plan_id:
            plan = self.plan_id
            return plan.state == 'active' and plan._due_moment() == self.happened
        return True

    def _hand_over(self, rule):
        (kind, files), values = self._what_goes(), self._values()
        Message = self.env['clinic.message']
        key = f'follow:{self.rule_id.id}:{self.subject}:{self.happened.isoformat()}'
        message = Message._if_made(
            f"The follow-up {self.id}",
            lambda: Message._send_kind(
                self.patient_id,
                kind,
                values,
                attachments=files,
                branch=self.company_id,
                dedupe_key=Message._free_key(key),
                expires_at=rule.last(self.happened),
                record=self.visit_id or self.plan_id or None,
            ),
        )
        if message:
            self.write({'state': 'sent', 'message_id': message.id})
        else:
            self.write({'state': 'skipped', 'why': 'no_text'})

    def _what_goes(self):
        """(kind, files): the document of the type of visit goes with its instructions, in words
        that say so."""
        kind, visit_type = self.rule_id.kind_id, self.visit_id.type_id
        if not visit_type.after_file:
            return kind, ()
        if kind.code == INSTRUCTIONS:  # archived: the clinic sends the instructions alone
            kind = kind.search([('code', '=', WITH_FILE)], limit=1) or kind
        if not kind.allow_attachments:
            return kind, ()
        name = visit_type.after_file_name or f"{visit_type._spanish_name()}.pdf"
        return kind, [(name, visit_type._after_file_bytes())]

    @api.model
    def _places(self):
        """The names `_values` may fill."""
        return ('cita', 'indicaciones', 'profesional')

    def _values(self):
        visit, plan, patient = self.visit_id, self.plan_id, self.patient_id
        about = visit or plan
        whose = "su próxima visita"
        if self.company_id.root_id.clinic_informal:
            whose = "tu próxima visita"
        if patient._reader() != patient.partner_id:
            whose = f"la próxima visita de {patient.name}"
        return {
            'cita': whose,
            'indicaciones': visit._in_spanish().type_id.after_instructions or '' if visit else '',
            'profesional': about.practitioner_id.name or '' if about else '',
        }

    # ------------------------------------------------------------------ birthdays
    @api.model
    def _plan_birthdays(self):
        """Today's birthdays, where a clinic wants them; those of 29 February on the 28th."""
        for rule in self.env['clinic.follow.up.rule'].search([('event', '=', 'birthday')]):
            clinic = rule.company_id
            today = clinic._on_clock(fields.Datetime.now()).date()
            days = {(today.month, today.day)}
            if (today.month, today.day) == (2, 28) and (today.year % 4 or today.year % 100 == 0):
                days.add((2, 29))
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM clinic_patient WHERE company_id = %s AND active"
                    " AND deceased_date IS NULL AND birthdate IS NOT NULL"
                    " AND (extract(month FROM birthdate), extract(day FROM birthdate)) IN %s",
                    clinic.id,
                    tuple(days),
                )
            )
            happened = _at_ten(today, zone(clinic.clinic_tz))
            for patient in self.env['clinic.patient'].browse(row[0] for row in rows):
                self._plan(rule, patient, clinic, f'patient:{patient.id}', happened)


def _at_ten(day, clock):
    return moment(clock.utc(epoch(datetime.combine(day, TEN))))


class ClinicAppointment(models.Model):
    """A visit that has ended is followed; one that is opened again is not, until it ends."""

    _inherit = 'clinic.appointment'

    def write(self, vals):
        was_done = self.filtered(lambda visit: visit.state == 'done') if 'state' in vals else self
        result = super().write(vals)
        if 'state' in vals:
            FollowUp = self.env['clinic.follow.up'].sudo()
            if vals['state'] == 'done':
                (self - was_done)._plan_follow_ups()
            else:
                for visit in was_done:
                    FollowUp._withdraw(f'visit:{visit.id}')
        return result

    def _plan_follow_ups(self):
        Rule, FollowUp = self.env['clinic.follow.up.rule'], self.env['clinic.follow.up'].sudo()
        for visit in self.sudo().filtered('patient_id'):
            rules = Rule._of(visit.company_id, 'visit', visit.type_id).filtered(
                # nothing to tell is not told
                lambda rule, visit=visit: (
                    rule.kind_id.code != INSTRUCTIONS
                    or visit.type_id.after_instructions
                    or visit.type_id.after_file
                )
            )
            happened = visit.done_at or fields.Datetime.now()
            FollowUp._plan(
                rules, visit.patient_id, visit.company_id, f'visit:{visit.id}', happened,
                visit=visit,
            )  # fmt: skip


class ClinicCarePlan(models.Model):
    _inherit = 'clinic.care.plan'

    def _due_moment(self):
        """What messages about the control count from; None: none is due."""
        self.ensure_one()
        if not self.next_due or self.state != 'active' or not self.active:
            return None
        return _at_ten(self.next_due, zone(self.company_id.clinic_tz))

    def _due_changed(self):
        result = super()._due_changed()
        Rule, FollowUp = self.env['clinic.follow.up.rule'], self.env['clinic.follow.up'].sudo()
        for plan in self.sudo():
            subject, happened = f'plan:{plan.id}', plan._due_moment()
            FollowUp._withdraw(subject, keep=happened)
            if happened:
                FollowUp._plan(
                    Rule._of(plan.company_id, 'control', plan.type_id), plan.patient_id,
                    plan.company_id, subject, happened, plan=plan,
                )  # fmt: skip
        return result


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever is new is welcomed; whoever comes with an import is not new."""
        patients = super().create(vals_list)
        patients.filtered(lambda patient: patient.stage != 'contact')._plan_welcome()
        return patients

    def write(self, vals):
        becomes = vals.get('stage') == 'patient'
        asked = self.filtered(lambda patient: becomes and patient.stage == 'contact')
        result = super().write(vals)
        if becomes:
            asked._plan_welcome()
        return result

    def _plan_welcome(self):
        context = self.env.context
        if context.get('import_file') or context.get('clinic_no_welcome'):
            return
        Rule, FollowUp = self.env['clinic.follow.up.rule'], self.env['clinic.follow.up'].sudo()
        for company, patients in self.sudo().grouped('company_id').items():
            rules = Rule._of(company, 'welcome')
            for patient in patients if rules else ():
                subject = f'patient:{patient.id}'
                known = FollowUp.search_count(
                    [('subject', '=', subject), ('rule_id', 'in', rules.ids)], limit=1
                )
                if patient.active and not patient.deceased_date and not known:
                    FollowUp._plan(rules, patient, company, subject, fields.Datetime.now())
