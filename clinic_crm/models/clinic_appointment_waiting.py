from odoo import api, fields, models

from ..agenda import Spans, epoch
from ..agenda import moment as of_seconds
from .clinic_appointment import FREE_STATES
from .clinic_waiting_entry import OPEN

# In the context: what these visits leave is not to be filled.
LEFT_EMPTY = 'clinic_left_empty'


class ClinicAppointment(models.Model):
    """What a visit has to do with the waiting list: what it leaves free, and whom it serves."""

    _inherit = 'clinic.appointment'

    waiting_entry_id = fields.Many2one(
        'clinic.waiting.entry',
        string="From the waiting list",
        ondelete='restrict',
        copy=False,
        readonly=True,
    )
    waiting_gap_id = fields.Many2one(
        'clinic.waiting.gap',
        string="Fills the time freed",
        ondelete='set null',
        copy=False,
        readonly=True,
        index='btree_not_null',
    )
    waiting_match_id = fields.Many2one(
        'clinic.waiting.entry',
        string="Waits for this",
        compute='_compute_waiting_match_id',
        help="An entry of the waiting list that this visit could answer.",
    )

    # An entry is served once, whatever happens at once: one visit, held or booked.
    _served_once = models.UniqueIndex(
        "(waiting_entry_id) WHERE waiting_entry_id IS NOT NULL "
        "AND state NOT IN ('cancelled', 'no_show')",
        "This patient has just been given a visit from the waiting list.",
    )

    @api.depends('patient_id', 'type_id', 'state', 'waiting_entry_id')
    def _compute_waiting_match_id(self):
        Entry = self.env['clinic.waiting.entry']
        found = {}
        if Entry.has_access('read'):
            entries = Entry.search(
                [
                    ('patient_id', 'in', self.patient_id.ids),
                    ('type_id', 'in', self.type_id.ids),
                    ('state', 'in', OPEN),
                ]
            )
            found = {(entry.patient_id, entry.type_id): entry for entry in entries}
        for visit in self:
            open_ = visit.state in ('scheduled', 'confirmed', 'arrived', 'in_consultation')
            mine = found.get((visit.patient_id._origin, visit.type_id._origin))
            visit.waiting_match_id = mine if open_ and not visit.waiting_entry_id else False

    def action_close_waiting(self):
        """This visit is what the patient waited for: off the list."""
        for visit in self.filtered('waiting_match_id'):
            visit.check_access('write')
            visit.waiting_match_id.check_access('write')
            visit.waiting_match_id._serve_with(visit)

    def action_offer_freed(self):
        """See `clinic.waiting.entry.action_offer_freed`."""
        self.ensure_one()
        return self.env['clinic.waiting.entry'].action_offer_freed(self)

    # ------------------------------------------------------------------ what it leaves free
    def _occupies(self):
        """(start, stop, practitioner, resources, session): what this visit takes for itself."""
        resources = (self.session_id or self).booking_ids.resource_id
        return self.start, self.stop, self.practitioner_id, resources, self.session_id

    def _waiting_gaps(self):
        """The open gaps that this visit's time falls into."""
        self.ensure_one()
        visit = self.sudo()
        domain = [
            ('state', '=', 'open'),
            ('company_id', '=', visit.company_id.id),
            ('start', '<', visit.stop),
            ('stop', '>', visit.start),
        ]
        if visit.practitioner_id:
            domain.append(('practitioner_id', '=', visit.practitioner_id.id))
        return self.env['clinic.waiting.gap'].search(domain)

    def _is_offer(self):
        return self.state == 'hold' and bool(self.sudo().waiting_entry_id)

    def _back_to_list(self):
        """Whoever these times were offered to waits on; silence counts as a no to this gap."""
        now = fields.Datetime.now()
        for offer in self.sudo():
            entry, gap = offer.waiting_entry_id, offer.waiting_gap_id
            over = offer.state == 'hold' and offer.hold_until <= now
            if offer.state == 'cancelled' or over:
                gap.declined_ids = [fields.Command.link(entry.id)]
            if entry.state == 'offered':
                entry.write({'state': 'waiting', 'offered_until': False})
                if over:
                    entry._tell_offer_over(entry, gap)

    def _change_state(self, state, waive=frozenset(), reason=None):
        taking = self.filtered(lambda visit: visit.state not in FREE_STATES)
        offers = taking.filtered(lambda visit: visit._is_offer())
        result = super()._change_state(state, waive, reason)
        if state in FREE_STATES:
            offers._back_to_list()
            cause = 'no_show' if state == 'no_show' else 'cancelled'
            if not self.env.context.get(LEFT_EMPTY):
                self.env['clinic.waiting.gap']._note_freed(taking - offers, cause)
        else:
            for offer in offers.sudo():
                offer.waiting_gap_id._fill(offer)
                offer.waiting_entry_id._leave('booked')
        return result

    def _move(self, vals, waive=frozenset()):
        before = {
            visit.id: visit.sudo()._occupies() for visit in self if visit.state not in FREE_STATES
        }
        result = super()._move(vals, waive)
        left = {}
        for visit in self.browse(before):
            start, stop, *whose = before[visit.id]
            new_start, new_stop, *now_whose = visit.sudo()._occupies()
            rest = Spans.of([(epoch(start), epoch(stop))])
            if now_whose == whose:
                rest -= Spans.of([(epoch(new_start), epoch(new_stop))])
            for first, last in rest:
                left[visit.id] = (of_seconds(first), of_seconds(last), *whose)
        if left:
            self.env['clinic.waiting.gap']._note_freed(self.browse(left), 'moved', left)
        return result

    def unlink(self):
        """A time held and not taken is free again; who was offered one is back on the list."""
        now = fields.Datetime.now()
        holds = self.sudo().filtered(lambda visit: visit.state == 'hold')
        offers = holds.filtered('waiting_entry_id')
        offers._back_to_list()
        lapsed = (holds - offers).filtered(lambda visit: visit.hold_until <= now < visit.stop)
        stretches = {visit.id: visit._occupies() for visit in lapsed}
        if lapsed:
            self.env['clinic.waiting.gap']._note_freed(lapsed, 'hold_expired', stretches)
        return super().unlink()
