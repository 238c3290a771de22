from datetime import timedelta

from odoo import api, fields, models

from .clinic_health import Check

LATE = timedelta(hours=1)


class ClinicHealth(models.AbstractModel):
    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        return [
            *super()._checks(),
            Check(
                'messages',
                'warning',
                self._check_messages,
                label=self.env._("Messages to patients"),
                remedy=self.env._(
                    "Open Messages › All messages and filter On their way: each says what it waits "
                    "for. Usually the mail server does not answer.",
                ),
            ),
            Check(
                'privacy_notice',
                'warning',
                self._check_privacy_notice,
                label=self.env._("Privacy notice"),
                remedy=self.env._("Put a notice in force under Settings, Privacy."),
            ),
        ]

    @api.model
    def _check_messages(self):
        late = fields.Datetime.now() - LATE
        waiting = (
            self.env['clinic.message']
            .sudo()
            .search_count(
                [
                    ('state', 'in', ('queued', 'sending')),
                    ('create_date', '<', late),
                    ('error_code', '!=', 'no_address'),
                ]
            )
        )
        if waiting:
            return False, self.env._("%(count)s have waited for over an hour.", count=waiting)
        return True, self.env._("None waits for longer than an hour.")

    @api.model
    def _check_privacy_notice(self):
        clinics = self.env['clinic.patient'].sudo()._read_group([], ['company_id'])
        Notice = self.env['clinic.privacy.notice']
        without = [company.name for (company,) in clinics if not Notice._in_force(company)]
        if without:
            return False, self.env._(
                "None is in force for %(clinics)s.",
                clinics=", ".join(sorted(without)),
            )
        return True, self.env._("In force.")
