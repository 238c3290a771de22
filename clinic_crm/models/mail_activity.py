from odoo import api, models


class MailActivity(models.Model):
    """Activities of records of the clinic are for who may open them, and stay there."""

    _inherit = 'mail.activity'

    @api.constrains('user_id', 'res_model', 'res_id')
    def _check_user_may_read(self):
        """Whoever an activity is given to reads the name of its record, whatever their rights."""
        for activity in self.filtered(lambda one: one.user_id and one._is_clinical()):
            activity.user_id._check_may_read(self.env[activity.res_model].browse(activity.res_id))

    def action_create_calendar_event(self):
        """Everybody reads Odoo's calendar: neither whom it is about goes there, nor what for."""
        action = super().action_create_calendar_event()
        if self._is_clinical():
            action['context'] |= {
                'default_name': self.activity_type_id.name,
                'default_description': False,
                'default_res_model': False,
                'default_res_id': False,
                'default_privacy': 'private',
            }
        return action

    def _is_clinical(self):
        return (self.res_model or '').startswith('clinic.')

    def action_notify(self):
        """An activity of a record without a thread is told by the list of activities alone."""
        threaded = self.filtered(
            lambda activity: (
                not activity._is_clinical()
                or hasattr(self.env[activity.res_model], 'message_notify')
            )
        )
        return super(MailActivity, threaded).action_notify()
