import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .clinic_message_kind import STANDARD_PLACES


class ClinicMessageVariable(models.Model):
    """A value that the code which sends a kind of message must give."""

    _name = 'clinic.message.variable'
    _description = "Variable of a Kind of Message"
    _order = 'kind_id, sequence, id'

    kind_id = fields.Many2one(
        'clinic.message.kind',
        required=True,
        ondelete='cascade',
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="As written in the text, without braces.")
    description = fields.Char(required=True, translate=True)
    example = fields.Char(required=True, help="Shown in previews and to whoever approves texts.")
    filler = fields.Char(
        string="Said when empty",
        help="In texts a channel has approved beforehand, where no place may stay empty.",
    )
    required = fields.Boolean(default=True, help="Without it the message is not made.")

    _name_uniq = models.Constraint(
        'UNIQUE (kind_id, name)',
        "A kind of message cannot have the same variable twice.",
    )

    @api.constrains('name')
    def _check_name(self):
        for variable in self:
            if variable.name in STANDARD_PLACES:
                raise ValidationError(
                    self.env._(
                        "{%(name)s} is always there: it need not be declared.",
                        name=variable.name,
                    )
                )
            if not re.fullmatch(r'[a-z][a-z0-9_]*', variable.name):
                raise ValidationError(
                    self.env._(
                        "\"%(name)s\" cannot name a variable: use lower case letters without "
                        "accents, digits and _.",
                        name=variable.name,
                    )
                )
