from odoo import api, models
from odoo.exceptions import AccessError

AUTHORS = frozenset(('body', 'attachment_ids'))  # what the author of a note may correct
NOTE = AUTHORS | {
    'author_id', 'date', 'email_from', 'is_internal', 'message_type', 'model', 'notification_ids',
    'notified_partner_ids', 'partner_ids', 'res_id', 'subject', 'subtype_id', 'tracking_value_ids',
}  # fmt: skip


class MailMessage(models.Model):
    """A note in a staff thread says who wrote what, and when.

    To Odoo whoever may write the record may change its messages and delete them. Here an author
    corrects the own words, in the thread itself; the rest stays.
    """

    _inherit = 'mail.message'

    def write(self, vals):
        said = vals.keys() & NOTE
        if said and not self.env.su:
            kept = self
            if said <= AUTHORS:
                kept = self.filtered(lambda note: note.author_id != self.env.user.partner_id)
            if kept._in_staff_threads():
                raise AccessError(
                    self.env._("Only its author corrects a note, in the thread itself.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_note(self):
        if not self.env.su and self._in_staff_threads():
            raise AccessError(
                self.env._("Notes stay with their record. Correct your own, or write another.")
            )

    def _in_staff_threads(self):
        names = {name for name in self.sudo().mapped('model') if name in self.env}
        return any(isinstance(self.env[name], self.pool['clinic.thread.mixin']) for name in names)
