from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..conversation import fits_sms, sms_words
from .clinic_message_kind import STANDARD_PLACES

PLACES = ('first_channel', 'second_channel', 'third_channel')


class ClinicMessageKind(models.Model):
    """By which channels a kind of message goes, in the clinic's own order."""

    _inherit = 'clinic.message.kind'

    first_channel = fields.Selection(
        '_selection_channel',
        string="Goes first by",
        help="Empty: WhatsApp if it is connected, then e-mail. What the patient prefers comes "
        "before.",
    )
    second_channel = fields.Selection('_selection_channel', string="If it does not arrive, by")
    third_channel = fields.Selection('_selection_channel', string="And then by")
    sms_body = fields.Char(
        string="As SMS",
        help="160 characters at most, and nothing that tells why the patient comes: a SMS is shown "
        "on a locked phone. Without it a message of more than neutral content goes by no SMS.",
    )

    @api.model
    def _selection_channel(self):
        return [(c._code, c._label()) for c in self.env['clinic.message.channel']._channels()]

    def _channel_order(self):
        """The codes of the channels in the order the clinic chose; empty: the usual one."""
        self.ensure_one()
        return list(dict.fromkeys(self[place] for place in PLACES if self[place]))

    @api.constrains(*PLACES)
    def _check_channel_order(self):
        for kind in self:
            chosen = [kind[place] for place in PLACES]
            if any(after and not before for before, after in zip(chosen, chosen[1:], strict=False)):
                raise ValidationError(
                    self.env._(
                        "Choose the first channel before the second, and that before the third."
                    )  # fmt: skip
                )
            if len(set(filter(None, chosen))) < len(list(filter(None, chosen))):
                raise ValidationError(self.env._("Each channel is tried once: choose another one."))

    @api.constrains('sms_body')
    def _check_sms_body(self):
        for kind in self.filtered('sms_body'):
            if not fits_sms(sms_words(kind.sms_body)):
                raise ValidationError(
                    self.env._("A SMS takes 160 characters: write “As SMS” shorter.")
                )
        self._check_texts()

    def _all_texts(self):
        declared = STANDARD_PLACES | set(self.variable_ids.mapped('name'))
        return [*super()._all_texts(), (self.sms_body, declared)]
