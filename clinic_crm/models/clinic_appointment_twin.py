from odoo import api, fields, models

from ..const import NEUTRAL_VISIT

MIRRORED_STATES = ('scheduled', 'confirmed', 'arrived', 'in_consultation', 'done')
# Instead of whatever the caller's context holds: a patient's form that is open would be written
# into the event as its record.
TWIN_CONTEXT = {
    'no_mail_to_attendees': True,
    'dont_notify': True,
    'skip_contact_description': True,
    'tracking_disable': True,
    'mail_create_nolog': True,
    'mail_create_nosubscribe': True,
}


class ClinicAppointment(models.Model):
    """The visit's twin in Odoo's calendar, where a practitioner wants one: «Cita», and no more.

    One way only: whatever happens to the twin, nothing happens to the visit. Extends `_book`,
    `_move` and `_change_state`, so it loads after the files that define them.
    """

    _inherit = 'clinic.appointment'

    twin_id = fields.Many2one(
        'calendar.event',
        ondelete='set null',
        copy=False,
        readonly=True,
        index='btree_not_null',
        groups=fields.NO_ACCESS,
    )

    def _book(self, vals_list, waive=()):
        visits = super()._book(vals_list, waive)
        (visits | visits.session_id)._mirror()
        return visits

    def _confirm_hold(self, patient=None):
        result = super()._confirm_hold(patient)
        self._mirror()
        return result

    def _move(self, vals, waive=frozenset()):
        sessions = self.session_id
        result = super()._move(vals, waive)
        (self | sessions | self.session_id)._mirror()
        return result

    def _change_state(self, state, waive=frozenset(), reason=None):
        result = super()._change_state(state, waive, reason)
        self._mirror()
        return result

    def _mirror(self):
        """Make the twins of these visits what the visits are now."""
        gone = self.env['calendar.event'].sudo()
        new = []
        for visit in self.sudo():
            twin, user = visit.twin_id, visit._twin_user()
            if twin and twin.user_id != user:
                gone |= twin
                twin = twin.browse()
            if not user:
                continue
            times = {'start': visit.start, 'stop': visit.stop}
            if not twin:
                new.append((visit, user, times))
            elif any(twin[name] != value for name, value in times.items()):
                self._twins(user).browse(twin.id).write(times)
        gone.with_context(**TWIN_CONTEXT).unlink()
        for visit, user, times in new:
            event = self._twins(user).create(visit._twin_values(user) | times)
            visit._through_door().write({'twin_id': event.id})

    def _twin_user(self):
        """Whose calendar shows this visit; a group visit is shown once, by its session."""
        practitioner = self.practitioner_id
        shown = self.state in MIRRORED_STATES and not self.session_id
        wanted = shown and practitioner.mirror_calendar
        return practitioner.user_id if wanted else practitioner.user_id.browse()

    @api.model
    def _twin_values(self, user):
        return {
            'name': NEUTRAL_VISIT,
            'privacy': 'private',
            'show_as': 'busy',
            'user_id': user.id,
            'partner_ids': [fields.Command.set(user.partner_id.ids)],
            'alarm_ids': [fields.Command.clear()],
            'res_model_id': False,
            'res_id': False,
        }

    @api.model
    def _twins(self, user):
        """Odoo's events as the practitioner's own: nothing to accept, nobody to notify."""
        events = self.env['calendar.event'].with_user(user).sudo()
        return events.with_context(TWIN_CONTEXT)  # pylint: disable=context-overridden
