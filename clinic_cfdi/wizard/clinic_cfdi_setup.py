import os
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.clinic_crm.addresses import is_here

from ..engine import catalogues, rfc
from ..engine import pac as engine
from ..models.clinic_cfdi_certificate import FILES
from ..models.res_company import payment_forms, regimes
from ..models.res_partner import KINDS_OF_COMPANY, _without_accents

STEPS = ('data', 'csd', 'pac', 'stamp', 'ready')
SECRETS = ('new_cer', 'new_key', 'new_password', 'new_user', 'new_pac_password', 'new_token')
NAMES = ('new_cer_name', 'new_key_name')
ADDRESSES = {
    'live': {'sw': engine.sw.URL, 'finkok': engine.finkok.URL},
    'test': {
        'sw': 'https://services.test.sw.com.mx',
        'finkok': 'https://demo-facturacion.finkok.com',
    },
}
TRIAL = {'new_user': 'sandbox@clinica.example', 'new_password': 'sandbox-password'}


class ClinicCfdiSetup(models.TransientModel):
    """From nothing to the first stamp in one dialog: fiscal data, CSD, PAC, a test.

    Accountants write by it what they need of the company, and nothing else of it. Files and
    passwords go straight to where they are sealed: no column of this table ever holds them.
    """

    _name = 'clinic.cfdi.setup'
    _description = "Set up invoicing"

    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        readonly=True,
        default=lambda self: self.env.company.sudo()._cfdi_issuer(),
    )
    step = fields.Selection(
        [
            ('data', "1 Fiscal data"),
            ('csd', "2 Certificate"),
            ('pac', "3 Who stamps"),
            ('stamp', "4 Test"),
            ('ready', "5 Ready"),
        ],
        required=True,
        default='data',
    )
    missing = fields.Json(compute='_compute_missing')
    # --- fiscal data
    rfc = fields.Char(string="RFC")
    name = fields.Char(string="Name at SAT")
    regime = fields.Selection(regimes, string="Tax regime")
    zip = fields.Char(string="Postal code of the fiscal address")
    form = fields.Selection(payment_forms, string="Usual form of payment")
    data_hint = fields.Char(compute='_compute_data_hint')
    # --- certificate
    certificate_id = fields.Many2one('clinic.cfdi.certificate', compute='_compute_missing')
    certificate_until = fields.Char(compute='_compute_missing')
    new_cer = fields.Binary(string="Certificate (.cer)", compute='_compute_new', readonly=False)
    new_key = fields.Binary(string="Key (.key)", compute='_compute_new', readonly=False)
    new_password = fields.Char(string="Password of the key", compute='_compute_new', readonly=False)
    new_cer_name = fields.Char(compute='_compute_new', readonly=False)
    new_key_name = fields.Char(compute='_compute_new', readonly=False)
    csd_problem = fields.Char(string="Why it is refused", compute='_compute_csd_problem')
    # --- PAC
    pac_id = fields.Many2one('clinic.cfdi.pac', compute='_compute_missing')
    pac_checked = fields.Datetime(related='pac_id.checked_at', string="Tested on")
    pac_credits = fields.Char(related='pac_id.credits_left')
    provider = fields.Selection(
        [('sw', "SW Sapien"), ('finkok', "Finkok / Quadrum")], string="PAC", default='sw'
    )
    place = fields.Selection(
        [
            ('trial', "Trial on this machine: nothing reaches SAT"),
            ('test', "The PAC's test service"),
            ('live', "For real"),
        ],
        string="Where",
        default='live',
    )
    new_user = fields.Char(string="User", compute='_compute_new', readonly=False)
    new_pac_password = fields.Char(string="Password", compute='_compute_new', readonly=False)
    new_token = fields.Char(string="Token", compute='_compute_new', readonly=False)

    # ------------------------------------------------------------------ what is there
    @api.model
    def default_get(self, names):
        found = super().default_get(names)
        company = self.env['res.company'].browse(found.get('company_id')).sudo()
        if not company:
            return found
        self._check_works_in(company)
        pac = self._pac_of(company)
        missing = company._cfdi_missing_parts()
        found |= {
            'rfc': company._cfdi_rfc(),
            'name': company.cfdi_name or _as_sat_writes(company.name),
            'regime': company.cfdi_regime,
            'zip': company.zip,
            'form': company.cfdi_form or '03',
            'provider': pac.provider or 'sw',
            'place': place_of(pac) if pac else 'live',
            'step': missing[0] if missing else 'ready',
        }
        return {name: value for name, value in found.items() if name in names}

    @api.model
    def _pac_of(self, company):
        pacs = self.env['clinic.cfdi.pac'].sudo()
        return pacs.search([('company_id', 'parent_of', company.ids)], limit=1)

    @api.depends('company_id', 'step')
    def _compute_missing(self):
        for setup in self:
            company = setup.company_id.sudo()
            certificates = setup.env['clinic.cfdi.certificate'].sudo()
            certificate = certificates._for_company(company)
            setup.certificate_id = certificate
            setup.certificate_until = certificate and setup.env._(
                "%(rfc)s · in force until %(day)s",
                rfc=certificate.rfc,
                day=format_date(setup.env, certificate.valid_until),
            )
            setup.pac_id = setup._pac_of(company)
            setup.missing = company._cfdi_missing_parts()

    def _compute_new(self):
        """Nothing is ever shown: these only take what is given."""
        for setup in self:
            for name in (*SECRETS, *NAMES):
                setup[name] = False

    @api.depends('new_cer', 'new_key', 'new_password')
    def _compute_csd_problem(self):
        """Told as soon as the three are there, while they are still in the dialog."""
        for setup in self:
            given = {name: setup[name] for name in FILES}
            certificates = setup.env['clinic.cfdi.certificate']
            company = setup.company_id.sudo()
            setup.csd_problem = all(given.values()) and certificates._problem(company, given)

    @api.depends('rfc', 'name', 'regime', 'zip')
    def _compute_data_hint(self):
        for setup in self:
            setup.data_hint = " ".join(setup._hints()) or False

    def _hints(self):
        """What may be right and is worth a second look."""
        found, number = [], rfc.clean(self.rfc)
        if number and not rfc.problem(number) and not rfc.digit_fits(number):
            found.append(
                self.env._("The last character of the RFC is not the usual one: compare it.")
            )
        if self.name and self.name != _as_sat_writes(self.name):
            found.append(
                self.env._("SAT would have the name as %(name)s.", name=_as_sat_writes(self.name))
            )
        return found

    # ------------------------------------------------------------------ what is typed
    @api.model_create_multi
    def create(self, vals_list):
        taken = [self._take(vals) for vals in vals_list]
        setups = super().create(vals_list)
        for company in setups.company_id:
            self._check_works_in(company)
        for setup, secrets in zip(setups, taken, strict=True):
            setup._keep(secrets)
        return setups

    def write(self, vals):
        vals = dict(vals)
        secrets = self._take(vals)
        result = super().write(vals)
        for setup in self:
            setup._check_works_in(setup.company_id)
            setup._keep(secrets)
        return result

    @api.model
    def _take(self, vals):
        """The secrets out of what was typed; they go on to where they are sealed."""
        for name in NAMES:
            vals.pop(name, None)
        return {name: vals.pop(name) for name in SECRETS if name in vals and vals[name]}

    def _keep(self, secrets):
        if any(name in secrets for name in ('new_cer', 'new_key', 'new_password')):
            self._keep_data()
            self.env['clinic.cfdi.certificate'].create(
                {
                    'company_id': self.company_id.id,
                    **{name: secrets.get(name) for name in ('new_cer', 'new_key', 'new_password')},
                }
            )
        access = {
            'new_user': secrets.get('new_user'),
            'new_password': secrets.get('new_pac_password'),
            'new_token': secrets.get('new_token'),
        }
        access = {name: value for name, value in access.items() if value}
        if access:
            self._keep_pac(access)
        if secrets:
            self.invalidate_recordset()

    def _keep_pac(self, access):
        if self.place == 'trial':
            port = os.environ.get('CLINIC_SANDBOX_PORT') or '8090'
            address = f'http://127.0.0.1:{port}'
            access = {**access, 'sat_url': address}
        else:
            address = ADDRESSES[self.place or 'live'][self.provider]
            access = {**access, 'sat_url': engine.sat.URL}
        pac = self._pac_of(self.company_id).with_env(self.env)
        where = {'provider': self.provider, 'base_url': address}
        if pac:
            if any(pac[name] != value for name, value in where.items()):
                pac.write(where)  # the old access is forgotten with the old address
            pac.write({**access, 'checked_at': False, 'credits_left': False})
            return
        label = dict(self._fields['provider']._description_selection(self.env))[self.provider]
        self.env['clinic.cfdi.pac'].create(
            {'name': label, 'company_id': self.company_id.id, **where, **access}
        )

    def _keep_data(self):
        """Check and keep the fiscal data of the company.

        :raise UserError: the first thing that cannot be right, and what to do
        """
        company, number = self._company_to_write(), rfc.clean(self.rfc)
        self._check_data(number)
        vals = {
            'vat': number,
            'cfdi_name': ' '.join(self.name.upper().split()),
            'cfdi_regime': self.regime,
            'zip': self.zip.strip(),
            'cfdi_form': self.form,
        }
        changed = {name: value for name, value in vals.items() if company[name] != value}
        if changed:
            company.write(changed)

    def _company_to_write(self):
        """The company, as superuser: one that the person works in, or a parent of it."""
        self.check_access('write')
        self._check_works_in(self.company_id)
        return self.company_id.sudo()

    @api.model
    def _check_works_in(self, company):
        """
        :raise UserError: the person works neither in this company nor in a branch of it
        """
        allowed = self.env.companies.sudo()
        if not allowed.filtered_domain([('id', 'child_of', company.ids)]):
            raise UserError(self.env._("You do not work in this clinic."))

    def _check_data(self, number):
        why = rfc.problem(number)
        if why:
            raise UserError(
                self.env._(
                    "“%(rfc)s” is no RFC: it has 12 characters for a company and 13 for a person, "
                    "such as EKU9003173C9. Copy it from the Constancia de situación fiscal.",
                    rfc=self.rfc or '',
                )
            )
        if number in (rfc.GENERIC, rfc.FOREIGN):
            raise UserError(
                self.env._("That is SAT's generic RFC, for customers. Write the clinic's own.")
            )
        if not (self.name or '').strip():
            raise UserError(self.env._("Write the clinic's name as SAT has it."))
        if not self.regime:
            raise UserError(self.env._("Choose the tax regime."))
        if self.regime not in {one.key for one in catalogues.regimes_for(number)}:
            person = catalogues.is_natural(number)
            raise UserError(
                self.env._("The regime %(regime)s is not for natural persons.", regime=self.regime)
                if person
                else self.env._("The regime %(regime)s is not for companies.", regime=self.regime)
            )
        code = (self.zip or '').strip()
        if not re.fullmatch(r'\d{5}', code) or not catalogues.holds('CodigoPostal', code):
            raise UserError(
                self.env._("SAT has no postal code “%(code)s”. It has five digits.", code=code)
            )

    # ------------------------------------------------------------------ from step to step
    def action_next(self):
        self.ensure_one()
        if self.step == 'data':
            self._keep_data()
        elif self.step == 'csd' and not self.certificate_id:
            raise UserError(
                self.env._("Give the three: the file .cer, the file .key and the key's password.")
            )
        elif self.step == 'pac':
            pac = self.pac_id
            other = pac.provider != self.provider or place_of(pac) != self.place
            if self.place == 'trial' and other:
                return self.action_trial()
            if not pac.has_login or other:
                raise UserError(
                    self.env._("Write the PAC's user and password, or its token, first.")
                )
            if not self.pac_id.checked_at:
                self.pac_id.action_test_connection()
        return self._show(STEPS[min(STEPS.index(self.step) + 1, len(STEPS) - 1)])

    def action_back(self):
        return self._show(STEPS[max(STEPS.index(self.step) - 1, 0)])

    def action_first(self):
        return self._show('data')

    def action_test_pac(self):
        self.pac_id.action_test_connection()
        return self._show('pac')

    def action_trial(self):
        """Use the PAC that runs on this machine: everything can be tried, nothing reaches SAT."""
        self.place = 'trial'
        self._keep_pac(dict(TRIAL))
        self.invalidate_recordset()
        self.pac_id.action_test_connection()
        return self._show('stamp')

    def action_done(self):
        return {
            'type': 'ir.actions.act_window_close',
            'infos': {'done': True},
        }

    def _show(self, step):
        self.step = step
        return {
            **self.env['ir.actions.actions']._for_xml_id('clinic_cfdi.clinic_cfdi_setup_action'),
            'res_id': self.id,
        }


def place_of(pac):
    if is_here(pac.base_url):
        return 'trial'
    return 'test' if pac.base_url in ADDRESSES['test'].values() else 'live'


def _as_sat_writes(name):
    """In capitals, without accents and the kind of company."""
    return _without_accents(KINDS_OF_COMPANY.sub('', ' '.join((name or '').upper().split())))
