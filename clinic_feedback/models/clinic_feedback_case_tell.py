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
        if not self.user_id:
            return
        case = self._in_staff_words()
        summary = (
            case.env._("The patient says that it is not resolved")
            if case.state == 'reopened'
            else case.env._("A patient complains: take the case")
        )
        case._activity(case.user_id, summary)
        case._notify(case.user_id, summary, sticky=case.severity == 'critica')

    def _tell_above(self, user, late):
        """Somebody of the chain hears that nobody took it, or that it is late."""
        self.ensure_one()
        case = self._in_staff_words()
        summary = (
            case.env._("A case is late")
            if late
            else case.env._("Nobody has taken this case")
        )
        case._activity(user, summary)
        case._notify(user, summary, sticky=True)

    def _activity(self, user, summary):
        self.ensure_one()
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

    def _in_staff_words(self):
        return self.sudo().with_context(lang=self.company_id._staff_lang())
