import json

from odoo import fields, models

from ..cloud_api import Action
from ..cloud_api.policy import BY_CODE

STAGES = {
    'queued': 'queued',
    'sending': 'queued',
    'uncertain': 'queued',
    'accepted': 'sent',
    'sent': 'sent',
    'delivered': 'delivered',
    'read': 'read',
    'failed': 'failed',
    'expired': 'failed',
    'cancelled': 'failed',
}


class ClinicWhatsappMessage(models.Model):
    _inherit = 'clinic.whatsapp.message'

    def _for_desk(self, person):
        """These messages as the desk shows them, opened at once and noted in the access log."""
        said = self._said()
        quoted = self._quoted(said)
        wamids = [message.wamid for message in self if message.direction == 'out']
        rows = (
            self.env['clinic.whatsapp.outbox']
            .sudo()
            .search([('account_id', '=', person.account_id.id), ('wamid', 'in', wamids)])
        )
        by_wamid = {row.wamid: row for row in rows}
        items = []
        for message in self:
            if row := by_wamid.get(message.wamid):
                item = row._for_desk(said[message.id])
            else:
                item = _item(message, f'm{message.id}', message.at, said[message.id])
                item['direction'] = message.direction
                item['state'] = 'sent' if message.direction == 'out' else ''
            item['kind'] = message.kind
            item['quoted'] = quoted.get(message.about_wamid, '')
            item['wamid'] = message.wamid
            item['media'] = message.media_ids._for_desk()
            items.append(item)
        return items

    def _said(self):
        """{id: what was said}, opened together."""
        readable = self.message_id._filtered_access('read')
        readable.fetch(['body'])
        self.fetch(['waiting_text'])
        return {
            message.id: (message.message_id in readable and message.message_id.body)
            or message.waiting_text
            or ''
            for message in self
        }

    def _quoted(self, said):
        """{wamid: the beginning of it} of the messages that these answer."""
        about = {message.about_wamid for message in self if message.about_wamid}
        found = self.filtered(lambda message: message.wamid in about)
        return {message.wamid: said[message.id][:120] for message in found}


class ClinicWhatsappOutbox(models.Model):
    _inherit = 'clinic.whatsapp.outbox'

    def _said_of(self, env):
        """{id: what these say}; messages of patients are opened with the rights of `env`."""
        messages = self.message_id.with_env(env)._filtered_access('read')
        messages.fetch(['body'])
        bodies = {message.id: message.body for message in messages}
        said = {}
        for row in self:
            content = json.loads(row.content or '{}') if not row.message_id else {}
            said[row.id] = (
                bodies.get(row.message_id.id)
                or content.get('said')
                or (content.get('text') or {}).get('body')
                or ''
            )
        return said

    def _for_desk(self, said):
        """A message of ours as the desk shows it."""
        self.ensure_one()
        item = _item(self, self.uuid, self.create_date, said)
        item['direction'] = 'out'
        item['client'] = self._client_key()
        item['state'] = STAGES[self.state]
        item['by'] = self._who()
        if self.media_id:
            item['media'] = self.media_id.sudo(False)._for_desk()
        item['template'] = self.by_template
        if item['state'] == 'failed':
            item['error'] = self._reason()
            item['advice'] = self._advice()
        elif self.state == 'uncertain':
            item['error'] = self.env._("We are waiting to hear whether it arrived.")
        return item

    def _client_key(self):
        """What the client called it when the person pressed Enter."""
        start, _sep, rest = (self.idempotency_key or '').partition(':')
        return rest.partition(':')[2] if start == 'desk' else ''

    def _who(self):
        author = self.message_id.author_id or self.create_uid
        return author.name if author.share is False and author.id != 1 else ''

    def _action(self):
        """What its error asks for, if it has one that is known."""
        return BY_CODE.get(self.error_code) if self.error_code else None

    def _reason(self):
        """Why it did not go, to whoever answers: nothing in English, and nothing still to come."""
        action = self._action()
        if action in (Action.PAYLOAD, Action.FLOW):
            return self.env._("WhatsApp does not take this message as it is.")
        if action is Action.STOP_ACCOUNT:  # how to mend it is for whoever keeps it
            return self.env._("The clinic's number is stopped.")
        if action is Action.RETRY or (self.error_code and not action):
            return self.env._("WhatsApp had a disturbance, and it did not go.")
        return self.error or self.env._("It did not go.")

    def _advice(self):
        """What to do about a message that did not go; '' where the reason says it."""
        if self.state == 'expired':
            return self.env._("Write again if it still matters.")
        action = self._action()
        if action is Action.STOP_ACCOUNT:
            return self.env._("Tell whoever keeps WhatsApp; meanwhile, call.")
        if action in (Action.RECIPIENT, Action.NOT_NOW):
            return ''
        if not self.identity_id._may_be_answered():
            return self.env._("Choose an approved text, or call.")
        if self.identity_id.unreachable_code:
            return self.env._("Call, or ask for another number.")
        return self.env._("Press “Write again”, look it over and send it; or call.")


class ClinicWhatsappNote(models.Model):
    _inherit = 'clinic.whatsapp.note'

    def _for_desk(self):
        self.fetch(['text'])
        items = []
        for note in self:
            item = _item(note, f'n{note.id}', note.create_date, note.text or '')
            item['direction'] = 'note'
            item['by'] = note.sudo().author_id.name
            item['to'] = note.sudo().to_id.name or ''
            items.append(item)
        return items


def _item(record, key, at, text):
    return {
        'key': key,
        'number': record.id,
        'at': fields.Datetime.to_string(at),
        'text': text,
        'kind': 'text',
        'state': '',
        'error': '',
        'advice': '',
        'by': '',
        'quoted': '',
        'wamid': '',
        'client': '',
        'media': [],
        'template': False,
    }
