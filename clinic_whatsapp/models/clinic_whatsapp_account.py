import hmac
import re
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from odoo.addons.clinic_crm.addresses import is_closed
from odoo.addons.clinic_crm.fields import Encrypted

from ..cloud_api import Client, verify
from ..cloud_api.client import DEFAULT_URL, DEFAULT_VERSION

ASKED_BY_META = frozenset(('active', 'webhook_uuid', 'app_secret'))


class ClinicWhatsappAccount(models.Model):
    """A business number of the Cloud API.

    Its secrets are sealed, given by fields that can only be written, and read by the server's own
    code alone (`_secret`): no right, export or log shows them.
    """

    _name = 'clinic.whatsapp.account'
    _description = "WhatsApp number"
    _inherit = ['clinic.secrets.mixin']
    _order = 'sequence, name, id'
    _secrets = {'token': ('base_url',), 'app_secret': (), 'verify_token': ()}

    name = fields.Char(required=True, help="How the team calls this number.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        'res.company',
        string="Clinic or branch",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    phone_number_id = fields.Char(
        string="Phone number ID",
        required=True,
        copy=False,
        help="From the app's page in Meta, WhatsApp, API Setup. It is not the number itself.",
    )
    waba_id = fields.Char(
        string="Business account ID",
        required=True,
        copy=False,
        help="From the same page: WhatsApp Business Account ID.",
    )
    display_number = fields.Char(string="Number", readonly=True, copy=False)
    base_url = fields.Char(
        string="Address of the API",
        required=True,
        default=DEFAULT_URL,
        help="Meta's own, or that of the sandbox on this machine.",
    )
    api_version = fields.Char(string="Version of the API", required=True, default=DEFAULT_VERSION)
    webhook_uuid = fields.Char(
        string="Webhook",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid4()),
    )
    webhook_url = fields.Char(string="Callback URL", compute='_compute_webhook_url')

    token = Encrypted(audited=False, copy=False, groups=fields.NO_ACCESS)
    app_secret = Encrypted(audited=False, copy=False, groups=fields.NO_ACCESS)
    verify_token = Encrypted(audited=False, copy=False, groups=fields.NO_ACCESS)
    new_token = fields.Char(
        string="Access token",
        compute='_compute_new',
        inverse='_inverse_new',
        help="Permanent token of a system user with the rights on messages and management.",
    )
    new_app_secret = fields.Char(
        string="App secret",
        compute='_compute_new',
        inverse='_inverse_new',
        help="From the app's page in Meta, Settings, Basic.",
    )
    new_verify_token = fields.Char(
        string="Verify token",
        compute='_compute_new',
        inverse='_inverse_new',
        help="Any word of your own: write the same one in Meta's webhook page.",
    )
    has_token = fields.Boolean(
        string="Token is set", compute='_compute_has_secrets', store=True, compute_sudo=True
    )
    has_app_secret = fields.Boolean(
        string="App secret is set", compute='_compute_has_secrets', store=True, compute_sudo=True
    )
    has_verify_token = fields.Boolean(
        string="Verify token is set", compute='_compute_has_secrets', store=True, compute_sudo=True
    )

    last_webhook_at = fields.Datetime(string="Last news from Meta", readonly=True, copy=False)

    _phone_number_uniq = models.Constraint(
        'UNIQUE (phone_number_id)',
        "This number is connected already.",
    )
    _webhook_uniq = models.Constraint('UNIQUE (webhook_uuid)', "Two numbers share a webhook.")

    # ------------------------------------------------------------------ fields
    @api.depends('webhook_uuid')
    def _compute_webhook_url(self):
        for account in self:
            base = account.get_base_url()
            account.webhook_url = f'{base}/clinic/whatsapp/{account.webhook_uuid}/webhook'

    @api.depends('token', 'app_secret', 'verify_token')
    def _compute_has_secrets(self):
        for account in self:
            account.has_token = bool(account.token)
            account.has_app_secret = bool(account.app_secret)
            account.has_verify_token = bool(account.verify_token)

    @api.constrains('phone_number_id', 'waba_id')
    def _check_ids(self):
        for account in self:
            for value in (account.phone_number_id, account.waba_id):
                if not re.fullmatch(r'\d{5,20}', value):
                    raise ValidationError(
                        self.env._(
                            "“%(value)s” is not an ID of Meta's: it has digits only. Copy it from "
                            "the app's page, WhatsApp, API Setup.",
                            value=value[:40],
                        )
                    )

    @api.constrains('base_url', 'api_version')
    def _check_address(self):
        for account in self:
            try:
                Client('', version=account.api_version)
            except ValueError as error:
                raise ValidationError(
                    self.env._("The version of the API is written like v23.0.")
                ) from error
            if not is_closed(account.base_url):
                raise ValidationError(
                    self.env._(
                        "The address of the API begins with https:// (only the sandbox on this "
                        "machine may do without)."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        self._forget_webhooks()
        return accounts

    def write(self, vals):
        result = super().write(vals)
        if 'base_url' in vals:
            self.sudo().filtered(lambda account: not account.has_token).connected = False
        if ASKED_BY_META & vals.keys():
            self._forget_webhooks()
        return result

    def unlink(self):
        self._forget_webhooks()
        return super().unlink()

    # ------------------------------------------------------------------ for the server's code
    def _secret(self, name):
        """`token`, `app_secret` or `verify_token` in clear; '' when it is not set."""
        self.ensure_one()
        return self.sudo()[name] or ''

    def _connection(self):
        """What a `cloud_api.Client` needs, as plain values that may go to another thread."""
        self.ensure_one()
        return {
            'token': self._secret('token'),
            'base_url': self.base_url,
            'version': self.api_version,
        }

    @api.model
    def _of_webhook(self, webhook_uuid):
        """The account a webhook is for, and whether there is one.

        Without one it is some other account: the caller does the same work on it, so that neither
        the answer nor its time tells a stranger which accounts exist.
        """
        self.flush_model(['webhook_uuid', 'active'])
        self.env.cr.execute(
            "SELECT id, coalesce(webhook_uuid = %s AND active, false) FROM clinic_whatsapp_account"
            " ORDER BY 2 DESC, id LIMIT 1",
            [webhook_uuid],
        )
        account_id, found = self.env.cr.fetchone() or (None, False)
        return self.sudo().browse(account_id), found

    @api.model
    def _signed_by(self, webhook_uuid, body, signature):
        """The account whose webhook this is, signed with its app's secret; else none.

        Whatever is wrong, the same is done: neither the answer nor its time tells a stranger which
        accounts exist.
        """
        known = self._webhooks()
        account_id, secret = known.get(webhook_uuid) or next(iter(known.values()), (0, ''))
        signed = verify([secret or 'no account'], body, signature)
        if signed and secret and webhook_uuid in known:
            return self.sudo().browse(account_id)
        # what is kept may be a moment old: refused is only what the database does not know either
        account, found = self._of_webhook(webhook_uuid)
        secret = account._secret('app_secret') if account else ''
        signed = verify([secret or 'no account'], body, signature)
        return account if found and secret and signed else self.browse()

    @api.model
    @ormcache()
    def _webhooks(self):
        """{uuid: (id of the account, its app's secret)}: Meta asks a hundred times a second.

        Of one whose secret cannot be opened it is ''.
        """
        known = {}
        for account in self.sudo().search([('webhook_uuid', '!=', False)]):
            try:
                known[account.webhook_uuid] = account.id, account._secret('app_secret')
            except UserError:
                known[account.webhook_uuid] = account.id, ''
        return known

    def _forget_webhooks(self):
        """Once for this transaction, and once for who asked while it was under way."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    def _sibling(self, phone_number_id):
        """The account of another number that shares this one's app, or this one's own.

        One app has one webhook for all its numbers. That both have the app's secret is what makes
        them one: a signature good for one must not speak for a stranger's number.
        """
        self.ensure_one()
        if not phone_number_id or phone_number_id == self.phone_number_id:
            return self
        other = self.sudo().search([('phone_number_id', '=', phone_number_id)], limit=1)
        mine, theirs = self._secret('app_secret'), other and other._secret('app_secret')
        if mine and theirs and hmac.compare_digest(mine.encode(), theirs.encode()):
            return other
        return self.browse()


class ResCompany(models.Model):
    _inherit = 'res.company'

    whatsapp_account_ids = fields.One2many(
        'clinic.whatsapp.account',
        'company_id',
        string="WhatsApp number",
        readonly=True,
        groups=fields.NO_ACCESS,
    )
