from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.models.clinic_health import Check

LATE = timedelta(minutes=10)
SILENT = timedelta(days=3)


class ClinicHealth(models.AbstractModel):
    """Whether WhatsApp works: what waits, what is in doubt, and whether Meta still calls."""

    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        if not self.env['clinic.whatsapp.account'].sudo().search_count([], limit=1):
            return super()._checks()
        return [
            *super()._checks(),
            Check(
                'whatsapp_in',
                'warning',
                self._check_whatsapp_in,
                label=self.env._("WhatsApp, what comes in"),
                remedy=self.env._("Open Settings, WhatsApp, News from Meta."),
            ),
            Check(
                'whatsapp_out',
                'warning',
                self._check_whatsapp_out,
                label=self.env._("WhatsApp, what goes out"),
                remedy=self.env._("Open Settings, WhatsApp, Numbers, and test the connection."),
            ),
        ]

    @api.model
    def _check_whatsapp_in(self):
        late = fields.Datetime.now() - LATE
        Delivery = self.env['clinic.whatsapp.delivery'].sudo()
        Event = self.env['clinic.whatsapp.event'].sudo()
        waiting = Delivery.search_count([('state', '=', 'new'), ('received_at', '<', late)])
        waiting += Event.search_count([('state', '=', 'new'), ('received_at', '<', late)])
        lost = Delivery.search_count([('state', '=', 'quarantine')])
        lost += Event.search_count([('state', '=', 'quarantine')])
        if waiting or lost:
            return False, self.env._(
                "%(waiting)s wait for over ten minutes, %(lost)s could not be applied.",
                waiting=waiting,
                lost=lost,
            )
        accounts = self.env['clinic.whatsapp.account'].sudo().search([('has_token', '=', True)])
        silent = accounts.filtered(
            lambda account: (
                not account.last_webhook_at
                or account.last_webhook_at < fields.Datetime.now() - SILENT
            )
        )
        if silent:
            return False, self.env._(
                "Meta has told nothing of %(names)s for days.",
                names=", ".join(silent.mapped('name')),
            )
        return True, self.env._("Everything is applied.")

    @api.model
    def _check_whatsapp_out(self):
        parked = self.env['clinic.whatsapp.account'].sudo().search([('parked_at', '!=', False)])
        if parked:
            return False, self.env._(
                "Meta has stopped %(names)s: %(reason)s",
                names=", ".join(parked.mapped('name')),
                reason=parked[0].parked_reason or '',
            )
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        late = fields.Datetime.now() - LATE
        waiting = Outbox.search_count(
            [
                ('state', '=', 'queued'),
                ('create_date', '<', late),
                '|',
                ('next_attempt_at', '=', False),
                ('next_attempt_at', '<', late),
            ]
        )
        doubtful = Outbox.search_count([('state', '=', 'uncertain')])
        if waiting or doubtful:
            return False, self.env._(
                "%(waiting)s wait for over ten minutes, %(doubtful)s may have gone.",
                waiting=waiting,
                doubtful=doubtful,
            )
        return True, self.env._("Nothing waits.")
