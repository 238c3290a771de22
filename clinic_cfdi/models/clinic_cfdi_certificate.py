import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.clinic_crm.fields import Encrypted

from ..engine import Certificate, CertificateError

FILES = ('new_cer', 'new_key', 'new_password')


class ClinicCfdiCertificate(models.Model):
    """A CSD: what a taxpayer seals its CFDI with.

    Its key and password are sealed, given by fields that can only be written, and read by the
    server's own code alone (`_loaded`). What is not a CSD in force of the clinic never gets in.
    """

    _name = 'clinic.cfdi.certificate'
    _description = "CSD (digital seal certificate)"
    _inherit = ['clinic.encrypted.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'valid_until desc, id desc'
    _rec_name = 'serial'

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company',
        string="Clinic or branch",
        required=True,
        index=True,
        default=lambda self: self.env.company.sudo()._cfdi_issuer(),
        help="Its branches seal with it too, unless they have one of their own.",
    )
    rfc = fields.Char(string="RFC", readonly=True, required=True, copy=False)
    holder = fields.Char(string="Issued to", readonly=True, copy=False)
    serial = fields.Char(string="Serial number", readonly=True, required=True, copy=False)
    valid_from = fields.Datetime(readonly=True, required=True, copy=False)
    valid_until = fields.Datetime(readonly=True, required=True, copy=False)
    days_left = fields.Integer(compute='_compute_days_left')
    state = fields.Selection(
        [('valid', "In force"), ('soon', "Expires soon"), ('expired', "Expired")],
        compute='_compute_days_left',
    )
    told_days = fields.Integer(copy=False, help="The last warning given, in days ahead.")

    cer = fields.Binary(
        string="Certificate as loaded", attachment=False, copy=False, groups=fields.NO_ACCESS
    )
    key = Encrypted(audited=False, copy=False, groups=fields.NO_ACCESS)
    password = Encrypted(audited=False, copy=False, groups=fields.NO_ACCESS)
    new_cer = fields.Binary(string="Certificate (.cer)", compute='_compute_new', readonly=False)
    new_key = fields.Binary(string="Key (.key)", compute='_compute_new', readonly=False)
    new_password = fields.Char(
        string="Password of the key",
        compute='_compute_new',
        readonly=False,
        help="The one chosen when the CSD was made, not that of the e.firma.",
    )
    new_cer_name = fields.Char(compute='_compute_new', readonly=False)
    new_key_name = fields.Char(compute='_compute_new', readonly=False)

    _serial_uniq = models.Constraint('UNIQUE (serial)', "This certificate is loaded already.")
    _period = models.Constraint(
        'CHECK (valid_until > valid_from)', "A certificate ends after it begins."
    )

    # ------------------------------------------------------------------ fields
    @api.depends('valid_until')
    def _compute_days_left(self):
        now = fields.Datetime.now()
        for certificate in self:
            left = (certificate.valid_until - now).days if certificate.valid_until else 0
            certificate.days_left = left
            certificate.state = 'expired' if left < 0 else 'soon' if left <= 60 else 'valid'

    def _compute_new(self):
        """Nothing is ever shown: these only take what is given."""
        for certificate in self:
            for name in (*FILES, 'new_cer_name', 'new_key_name'):
                certificate[name] = False

    @api.depends('serial', 'rfc')
    def _compute_display_name(self):
        for certificate in self:
            known = filter(None, (certificate.rfc, certificate.serial))
            certificate.display_name = ' · '.join(known) or self.env._("New CSD")

    # ------------------------------------------------------------------ loading
    @api.model_create_multi
    def create(self, vals_list):
        """Read the three things given, refuse what cannot seal, keep the rest sealed.

        :raise UserError: why the pair is refused, and what to do
        """
        secrets = []
        for vals in vals_list:
            company = self.env['res.company'].browse(
                vals.get('company_id') or self.env.company._cfdi_issuer().id
            )
            given = {name: vals.pop(name, False) for name in FILES}
            vals.pop('new_cer_name', None)
            vals.pop('new_key_name', None)
            found, cer, key = self._read_pair(company, given)
            vals.update(
                rfc=found.rfc,
                holder=found.name,
                serial=found.serial,
                valid_from=found.valid_from.replace(tzinfo=None),
                valid_until=found.valid_until.replace(tzinfo=None),
            )
            secrets.append(
                {
                    'cer': base64.b64encode(cer),
                    'key': base64.b64encode(key).decode(),
                    'password': given['new_password'],
                }
            )
        certificates = super().create(vals_list)
        for certificate, secret in zip(certificates, secrets, strict=True):
            certificate.sudo().write(secret)
        return certificates

    def write(self, vals):
        given = [name for name in FILES if vals.get(name)]
        if given:
            raise UserError(
                self.env._(
                    "A certificate is not replaced: load the new one beside it. Both stay, and the "
                    "newest that is in force seals."
                )
            )
        if 'company_id' in vals:
            company = self.env['res.company'].browse(vals['company_id'])
            for certificate in self:
                certificate._check_rfc(company, certificate.rfc)
        vals = {k: v for k, v in vals.items() if not k.startswith('new_')}
        return super().write(vals)

    @api.model
    def _read_pair(self, company, given):
        """(engine's certificate, cer, key) of what was given; raises `UserError`."""
        if not all(given.values()):
            raise UserError(
                self.env._("Give the three: the file .cer, the file .key and the key's password.")
            )
        try:
            cer, key = (base64.b64decode(given[name]) for name in ('new_cer', 'new_key'))
        except (ValueError, binascii.Error, TypeError):
            raise UserError(self.env._("The files could not be read: choose them again.")) from None
        rfc = company._cfdi_rfc()
        if not rfc:
            raise UserError(
                self.env._(
                    "%(company)s has no RFC yet. Write it in its fiscal data and load the "
                    "certificate again.",
                    company=company.name,
                )
            )
        try:
            return Certificate.load(cer, key, given['new_password'], rfc), cer, key
        except CertificateError as error:
            raise UserError(str(error)) from None

    @api.model
    def _problem(self, company, given):
        """Why these three would be refused, in one sentence; False if they would not."""
        try:
            found, _cer, _key = self._read_pair(company, given)
        except UserError as error:
            return str(error)
        known = self.sudo().with_context(active_test=False)
        if known.search_count([('serial', '=', found.serial)], limit=1):
            return self.env._("This certificate is loaded already.")
        return False

    @api.model
    def _check_rfc(self, company, rfc):
        if company._cfdi_rfc() != rfc:
            raise UserError(
                self.env._(
                    "The certificate is of %(rfc)s: another RFC than the company's.", rfc=rfc
                )
            )

    # ------------------------------------------------------------------ for the server's code
    @api.model
    def _for_company(self, company):
        """The newest in force of the company or the nearest of its parents that has its RFC."""
        now, rfc = fields.Datetime.now(), company._cfdi_rfc()
        certificates = self.sudo().search(
            [
                ('company_id', 'parent_of', company.ids),
                ('rfc', '=', rfc),
                ('valid_from', '<=', now),
                ('valid_until', '>', now),
            ],
            order='valid_from desc, id desc',
        )
        return certificates[:1]

    def _loaded(self):
        """The engine's `Certificate` with its key: load it once for a batch, keep it nowhere."""
        self.ensure_one()
        kept = self.sudo()
        return Certificate.load(
            base64.b64decode(kept.cer), base64.b64decode(kept.key), kept.password or ''
        )
