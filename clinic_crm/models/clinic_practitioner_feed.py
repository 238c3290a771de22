import hmac
from datetime import timedelta
from uuid import UUID, uuid5

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.http import request

from ..agenda.feed import Entry, calendar
from ..const import NEUTRAL_VISIT

BACK, AHEAD = timedelta(days=30), timedelta(days=180)
SHOWN = ('scheduled', 'confirmed', 'arrived', 'in_consultation', 'done')
LONGEST_TOKEN = 100


class ClinicPractitioner(models.Model):
    """The practitioner's visits for the calendar of a phone: when and where, never who or why.

    Whoever has the address reads it, as with every such feed; a new secret closes the old one.
    """

    _inherit = 'clinic.practitioner'

    @api.model
    def _by_feed_token(self, token):
        """The practitioner of a secret, with superuser rights, or none.

        All secrets are compared, each in constant time: how long it takes tells nothing.
        """
        found = self.sudo().browse()
        given = (token or '')[:LONGEST_TOKEN].encode()
        with_token = [('ics_token', '!=', False)]
        for practitioner in found.search_fetch(with_token, ['ics_token', 'user_id']):
            if hmac.compare_digest(practitioner.ics_token.encode(), given):
                found = practitioner
        # the feed of somebody who has left ends with the user
        return found if not found.user_id or found.user_id.active else found.browse()

    def _feed(self):
        """The feed's bytes, the same as long as no visit has changed."""
        self.ensure_one()
        visits = self._feed_visits()
        return calendar(
            f"{NEUTRAL_VISIT}s · {self.company_id.name}",
            [
                Entry(
                    # says nothing of the visit's own uuid, and never changes
                    str(uuid5(UUID(visit.uuid), 'feed')),
                    visit.start,
                    visit.stop,
                    visit.write_date,
                    NEUTRAL_VISIT,
                    self._feed_place(visit),
                )
                for visit in visits
            ],
        )

    def _feed_visits(self):
        """A group visit counts once, by its session. What is cancelled is left out, and so goes
        from the phone."""
        now = fields.Datetime.now()
        return (
            self.env['clinic.appointment']
            .sudo()
            .search(
                [
                    ('booking_ids.resource_id', '=', self.sudo().resource_id.id),
                    ('state', 'in', SHOWN),
                    ('start', '>=', now - BACK),
                    ('start', '<', now + AHEAD),
                ]
            )
        )

    @api.model
    def _feed_place(self, visit):
        rooms = visit.booking_ids.resource_id.filtered(lambda resource: resource.kind == 'room')
        return " · ".join([*rooms.mapped('name'), visit.company_id.name])

    # ------------------------------------------------------------------ its address
    def _check_feed_keeper(self):
        """Refuse whoever is neither the practitioner nor keeps the practitioners."""
        for practitioner in self:
            own = practitioner.sudo().user_id == self.env.user
            if not own and not practitioner.has_access('write'):
                raise AccessError(self.env._("This agenda is not yours."))

    def _feed_address(self):
        self.ensure_one()
        self._check_feed_keeper()
        # the address by which the practitioner reaches the clinic at this moment
        base = request.httprequest.url_root if request else self.get_base_url()
        return f"{base.rstrip('/')}/clinic/agenda/{self.sudo().ics_token}.ics"

    def action_open_feed(self):
        """Show the address of this practitioner's feed."""
        self.ensure_one()
        self._check_feed_keeper()
        return self.env['clinic.practitioner.feed']._open(self)
