from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.models.clinic_panel import Figure, Tile

DAYS = 30
BY_THEMSELVES = ('whatsapp', 'portal', 'web')
# What a conversation answers by itself. Not visits booked, surveys and complaints, which are
# counted as such, nor what only passes the patient on to a person.
ANSWERS = (
    'visit', 'place', 'prices', 'payment', 'preparation', 'questions', 'my_invoice', 'offer',
)  # fmt: skip


class ClinicFeedbackPolicy(models.Model):
    """How many minutes of somebody's work each act is worth that happens by itself.

    Guesses of ours, low ones, for the clinic to correct: nobody has measured its reception but it.
    """

    _inherit = 'clinic.feedback.policy'

    minutes_reminder = fields.Float(string="A reminder sent (minutes)", default=1.5)
    minutes_survey = fields.Float(string="A survey sent (minutes)", default=1.5)
    minutes_booking = fields.Float(string="A visit booked by the patient (minutes)", default=4)
    minutes_answer = fields.Float(string="A message answered (minutes)", default=1)

    _minutes = models.Constraint(
        'CHECK (least(minutes_reminder, minutes_survey, minutes_booking, minutes_answer) >= 0 AND '
        'greatest(minutes_reminder, minutes_survey, minutes_booking, minutes_answer) <= 60)',
        "An act is worth between 0 and 60 minutes.",
    )


class ClinicPanel(models.AbstractModel):
    """Hours that nobody of the clinic had to work, with how they were counted."""

    _inherit = 'clinic.panel'

    @api.model
    def _figures(self):
        saved = self.env._("Hours saved")
        days = self.env._("(%(days)s days)", days=DAYS)
        return [*super()._figures(), Figure('saved', f'{saved} {days}', self._figure_saved, 40)]

    @api.model
    def _figure_saved(self):
        acts = self._acts_saved()
        minutes = sum(count * each for _label, count, each in acts)
        if not minutes:
            return None
        hint = " + ".join(
            self.env._(
                "%(count)s %(what)s × %(minutes)s min",
                count=self._number(count),
                what=label,
                minutes=f'{each:g}',
            )
            for label, count, each in acts
            if count and each
        )
        hours = minutes / 60
        return Tile(
            f'{hours:.0f} h' if hours >= 10 else f'{hours:.1f} h',
            hint,
            action='clinic_feedback.clinic_feedback_policy_action',
            tone='good',
        )

    @api.model
    def _acts_saved(self):
        """[(what, how many in the period, minutes of each)], of the branches one works in.

        Counted as superuser: only numbers leave, and whoever directs the clinic may not read
        every one of these records.
        """
        since = fields.Datetime.now() - timedelta(days=DAYS)
        policy = self.env['clinic.feedback.policy']._of(self.env.company)

        def count(model, moment, *domain):
            return self.env[model].sudo().search_count(
                [(moment, '>=', since), ('company_id', 'in', self.env.companies.ids), *domain]
            )  # fmt: skip

        sent = ('message_id.state', 'in', ('sent', 'delivered', 'read'))
        return [
            (
                self.env._("reminders"),
                count('clinic.reminder', 'due_at', ('state', '=', 'sent'), sent),
                policy.minutes_reminder,
            ),
            (
                self.env._("surveys"),
                count('clinic.feedback.request', 'sent_at', ('rule_id', '!=', False), sent),
                policy.minutes_survey,
            ),
            (
                self.env._("visits booked by themselves"),
                count(
                    'clinic.appointment',
                    'create_date',
                    ('source', 'in', BY_THEMSELVES),
                    ('state', 'not in', ('hold',)),
                ),
                policy.minutes_booking,
            ),
            (
                self.env._("messages answered"),
                count(
                    'clinic.whatsapp.message', 'at', ('direction', '=', 'in'),
                    ('topic', 'in', ANSWERS),
                ),
                policy.minutes_answer,
            ),
        ]  # fmt: skip
