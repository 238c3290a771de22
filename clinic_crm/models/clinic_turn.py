from odoo import api, fields, models

LOCK_TURN = 0x0C11E  # class of PostgreSQL's advisory locks, see clinic_appointment_door


class ClinicTurn(models.Model):
    """The number somebody gets on arriving: from 1 in each branch on each of its local days.

    It is all the waiting room's screen reads: numbers and rooms stand here, who it is does not.
    """

    _name = 'clinic.turn'
    _description = "Turn in the waiting room"
    _order = 'day desc, company_id, number'
    _rec_name = 'number'
    _log_access = False

    appointment_id = fields.Many2one(
        'clinic.appointment', string="Visit", required=True, ondelete='cascade'
    )
    company_id = fields.Many2one('res.company', string="Branch", required=True, ondelete='cascade')
    day = fields.Date(required=True)
    number = fields.Integer(string="Turn", required=True)
    called_at = fields.Datetime(string="Called at")
    room_id = fields.Many2one(
        'clinic.resource', string="Called to", ondelete='set null', index='btree_not_null'
    )

    _once_a_day = models.Constraint(
        'UNIQUE (company_id, day, number)',
        "That turn has just been given to somebody else. Try again.",
    )
    _one_each = models.Constraint('UNIQUE (appointment_id)', "This visit already has its turn.")
    _positive = models.Constraint('CHECK (number > 0)', "Turns count from 1.")
    _called = models.Index('(company_id, called_at DESC) WHERE called_at IS NOT NULL')

    @api.model
    def _local_day(self, branch):
        return branch._on_clock(fields.Datetime.now()).date()

    @api.model
    def _give(self, visits):
        """Give these visits, which have just arrived, the next numbers of their branches.

        A visit keeps the number it got today, also after an arrival taken back by mistake.
        """
        known = {turn.appointment_id: turn for turn in self._of(visits)}
        for branch, arrived in visits.grouped('company_id').items():
            day = self._local_day(branch)
            waiting = arrived.filtered(
                lambda visit, branch=branch, day=day: (
                    visit not in known
                    or (known[visit].company_id, known[visit].day) != (branch, day)
                )
            )
            if not waiting:
                continue
            last = self._lock_last(branch, day)
            for number, visit in enumerate(waiting, last + 1):
                vals = {'company_id': branch.id, 'day': day, 'number': number}
                if visit in known:
                    known[visit].write({**vals, 'called_at': False, 'room_id': False})
                else:
                    self.sudo().create({**vals, 'appointment_id': visit.id})

    @api.model
    def _lock_last(self, branch, day):
        """Wait until no other desk of the branch is giving a turn; return the last one given.

        What others gave since this transaction began is not in its snapshot: it is asked for on a
        connection of its own. The constraint is what makes a number unique; the lock makes that
        nobody is refused.
        """
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_TURN, branch.id])
        self.flush_model()
        last = 0
        with self.env['clinic.appointment']._other_cursor(True) as other:
            for cursor in (self.env.cr, other):
                cursor.execute(
                    "SELECT max(number) FROM clinic_turn WHERE company_id = %s AND day = %s",
                    [branch.id, day],
                )
                last = max(last, cursor.fetchone()[0] or 0)
        return last

    @api.model
    def _of(self, visits):
        return self.sudo().search([('appointment_id', 'in', visits.ids)])

    def _call(self, room=None):
        """Put these turns on top of the waiting room's screen."""
        for turn in self:
            turn.write(
                {
                    'called_at': fields.Datetime.now(),
                    'room_id': (room or turn._room()).id,
                }
            )

    def _room(self):
        """Where to send them: the room of the visit, or the one its practitioner last called to."""
        self.ensure_one()
        visit = self.appointment_id
        lines = (visit.session_id or visit).booking_ids
        rooms = lines.resource_id.filtered(lambda resource: resource.kind == 'room')
        if rooms:
            return rooms[0]
        return self.search(
            [
                ('company_id', '=', self.company_id.id),
                ('day', '=', self.day),
                ('room_id', '!=', False),
                ('appointment_id.practitioner_id', '=', visit.practitioner_id.id),
            ],
            order='called_at desc',
            limit=1,
        ).room_id
