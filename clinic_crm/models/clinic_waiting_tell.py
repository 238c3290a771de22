from datetime import datetime, time, timedelta

from odoo import api, fields, models

from ..agenda import epoch, hour_in_words, moment, zone

KIND = 'waiting_offer'
AWAKE = range(8, 21)  # hours in which a freed time is offered without anybody having looked


class ClinicWaitingEntry(models.Model):
    """Whoever is offered a freed time is told so, and until when it is kept.

    What is offered by itself goes only to whom it reaches, and to nobody at night: the list goes
    on in the morning.
    """

    _inherit = 'clinic.waiting.entry'

    @api.model
    def _offer_next(self, gap, minutes=None, chain=None):
        if chain is not None:
            gap.sudo().chain = chain
        if gap.sudo().chain and not gap._is_waking_hour():
            gap._go_on_in_the_morning()
            return self.env['clinic.appointment']
        return super()._offer_next(gap, minutes)

    @api.model
    def _offer_kind(self):
        return self.env['clinic.message.kind'].sudo().search([('code', '=', KIND)], limit=1)

    def _can_be_told(self):
        kind, patient = self._offer_kind(), self.sudo().patient_id
        if not kind or self.env['clinic.message'].sudo()._block(patient, kind)[0]:
            return False
        channel, _why_not = self.env['clinic.message.channel'].sudo()._choose(patient, kind)
        return channel is not None and super()._can_be_told()

    def _is_unheard(self):
        offer = self.sudo().appointment_ids.filtered(lambda visit: visit.state == 'hold')
        lost = offer.waiting_gap_id.chain and self.env['clinic.message'].sudo().search_count(
            [
                ('dedupe_key', '=', offer._offer_key()),
                ('state', 'in', ('failed', 'cancelled')),
                ('error_code', '!=', 'unknown'),  # that one may have arrived
            ],
            limit=1,
        )
        return bool(lost) or super()._is_unheard()

    @api.model
    def _tell_offer(self, offer):
        result = super()._tell_offer(offer)
        visit = offer.sudo()
        kind = self._offer_kind()
        if not kind or not visit.patient_id:
            return result
        values = visit._notice_values() | {
            'limite': hour_in_words(visit._local(visit.hold_until).time())
        }
        self.env['clinic.message']._if_made(
            f"The offer {visit.id}",
            lambda: visit._say(kind, values, visit._offer_key(), visit.hold_until),
        )
        return result


class ClinicWaitingGap(models.Model):
    _inherit = 'clinic.waiting.gap'

    def _offer_by_itself(self):
        """Offer these times to the list, one after the other, once this transaction is through;
        at night, from the morning on."""
        self.sudo().chain = True
        if self:
            self.env.ref('clinic_crm.ir_cron_waiting').sudo()._trigger()

    def _is_waking_hour(self):
        return self.sudo().company_id._on_clock(fields.Datetime.now()).hour in AWAKE

    def _go_on_in_the_morning(self):
        branch = self.sudo().company_id
        local = branch._on_clock(fields.Datetime.now())
        day = local.date() + timedelta(days=local.hour >= AWAKE.start)
        morning = epoch(datetime.combine(day, time(AWAKE.start)))
        at = moment(zone(branch.clinic_tz).utc(morning))
        cron = self.env.ref('clinic_crm.ir_cron_waiting').sudo()
        called = [('cron_id', '=', cron.id), ('call_at', '=', at)]
        if not self.env['ir.cron.trigger'].sudo().search_count(called, limit=1):
            cron._trigger(at=at)


class ClinicMessage(models.Model):
    _inherit = 'clinic.message'

    def _stop(self, state, code, sentence):
        """An offer that reaches nobody is the next one's at once."""
        result = super()._stop(state, code, sentence)
        if KIND in self.kind_id.mapped('code'):
            self.env.ref('clinic_crm.ir_cron_waiting').sudo()._trigger()
        return result


class ClinicAppointment(models.Model):
    """What patients leave by themselves, nobody at the desk has seen: it is offered by itself."""

    _inherit = 'clinic.appointment'

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

    def _offer_key(self):
        """Names the message by which this visit is offered."""
        return f'offer:{self.uuid}'

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
