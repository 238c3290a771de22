import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import catalogues
from ..engine.rfc import FOREIGN, GENERIC, clean, problem
from .res_company import regimes

KINDS_OF_COMPANY = re.compile(
    r'[\s,]+(S\.?\s?A\.?\s?P?\.?\s?I?\.?\s?B?\.?(\s?DE\s?C\.?\s?V\.?)?|S\.?\s?DE\s?R\.?\s?L\.?(\s?DE\s?C\.?\s?V\.?)?'
    r'|S\.?\s?C\.?|A\.?\s?C\.?|S\.?\s?A\.?\s?S\.?|I\.?\s?A\.?\s?P\.?)$'
)


def uses(_model):
    return [(one.key, f'{one.key} {one.text}') for one in catalogues.entries('UsoCFDI')]


class ResPartner(models.Model):
    """Fiscal data of who pays. SAT's paper (the CSF) is never needed for it."""

    _inherit = 'res.partner'

    cfdi_name = fields.Char(
        string="Name at SAT",
        help="Only when it is not the name above: in capitals, without S.A. de C.V. and the like.",
    )
    cfdi_regime = fields.Selection(regimes, string="Tax regime")
    cfdi_zip = fields.Char(
        string="Fiscal postal code", help="Only when it is not that of the address."
    )
    cfdi_use = fields.Selection(uses, string="Usual use of the CFDI")
    invoice_sending_method = fields.Selection(selection_add=[('clinic', "As the patient prefers")])

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + ['cfdi_name', 'cfdi_regime', 'cfdi_zip', 'cfdi_use']

    @api.constrains('cfdi_zip')
    def _check_cfdi_zip(self):
        for partner in self:
            if partner.cfdi_zip and not re.fullmatch(r'\d{5}', partner.cfdi_zip):
                raise ValidationError(self.env._("A Mexican postal code has five digits."))

    # ------------------------------------------------------------------ for the engine
    def _cfdi_rfc(self):
        """Its RFC; SAT's generic ones for who has none or is foreign."""
        vat = clean(self.vat)
        if vat and (problem(vat) != 'form' or self.country_id.code in (False, 'MX')):
            return vat
        return FOREIGN if self.country_id.code not in (False, 'MX') else GENERIC

    def _cfdi_receiver_name(self):
        if self.cfdi_name:
            return self.cfdi_name.strip().upper()
        name = ' '.join((self.name or '').upper().split())
        if self.is_company or not catalogues.is_natural(self._cfdi_rfc()):
            name = KINDS_OF_COMPANY.sub('', name)
        return _without_accents(name)

    def _cfdi_regime(self, rfc):
        """What it says, or the only plausible one of who was never asked."""
        return self.cfdi_regime or ('616' if rfc in (GENERIC, FOREIGN) else False)

    def _cfdi_use_for(self, rfc, regime):
        """Its usual use when SAT lets it have it, else the best for a patient."""
        if not regime:  # not asked yet: a patient's, and SAT's rule is looked at once it is known
            return self.cfdi_use or ('D01' if catalogues.is_natural(rfc) else 'G03')
        wanted = (self.cfdi_use, 'D01', 'G03', 'S01')
        allowed = (use for use in wanted if use and catalogues.use_allowed(use, rfc, regime))
        return next(allowed, 'S01')


def _without_accents(text):
    """SAT's names carry no accents; the Ñ stays."""
    found = []
    for letter in unicodedata.normalize('NFC', text):
        plain = unicodedata.normalize('NFD', letter)[0]
        found.append(letter if letter in 'Ññ' else plain)
    return ''.join(found)
