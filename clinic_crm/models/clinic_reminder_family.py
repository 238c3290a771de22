from odoo import fields, models
from odoo.fields import Domain

from ..agenda import day_in_words, epoch, hour_in_words, judge, just_told, moment, zone
from .clinic_appointment import BOOKED_STATES

KIND = 'family_reminder'
MOST = 6  # visits in one message


class ClinicReminder(models.Model):
    """A mother of three is written to once: the reminders of one day that the same person reads
    go together, when the first of them is due."""

    _inherit = 'clinic.reminder'

    def _hand_over(self, rule, courtesy):
        together = self._of_the_family(rule, courtesy)
        if len(together) < 2:
            return super()._hand_over(rule, courtesy)
        message = self.env['clinic.message']._if_made(
            f"The reminder of a family with {self.id}", lambda: together._send_together(rule)
        )
        if not message:  # each goes alone
            return super()._hand_over(rule, courtesy)
        together.write({'state': 'sent', 'message_id': message.id})
        return None

    def _of_the_family(self, rule, courtesy):
        """This reminder and those that may go with it, locked, in the order of their visits."""
        self.ensure_one()
        kind = self.env['clinic.message.kind'].search([('code', '=', KIND)], limit=1)
        if not kind:
            return self
        visit, now = self.appointment_id, fields.Datetime.now()
        channel, _why_not = self.env['clinic.message.channel']._choose(visit.patient_id, kind)
        if channel is None or not channel._has_buttons:
            return self  # a link confirms, moves or cancels one visit
        reader = visit.patient_id._reader()
        clock = zone(visit.tz)
        day = clock.day(epoch(visit.start))
        others = self.search(
            (
                Domain('appointment_id.patient_id.guardian_id', '=', reader.id)
                | Domain('appointment_id.patient_id.partner_id', '=', reader.id)
            )
            & Domain('rule_id', '=', self.rule_id.id)
            & Domain('state', '=', 'planned')
            & Domain('company_id', '=', self.company_id.id)
            & Domain('start', '>=', moment(clock.midnight(day)))
            & Domain('start', '<', moment(clock.midnight(day + 1)))
            & Domain('id', '!=', self.id)
        ).try_lock_for_update()
        if not others:
            return self
        Message = self.env['clinic.message']
        told = others._told(now)
        return (
            self
            | others.filtered(
                lambda r: (
                    r.appointment_id.start == r.start
                    and r.appointment_id.state in BOOKED_STATES
                    and not (rule.unless_confirmed and r.appointment_id.state == 'confirmed')
                    and not r.appointment_id.to_relocate
                    and r.appointment_id.patient_id._reader() == reader
                    and not Message._block(r.appointment_id.patient_id, kind)[0]
                    and judge(rule, r.start, now, courtesy).send
                    and not just_told(rule, told.get(r.appointment_id), now)
                )
            )
        ).sorted('start')[:MOST]

    def _send_together(self, rule):
        """One message on the visits of these reminders, in the record of the first."""
        visits = self.appointment_id.sorted('start')
        first = visits[0]
        local = first._local(first.start)
        values = {
            'dia': day_in_words(local.date(), first._local(fields.Datetime.now()).date()),
            'citas': '; '.join(
                f"{visit.patient_id.name} a las "
                f"{hour_in_words(visit._local(visit.start).time())}"
                + (f" con {visit.practitioner_id.name}" if visit.practitioner_id else "")
                for visit in visits
            ),
            'llegar': first.company_id._map_url() and f"Cómo llegar: {first.company_id._map_url()}",
        }
        return (
            self.env['clinic.message']
            .with_company(first.company_id)
            ._send(
                first.patient_id,
                KIND,
                values,
                dedupe_key=self.filtered(lambda r: r.appointment_id == first)._key(),
                expires_at=fields.Datetime.subtract(first.start, minutes=rule.least),
                record=first,
            )
        )


class ClinicMessage(models.Model):
    _inherit = 'clinic.message'

    def _visit_link_label(self):
        """Where buttons were meant and another way had to be taken: whose visit the link is of."""
        label = super()._visit_link_label()
        if self.sudo().kind_id.code == KIND:
            return f"{label}: {self.sudo().patient_id.name}"
        return label


class ClinicAppointment(models.Model):
    _inherit = 'clinic.appointment'

    def _reminded_with(self, current=True):
        """The reminders that went in one message together with this visit's; its own among them.

        :param bool current: of the time the visit has now; else of the last one it had before
        """
        self.ensure_one()
        Reminder = self.env['clinic.reminder'].sudo()
        own = Reminder.search(
            [
                ('appointment_id', '=', self.id),
                ('start', '=' if current else '!=', self.start),
                ('message_id.kind_id.code', '=', KIND),
            ],
            order='id DESC',
            limit=1,
        )
        return Reminder.search([('message_id', '=', own.message_id.id)]) if own else own
