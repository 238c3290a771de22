import json

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..conversation import TextError, fill, fits_sms, sms_words
from ..identity import normalise_phone
from .clinic_message_channel import DeliveryError

TAKEN = ('success', 'sent', 'processing', 'process', 'pending', 'outgoing')  # says a gateway


class ClinicMessageChannelSms(models.AbstractModel):
    """SMS, by whatever gateway Odoo's own module `sms` is set to, where it is installed.

    No `sms.sms` is made: its text would lie in the database in clear. Only words that a locked
    screen may show go: those of neutral kinds, or the short ones written for it (`sms_body`).
    """

    _name = 'clinic.message.channel.sms'
    _inherit = 'clinic.message.channel'
    _description = "SMS to Patients"

    _code = 'sms'
    _sequence = 90
    _icon = 'fa-mobile'
    _sensitivities = ('neutral', 'personal')

    def _label(self):
        return self.env._("SMS")

    def _in_use(self, company):
        return 'sms.sms' in self.env and company.root_id.clinic_sms

    def _address(self, patient):
        phone = normalise_phone(patient._reader().phone)
        return phone.e164 if phone.can_text else ''

    def _wants(self):
        return self.env._("a phone")

    def _problem(self, patient, kind):
        if not self._in_use(patient.company_id):
            return self.env._("SMS is not switched on.")
        if not self._address(patient):
            return self.env._("There is no number that could receive a SMS.")
        return None

    def _kind_problem(self, kind):
        if kind and kind.sensitivity != 'neutral' and not kind.sms_body:
            return self.env._("This message has no short text for SMS.")
        return super()._kind_problem(kind)

    def _deliver(self, message):
        number = self._address(message.patient_id)
        words = self._words(message)
        if message.attachment_ids and not message.kind_id.files_behind_link:
            raise DeliveryError(self.env._("Files do not go by SMS."))
        self._text(message.company_id, number, words, message.uuid, message._hand_over)

    @api.model
    def _text(self, company, number, words, mark, leaves):
        """Text one number by the clinic's gateway.

        :param str mark: names the SMS to the gateway
        :param leaves: called once nothing but the gateway can fail any more; it commits
        :raise DeliveryError: it was not taken; or `unknown`: the gateway did not answer
        """
        company = company.root_id.sudo()
        gateway = company._get_sms_api_class()(self.env(su=True))
        gateway._set_company(company)
        leaves()
        try:
            results = gateway._send_sms_batch(
                [{'content': words, 'numbers': [{'uuid': mark, 'number': number}]}]
            )
        except (AccessError, UserError, OSError) as error:
            raise DeliveryError(
                self.env._(
                    "The SMS gateway did not answer: it may have arrived. Ask the patient before "
                    "sending again."
                ),
                unknown=True,
            ) from error
        state = next((r.get('state') for r in results or [] if r.get('uuid') == mark), '')
        if state not in TAKEN:
            raise DeliveryError(self._refusal(state), temporary=state == 'server_error')

    def _words(self, message):
        """The text as it goes, one SMS long.

        :raise DeliveryError: it is longer
        """
        text = message.body
        if message.kind_id.sms_body:
            values = json.loads(message.variables or '{}')
            try:
                text = fill(message.kind_id.sms_body, values, frozenset(values))
            except TextError as error:
                raise DeliveryError(self.env._("The text for SMS lacks a value.")) from error
        if message.purpose in ('follow_up', 'marketing', 'feedback') and message._stop_link():
            text = f"{(text or '').rstrip()} Baja: {message._stop_link()}"
        words = sms_words(text or '')
        if not fits_sms(words):
            raise DeliveryError(
                self.env._("The text does not fit into one SMS (160 characters): it goes no way.")
            )
        return words

    def _refusal(self, state):
        known = {
            'insufficient_credit': self.env._("The SMS account has no credit left: buy some."),
            'unregistered': self.env._("The SMS account is not registered: set it up in Odoo."),
            'wrong_number_format': self.env._("SMS does not take this number: correct it."),
            'country_not_supported': self.env._("SMS does not reach this number's country."),
            'registration_needed': self.env._("The country of this number wants a registration."),
        }
        return known.get(state) or self.env._("The SMS gateway did not take it: call the patient.")
