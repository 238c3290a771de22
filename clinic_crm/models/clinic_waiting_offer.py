import secrets

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError, UserError

from .clinic_appointment import FREE_STATES


class ClinicWaitingEntry(models.Model):
    """Serving the list: a freed time is booked for a patient at once, or offered.

    An *offer* is a held visit (``clinic.appointment`` in state ``hold``) with ``waiting_entry_id``
    and ``waiting_gap_id``; the agenda's own constraint makes two offers of one time impossible.

    For addons that talk to patients::

        offer = env['clinic.waiting.entry']._offer_next(gap, chain=True)
        env['clinic.waiting.entry']._accept(offer)      # the patient said yes
        env['clinic.waiting.entry']._decline(offer)     # … no: the next one is offered it

    They extend `_tell_offer` to say it, `_can_be_told` and `_is_unheard` to pass over whom nothing
    reaches, and `_tell_offer_over` to say that it is over. A gap comes
    from `clinic.waiting.gap`, e.g. ``env['clinic.appointment'].browse(…)._waiting_gaps()``.
    """

    _inherit = 'clinic.waiting.entry'

    # ------------------------------------------------------------------ for other addons
    @api.model
    def _offer_next(self, gap, minutes=None, chain=None):
        """Hold a freed time for the next patient it fits.

        :param gap: ``clinic.waiting.gap``
        :param int minutes: how long; none: as the clinic has set
        :param bool chain: whether declining or silence offers it to the next at once, for offers
            made without a person; none: as the gap has it
        :return: the offer (a held ``clinic.appointment``), empty when nobody fits any more
        """
        gap = gap.sudo()
        if chain is not None:
            gap.chain = chain
        offer = self.env['clinic.appointment']
        if gap._offer():
            return offer
        # what somebody else takes at this moment is judged anew; who does not fit comes no more
        for match in gap._proposals(limit=None):
            entry = self.browse(match.entry.id)
            if gap.chain and not entry._can_be_told():
                continue  # the desk may call, nobody waits for silence
            try:
                with self.env.cr.savepoint():
                    return entry._offer_in(gap, match.start, minutes)
            except UserError:
                continue
        return offer

    @api.model
    def _accept(self, offer):
        """Make an offered time the patient's visit. Saying it twice is saying it once.

        :param offer: what `_offer_next` returned
        :return: the visit
        :raises UserError: it is not held any more and somebody has it, or the patient was served
        """
        offer = offer.sudo().exists()
        entry, gap = offer.waiting_entry_id, offer.waiting_gap_id
        if entry and offer.state not in ('hold', *FREE_STATES):
            return offer.sudo(False)
        if not entry or offer.state != 'hold':
            raise UserError(self.env._("This time is not held any more. Choose another."))
        try:
            with self.env.cr.savepoint():
                offer._confirm_hold()
        except LockError as error:
            raise ConcurrencyError("Somebody answers this offer at this moment") from error
        entry._leave('booked')
        gap._fill(offer)
        self.env.flush_all()
        return offer.sudo(False)

    @api.model
    def _decline(self, offer, again=False):
        """Give an offered time back, and offer it to the next where the gap goes on by itself.

        The patient stays on the list, and is not proposed for this gap again.

        :param bool again: the patient may be offered the same gap once more
        :return: the offer to the next one, or an empty ``clinic.appointment``
        """
        offer = offer.sudo().exists()
        entry, gap = offer.waiting_entry_id, offer.waiting_gap_id
        if not entry or offer.state != 'hold':
            return self.env['clinic.appointment']
        offer.unlink()  # which puts the patient back on the list
        if not again:
            gap.declined_ids = [fields.Command.link(entry.id)]
        return self._offer_next(gap) if gap.chain else self.env['clinic.appointment']

    @api.model
    def _tell_offer(self, offer):
        """Called when a time is offered; who can reach patients extends it."""

    def _can_be_told(self):
        """Whether an offer would reach the patient; who can reach patients extends it."""
        return True

    def _is_unheard(self):
        """Whether the offer that waits for an answer reached nobody; extended like that."""
        return False

    @api.model
    def _tell_offer_over(self, entry, gap):
        """Called when an offer that ran out unanswered is given back, by whatever does so."""

    # ------------------------------------------------------------------ the two ways to serve
    def _offer_in(self, gap, start, minutes=None):
        """Hold this start of a gap for the patient.

        :raises UserError: who has it, or that the patient was served meanwhile
        """
        self._check_waits()
        minutes = minutes or gap.sudo().company_id.root_id.clinic_offer_minutes
        self.sudo().state = 'offered'
        self.env.flush_all()
        offer = (
            self.env['clinic.appointment']
            .sudo()
            ._hold(self._visit_vals(gap, start), f'waiting-{secrets.token_urlsafe(18)}', minutes)
        )
        self.sudo().offered_until = offer.hold_until
        self.env.ref('clinic_crm.ir_cron_waiting')._trigger(at=offer.hold_until)
        self._tell_offer(offer)
        return offer.sudo(False)

    def _book_in(self, gap, start):
        """Book this start of a gap for the patient, who has said yes.

        :raises UserError: who has it, or that the patient was served meanwhile
        """
        self._check_waits()
        # first, so that two desks that serve one patient meet here and the second begins again
        self._leave('booked')
        self.env.flush_all()
        [visit] = self.env['clinic.appointment'].sudo()._book([self._visit_vals(gap, start)])
        gap._fill(visit)
        self.env.flush_all()
        return visit.sudo(False)

    def _visit_vals(self, gap, start):
        gap = gap.sudo()
        return {
            'patient_id': self.patient_id.id,
            'type_id': self.type_id.id,
            'company_id': gap.company_id.id,
            'practitioner_id': gap.practitioner_id.id,
            'resource_ids': [fields.Command.set(gap.resource_ids.ids)],
            'start': start,
            'waiting_entry_id': self.id,
            'waiting_gap_id': gap.id,
        }

    def _check_waits(self):
        """Refuse, saying who served the patient and when, what is not waiting any more."""
        self.ensure_one()
        entry = self.sudo()
        if entry.state == 'waiting':
            return
        visit = entry.appointment_id
        if visit:
            raise UserError(
                self.env._(
                    "%(patient)s has just been given %(when)s (by %(user)s).",
                    patient=entry.patient_id.display_name,
                    when=entry._when(visit),
                    user=visit.create_uid.name,
                )
            )
        raise UserError(
            self.env._(
                "%(patient)s is not on the waiting list any more.",
                patient=entry.patient_id.display_name,
            )
        )

    def _release_offer(self):
        """Give back what is held for these patients."""
        for offer in self.sudo().appointment_ids.filtered(lambda visit: visit.state == 'hold'):
            self._decline(offer)

    # ------------------------------------------------------------------ the desk's page
    @api.model
    def fill_gap(self, gap_id, entry_id, start, offer=False):
        """Book a freed time for a patient, or hold it until the patient has said something.

        :param str start: UTC, as the page got it
        :return: ``{'done': bool, 'message': sentence for the desk}``
        """
        gap, entry = self._of_page(gap_id, entry_id)
        start = fields.Datetime.to_datetime(start)
        try:
            with self.env.cr.savepoint():
                if gap.state != 'open':
                    raise UserError(self.env._("It is not free any more."))
                if offer:
                    visit = entry._offer_in(gap, start)
                    visit.check_access('write')
                    message = self.env._(
                        "%(when)s is held for %(patient)s until %(until)s.",
                        when=entry._when(visit),
                        patient=entry.patient_id.display_name,
                        until=gap._time(visit.hold_until),
                    )
                else:
                    visit = entry._book_in(gap, start)
                    visit.check_access('write')  # practitioners keep their own agenda only
                    message = self.env._(
                        "%(patient)s has %(when)s.",
                        when=entry._when(visit),
                        patient=entry.patient_id.display_name,
                    )
        except UserError as error:
            self.env.invalidate_all()
            message = gap._taken_text() or str(error)
            return self._answer(False, message)
        return self._answer(True, message)

    @api.model
    def answer_offer(self, offer_id, accepted):
        """What the patient said to a time held for them. Returns as `fill_gap`."""
        offer = self.env['clinic.appointment'].browse(offer_id)
        self.check_access('write')
        try:
            with self.env.cr.savepoint():
                offer = offer.exists()
                if offer:
                    offer.check_access('write')
                entry = offer.sudo().waiting_entry_id
                if accepted:
                    visit = self._accept(offer)
                    message = self.env._(
                        "%(patient)s has %(when)s.",
                        when=entry._when(visit),
                        patient=entry.patient_id.display_name,
                    )
                else:
                    self._decline(offer)
                    message = self.env._("It is free again, for the next one on the list.")
        except UserError as error:
            self.env.invalidate_all()
            return self._answer(False, str(error))
        return self._answer(True, message)

    @api.model
    def dismiss_gap(self, gap_id):
        """Nobody of the list is wanted there. Returns as `fill_gap`."""
        gap, _entry = self._of_page(gap_id)
        gap.sudo().write({'state': 'dismissed', 'chain': False})
        return self._answer(True, self.env._("It is left empty."))

    @api.model
    def _answer(self, done, message):
        # a time may end with the period of "a.m."
        return {'done': done, 'message': message.replace("..", ".")}

    @api.model
    def _of_page(self, gap_id, entry_id=None):
        """The records a page names, if this user may serve the list there."""
        gap = self.env['clinic.waiting.gap'].browse(gap_id).exists()
        entry = self.browse(entry_id or []).exists()
        if not gap or (entry_id and not entry):
            raise UserError(self.env._("This page is old: open it again."))
        gap.check_access('read')
        entry.check_access('write')
        self.check_access('write')
        self.env['clinic.appointment'].check_access('create')
        return gap, entry

    @api.model
    def action_offer_freed(self, appointment):
        """What a cancellation shows next: the waiting list, when somebody on it fits.

        :param appointment: the visit that was cancelled, marked absent or moved
        :return: an action, or False when nobody fits what it left
        """
        gaps = appointment._waiting_gaps()
        if not any(gap._proposals(limit=1) for gap in gaps):
            return False
        return self.env['ir.actions.act_window']._for_xml_id('clinic_crm.clinic_waiting_action')

    # ------------------------------------------------------------------ offers that ran out
    @api.model
    def _cron_move_on(self):
        """Give back what was offered and not answered, offer it to the next where that was
        wanted, and take off the list who waited for days that are over."""
        now = fields.Datetime.now()
        self._expire()
        self.env['ir.cron']._commit_progress(0)
        offered = self.sudo().search([('state', '=', 'offered')])
        for entry in offered.filtered(lambda one: one.offered_until <= now or one._is_unheard()):
            entry = entry.try_lock_for_update()
            if not entry or entry.state != 'offered':
                continue
            offer = entry.appointment_ids.filtered(lambda visit: visit.state == 'hold')
            if offer:
                self._decline(offer)
            elif entry.appointment_id:
                entry._leave('booked')
            else:
                entry.write({'state': 'waiting', 'offered_until': False})
            if not self.env['ir.cron']._commit_progress(1):
                return
        # one whose offer was swept away by a booking or by the other job goes on here
        Gap = self.env['clinic.waiting.gap'].sudo()
        for gap in Gap.search([('state', '=', 'open'), ('chain', '=', True), ('stop', '>', now)]):
            self._offer_next(gap)
            if not self.env['ir.cron']._commit_progress(1):
                return
        Gap._look_at_all()


