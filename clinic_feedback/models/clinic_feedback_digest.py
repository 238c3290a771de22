import logging
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize, formataddr

from odoo.addons.clinic_crm.agenda import epoch, moment, zone
from odoo.addons.clinic_crm.jobs import whole_or_not, work_off

_logger = logging.getLogger(__name__)

USEFUL = timedelta(days=3)  # after an outage: on Friday nobody reads about last week
HOUR, WEEK = 3600, 7
READERS = ('clinic_feedback.group_manager', 'clinic_crm.group_director')


class ClinicFeedbackDigest(models.Model):
    """The figures of one week, mailed to one person of one clinic: once, says the database.

    The mail is a row of Odoo's own queue, made in the transaction that says it was sent. It tells
    figures of the branches its reader may see, and no patient, word or doctor.
    """

    _name = 'clinic.feedback.digest'
    _description = "Weekly Summary of Opinions"
    _order = 'week desc, id desc'
    _log_access = False

    user_id = fields.Many2one('res.users', string="To", required=True, readonly=True,
                              ondelete='cascade', index=True)  # fmt: skip
    company_id = fields.Many2one(
        'res.company', string="Clinic", required=True, readonly=True, ondelete='cascade'
    )
    week = fields.Date(string="Week that begins on", required=True, readonly=True)
    state = fields.Selection(
        [
            ('planned', "To be sent"),
            ('sent', "Sent"),
            ('quiet', "Nothing to tell"),
            ('unreachable', "No address to send it from or to"),
            ('withdrawn', "Not wanted any more"),
            ('failed', "The system failed on it"),
        ],
        required=True,
        readonly=True,
        default='planned',
    )
    at = fields.Datetime(string="When", readonly=True)

    _once = models.Constraint(
        'UNIQUE (user_id, company_id, week)', "This summary has been sent already."
    )
    _to_send = models.Index("(id) WHERE state = 'planned'")

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_send(self):
        """Whatever is due; any number of jobs may run side by side."""
        self._plan_due(fields.Datetime.now())
        self.env['ir.cron']._commit_progress()
        work_off(
            self.env, lambda: self.search([('state', '=', 'planned')], order='id', limit=100),
            lambda some: some._send(), 1,
        )  # fmt: skip

    @api.model
    def _plan_due(self, now):
        """Rows for whoever is to be told of the week that has just ended."""
        rows = []
        for policy in self.env['clinic.feedback.policy'].sudo().search([('digest_on', '=', True)]):
            clinic = policy.company_id
            for user in self._readers(clinic):
                week, due_at = self._week_of(user, policy, now)
                if due_at <= now < due_at + USEFUL:
                    rows.append((user.id, clinic.id, week))
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO clinic_feedback_digest (user_id, company_id, week, state) "
                    "SELECT * FROM (VALUES %s) AS due (user_id, company_id, week, state) "
                    "WHERE NOT EXISTS (SELECT FROM clinic_feedback_digest AS told "
                    "WHERE (told.user_id, told.company_id, told.week) "
                    "= (due.user_id, due.company_id, due.week)) "
                    "ON CONFLICT (user_id, company_id, week) DO NOTHING",
                    SQL(", ").join(SQL("%s", (*row, 'planned')) for row in rows),
                )
            )
            self.invalidate_model()

    @api.model
    def _readers(self, clinic):
        """Who reads the figures of a clinic, and wants them by mail."""
        people = self.env['res.users']._in_role(clinic, *READERS)
        return people.filtered(lambda user: user._wants_feedback_digest())

    @api.model
    def _week_of(self, user, policy, now):
        """(the Monday on which the last whole week began, when its summary is due), by the clock
        of the branch where the user works."""
        clock = zone(self._home(user, policy.company_id).clinic_tz)
        today = clock.day(epoch(now))
        monday = today - (today - 1) % WEEK
        due_at = moment(clock.utc(clock.wall(clock.midnight(monday)) + policy.digest_hour * HOUR))
        return date.fromordinal(monday - WEEK), due_at

    @api.model
    def _home(self, user, clinic):
        company = user.company_id
        return company if company.root_id == clinic else clinic

    # ------------------------------------------------------------------ one mail
    def _send(self):
        for digest in self:
            digest.at = fields.Datetime.now()
            if not whole_or_not(self.env, _logger, f"Weekly summary {digest.id}", digest._mail):
                digest.state = 'failed'  # the others still get theirs

    def _mail(self):
        self.state = self._queue_mail()

    def _queue_mail(self):
        """Put it into the queue of mails.

        :return: what became of it: one of `state`
        """
        self.ensure_one()
        user, clinic = self.user_id, self.company_id
        policy = self.env['clinic.feedback.policy']._of(clinic)
        if not policy.digest_on or user not in self._readers(clinic):
            return 'withdrawn'
        sender = self.env['clinic.message.channel.email']._sender(clinic)
        address = email_normalize(user.email or '')
        if not sender or not address:
            return 'unreachable'
        reader = self._as_reader()
        figures = reader._figures()
        if not figures['worth']:
            return 'quiet'
        self.env['mail.mail'].sudo().create(
            {
                'subject': reader._subject(),
                'body_html': reader._body(figures),
                'email_from': formataddr((clinic.name, sender)),
                'email_to': formataddr((user.name, address)),
                'auto_delete': True,
                'headers': "{'Auto-Submitted': 'auto-generated'}",
            }
        )
        self.env.ref('mail.ir_cron_mail_scheduler_action').sudo()._trigger()
        return 'sent'

    def _as_reader(self):
        """This summary with the eyes of whoever gets it: rights, branches, language, clock."""
        user, clinic = self.user_id, self.company_id
        branches = user.company_ids.filtered(lambda company: company.root_id == clinic)
        return self.with_user(user).with_context(
            allowed_company_ids=branches.ids,
            lang=user.lang or clinic._staff_lang(),
            tz=self._home(user, clinic).clinic_tz,
        )
