from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, format_time

LOOKED_AT = 200  # of the next gaps
PAGE = 12  # gaps that are shown
ASKED = 36  # gaps whose proposals the page asks for, at most eight queries each


class ClinicWaitingGap(models.Model):
    """What the waiting list's page shows of freed times."""

    _inherit = 'clinic.waiting.gap'

    @api.model
    @api.readonly
    def get_gaps(self):
        """The freed times somebody could fill, soonest first, for the waiting list's page.

        One look asks a bounded number of them: first those that nobody has been asked for in vain,
        which the job `_look_at_all` tells apart: however many useless ones, they hide no good one.

        :return: ``[{'id', 'day', 'begins', 'time', 'who', 'branch', 'cause', 'offer': None | {…},
            'proposals': [{'entry', 'patient', 'patient_id', 'phone', 'type', 'wishes', 'waited',
            'priority', 'start', 'time'}]}]``
        """
        self.check_access('read')
        shown = []
        gaps = self._upcoming_gaps()
        offers = gaps._offers()
        wanted = gaps._wanted()
        asked = 0
        for gap in gaps:
            offer = offers.get(gap.id)
            proposals = []
            if not offer and gap in wanted and asked < ASKED:
                asked += 1
                proposals = gap._proposals()
            if offer or proposals:
                shown.append(gap._shown(offer, proposals))
            if len(shown) >= PAGE:
                break
        starts = dict(zip(gaps.ids, gaps.mapped('start'), strict=True))
        return sorted(shown, key=lambda one: starts[one['id']])

    @api.model
    def _upcoming_gaps(self):
        """The next gaps, those left out that one other visit has taken whole."""
        now = fields.Datetime.now()
        gaps = self.search(
            [
                ('state', '=', 'open'),
                ('stop', '>', now),
                ('company_id', 'in', self.env.companies.ids),
            ],
            order='nobody_fits, start, id',
            limit=LOOKED_AT,
        )
        if not gaps:
            return gaps
        self.env['clinic.appointment'].flush_model()
        self.env['clinic.appointment.booking'].flush_model()
        taken = self.env.execute_query(
            SQL(
                """
            SELECT g.id FROM clinic_waiting_gap g
             WHERE g.id = ANY(%(gaps)s) AND g.session_id IS NULL AND EXISTS (
                   SELECT FROM clinic_appointment_booking b
                     JOIN clinic_appointment v ON v.id = b.appointment_id
                    WHERE b.resource_id = g.lead_id AND b.blocking AND b.capacity = 1
                      AND b.block_start <= greatest(g.start, %(now)s) AND b.block_stop >= g.stop
                      AND (b.expires_at IS NULL OR b.expires_at > %(now)s)
                      AND v.waiting_gap_id IS DISTINCT FROM g.id)
            """,
                gaps=gaps.ids,
                now=now,
            )
        )
        return gaps - self.browse([number for [number] in taken])

    def _shown(self, offer, proposals):
        causes = dict(self._fields['cause']._description_selection(self.env))
        return {
            'id': self.id,
            'day': self._day(self.start),
            'begins': self._time(self.start),
            'time': self.env._(
                "%(start)s to %(stop)s",
                start=self._time(self.start),
                stop=self._time(self.stop),
            ),
            'who': self.practitioner_id.sudo().name or self.lead_id.sudo().name or "",
            'branch': self.company_id.name if len(self.company_id.root_id.sudo().child_ids) else "",
            'cause': causes[self.cause],
            'offer': offer and self._shown_offer(offer),
            'proposals': [self._shown_proposal(match) for match in proposals],
        }

    def _day(self, moment):
        zone = self.company_id.clinic_tz
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment).date()
        today = fields.Date.context_today(self.with_context(tz=zone))
        if local == today:
            return self.env._("Today")
        if local == today + timedelta(days=1):
            return self.env._("Tomorrow")
        return format_date(self.env, local, date_format=self.env._("EEEE d MMMM"))

    def _time(self, moment):
        return format_time(self.env, moment, tz=self.company_id.clinic_tz, time_format='short')

    def _shown_proposal(self, match):
        entry = self.env['clinic.waiting.entry'].browse(match.entry.id)
        return {
            'entry': entry.id,
            'patient': entry.patient_id.display_name,
            'patient_id': entry.patient_id.id,
            'phone': entry.patient_id.phone or "",
            'type': entry.type_id.name,
            'wishes': entry.wishes,
            'waited': entry.waited_days,
            'priority': int(entry.priority),
            'start': fields.Datetime.to_string(match.start),
            'time': self._time(match.start),
        }

    def _shown_offer(self, offer):
        return {
            'id': offer.id,
            'patient': offer.patient_id.display_name,
            'patient_id': offer.patient_id.id,
            'phone': offer.patient_id.phone or "",
            'time': self._time(offer.start),
            'until': self._time(offer.hold_until),
        }
