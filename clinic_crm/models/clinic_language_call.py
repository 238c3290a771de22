from datetime import timedelta

from odoo import api, fields, models

from .clinic_health import Check

KEPT = timedelta(days=400)  # a year can be laid beside the one before


class ClinicLanguageCall(models.Model):
    """One call of a language service: how it went and what it cost. No word of it is here."""

    _name = 'clinic.language.call'
    _description = "Call of a Language Service"
    _order = 'at desc, id desc'
    _log_access = False

    service_id = fields.Many2one(
        'clinic.language.service', required=True, readonly=True, ondelete='cascade', index=True
    )
    company_id = fields.Many2one(related='service_id.company_id', store=True, index=True)
    kind = fields.Selection(related='service_id.kind', store=True)
    at = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    outcome = fields.Selection(
        [
            ('used', "Answered"),
            ('late', "Not in time"),
            ('silent', "Could not be reached"),
            ('refused', "It said no"),
            ('address', "The address may not be used"),
            ('form', "Answered in another form than agreed"),
        ],
        required=True,
        readonly=True,
    )
    sent = fields.Integer(string="Tokens sent", readonly=True)
    received = fields.Integer(string="Tokens received", readonly=True)
    cost = fields.Float(digits=(16, 6), readonly=True)
    currency_id = fields.Many2one(related='service_id.currency_id', store=True)

    @api.autovacuum
    def _gc_old(self):
        self.search([('at', '<', fields.Datetime.now() - KEPT)], limit=5000).unlink()


class ClinicHealth(models.AbstractModel):
    """Whether the language services that are switched on answer."""

    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        return super()._checks() + [
            Check(
                'language',
                'warning',
                self._check_language,
                label=self.env._("Language services answer"),
                remedy=self.env._(
                    "Open Settings › What cannot wait › Language services and look at the last "
                    "trouble. Without the service everything goes on: what it would have read is "
                    "read by the clinic's own lists."
                ),
            ),
        ]

    @api.model
    def _check_language(self):
        failing = (
            self.env['clinic.language.service']
            .sudo()
            .search([('on', '=', True), ('last_error', '!=', False)])
        )
        if failing:
            kinds = dict(failing._fields['kind']._description_selection(self.env))
            names = ', '.join(sorted({kinds[service.kind] for service in failing}))
            return False, self.env._("At the last call these failed: %(names)s.", names=names)
        return True, self.env._("None has failed at its last call.")
