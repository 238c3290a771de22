from odoo import fields, models


class ClinicMessageText(models.Model):
    """The words of a kind of message in a language other than Spanish."""

    _name = 'clinic.message.text'
    _description = "Text of a Kind of Message"
    _order = 'kind_id, lang'

    kind_id = fields.Many2one(
        'clinic.message.kind',
        required=True,
        ondelete='cascade',
        index=True,
    )
    lang = fields.Selection(
        lambda self: self.env['res.lang'].get_installed(),
        string="Language",
        required=True,
    )
    subject = fields.Char(help="Empty: the Spanish one.")
    body = fields.Text(required=True)

    _lang_uniq = models.Constraint(
        'UNIQUE (kind_id, lang)',
        "A kind of message has one text a language.",
    )
