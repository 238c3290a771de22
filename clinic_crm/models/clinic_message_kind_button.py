from odoo import api, fields, models
from odoo.exceptions import ValidationError

TITLE = 20  # what WhatsApp shows of a button


class ClinicMessageKindButton(models.Model):
    """An answer the patient gives by tapping; channels without buttons leave it out."""

    _name = 'clinic.message.kind.button'
    _description = "Button of a Kind of Message"
    _order = 'kind_id, sequence, id'

    kind_id = fields.Many2one('clinic.message.kind', required=True, ondelete='cascade', index=True)
    sequence = fields.Integer(default=10)
    action = fields.Char(
        required=True, help="What a tap means to the code that answers it: confirm, move, cancel…"
    )
    title = fields.Char(required=True, size=TITLE, help="20 characters at most, in Spanish.")

    _action_uniq = models.Constraint(
        'UNIQUE (kind_id, action)', "A kind of message has each button once."
    )

    @api.constrains('title', 'kind_id')
    def _check_title(self):
        for button in self:
            if len(button.title.strip()) > TITLE:
                raise ValidationError(
                    self.env._("A button says its answer in 20 characters: write it shorter.")
                )
            if len(button.kind_id.button_ids) > 3:
                raise ValidationError(self.env._("WhatsApp shows three buttons at most."))


class ClinicMessageKind(models.Model):
    _inherit = 'clinic.message.kind'

    button_ids = fields.One2many('clinic.message.kind.button', 'kind_id', string="Buttons")
