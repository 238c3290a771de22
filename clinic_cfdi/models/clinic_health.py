from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_health import Check


class ClinicHealth(models.AbstractModel):
    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        checks = super()._checks()
        if not self.env['clinic.cfdi.certificate'].sudo().search_count([], limit=1):
            return checks
        return checks + [
            Check(
                'cfdi_certificate',
                'warning',
                self._check_certificate,
                label=self.env._("CSD days left"),
                remedy=self.env._(
                    "Make a new CSD at SAT's page and load it beside the old one, under Payments "
                    "and invoices, Certificates."
                ),
            ),
            Check(
                'cfdi_stamping',
                'warning',
                self._check_stamping,
                label=self.env._("CFDI being stamped"),
                remedy=self.env._(
                    "Look under Payments and invoices, CFDI: what is refused or to look at says "
                    "what to do."
                ),
            ),
        ]

    @api.model
    def _check_certificate(self):
        days, certificate = self.env['clinic.cfdi.certificate']._least_days()
        if days < 0:
            return False, self.env._("The CSD of %(rfc)s has expired.", rfc=certificate.rfc)
        text = self.env._(
            "%(days)s days left of the CSD of %(rfc)s.", days=days, rfc=certificate.rfc
        )
        return days > 30, text

    @api.model
    def _check_stamping(self):
        """Nothing waits for a person, and nothing for long."""
        self.env.cr.execute(
            """
            SELECT count(*) FILTER (WHERE state = 'error'),
                   count(*) FILTER (WHERE state = 'to_stamp'
                                      AND write_date < now() AT TIME ZONE 'UTC' - interval '1 hour')
              FROM clinic_cfdi_document WHERE state IN ('error', 'to_stamp')
            """
        )
        [doubtful, slow] = self.env.cr.fetchone()
        if doubtful or slow:
            return False, self.env._(
                "%(doubtful)s to look at, %(slow)s waiting for more than an hour.",
                doubtful=doubtful,
                slow=slow,
            )
        return True, self.env._("Nothing waits.")
