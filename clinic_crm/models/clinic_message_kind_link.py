from odoo import fields, models


class ClinicMessageKind(models.Model):
    """Texts that hold a link to the files they are sent with."""

    _inherit = 'clinic.message.kind'

    files_behind_link = fields.Boolean(
        string="The link has the files too",
        help="The text holds a link from which the files can be taken: a channel that carries one "
        "file, or none, sends the text with what it can.",
    )
