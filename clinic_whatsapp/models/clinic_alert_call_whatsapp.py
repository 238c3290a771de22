from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.clinic_crm.models.clinic_alert_call import WayError

from ..cloud_api import PayloadError, messages
from .clinic_whatsapp_outbox import ANSWER

KIND = 'staff_alert'
SAID = "Aviso urgente para personal de guardia (con su enlace personal)."


class ClinicAlertCall(models.Model):
    """Staff on duty are told by WhatsApp first: free words while they may be written to, else the
    approved text of the kind `staff_alert`."""

    _inherit = 'clinic.alert.call'

    way = fields.Selection(selection_add=[('whatsapp', "WhatsApp"), ('sms',)])

    @api.model
    def _ways(self):
        return ['whatsapp', *super()._ways()]

    @api.model
    def _account(self, company):
        return self.env['clinic.message.channel.whatsapp']._account_of(company.root_id)

    @api.model
    def _reached_by(self, user, company):
        known = super()._reached_by(user, company)
        account, number = self._account(company), self._number(user)
        if not account or not number:
            return known
        person = self._person(account, number)
        if person._may_be_answered() or self._staff_text(account):
            return ", ".join([self.env._("WhatsApp"), known])
        return known

    @api.model
    def _person(self, account, number):
        return (
            self.env['clinic.whatsapp.identity']
            .sudo()
            .search([('account_id', '=', account.id), ('e164', '=', number)], limit=1)
        )

    @api.model
    def _staff_text(self, account):
        kind = self.env['clinic.message.kind'].sudo().search([('code', '=', KIND)], limit=1)
        return self.env['clinic.whatsapp.template']._for(account, kind, missing_ok=True)

    def _go_by_whatsapp(self):
        account = self._account(self.company_id)
        if not account:
            raise WayError(self.env._("WhatsApp is not connected."))
        number = self._number(self.user_id)
        if not number:
            raise WayError(self.env._("%(who)s has no mobile phone.", who=self.user_id.name))
        person = self._person(account, number)
        if person.unreachable_code:
            raise WayError(self.env._("WhatsApp does not reach this number."))
        if not person._may_be_answered() and not self._staff_text(account):
            raise WayError(self.env._("There is no approved text of WhatsApp to tell staff by."))
        person = person or person._new_person(
            {'account_id': account.id, 'wa_id': number.lstrip('+'), 'name': self.user_id.name}
        )
        self.env['clinic.whatsapp.outbox'].sudo()._enqueue(
            person,
            f'alert:{self.id}:{self.uuid}',
            content={'type': 'text', 'said': SAID},
            priority=ANSWER,
            alert_call_id=self.id,
            expires_at=fields.Datetime.add(fields.Datetime.now(), minutes=30),
        )

    def _whatsapp_content(self, is_open):
        """(content, approved text): what is sent, made when it goes.

        :raises UserError: it cannot be said now
        """
        if is_open:
            return messages.text(self._words()), self.env['clinic.whatsapp.template']
        template = self._staff_text(self._account(self.company_id))
        if not template:
            raise UserError(self.env._("There is no approved text of WhatsApp to tell staff by."))
        values = {'clinica': self.company_id.name, 'liga': self._link()}
        try:
            parts = template._template().fill(values)
        except PayloadError as error:
            raise UserError(template._problem_words(error)) from error
        return messages.template(template.name, template.language, parts), template

    def _not_by_whatsapp(self, sentence):
        """It did not arrive: the next way, if it still matters."""
        for call in self.filtered(lambda one: one.state == 'sent' and one.way == 'whatsapp'):
            tried = ','.join(filter(None, [call.tried, 'whatsapp']))
            call.write({'state': 'queued', 'way': False, 'tried': tried, 'error': sentence})
            call._wake()


class ClinicWhatsappOutbox(models.Model):
    _inherit = 'clinic.whatsapp.outbox'

    alert_call_id = fields.Many2one(
        'clinic.alert.call', readonly=True, ondelete='set null', index='btree_not_null'
    )

    def _contents(self):
        call = self.alert_call_id.sudo()
        if not call:
            return super()._contents()
        content, template = call._whatsapp_content(self.identity_id._may_be_answered())
        self.template_id = template
        return content, bool(template)

    def _stop(self, state, sentence, code=0):
        result = super()._stop(state, sentence, code)
        if state in ('failed', 'expired') and self.alert_call_id:
            self.alert_call_id.sudo()._not_by_whatsapp(sentence)
        return result
