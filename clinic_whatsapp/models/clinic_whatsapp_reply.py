from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.clinic_crm.conversation import TextError, places

# What stands in a reply, filled in for the person it is written to.
PLACES = ('nombre', 'paciente', 'cita', 'doctor', 'sucursal', 'clinica', 'yo')


class ClinicWhatsappReply(models.Model):
    """A text for the desk: chosen, looked over, and sent by a person.

    Its places are looked up in a fixed list; nothing in it is ever evaluated.
    """

    _name = 'clinic.whatsapp.reply'
    _description = "Quick Reply"
    _order = 'sequence, name, id'

    name = fields.Char(string="Title", required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=50)
    company_id = fields.Many2one('res.company', string="Clinic or branch", help="Empty: for all.")
    situation = fields.Selection(
        [
            ('greeting', "Greeting"),
            ('booking', "Booking"),
            ('change', "Change or cancel"),
            ('before', "Before the visit"),
            ('prices', "Prices and payment"),
            ('after', "After the visit"),
            ('complaint', "Complaint"),
            ('closed', "Out of hours"),
        ],
        required=True,
        default='greeting',
    )
    tone = fields.Selection(
        [('warm', "Warm"), ('formal', "Polite"), ('brief', "Brief")],
        required=True,
        default='warm',
    )
    text = fields.Text(
        required=True,
        help="{nombre}, {paciente}, {cita}, {doctor}, {sucursal}, {clinica} and {yo} (who writes) "
        "are filled in.",
    )

    @api.constrains('text')
    def _check_text(self):
        for reply in self:
            try:
                unknown = sorted(set(places(reply.text)) - set(PLACES))
            except TextError as error:
                raise ValidationError(
                    self.env._("A brace is open or closed alone. Places are written {nombre}.")
                ) from error
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Nothing fills {%(place)s}. These are filled: %(known)s.",
                        place=unknown[0],
                        known=", ".join(f'{{{name}}}' for name in PLACES),
                    )
                )
