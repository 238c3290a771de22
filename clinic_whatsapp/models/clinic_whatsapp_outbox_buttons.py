from odoo import api, models
from odoo.exceptions import UserError

from ..cloud_api import PayloadError, build_tap, messages, read_tap


class ClinicMessage(models.Model):
    """What the buttons of a message carry back."""

    _inherit = 'clinic.message'

    def _taps(self):
        """[(title, payload)] of the buttons of this message's kind.

        About a visit the payload names it and its start, signed; else it names the message.
        """
        self.ensure_one()
        visit = self.env['clinic.appointment']
        if self.res_model == visit._name and self.res_id:
            visit = visit.sudo().browse(self.res_id).exists()
        secret = self._tap_secret()
        return [
            (
                button.title,
                build_tap(secret, visit.uuid, button.action, visit.start)
                if visit
                else f'm1.{self.uuid}.{button.action}',
            )
            for button in self.sudo().kind_id.button_ids
        ]

    @api.model
    def _read_tap(self, payload):
        """The `cloud_api.Tap` of a button that was tapped, or None: it is none of ours."""
        return read_tap(self._tap_secret(), payload)

    @api.model
    def _tap_secret(self):
        secret = self.env['ir.config_parameter'].sudo().get_param('database.secret')
        return f'clinic.tap:{secret}'


class ClinicWhatsappOutbox(models.Model):
    """Buttons under what goes as it is; words that are too long for them go without."""

    _inherit = 'clinic.whatsapp.outbox'

    def _contents(self):
        content, by_template = super()._contents()
        message = self.message_id
        if content.get('type') != 'text' or self.sudo().content or not message.kind_id.button_ids:
            return content, by_template
        if len(content['text']['body']) > messages.BODY:
            return content, by_template
        choices = [messages.Button(payload, title) for title, payload in message._taps()]
        try:
            return messages.buttons(content['text']['body'], choices), by_template
        except PayloadError as error:
            raise UserError(self._payload_words(error)) from error


class ClinicWhatsappIdentity(models.Model):
    """Whoever is known now can be written to: what waited for it goes."""

    _inherit = 'clinic.whatsapp.identity'

    def write(self, vals):
        result = super().write(vals)
        if vals.get('patient_id'):
            self.env['clinic.message']._unpark(self.patient_id)
        return result
