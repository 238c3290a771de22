from odoo import api, fields, models

from ..agenda import judge, just_told, superseded
from .clinic_appointment import BOOKED_STATES
from .clinic_outcome_mixin import STATES

KIND = 'appointment_reminder'


class ClinicReminder(models.Model):
    """A reminder of a visit, planned ahead: one for each rule and each time the visit ever had.

    Planned, taken back and planned again in the transaction of whatever happens to the visit
    (`clinic_appointment_remind.py`); sent by this model's own job, which catches up after an
    outage with what is still useful and says of the rest why it did not go.
    """

    _name = 'clinic.reminder'
    _inherit = ['clinic.planned.mixin']
    _description = "Reminder of a visit"
    _order = 'due_at, id'
    _log_access = False
    _job = 'clinic_crm.ir_cron_reminders'

    appointment_id = fields.Many2one(
        'clinic.appointment', string="Visit", required=True, readonly=True, ondelete='cascade'
    )
    company_id = fields.Many2one(
        'res.company', string="Branch", required=True, readonly=True, index=True
    )
    patient_id = fields.Many2one(related='appointment_id.patient_id')
    rule_id = fields.Many2one(
        'clinic.reminder.rule', required=True, readonly=True, ondelete='cascade', index=True
    )
    start = fields.Datetime(string="Visit at", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default='planned')
    why = fields.Selection(
        [
            ('booked_late', "Its time had passed when the visit was booked or moved"),
            ('told', "The patient had just heard of the visit"),
            ('too_late', "Too little time was left when it could go"),
            ('next_one', "A later reminder was due at the same time"),
            ('confirmed', "The patient had confirmed"),
            ('to_move', "Whoever gives the visit is not there then: it has to be moved"),
            ('no_text', "The text of reminders cannot be made: look at its kind of message"),
        ],
        string="Why not",
        readonly=True,
        copy=False,
    )

    # (also the index of "those of a visit")
    _once = models.Constraint(
        'UNIQUE (appointment_id, rule_id, start)',
        "This reminder is planned already.",
    )
    _to_send = models.Index("(due_at, id) WHERE state = 'planned'")

    @api.depends('appointment_id', 'rule_id')
    def _compute_display_name(self):
        for reminder in self:
            reminder.display_name = reminder.rule_id.sudo().display_name

    # ------------------------------------------------------------------ the job
    def _send(self, now):
        """Send these, skip what has become useless, put off what falls into quiet hours."""
        courtesies = {branch: branch._reminder_courtesy() for branch in self.company_id}
        told = self._told(now)
        for visit, reminders in self.grouped('appointment_id').items():
            # another job may have locked one of them: it is not sent beside its successor
            all_due = self.search(
                [
                    ('appointment_id', '=', visit.id),
                    ('state', '=', 'planned'),
                    ('due_at', '<=', now),
                ]
            )
            rules = {reminder.rule_id.id: reminder.rule_id._plain() for reminder in all_due}
            passed = superseded(rules.values())
            # one may have gone with another of its family
            for reminder in reminders.filtered(lambda r: r.state == 'planned'):
                if reminder.rule_id.id in passed:
                    reminder._skip('next_one')
                else:
                    reminder._send_one(
                        rules[reminder.rule_id.id],
                        now,
                        courtesies[reminder.company_id],
                        told.get(visit),
                    )

    def _told(self, now):
        """``{visit: when its patient was told of its time}``, as far back as the rules look."""
        longest = max(self.rule_id.mapped('told_hours'), default=0)
        if not longest:
            return {}
        return self.appointment_id._told_since(fields.Datetime.subtract(now, hours=longest))

    def _send_one(self, rule, now, courtesy, told_at):
        visit = self.appointment_id
        if visit.start != self.start or visit.state not in BOOKED_STATES:
            self.write({'state': 'withdrawn'})  # never so: it is taken back with the change
            return
        if rule.unless_confirmed and visit.state == 'confirmed':
            self._skip('confirmed')
            return
        if visit.to_relocate:
            self._skip('to_move')
            return
        verdict = judge(rule, self.start, now, courtesy)
        if verdict.wait:
            self.due_at = verdict.wait
        elif not verdict.send:
            self._skip('too_late')
        elif just_told(rule, told_at, now):
            self._skip('told')
        else:
            self._hand_over(rule, courtesy)

    def _skip(self, why):
        self.write({'state': 'skipped', 'why': why})

    def _hand_over(self, rule, courtesy):
        """Make the message, once; whether the patient may and can be reached is decided there."""
        visit = self.appointment_id
        message = self.env['clinic.message']._if_made(
            f"The reminder {self.id}",
            lambda: visit._send_reminder(
                dedupe_key=self._key(),
                expires_at=fields.Datetime.subtract(self.start, minutes=rule.least),
            ),
        )
        if message:
            self.write({'state': 'sent', 'message_id': message.id})
        else:
            self._skip('no_text')

    def _key(self):
        """Names the message; one that was taken back before it left gives way to another."""
        key = f'reminder:{self.appointment_id.uuid}:{self.rule_id.id}:{self.start.isoformat()}'
        return self.env['clinic.message']._free_key(key)
