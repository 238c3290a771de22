from odoo import models


class ClinicThreadMixin(models.AbstractModel):
    """A thread for the staff: notes, activities and mentions that never leave by e-mail.

    An e-mail of the thread would carry the patient's name in its subject, and one to the patient
    would go round consents: what patients receive is a `clinic.message`. Inbox and bus remain.
    """

    _name = 'clinic.thread.mixin'
    _description = "Thread without e-mail"
    _inherit = ['mail.thread']

    def message_post(self, *, subtype_xmlid=None, partner_ids=None, **kwargs):
        """Whatever is written here is an internal note: there is nobody to send a message to."""
        self._check_told(partner_ids)
        if subtype_xmlid == 'mail.mt_comment':
            subtype_xmlid = 'mail.mt_note'
        return super().message_post(subtype_xmlid=subtype_xmlid, partner_ids=partner_ids, **kwargs)

    def message_notify(self, *, partner_ids=False, **kwargs):
        self._check_told(partner_ids)
        return super().message_notify(partner_ids=partner_ids, **kwargs)

    def _message_update_content(self, message, /, *, body, partner_ids=None, **kwargs):
        self._check_told(partner_ids)
        return super()._message_update_content(
            message, body=body, partner_ids=partner_ids, **kwargs
        )

    def _check_told(self, partner_ids):
        """Whoever is named in a note reads it, whatever their rights: none may be a stranger."""
        partners = self.env['res.partner'].sudo().browse(partner_ids or ())
        partners.user_ids.filtered(lambda user: not user.share)._check_may_read(self)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Who follows the record and may not read it any more hears no more of it."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        users = self.env['res.users'].browse({one['uid'] for one in recipients} - {False, None})
        deaf = set((users - users._may_read(self)).ids)
        return [one for one in recipients if one['uid'] not in deaf]

    # Asked of an id, Odoo tells whoever may not read whether there is such a record: a count.

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self.check_access('read')
        return super().message_subscribe(partner_ids, subtype_ids)

    def message_unsubscribe(self, partner_ids=None):
        self.check_access('read')
        return super().message_unsubscribe(partner_ids)

    def _partner_find_from_emails_single(self, *args, **kwargs):
        self.check_access('read')
        return super()._partner_find_from_emails_single(*args, **kwargs)

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Nobody is written to from this thread: messages to patients go the clinic's way."""
        return []

    def _message_add_default_recipients(self):
        """Offer nobody, whatever e-mail fields the record shows."""
        return {
            record.id: {
                'email_cc_lst': [],
                'email_to_lst': [],
                'partners': self.env['res.partner'],
            }
            for record in self
        }

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        return True

    def _notify_by_web_push_prepare_payload(self, message, msg_vals=False, force_record_name=False):
        """A telephone shows it on its locked screen: no name and no text, only where to look."""
        payload = super()._notify_by_web_push_prepare_payload(
            message, msg_vals=msg_vals, force_record_name=self.env._("Clinic")
        )
        payload['options']['body'] = self.env._(
            "There is a note for you. Open the clinic to read it."
        )
        return payload
