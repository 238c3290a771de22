from odoo import fields, models

from ..engine import catalogues
from ..engine.rfc import clean


def regimes(_model):
    return [(one.key, f'{one.key} {one.text}') for one in catalogues.entries('RegimenFiscal')]


def payment_forms(_model):
    return [(one.key, f'{one.key} {one.text}') for one in catalogues.entries('FormaPago')]


class ResCompany(models.Model):
    """Who issues: a branch has what it says itself, and the rest from its parents."""

    _inherit = 'res.company'

    cfdi_name = fields.Char(
        string="Name at SAT",
        help="As in the Constancia de situación fiscal: in capitals and without the kind of "
        "company (S.A. de C.V.).",
    )
    cfdi_regime = fields.Selection(regimes, string="Tax regime")
    cfdi_form = fields.Selection(
        payment_forms,
        string="Usual form of payment",
        default='03',
        help="What invoices start with when they are paid at once.",
    )

    def _cfdi_issuer(self):
        """The company itself or the nearest of its parents that has an RFC."""
        self.ensure_one()
        company = self
        while not company.vat and company.parent_id:
            company = company.parent_id
        return company

    def _cfdi_rfc(self):
        return clean(self.sudo()._cfdi_issuer().vat)

    def _cfdi_value(self, name):
        """A field of the company or of the nearest parent where it is set."""
        company = self.sudo()
        while not company[name] and company.parent_id:
            company = company.parent_id
        return company[name]

    def _cfdi_missing_parts(self):
        """What of the set-up is missing, by the name of its step: `data`, `csd`, `pac`."""
        self.ensure_one()
        company, missing = self.sudo(), []
        named = company._cfdi_rfc() and company._cfdi_value('cfdi_regime')
        if not named or not company._cfdi_value('cfdi_name') or not company._cfdi_value('zip'):
            missing.append('data')
        if not self.env['clinic.cfdi.certificate']._for_company(company):
            missing.append('csd')
        if not self.env['clinic.cfdi.pac']._for_company(company):
            missing.append('pac')
        return missing
