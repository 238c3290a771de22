from odoo import api, fields, models

from ..agenda import hour_in_words

KIND = 'waiting_offer'
AWAKE = range(8, 21)  # hours in which a freed time is offered without anybody having looked


class ClinicWaitingEntry(models.Model):
    """Whoever is offered a freed time is told so, and until when it is kept."""

    _inherit = 'clinic.waiting.entry'  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _tell_offer(self, offer):
        result = super()._tell_offer(offer)
        visit = offer.sudo()
        kind = self.env['clinic.message.kind'].sudo().search([('code', '=', KIND)], limit=1)
        if not kind or not visit.patient_id:
            return result
        values = visit._notice_values() | {
            'limite': hour_in_words(visit._local(visit.hold_until).time())
        }
        self.env['clinic.message']._if_made(
            f"The offer {visit.id}",
            lambda: visit._say(kind, values, f'offer:{visit.uuid}', visit.hold_until),
        )
        return result


class ClinicWaitingGap(models.Model):
    _inherit = 'clinic.waiting.gap'  # pylint: disable=consider-merging-classes-inherited

    def _offer_by_itself(self):
        """Offer these times to the list, one after the other, once this transaction is through."""
        now = fields.Datetime.now()
        for gap in self.sudo():
            if gap.company_id._on_clock(now).hour in AWAKE:
                gap.chain = True
        if self.filtered('chain'):
            self.env.ref('clinic_crm.ir_cron_waiting').sudo()._trigger()


class ClinicAppointment(models.Model):
    """What patients leave by themselves, nobody at the desk has seen: it is offered by itself."""

    _inherit = 'clinic.appointment'  # pylint: disable=consider-merging-classes-inherited

    def _move_by_patient(self, slot):
        left = self._stretch()
        result = super()._move_by_patient(slot)
        self._gaps_in(*left)._offer_by_itself()
        return result

    def _cancel_by_patient(self):
        left = self._stretch()
        result = super()._cancel_by_patient()
        self._gaps_in(*left)._offer_by_itself()
        return result

    def _stretch(self):
        visit = self.sudo()
        return visit.company_id, visit.practitioner_id, visit.start, visit.stop

    @api.model
    def _gaps_in(self, branch, practitioner, start, stop):
        return self.env['clinic.waiting.gap'].sudo().search(
            [
                ('state', '=', 'open'),
                ('company_id', '=', branch.id),
                ('practitioner_id', '=', practitioner.id),
                ('start', '<', stop),
                ('stop', '>', start),
            ]
        )  # fmt: skip
