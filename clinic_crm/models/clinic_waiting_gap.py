from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models

from ..agenda import Freed, Plan, Slot, Spans, epoch, misfits, rank
from ..agenda import moment as of_seconds

SHOWN = 3  # proposals of each gap
LOOK_AGAIN = timedelta(minutes=30)
SHORTEST = 300  # seconds of a rest worth keeping
KEEP_DAYS = 90
CAUSES = [
    ('cancelled', "Cancelled"),
    ('no_show', "Will not come"),
    ('moved', "Moved"),
    ('hold_expired', "Held and not taken"),
]


class ClinicWaitingGap(models.Model):
    """A stretch of somebody's agenda that came free, for the waiting list to fill.

    Who fits is asked each time, of the code that books: a gap that is taken by other ways simply
    has nobody to propose any more.
    """

    _name = 'clinic.waiting.gap'
    _description = "Freed time"
    _order = 'start, id'
    _rec_name = 'start'

    company_id = fields.Many2one(
        'res.company', string="Branch", required=True, ondelete='cascade', index=True
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    practitioner_id = fields.Many2one('clinic.practitioner', ondelete='cascade')
    resource_ids = fields.Many2many(
        'clinic.resource', 'clinic_waiting_gap_resource_rel', string="Freed"
    )
    lead_id = fields.Many2one(
        'clinic.resource',
        string="Whose time",
        ondelete='cascade',
        help="What a visit must use to fill it.",
    )
    session_id = fields.Many2one('clinic.appointment', string="Group visit", ondelete='cascade')
    cause = fields.Selection(CAUSES, required=True)
    state = fields.Selection(
        [('open', "To fill"), ('filled', "Filled"), ('dismissed', "Left empty")],
        required=True,
        default='open',
        copy=False,
        index=True,
    )
    chain = fields.Boolean(
        string="Offered one after the other",
        help="When somebody declines or does not answer, the next one is offered it at once.",
    )
    declined_ids = fields.Many2many(
        'clinic.waiting.entry',
        'clinic_waiting_gap_declined_rel',
        string="Declined by",
        copy=False,  # who declined one time may want another
    )
    filled_by_id = fields.Many2one(
        'clinic.appointment', string="Filled with", ondelete='set null', copy=False
    )

    # what the job found; the page asks those first that somebody may fit
    looked_at = fields.Datetime(string="Last looked at", readonly=True, copy=False)
    nobody_fits = fields.Boolean(string="Nobody fits", readonly=True, default=False, copy=False)

    _in_order = models.Constraint('CHECK (stop > start)', "The free time ends before it begins.")
    _upcoming = models.Index("(company_id, start) WHERE state = 'open'")

    # ------------------------------------------------------------------ made
    @api.model
    def _note_freed(self, visits, cause, stretches=None):
        """Note what these visits leave free, if anybody waits at all.

        :param visits: the visits as they are now; resources are still on their lines
        :param stretches: ``{visit id: what it occupied, as `_occupies` gives it}`` where the visit
            no longer tells (it moved)
        :return: the gaps
        """
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        gaps = self.sudo().browse()
        for visit in visits.sudo():
            start, stop, practitioner, resources, session = (
                stretches[visit.id] if stretches else visit._occupies()
            )
            if stop <= now or not self._anybody_waits(visit.company_id):
                continue
            lead = practitioner.resource_id or resources[:1]
            if not lead:
                continue
            vals = {
                'company_id': visit.company_id.id,
                'start': max(start, now),
                'stop': stop,
                'practitioner_id': practitioner.id,
                'lead_id': lead.id,
                'resource_ids': [fields.Command.set(resources.ids)],
                'session_id': session.id,
                'cause': cause,
            }
            gaps += self._join(vals) or self.sudo().create(vals)
        return gaps

    @api.model
    def _anybody_waits(self, branch):
        return bool(
            self.env['clinic.waiting.entry']
            .sudo()
            .search_count(
                [('company_id', '=', branch.root_id.id), ('state', 'in', ('waiting', 'offered'))],
                limit=1,
            )
        )

    @api.model
    def _join(self, vals):
        """The open gap of the same agenda that this stretch touches, widened by it."""
        if vals['session_id']:
            return None
        neighbours = self.sudo().search(
            [
                ('state', '=', 'open'),
                ('company_id', '=', vals['company_id']),
                ('lead_id', '=', vals['lead_id']),
                ('session_id', '=', False),
                ('start', '<=', vals['stop']),
                ('stop', '>=', vals['start']),
            ]
        )
        if not neighbours:
            return None
        kept = neighbours[0]
        kept.write(
            {
                'start': min(vals['start'], *neighbours.mapped('start')),
                'stop': max(vals['stop'], *neighbours.mapped('stop')),
                'resource_ids': [
                    *vals['resource_ids'],
                    *(fields.Command.link(n) for n in neighbours.resource_ids.ids),
                ],
                'cause': vals['cause'],
                'nobody_fits': False,
                'looked_at': False,
            }
        )
        (neighbours - kept).write({'state': 'dismissed'})
        return kept

    # ------------------------------------------------------------------ filled
    def _fill(self, visit):
        """This visit takes its time of the gap; what it leaves before and after stays to fill."""
        gap = self.sudo()
        vals = {'state': 'filled', 'filled_by_id': visit.id}
        # a place of a group has no rest, and who left a gap empty wants none of it
        if gap.state == 'open' and not gap.session_id:
            whole = Spans.of([(epoch(gap.start), epoch(gap.stop))])
            for first, last in whole - Spans.of([(epoch(visit.start), epoch(visit.stop))]):
                if last - first >= SHORTEST:
                    gap.copy({'start': of_seconds(first), 'stop': of_seconds(last)})
            vals |= {'start': visit.start, 'stop': visit.stop}
        gap.write(vals)

    # ------------------------------------------------------------------ who fits
    def _proposals(self, limit=SHOWN):
        """The entries that could really be booked here, in the order they are served.

        Each is judged with its own request by the code that books. At most eight queries a gap.

        :return: list of ``agenda.Match``
        """
        self.ensure_one()
        gap = self.sudo()
        freed = gap._freed()
        if gap.state != 'open' or freed.start >= freed.stop:
            return []
        entries = self._candidates()
        if not entries:
            return []
        return list(rank(entries._plain(), freed, self._judge(entries, freed), limit=limit))

    def _freed(self):
        return Freed(
            max(self.start, _round_up(fields.Datetime.now())),
            self.stop,
            self.company_id.clinic_tz,
            self.company_id.id,
            self.practitioner_id.id or None,
            frozenset(self.session_id.type_id.ids),
        )

    def _wanted(self):
        """These gaps without those that nobody who waits could want, by what they wish alone.

        The queries are as many for all as for one; whom it really fits is said by `_proposals`.
        """
        gaps = self.sudo()
        entries = gaps.env['clinic.waiting.entry'].search(
            [
                ('company_id', 'in', gaps.company_id.root_id.ids),
                ('state', '=', 'waiting'),
                ('patient_id.active', '=', True),
            ]
        )
        who = {}  # those who wish the same are asked once
        for entry, plain in zip(entries, entries._plain(), strict=True):
            wish = replace(plain, id=0, asked=None, priority=0)
            group = entry.type_id.seats > 1
            who.setdefault((entry.company_id.id, group, wish), set()).add(entry.id)

        def wanted(gap):
            freed = gap._freed()
            declined = set(gap.declined_ids.ids)
            return freed.start < freed.stop and any(
                clinic == gap.company_id.root_id.id
                # nobody opens a group for one who waits
                and (gap.session_id or not group)
                and mine - declined
                and not misfits(wish, freed)
                for (clinic, group, wish), mine in who.items()
            )

        return self.browse(gaps.filtered(wanted).ids)

    def _candidates(self):
        gap = self.sudo()
        domain = [
            ('company_id', '=', gap.company_id.root_id.id),
            ('state', '=', 'waiting'),
            ('id', 'not in', gap.declined_ids.ids),
            ('patient_id.active', '=', True),
        ]
        if gap.session_id:
            domain.append(('type_id', '=', gap.session_id.type_id.id))
        else:
            # nobody opens a group for one who waits
            domain.append(('type_id.seats', '=', 1))
        return self.env['clinic.waiting.entry'].sudo().search(domain)

    def _judge(self, entries, freed):
        """What says whether an entry can be booked at a start: a slot, or a refusal."""
        gap = self.sudo()
        Visit = self.env['clinic.appointment'].sudo()
        wanted = tuple(gap.resource_ids.ids)
        busy = Visit._agenda_patient_busy(entries.patient_id, freed.start, freed.stop)
        patients = {entry.id: entry.patient_id.id for entry in entries}
        # a place in a group is one of that very session, while it takes place
        group = {'session': gap.session_id.id, 'new_sessions': False} if gap.session_id else {}
        asked = {
            visit_type.id: replace(
                Visit._agenda_request(visit_type, gap.company_id, wanted=wanted, staff=True),
                **group,
            )
            for visit_type in entries.type_id
            if Visit._agenda_needs(visit_type.id)
        }
        needed = {
            number
            for request in asked.values()
            for role in request.roles
            for number in role.alternatives
        }
        world = Visit._agenda_world(
            gap.company_id,
            needed,
            freed.start,
            freed.stop,
            group_type=gap.session_id.type_id or None,
        )
        plans = {}

        def judge(entry, start):
            request = asked.get(entry.type)
            if not request:
                return None
            mine = busy.get(patients[entry.id], Spans())
            key = (entry.type, patients[entry.id] if mine else None)
            if key not in plans:
                plans[key] = Plan(world, _with_busy(request, mine))
            slot = plans[key].fits(start)
            if not isinstance(slot, Slot) or slot.session or gap.lead_id.id in slot.resources:
                return slot
            return None  # it could be then, but not in this gap

        return judge

    # ------------------------------------------------------------------ looked at
    @api.model
    def _look_at_all(self):
        """Ask of every gap to come whether anybody fits it, those never asked first.

        For the job: what the time does not suffice for is taken up by its next run, which follows
        at once.
        """
        now = fields.Datetime.now()
        gaps = self.sudo().search(
            [
                ('state', '=', 'open'),
                ('stop', '>', now),
                '|',
                ('looked_at', '=', False),
                ('looked_at', '<', now - LOOK_AGAIN),
            ],
            order='looked_at NULLS FIRST, start, id',
        )
        offered, wanted = gaps._offers(), gaps._wanted()
        Cron = self.env['ir.cron']
        if not Cron._commit_progress(0, remaining=len(gaps)):
            return
        for gap in gaps:
            gap = gap.try_lock_for_update()
            if gap:
                fits = gap.id in offered or (gap in wanted and bool(gap._proposals(limit=1)))
                gap.write({'looked_at': now, 'nobody_fits': not fits})
            if not Cron._commit_progress(1):
                return

    def _offer(self):
        """The time of this gap that is held for somebody now, or None."""
        return self._offers().get(self.id)

    def _offers(self):
        """``{gap id: the time of it that is held for somebody now}``"""
        offers = (
            self.env['clinic.appointment']
            .sudo()
            .search(
                [
                    ('waiting_gap_id', 'in', self.ids),
                    ('state', '=', 'hold'),
                    ('hold_until', '>', fields.Datetime.now()),
                ]
            )
        )
        return {offer.waiting_gap_id.id: offer for offer in offers}

    # ------------------------------------------------------------------ cleaning
    @api.autovacuum
    def _forget_old(self):
        before = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        self.sudo().search([('stop', '<', before), ('state', '!=', 'filled')]).unlink()


def _round_up(moment, minutes=5):
    passed = timedelta(
        minutes=moment.minute % minutes, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment if not passed else moment - passed + timedelta(minutes=minutes)


def _with_busy(request, busy):
    return replace(request, patient_busy=busy) if busy else request
