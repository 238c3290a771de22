from datetime import time

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time

from ..agenda import Code
from .clinic_appointment import FREE_STATES
from .clinic_appointment_rights import OVERBOOK_WAIVES, STAFF_WAIVES

DETAILS = 3  # of several alternatives, how many are explained to staff
CLASHES = 2  # of several visits that are in the way, how many are named
GENERAL = (Code.NONE_FREE, Code.NO_RESOURCE, Code.NO_SESSION)
LAST_MINUTE = time(23, 59)  # when a day ends that somebody has off


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
        elif Code.HOLIDAY in refusal.codes:  # then it goes without saying that nobody is free
            reasons = [reason for reason in reasons if reason not in general]
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
                "Choose another time, or write in “Why the exception” why it must be then."
            )
        return self.env._("Choose another time, or ask somebody who may overbook.")

    def _agenda_when(self, moment, dated=False):
        """A moment in the branch's zone: the hour, with the day when it is another day."""
        local = self._local(moment).date()
        hour = format_time(self.env, moment, tz=self.company_id.clinic_tz, time_format='short')
        if not dated and local == self._local(self.start).date():
            return hour
        this_year = local.year == self._local(fields.Datetime.now()).year
        day = format_date(self.env, local, date_format='EEE d MMM' if this_year else 'EEE d MMM y')
        return day if self._ends_its_day(moment) else f"{day}, {hour}"

    def _ends_its_day(self, moment):
        return self._local(moment).time() >= LAST_MINUTE

    def _is_rest_of_day(self, until):
        same_day = self._local(until).date() == self._local(self.start).date()
        return same_day and self._ends_its_day(until)

    def _reason_text(self, reason, staff):
        return (
            self._time_texts(reason, staff)
            | self._resource_texts(reason, staff)
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

    def _resource_texts(self, reason, staff):
        """Sentences on one practitioner, room or device."""
        resource = self.env['clinic.resource'].sudo().browse(reason.resource or [])
        name = resource.name or self.env._("Nobody")
        until = self._limits(reason)['until']
        # why somebody is away is nobody's business
        away = self.env._("%(resource)s is away until %(time)s.", resource=name, time=until)
        if reason.until and self._is_rest_of_day(reason.until):
            away = self.env._("%(resource)s is away for the rest of that day.", resource=name)
        if until:
            busy = self.env._("%(resource)s is taken until %(time)s.", resource=name, time=until)
            clashes = self._clashes(resource) if staff and reason.code == Code.BUSY else ""
            if clashes:
                busy = self.env._(
                    "%(resource)s is taken until %(time)s (%(visits)s).",
                    resource=name,
                    time=until,
                    visits=clashes,
                )
            full = self.env._("All places are taken until %(time)s.", time=until)
        else:
            busy = self.env._("%(resource)s is needed twice by this visit.", resource=name)
            full = self.env._("It has fewer places than this visit takes.")
        return {
            Code.OUTSIDE_HOURS: self.env._(
                "%(resource)s does not work at that time.", resource=name
            ),
            Code.LEAVE: away,
            Code.EVENT: self.env._(
                "%(resource)s has another engagement until %(time)s.", resource=name, time=until
            ),
            Code.BUSY: busy,
            Code.CAPACITY_FULL: full,
        }

    def _clashes(self, resource):
        """Whose visits are in the way at this resource, as far as whoever asks may see them."""
        lines = (
            self.env['clinic.appointment.booking']
            .sudo()
            .search(
                [
                    ('resource_id', '=', resource.id),
                    ('block_start', '<', self.stop),
                    ('block_stop', '>', self.start),
                    '|',
                    ('blocking', '=', True),
                    '&',  # what was squeezed in takes its time too
                    ('appointment_id.overbooked', '=', True),
                    ('appointment_id.state', 'not in', FREE_STATES),
                ],
                order='block_start',
            )
        )
        visits = lines.appointment_id.with_env(self.env)._filtered_access('read') - self
        names = [
            f"{visit.display_name}, {self._agenda_when(visit.start)}" for visit in visits[:CLASHES]
        ]
        return "; ".join(names) + ("…" if len(visits) > CLASHES else "")

    def _role_texts(self, reason):
        """Sentences on a need that several could meet."""
        role = self._role_name(reason.role)
        until = self._limits(reason)['until']
        none = self.env._("%(role)s: none is free at that time.", role=role)
        if until and not self._ends_its_day(reason.until):
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
