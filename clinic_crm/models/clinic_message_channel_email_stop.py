from odoo import models

STOP = "Elegir qué mensajes recibir"  # patients read it
ONE_CLICK = ('follow_up', 'marketing', 'feedback')


class ClinicMessageChannelEmail(models.AbstractModel):
    """Each e-mail that may be stopped says where; mail programs show a button of their own.

    Not for appointments: too much would be lost by a slip in a mail program.
    """

    _inherit = 'clinic.message.channel.email'

    def _compose(self, message):
        email = super()._compose(message)
        stop = message._stop_link()
        if not stop:
            return email
        if message.purpose in ONE_CLICK:
            email['List-Unsubscribe'] = f'<{stop}?purpose={message.purpose}>'
            email['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click'
        plain = email.get_body(('plain',))
        if plain is not None:
            plain.set_content(f"{plain.get_content().rstrip()}\n\n{STOP}: {stop}\n")
        return email