class ClinicWaitingGap(models.Model):
    _inherit = 'clinic.waiting.gap'

    def _taken_text(self):
        """Who has filled this gap, and when, as others have committed it by now; or None."""
        self.ensure_one()
        with self.env['clinic.appointment']._other_cursor(True) as cursor:
            cursor.execute(
                """
                SELECT id FROM clinic_appointment
                 WHERE waiting_gap_id = %s AND state NOT IN %s
                   AND (state <> 'hold' OR hold_until > now() AT TIME ZONE 'UTC')
                 ORDER BY id DESC LIMIT 1
                """,
                [self.id, FREE_STATES],
            )
            [number] = cursor.fetchone() or [None]
            if not number:
                return None
            visit = self.env(cr=cursor)['clinic.appointment'].sudo().browse(number)
            values = {
                'user': visit.create_uid.name,
                'patient': visit.patient_id.display_name,
                'when': visit._agenda_when(visit.start, dated=True),
                'at': self._time(visit.create_date),
            }
            held = visit.state == 'hold'
        if held:
            return self.env._(
                "%(user)s is offering this time to %(patient)s (%(when)s, since %(at)s). Choose "
                "another time for your patient.",
                **values,
            )
        return self.env._(
            "%(user)s has just filled this time at %(at)s, for %(patient)s (%(when)s). Nothing "
            "changed for your patient.",
            **values,
        )
