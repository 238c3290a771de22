from unicodedata import normalize
from urllib.parse import quote_plus

from odoo import api, fields, models
from odoo.tools import SQL

from ..agenda import Courtesy, epoch, plan, zone
from .clinic_appointment import BOOKED_STATES
from .clinic_reminder import KIND

WATCHED = frozenset(
    ('start', 'state', 'patient_id', 'type_id', 'company_id', 'walk_in', 'is_session')
)
DIRECT = frozenset(('patient_id', 'walk_in'))  # all other changes come through the door
REST_AHEAD = {'days': 400}


class ClinicAppointment(models.Model):
    """A visit's reminders follow whatever happens to it, in the same transaction."""

    _inherit = 'clinic.appointment'

    reminder_ids = fields.One2many(
        'clinic.reminder', 'appointment_id', string="Reminders", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        if self._is_through_door():
            visits._plan_reminders()
        return visits

    def write(self, vals):
        result = super().write(vals)
        if (WATCHED if self._is_through_door() else DIRECT) & vals.keys():
            self._plan_reminders()
        return result

    # ------------------------------------------------------------------ planned
    def _plan_reminders(self):
        """Bring the reminders of these visits to what the visits are now.

        Some queries, whatever the number of visits. Whoever sends one of these at this moment has
        locked its row: then one of both transactions begins again, and sees what the other did.
        """
        visits, now = self.sudo(), fields.Datetime.now()
        Rule = self.env['clinic.reminder.rule']
        known = self._known_reminders()
        rows, kept, courtesies = [], [], {}
        for visit in visits:
            if not visit._is_reminded_of(now):
                continue
            branch = visit.company_id
            if branch not in courtesies:
                courtesies[branch] = branch._reminder_courtesy()
            rules = Rule._of(branch.root_id.id, visit.type_id.id)
            for one in plan(rules, visit.start, known.get(visit.id, {}), now, courtesies[branch]):
                kept.append((visit.id, one.key, one.start))
                why = 'booked_late' if one.state == 'skipped' else None
                rows.append(
                    (visit.id, visit.company_id.id, one.key, one.start, one.due_at, one.state, why)
                )
        planned = [
            (visit, *name)
            for visit, names in known.items()
            for name, state in names.items()
            if state == 'planned'
        ]
        self._withdraw_reminders(set(planned) - set(kept))
        self._write_reminders(rows)
        if any(known.values()):
            visits._drop_unsent_reminders()

    def _is_reminded_of(self, now):
        return (
            self.state in BOOKED_STATES
            and self.start > now
            and bool(self.patient_id)
            and not self.is_session
            and not self.walk_in
        )

    def _known_reminders(self):
        """``{visit id: {(rule id, start): state}}``."""
        Reminder = self.env['clinic.reminder']
        Reminder.flush_model()
        found = {}
        if self.ids:
            for visit, rule, start, state in self.env.execute_query(
                SQL(
                    "SELECT appointment_id, rule_id, start, state FROM clinic_reminder"
                    " WHERE appointment_id = ANY(%s)",
                    self.ids,
                )
            ):
                found.setdefault(visit, {})[rule, start] = state
        return found

    @api.model
    def _withdraw_reminders(self, names):
        """Take back these planned reminders, given as (visit id, rule id, start)."""
        if not names:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE clinic_reminder SET state = 'withdrawn'"
                " WHERE state = 'planned' AND (appointment_id, rule_id, start) IN %s",
                tuple(names),
            )
        )
        self.env['clinic.reminder'].invalidate_model()

    @api.model
    def _write_reminders(self, rows):
        """Plan these, given as in `_plan_reminders`; one that was sent stays as it is, and one that
        was skipped says why it was at first."""
        if not rows:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO clinic_reminder AS r
                       (appointment_id, company_id, rule_id, start, due_at, state, why)
                VALUES %s
                    ON CONFLICT (appointment_id, rule_id, start) DO UPDATE
                   SET due_at = EXCLUDED.due_at, state = EXCLUDED.state,
                       why = CASE r.state WHEN EXCLUDED.state THEN r.why ELSE EXCLUDED.why END,
                       company_id = EXCLUDED.company_id
                 WHERE r.state <> 'sent' AND (r.due_at, r.state, r.company_id)
                       IS DISTINCT FROM (EXCLUDED.due_at, EXCLUDED.state, EXCLUDED.company_id)
                """,
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        self.env['clinic.reminder'].invalidate_model()
        first = min((row[4] for row in rows if row[5] == 'planned'), default=None)
        if first and first > fields.Datetime.now():
            self.env['clinic.reminder']._wake_at(first)

    def _drop_unsent_reminders(self):
        """Take back reminders handed over but not gone, of another time or of no visit any more."""
        Reminder = self.env['clinic.reminder']
        queued = [('state', '=', 'sent'), ('message_id.state', '=', 'queued')]
        sent = Reminder.search([('appointment_id', 'in', self.ids), *queued])
        sent |= Reminder.search([('message_id', 'in', sent.message_id.ids), *queued])
        stale = sent.filtered(
            lambda r: (
                r.start != r.appointment_id.start or r.appointment_id.state not in BOOKED_STATES
            )
        )
        dropped = stale.message_id._take_back(
            self.env._("The visit has changed: this reminder was of no use.")
        )
        # others that went with it are still to be reminded of, and this one if it comes back
        for reminder in sent.filtered(lambda r: r.message_id in dropped):
            reminder.write(
                {
                    'state': 'withdrawn' if reminder in stale else 'planned',
                    'message_id': False,
                }
            )

    # ------------------------------------------------------------------ said
    def _send_reminder(self, dedupe_key, expires_at):
        """Send it now, whenever it was due; returns the `clinic.message`."""
        self.ensure_one()
        kind = self.env['clinic.message.kind']._get(KIND)
        return self._say(kind, self._notice_values(), dedupe_key, expires_at)

    def _notice_values(self, among=1):
        """Also how to get there."""
        return super()._notice_values(among) | {'llegar': self._way_in_words()}

    def _way_in_words(self):
        """«Cómo llegar: https://…» of the branch, or the address of the video call."""
        if self.type_id.video:
            return f"Para entrar a la videollamada: {self.video_url}" if self.video_url else ''
        address = self.company_id._map_url()
        return f"Cómo llegar: {address}" if address else ''


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _map_url(self):
        """Where this branch is, on a map; empty without a street."""
        partner = self.sudo().partner_id
        if not partner.street:
            return ''
        town = ' '.join(filter(None, (partner.zip, partner.city)))
        place = ', '.join((partner.street, town) if town else (self.name, partner.street))
        # people read it: an accent would be six signs, and maps do without
        plain = normalize('NFKD', place[:120]).encode('ascii', 'ignore').decode()
        return f"https://maps.google.com/?q={quote_plus(plain, safe=',')}"

    def _reminder_courtesy(self):
        """This branch's clock and rest days."""
        return Courtesy(zone(self.clinic_tz), self._rest_day_ordinals())

    def _rest_day_ordinals(self):
        """The days (ordinals, by this branch's clock) on which the whole clinic rests."""
        self.ensure_one()
        now = fields.Datetime.now()
        companies = [int(part) for part in self.sudo().parent_path.split('/') if part]
        leaves = self.env['resource.calendar.leaves'].sudo().search_fetch(
            [
                ('time_type', '=', 'leave'),
                ('resource_id', '=', False),
                '|',
                ('clinic_rest_day', '!=', False),
                ('calendar_id', '=', False),
                ('company_id', 'in', [*companies, False]),
                ('date_to', '>', fields.Datetime.subtract(now, days=30)),
                ('date_from', '<', fields.Datetime.add(now, **REST_AHEAD)),
            ],
            ['date_from', 'date_to', 'company_id'],
        )  # fmt: skip
        found = set()
        for leave in leaves:
            # a rest day of the clinic is that day on the clock of each of its branches
            clock = zone(leave.company_id.clinic_tz or self.clinic_tz)
            first = clock.day(epoch(leave.date_from))
            found.update(range(first, clock.day(epoch(leave.date_to) - 1) + 1))
        return frozenset(found)
