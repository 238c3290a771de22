from odoo import models

from odoo.addons.clinic_crm.identity import normalise_phone
from odoo.addons.clinic_crm.models.clinic_message_channel import DeliveryError

from .clinic_whatsapp_outbox import CAMPAIGN, PRIORITIES


class ClinicMessageChannelWhatsapp(models.AbstractModel):
    """WhatsApp, through the outbox of the connector.

    Within a day of the person's last word the text goes as it is; afterwards as the approved text
    of its kind. Without one, or without a number, the next channel is asked.
    """

    _name = 'clinic.message.channel.whatsapp'
    _inherit = 'clinic.message.channel'
    _description = "WhatsApp to Patients"

    _code = 'whatsapp'
    _sequence = 10
    _icon = 'fa-whatsapp'
    _own_queue = True
    _has_buttons = True
    _sensitivities = ('neutral', 'personal')

    def _label(self):
        return self.env._("WhatsApp")

    def _in_use(self, company):
        return bool(self._account_of(company))

    def _address(self, patient):
        phone = normalise_phone(patient._reader().phone)
        if phone.can_text:
            return phone.e164
        person = self._known(patient, self._account(patient))
        return person.wa_id or person.bsuid or ''

    def _wants(self):
        return self.env._("a phone")

    def _known(self, patient, account):
        """Whoever writes to this number as the patient."""
        people = patient.sudo().whatsapp_identity_ids.filtered(
            lambda person: person.account_id == account
        )
        return people.sorted('last_inbound_at DESC NULLS LAST')[:1]

    def _problem(self, patient, kind):
        account = self._account(patient)
        if not account:
            return self.env._("WhatsApp is not connected.")
        person = self._known(patient, account)
        phone = normalise_phone(patient._reader().phone)
        if not person and not phone.can_text:
            return self._nobody()
        if person.unreachable_code and (not phone.e164 or person.e164 == phone.e164):
            return self.env._("WhatsApp does not reach this number.")
        if not kind or person._may_be_answered():
            return None
        if not self.env['clinic.whatsapp.template']._for(account, kind, missing_ok=True):
            return self.env._(
                "There is no approved text for “%(kind)s”, and the person has not written within "
                "24 hours.",
                kind=kind.name,
            )
        return None

    def _nobody(self):
        return self.env._("There is no number that WhatsApp could reach.")

    def _enqueue(self, message):
        account = self._account(message.patient_id)
        person = self.env['clinic.whatsapp.identity']._of_patient(account, message.patient_id)
        if not person:
            message._delivery_failed(DeliveryError(self._nobody()))
            return
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        # tried again by hand after it was given up: another row
        closed = Outbox.search_count(
            [('message_id', '=', message.id), ('state', 'in', ('failed', 'expired', 'cancelled'))]
        )
        Outbox._enqueue(
            person,
            f'message:{message.uuid}:{closed}',
            message=message,
            priority=PRIORITIES.get(message.purpose, CAMPAIGN),
        )

    def _account(self, patient):
        """The number that writes to a patient: that of the branch at work, else of the clinic."""
        return self._account_of(patient.company_id)

    def _account_of(self, company):
        branches = self.env.company | company
        accounts, level = self.env['clinic.whatsapp.account'].sudo(), company.sudo()
        while level:
            accounts |= level.whatsapp_account_ids
            level = level.child_ids
        ready = accounts.filtered('has_token').sorted()
        return (ready.filtered(lambda account: account.company_id in branches) or ready)[:1]
