import secrets

from odoo import fields, models
from odoo.exceptions import AccessError

SCREEN_CALLS = 6  # how many calls the waiting room's screen shows
NAME_LENGTH = 60


class ResCompany(models.Model):
    """The waiting room's screen of a branch: a page for a television, opened by a secret link."""

    _inherit = 'res.company'

    clinic_screen_token = fields.Char(copy=False, readonly=True, groups=fields.NO_ACCESS)

    _clinic_screen_token_uniq = models.UniqueIndex(
        '(clinic_screen_token) WHERE clinic_screen_token IS NOT NULL',
        "Two branches have the same screen.",
    )

    def get_clinic_screen(self):
        """Return ``{'name', 'path'}`` of the screen; the first time its link is made."""
        self.ensure_one()
        self._check_clinic_screen()
        branch = self.sudo()
        if not branch.clinic_screen_token:
            branch.clinic_screen_token = secrets.token_urlsafe(24)
        return branch._clinic_screen()

    def renew_clinic_screen(self):
        """Give the screen a new link; the old one stops working."""
        self.ensure_one()
        self._check_clinic_screen()
        if not self.env.user.has_group('clinic_crm.group_director'):
            raise AccessError(
                self.env._("Only the direction renews the screen's link. Ask them to do it.")
            )
        branch = self.sudo()
        branch.clinic_screen_token = secrets.token_urlsafe(24)
        return branch._clinic_screen()

    def _check_clinic_screen(self):
        self.env['clinic.appointment'].check_access('write')
        if self not in self.env.user.company_ids:
            raise AccessError(self.env._("Choose a branch you work in."))

    def _clinic_screen(self):
        return {'name': self.name, 'path': f'/clinic/turnos/{self.clinic_screen_token}'}

    def _clinic_screen_state(self):
        """What the screen shows: turns and rooms of today, the last one called first. No names."""
        self.ensure_one()
        turns = self.env['clinic.turn'].search_fetch(
            [
                ('company_id', '=', self.id),
                ('day', '=', self.env['clinic.turn']._local_day(self)),
                ('called_at', '!=', False),
            ],
            ['number', 'room_id', 'called_at'],
            order='called_at desc, id desc',
            limit=SCREEN_CALLS,
        )
        return {
            'name': (self.name or '')[:NAME_LENGTH],
            'calls': [
                {
                    'turn': turn.number,
                    'room': (turn.room_id.name or '')[:NAME_LENGTH],
                    'at': fields.Datetime.to_string(turn.called_at),
                }
                for turn in turns
            ],
        }
