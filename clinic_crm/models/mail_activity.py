from odoo import models


class MailActivity(models.Model):
    _inherit = 'mail.activity'

    def action_notify(self):
        """An activity of a record without a thread is told by the list of activities alone."""
        threaded = self.filtered(
            lambda activity: (
                not (activity.res_model or '').startswith('clinic.')
                or hasattr(self.env[activity.res_model], 'message_notify')
            )
        )
        return super(MailActivity, threaded).action_notify()
