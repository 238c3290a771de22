from odoo import api, fields, models
from odoo.exceptions import UserError


class ClinicAlert(models.Model):
    """What people do with an alert: take it, pass it on, close it; and what every page shows."""

    _inherit = 'clinic.alert'

    # ------------------------------------------------------------------ taking and closing
    def _take(self, user):
        """Let somebody have it; returns whether they have it now."""
        self.ensure_one()
        if self.state == 'new':
            self.write(
                {
                    'state': 'taken',
                    'taken_by_id': user.id,
                    'taken_at': fields.Datetime.now(),
                    'next_at': False,
                }
            )
            self.call_ids._withdraw()
            self._tell()
        return self.state == 'taken' and self.taken_by_id == user

    def action_take(self):
        """Mine: nobody else is asked. Two who press at once: the second is told whose it is."""
        self.check_access('read')
        for alert in self.sudo():
            if not alert._take(self.env.user):
                raise UserError(
                    self.env._(
                        "%(who)s has it already. You need do nothing.",
                        who=alert.taken_by_id.name or alert.closed_by_id.name,
                    )
                )

    def action_release(self):
        """It cannot be me after all: the next person is asked at once."""
        self.check_access('read')
        for alert in self.sudo().filtered(lambda one: one.state == 'taken'):
            if alert.taken_by_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(who)s has it: only they can give it back.", who=alert.taken_by_id.name
                    )
                )
            if alert._others_open():
                raise UserError(
                    self.env._(
                        "There is another alert about the same that nobody has: close this one "
                        "with a note, the other goes on."
                    )
                )
            alert.write({'state': 'new', 'taken_by_id': False, 'taken_at': False})
            alert._ask()
            alert._wake()

    def _others_open(self):
        return self.search_count(
            [
                ('id', '!=', self.id),
                ('state', '=', 'new'),
                ('kind', '=', self.kind),
                ('res_model', '=', self.res_model),
                ('res_id', '=', self.res_id),
                ('res_id', '!=', False),
            ]
        )

    def action_close(self):
        """Done, with a word on what was done; whoever closes what nobody took has taken it."""
        self.check_access('read')
        for alert in self.filtered(lambda one: one.state != 'closed'):
            if not (alert.note or '').strip():
                raise UserError(
                    self.env._("Write in one line what was done, e.g. “Called, goes to hospital”.")
                )
            alert.sudo()._take(self.env.user)
            alert.sudo().write(
                {
                    'state': 'closed',
                    'closed_by_id': self.env.uid,
                    'closed_at': fields.Datetime.now(),
                    'next_at': False,
                }
            )
            alert.sudo()._tell()

    def action_open_patient(self):
        self.ensure_one()
        return self.patient_id.action_open()

    def action_open_origin(self):
        """What it is about: the conversation, the case…"""
        self.ensure_one()
        record = self._record()
        if not record:
            raise UserError(self.env._("What this alert was about is not there any more."))
        return self._origin_action(record)

    def _origin_action(self, record):
        """The action that shows what it is about; addons know better for what is theirs."""
        return {
            'type': 'ir.actions.act_window',
            'res_model': record._name,
            'res_id': record.id,
            'views': [(False, 'form')],
        }

    # ------------------------------------------------------------------ on every page
    @api.model
    @api.readonly
    def get_open(self):
        """What is on every page while something urgent is open.

        :return: ``[{'id', 'who', 'since' (UTC), 'turn', 'state', 'for_me', 'mine', 'kind'}]``: what
            nobody has taken, and what the user has
        """
        if not self.has_access('read'):
            return []
        found = self.search(
            [
                '|',
                ('state', '=', 'new'),
                '&',
                ('state', '=', 'taken'),
                ('taken_by_id', '=', self.env.uid),
            ],
            limit=20,
        )
        kinds = dict(self._fields['kind']._description_selection(self.env))
        return [
            {
                'id': alert.id,
                'who': alert.who,
                'since': fields.Datetime.to_string(alert.raised_at),
                'turn': alert.turn,
                'state': alert.state,
                'for_me': alert.asked_user_id == self.env.user and alert.state == 'new',
                'mine': alert.is_mine,
                'kind': kinds[alert.kind],
                'added': alert.added,
            }
            for alert in found
        ]
