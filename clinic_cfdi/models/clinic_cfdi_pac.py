from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.clinic_crm.addresses import is_closed
from odoo.addons.clinic_crm.fields import Encrypted

from ..engine import pac as engine

PROVIDERS = {'sw': engine.sw.URL, 'finkok': engine.finkok.URL}


class ClinicCfdiPac(models.Model):
    """An account with a PAC. The first stamps; the next ones when it certainly did not.

    Its secrets are sealed and can only be written; `_client` gives them to the engine.
    """

    _name = 'clinic.cfdi.pac'
    _description = "PAC account"
    _inherit = ['clinic.secrets.mixin']
    _order = 'sequence, id'
    _secrets = dict.fromkeys(('user', 'password', 'token'), ('base_url', 'provider'))

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        'res.company',
        string="Clinic or branch",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
        help="Its branches stamp with it too.",
    )
    provider = fields.Selection(
        [('sw', "SW Sapien"), ('finkok', "Finkok / Quadrum")],
        string="PAC",
        required=True,
        default='sw',
    )
    base_url = fields.Char(
        string="Address",
        required=True,
        default=PROVIDERS['sw'],
        help="The PAC's own, its test service's, or that of the sandbox on this machine.",
    )
    sat_url = fields.Char(string="Address of SAT's query", required=True, default=engine.sat.URL)
    user = Encrypted("Sealed user", audited=False, copy=False, groups=fields.NO_ACCESS)
    password = Encrypted("Sealed password", audited=False, copy=False, groups=fields.NO_ACCESS)
    token = Encrypted("Sealed token", audited=False, copy=False, groups=fields.NO_ACCESS)
    new_user = fields.Char(string="User", compute='_compute_new', inverse='_inverse_new')
    new_password = fields.Char(string="Password", compute='_compute_new', inverse='_inverse_new')
    new_token = fields.Char(
        string="Token",
        compute='_compute_new',
        inverse='_inverse_new',
        help="SW Sapien: the token without an end, instead of user and password.",
    )
    has_login = fields.Boolean(
        string="Access is set", compute='_compute_has_login', store=True, compute_sudo=True
    )
    checked_at = fields.Datetime(string="Tested on", readonly=True, copy=False)
    credits_left = fields.Char(string="Stamps left", readonly=True, copy=False)

    @api.onchange('provider')
    def _onchange_provider(self):
        if not self.base_url or self.base_url in PROVIDERS.values():
            self.base_url = PROVIDERS.get(self.provider)

    @api.depends('user', 'password', 'token')
    def _compute_has_login(self):
        for pac in self:
            pac.has_login = bool(pac.token or (pac.user and pac.password))

    @api.constrains('base_url', 'sat_url')
    def _check_address(self):
        for pac in self:
            if not (is_closed(pac.base_url) and is_closed(pac.sat_url)):
                raise ValidationError(
                    self.env._(
                        "The address begins with https:// (only the sandbox on this machine "
                        "may do without)."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault('base_url', PROVIDERS.get(vals.get('provider') or 'sw'))
        return super().create(vals_list)

    # ------------------------------------------------------------------ for the server's code
    @api.model
    def _for_company(self, company):
        """Those of the company and its parents, in the order they are preferred."""
        return self.sudo().search(
            [('company_id', 'parent_of', company.ids), ('has_login', '=', True)]
        )

    def _key(self):
        """How an attempt names it."""
        return f'pac{self.id}'

    def _connection(self):
        """What `client_of` needs: plain values that may go to another thread."""
        self.ensure_one()
        kept = self.sudo()
        return {
            'name': self._key(),
            'provider': self.provider,
            'url': self.base_url,
            'sat': self.sat_url,
            'rfc': self.company_id._cfdi_rfc(),
            **{name: kept[name] or '' for name in self._secrets},
        }

    # ------------------------------------------------------------------ actions
    def action_test_connection(self):
        self.ensure_one()
        if not self.has_login:
            raise UserError(self.env._("Write the PAC's user and password, or its token, first."))
        client = client_of(self._connection())
        try:
            left = client.credits()
        except engine.PacError as error:
            raise UserError(
                self.env._(
                    "%(pac)s does not let us in: %(message)s %(remedy)s",
                    pac=self.name,
                    message=error.message,
                    remedy=engine.remedy(error),
                )
            ) from None
        finally:
            client.close()
        words = self.env._("without limit") if left is None else str(left)
        self.write({'checked_at': fields.Datetime.now(), 'credits_left': words})
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._("Connected. Stamps left: %(left)s.", left=words),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }


def client_of(connection):
    """The engine's client of an account, under the account's own name; one a thread."""
    login = {'user': connection['user'], 'password': connection['password']}
    if connection['provider'] == 'sw':
        sat = engine.Sat(connection['sat'])
        client = engine.SwSapien(connection['url'], token=connection['token'], sat=sat, **login)
    else:
        client = engine.Finkok(connection['url'], rfc=connection['rfc'], **login)
    client.name = connection['name']  # two accounts may be with one PAC
    return client
