from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from .clinic_home import CARD_ROWS, Card, Content, Row


class ClinicHome(models.AbstractModel):
    """What the page «Today» says of e-mails, and of patients nothing reaches."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'letters',
                self.env._("E-mails to answer"),
                self._card_letters,
                groups='clinic_crm.group_reception',
                sequence=50,
            ),
            Card(
                'unreached',
                self.env._("No way to reach them"),
                self._card_unreached,
                groups='clinic_crm.group_reception',
                sequence=62,
                only_if_any=True,
            ),
        ]

    @api.model
    def _card_letters(self):
        """Those of patients, and those of whom nobody knows who they are."""
        Message, Letter = self.env['clinic.message'], self.env['clinic.letter']
        waiting = Domain('needs_answer', '=', True)
        unknown = Domain('state', '=', 'waiting')
        letters = Letter.search(unknown, limit=CARD_ROWS, order='at')
        messages = Message.search(waiting, limit=CARD_ROWS, order='at')
        count_letters, count_messages = Letter.search_count(unknown), Message.search_count(waiting)
        rows = [
            (
                letter.at,
                Row(
                    letter.display_name,
                    self.env._("Who is it? %(email)s", email=letter.email or ''),
                    Letter._name,
                    letter.id,
                ),
            )
            for letter in letters
        ] + [
            (
                message.at,
                Row(
                    message.patient_id.display_name,
                    format_datetime(self.env, message.at, dt_format='short'),
                    'clinic.patient',
                    message.patient_id.id,
                ),
            )
            for message in messages
        ]
        rows.sort(key=lambda row: row[0])
        return Content(
            count=count_letters + count_messages,
            empty=self.env._("Every e-mail has been answered."),
            action='clinic_crm.clinic_letter_action'
            if count_letters
            else 'clinic_crm.clinic_message_action_to_answer',
            rows=[row for _at, row in rows[:CARD_ROWS]],
            tone='warning',
        )

    @api.model
    def _card_unreached(self):
        return self._patient_card(
            Domain('unreached_count', '>', 0),
            name=self.env._("No way to reach them"),
            empty=self.env._("Every message has somewhere to go."),
        )
