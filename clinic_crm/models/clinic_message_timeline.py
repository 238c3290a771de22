from odoo import api, models

TALKED = {
    'phone': 'fa-phone',
    'in_person': 'fa-user-o',
    'instagram': 'fa-instagram',
    'facebook': 'fa-facebook-square',
}
PREVIEW = 280  # characters


class ClinicMessage(models.Model):
    """Messages on the patient's timeline."""

    _inherit = 'clinic.message'

    @api.model
    def _timeline_kinds(self):
        return [('message', self.env._("Messages"), 'fa-comments-o')]

    def _timeline_entries(self, patients, before, limit):
        messages = self.search(
            [('patient_id', 'in', patients.ids), ('at', '<=', before)],
            order='at desc, id desc',
            limit=limit,
        )
        messages.fetch(['body'])  # one decryption and one line in the access log a message, at once
        states = dict(self._fields['state']._description_selection(self.env))
        channels = dict(self._selection_channel())
        icons = TALKED | {
            channel._code: channel._icon
            for channel in self.env['clinic.message.channel']._channels()
        }
        entries, unreached = [], False
        for message in messages:
            body = message.body or ''
            error = message.error
            if message.error_code == 'no_address':
                error, unreached = (None if unreached else error), True  # said once is enough
            entries.append(
                message._timeline_entry(
                    'message',
                    message.at,
                    title=message.display_name,
                    text=body if len(body) <= PREVIEW else body[:PREVIEW].rstrip() + "…",
                    direction=message.direction,
                    channel=message.channel,
                    channel_label=channels.get(message.channel, message.channel),
                    icon=icons.get(message.channel),
                    state=message.state,
                    state_label=states[message.state],
                    error=error,
                    attached=message.file_ids._for_screen(),
                    buttons=message._timeline_buttons(),
                    author=message.sudo().author_id.name,
                )
            )
        return entries

    def _timeline_buttons(self):
        """What staff may do about it now, on the line itself."""
        self.ensure_one()
        buttons = []
        if self.can_retry:
            retry = {'label': self.env._("Try again"), 'method': 'action_retry'}
            if self.error_code == 'unknown':
                retry['confirm'] = self.env._("It may have arrived already. Send it once more?")
            buttons.append(retry)
        if self.can_send_anyway:
            buttons.append(
                {
                    'label': self.env._("Send anyway"),
                    'action': 'clinic_crm.clinic_message_override_action',
                    'key': 'message_id',
                }
            )
        if self.needs_answer:
            buttons.append({'label': self.env._("Answered"), 'method': 'action_answered'})
        return buttons
