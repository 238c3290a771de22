from odoo import fields, models

from ..agenda import hour_in_words
from .clinic_appointment_tell import QUIET


class ClinicAppointment(models.Model):
    """Visits of a practitioner whose day breaks: their patients are told at once, with a way on."""

    _inherit = 'clinic.appointment'

    def _ask_to_move(self):
        """Ask the patients to choose other times; until they do, the visits stay as they are.

        :return: the visits whose patient no message reaches, as of the two below
        """
        untold = self.browse()
        for visit in self.sudo():
            message = visit._tell_broken('appointment_to_move', visit.start)
            untold += visit._unless_told(message)
        return untold  # reception finds them among the visits to be moved

    def _call_off(self):
        """Cancel the visits, and offer to book them again."""
        self.with_context(**{QUIET: True})._cancel('practitioner', 'absent')
        untold = self.browse()
        for visit in self.sudo():
            message = visit._tell_broken('appointment_called_off', visit.start)
            untold += visit._unless_told(message)
        untold._ask_to_call()
        return untold

    def _tell_late(self, minutes):
        """Tell the patients of today that it will be so many minutes later."""
        now, untold = fields.Datetime.now(), self.browse()
        for visit in self.sudo():
            later = fields.Datetime.add(max(visit.start, now), minutes=minutes)
            message = visit._tell_broken(
                'practitioner_late',
                later,
                minutos=minutes,
                hora=hour_in_words(visit._local(later).time()),
            )
            untold += visit._unless_told(message)
        return untold

    def _unless_told(self, message):
        """The visit when its message will not go: they refused messages, or there is no way."""
        stopped = message.state in ('cancelled', 'failed') or message.error_code == 'no_address'
        return self.with_env(self.env) if stopped else self.browse()

    def _ask_to_call(self):
        """A task of reception's for each patient who was not told that the visit is called off."""
        for patient in self.sudo().patient_id:
            spoken = patient.with_context(lang=patient.company_id._staff_lang())
            spoken._ask_of_reception(
                spoken.env._("Call: no message tells them that their visit is called off.")
            )

    def _tell_broken(self, code, expires_at, **more):
        """Send one of these messages, once for the time the visit has."""
        self._drop_unsent_notices()
        kind = self.env['clinic.message.kind']._get(code)
        values = self._notice_values() | {
            'profesional': self.practitioner_id.name or self.company_id.name,
            **more,
        }
        key = f'visit:{self.uuid}:{code}:{self.start.isoformat()}:{more.get("minutos", "")}'
        return self._say(kind, values, key, expires_at)

    def _rebook_by_patient(self, slot):
        """Book a visit that was called off anew, at a slot of `_other_times`.

        :raises UserError: it is taken meanwhile; nothing has changed then
        """
        self.ensure_one()
        visit = self.sudo().with_context(**{QUIET: True})
        with self.env.cr.savepoint():
            visit._move(visit._slot_vals(slot))
            visit._change_state('scheduled')
            self.env.flush_all()
