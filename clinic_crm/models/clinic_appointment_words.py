from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, format_time

from ..agenda import Code
from .clinic_appointment_rights import OVERBOOK_WAIVES, STAFF_WAIVES

DETAILS = 3  # of several alternatives, how many are explained to staff
GENERAL = (Code.NONE_FREE, Code.NO_RESOURCE, Code.NO_SESSION)


class ClinicAppointment(models.Model):
    """What the agenda answers, as sentences."""

    _inherit = 'clinic.appointment'

    def _refused(self, refusal, several=False):
        """The error to raise: a sentence for people, and the verdict beside it for our own code."""
        error = UserError(self._refusal_text(refusal, several))
        error.refusal = refusal
        return error

    def _refusal_text(self, refusal, several=False):
        """Why this visit cannot be, and what to do next, for whoever asks."""
        self.ensure_one()
        sentences = self._refusal_sentences(refusal)
        if several:
            when = self._agenda_when(refusal.start, dated=True)
            sentences.insert(0, self.env._("%(when)s:", when=when))
        staff = self._agenda_is_staff(self.source)
        remedy = self._remedy_text(refusal.codes - set(GENERAL)) if staff else None
        sentences.append(remedy or self.env._("Choose another time."))
        return _joined(sentences)

    def _refusal_reasons(self, refusal):
        """Only why, in one line."""
        return _joined(self._refusal_sentences(refusal))

    def _refusal_sentences(self, refusal):
        """Staff read what clashes; others never read a name or why somebody is away."""
        staff = self._agenda_is_staff(self.source)
        sentences = []
        reasons = list(refusal.reasons)
        general = [reason for reason in reasons if reason.code in GENERAL]
        if general and not staff:
            reasons = general
        elif general:
            details = [reason for reason in reasons if reason.code not in GENERAL]
            reasons = general + details[:DETAILS]
        for reason in reasons:
            sentence = self._reason_text(reason, staff)
            if sentence and sentence not in sentences:
                sentences.append(sentence)
        return sentences

    def _exception_kind(self, refusal):
        """What whoever asks could overrule with a reason: `late`, `overbook`; None when nothing."""
        codes = refusal.codes - set(GENERAL)
        if not codes or codes - STAFF_WAIVES - OVERBOOK_WAIVES:
            return None
        if not self._agenda_is_staff(self.source):
            return None
        if not codes - STAFF_WAIVES:
            return 'late'
        return 'overbook' if self.env.user.has_group('clinic_crm.group_overbook') else None

    def _remedy_text(self, codes):
        """How staff may book it all the same, or None when nobody may."""
        if not codes or codes - STAFF_WAIVES - OVERBOOK_WAIVES:
            return None
        if not codes - STAFF_WAIVES or self.env.user.has_group('clinic_crm.group_overbook'):
            return self.env._(
                "Choose another time, or write why it must be then in “Why the exception”."
            )
        return self.env._("Choose another time, or ask somebody who may overbook.")

    def _agenda_when(self, moment, dated=False):
        """A moment in the branch's zone: the hour, with the date when it is another day."""
        zone = self.company_id.clinic_tz
        if dated or format_date(self.env, self._agenda_local(moment)) != format_date(
            self.env, self._agenda_local(self.start)
        ):
            return format_datetime(self.env, moment, tz=zone, dt_format='short')
        return format_time(self.env, moment, tz=zone, time_format='short')

    def _agenda_local(self, moment):
        return self.company_id._on_clock(moment).date()

    def _reason_text(self, reason, staff):
        return (
            self._time_texts(reason, staff)
            | self._resource_texts(reason)
            | self._role_texts(reason)
        ).get(reason.code) or self.env._("That time cannot be booked.")

    def _limits(self, reason):
        """The obstacle's beginning and end as text, empty where there is none."""
        return {
            'since': self._agenda_when(reason.since) if reason.since else "",
            'until': self._agenda_when(reason.until) if reason.until else "",
        }

    def _time_texts(self, reason, staff):
        """Sentences on the time or the patient."""
        limits = self._limits(reason)
        if self.is_session:
            busy = self.env._(
                "Somebody of this group already has a visit from %(since)s to %(until)s.", **limits
            )
        elif staff:
            busy = self.env._(
                "%(patient)s already has a visit from %(since)s to %(until)s.",
                patient=self.patient_id.display_name,
                **limits,
            )
        else:
            busy = self.env._("You already have a visit from %(since)s to %(until)s.", **limits)
        rest = self.env._("That day is a rest day.")
        if reason.name:
            rest = self.env._("That day is a rest day: %(name)s.", name=reason.name)
        return {
            Code.BAD_RANGE: self.env._("The visit ends before it begins."),
            Code.PAST: self.env._("That time has already passed."),
            Code.NOTICE: self.env._(
                "It is too soon: the earliest time is %(time)s.", time=limits['until']
            ),
            Code.TOO_FAR: self.env._(
                "That is too far ahead: visits are booked until %(time)s.", time=limits['since']
            ),
            Code.PATIENT_BUSY: busy,
            Code.HOLIDAY: rest,
        }

    def _resource_texts(self, reason):
        """Sentences on one practitioner, room or device."""
        resource = self.env['clinic.resource'].sudo().browse(reason.resource or [])
        name = resource.name or self.env._("Nobody")
        until = self._limits(reason)['until']
        if until:
            busy = self.env._("%(resource)s is taken until %(time)s.", resource=name, time=until)
            full = self.env._("All places are taken until %(time)s.", time=until)
        else:
            busy = self.env._("%(resource)s is needed twice by this visit.", resource=name)
            full = self.env._("It has fewer places than this visit takes.")
        return {
            Code.OUTSIDE_HOURS: self.env._(
                "%(resource)s does not work at that time.", resource=name
            ),
            # why somebody is away is nobody's business
            Code.LEAVE: self.env._(
                "%(resource)s is away until %(time)s.", resource=name, time=until
            ),
            Code.EVENT: self.env._(
                "%(resource)s has another engagement until %(time)s.", resource=name, time=until
            ),
            Code.BUSY: busy,
            Code.CAPACITY_FULL: full,
        }

    def _role_texts(self, reason):
        """Sentences on a need that several could meet."""
        role = self._role_name(reason.role)
        until = self._limits(reason)['until']
        none = self.env._("%(role)s: none is free at that time.", role=role)
        if until:
            none = self.env._(
                "%(role)s: none is free at that time; the first one is at %(time)s.",
                role=role,
                time=until,
            )
        return {
            Code.NO_SESSION: self.env._("No group session starts at that time."),
            Code.NONE_FREE: none,
            Code.NO_RESOURCE: self.env._("%(role)s: there is none in this branch.", role=role),
        }

    def _role_name(self, role):
        need = self.env['clinic.appointment.role'].sudo().browse(int(role or 0)).exists()
        return need.name or self.env._("Resources")


def _joined(sentences):
    # a time may end with the period of "a.m."
    return " ".join(sentences).replace("..", ".")
