from odoo import fields, models

ACTIVITY = 'mail.mail_activity_data_todo'


class ClinicFeedbackCase(models.Model):
    """Who is told of a case: an activity shows the work, the browser says it at once.

    No name of a patient and no word of theirs is in it: activities and the bus are kept in clear.
    """

    _inherit = 'clinic.feedback.case'

    def _opened(self, former=None):
        """It is somebody's now, or graver than it was."""
        self.ensure_one()
        if former:
            self._drop_activities(former)
        case = self._in_staff_words()
        summary = case._news()
        if case.user_id:
            case._activity(case.user_id, summary)
            case._notify(case.user_id, summary, sticky=case.severity == 'critica')
        policy = case.env['clinic.feedback.policy']._of(case.company_id)
        chain = policy._chain(case.user_id, case.company_id, case._not_to(case))
        above = case.env['res.users'].browse([step.user for step in chain])
        case._call(policy, case.user_id | above, summary)

    def _news(self):
        if self.state != 'reopened':
            return self.env._("A patient complains: take the case")
        if self.verdict == 'no':
            return self.env._("The patient says that it is not resolved")
        return self.env._("A case was opened again: see what came since")

    def _tell_above(self, user, late):
        """Somebody of the chain hears that nobody took it, or that it is late."""
        self.ensure_one()
        case = self._in_staff_words()
        summary = case.env._("A case is late") if late else case.env._("Nobody has taken this case")
        case._activity(user, summary)
        case._notify(user, summary, sticky=True)
        policy = case.env['clinic.feedback.policy']._of(case.company_id)
        case._call(policy, user, summary)

    def _activity(self, user, summary):
        """A task, unless they may not open the case: who left their role stops nobody else's."""
        self.ensure_one()
        if not user._may_read(self):
            return
        same = self.activity_ids.filtered(
            lambda one: one.user_id == user and one.summary == summary
        )
        if same:
            return
        zone = self.with_context(tz=self.company_id.clinic_tz)
        self.activity_schedule(
            ACTIVITY,
            fields.Datetime.context_timestamp(zone, self.deadline_at).date(),
            summary=summary,
            user_id=user.id,
        )

    def _drop_activities(self, users=None):
        """What is done, or is somebody else's, asks nobody any more."""
        activities = self.sudo().activity_ids
        if users is not None:
            activities = activities.filtered(lambda one: one.user_id in users)
        activities.unlink()

    def _notify(self, user, summary, sticky=False):
        """Say it in the browser of a user, wherever they are in the clinic."""
        self.ensure_one()
        severities = dict(self._fields['severity']._description_selection(self.env))
        user.partner_id._bus_send(
            'simple_notification',
            {
                'type': 'danger' if self.severity == 'critica' else 'warning',
                'sticky': sticky,
                'title': summary,
                'message': f"{self.display_name} · {severities[self.severity]}",
            },
        )

    def _call(self, policy, users, summary):
        """Reach their telephones, one after the other until somebody takes it.

        The alert says which case and how grave; who complains, and in which words, is in the case.
        One that is nobody's, however grave, is told to whoever is on duty: who takes it has it.
        """
        self.ensure_one()
        if not self.user_id:
            users |= self._on_duty()
        elif not policy._calls(self.severity):
            return
        if not users:
            return
        severities = dict(self._fields['severity']._description_selection(self.env))
        self.env['clinic.alert']._raise(
            'case',
            f"{summary} · {self.display_name} · {severities[self.severity]}",
            self,
            self.company_id,
            'urgent' if self.severity == 'critica' else 'high',
            users=users,
        )

    def _on_duty(self):
        """Who is asked about what is urgent, but for whom an anonymous complaint is about."""
        Duty, never = self.env['clinic.duty'].sudo(), self._not_to(self)
        users, _on_duty = Duty._chain(self.company_id)
        return (users - never) or (Duty._able(self.company_id) - never)

    def _alerts_taken(self, user):
        """Whoever has the case has its alert: nobody else is called."""
        alerts = self.env['clinic.alert'].sudo().search(
            [('res_model', '=', self._name), ('res_id', 'in', self.ids), ('state', '=', 'new')]
        )  # fmt: skip
        for alert in alerts:
            alert._take(user)

    def _in_staff_words(self):
        return self.sudo().with_context(lang=self.company_id._staff_lang())
