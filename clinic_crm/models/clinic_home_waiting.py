from odoo import api, models

from .clinic_home import CARD_ROWS, Card, Content, Row


class ClinicHome(models.AbstractModel):
    """The freed times that somebody on the waiting list could fill."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'gaps',
                self.env._("Times to fill"),
                self._card_gaps,
                groups='clinic_crm.group_reception',
                sequence=30,
            ),
        ]

    @api.model
    def _card_gaps(self):
        if not self.env['clinic.waiting.entry'].search_count(
            [('state', 'in', ('waiting', 'offered'))], limit=1
        ):
            return None
        gaps = self.env['clinic.waiting.gap'].get_gaps()
        return Content(
            count=len(gaps),
            empty=self.env._("No freed time that somebody on the waiting list could use."),
            action='clinic_crm.clinic_waiting_action',
            rows=[self._gap_row(gap) for gap in gaps[:CARD_ROWS]],
            tone='warning',
        )

    @api.model
    def _gap_row(self, gap):
        """It opens the list, where the time is given or kept for somebody with one click."""
        if gap['offer']:
            hint = self.env._(
                "Offered to %(patient)s until %(until)s",
                patient=gap['offer']['patient'],
                until=gap['offer']['until'],
            )
        else:
            first = gap['proposals'][0]
            hint = self.env._("Call %(patient)s", patient=first['patient'])
            if first['phone']:
                hint = f"{hint} · {first['phone']}"
        label = " · ".join(filter(None, [gap['day'], gap['begins'], gap['who']]))
        return Row(label, hint)
