from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..fields import Encrypted
from ..language.endpoint import Endpoint, EndpointError, Used, propose

KINDS = [('voice', "Writes down voice notes"), ('chat', "Proposes what a message asks for")]


class ClinicLanguageService(models.Model):
    """An OpenAI-compatible service of the clinic's choice; off until somebody switches it on.

    Without it everything works all the same. What the clinic sends there leaves the clinic:
    whoever switches it on says that the contract with the provider allows it.
    """

    _name = 'clinic.language.service'
    _description = "Language service"
    _inherit = ['clinic.secrets.mixin']
    _order = 'company_id, kind'
    _rec_name = 'kind'
    _secrets = {'key': ('url',)}

    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        index=True,
        ondelete='cascade',
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )
    kind = fields.Selection(KINDS, required=True, string="What it does")
    on = fields.Boolean(string="Switched on")
    agreed = fields.Boolean(
        string="There is a contract with the provider that covers patients' data"
    )
    url = fields.Char(
        string="Address", required=True, help="E.g. https://api.example.com/v1, or a local one."
    )
    model = fields.Char(required=True, help="The name the provider gives it.")
    seconds = fields.Float(string="Waits at most (seconds)", default=15)
    key = Encrypted("Sealed key", audited=False, copy=False, groups=fields.NO_ACCESS)
    new_key = fields.Char(string="Key", compute='_compute_new', inverse='_inverse_new')
    has_key = fields.Boolean(
        string="Key is set", compute='_compute_has_key', store=True, compute_sudo=True
    )
    last_error = fields.Char(string="Last trouble", readonly=True)
    price_sent = fields.Float(
        string="Price of a million tokens sent",
        help="As the provider says it. 0: the log tells tokens, and no cost.",
    )
    price_received = fields.Float(string="Price of a million tokens received")
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id
    )
    call_ids = fields.One2many('clinic.language.call', 'service_id', string="Calls")

    _once = models.Constraint(
        'UNIQUE (company_id, kind)', "The clinic has a service that does this already."
    )
    _prices = models.Constraint(
        'CHECK (price_sent >= 0 AND price_received >= 0)', "A price is not below zero."
    )
    _seconds_range = models.Constraint(
        'CHECK (seconds >= 1 AND seconds <= 60)', "It may be waited for 1 to 60 seconds."
    )
    _agreed = models.Constraint(
        'CHECK ("on" IS NOT TRUE OR agreed IS TRUE)',
        "Say first that there is a contract with the provider that covers patients' data.",
    )

    @api.depends('key')
    def _compute_has_key(self):
        for service in self:
            service.has_key = bool(service.key)

    @api.constrains('url')
    def _check_url(self):
        for service in self:
            try:
                service._endpoint().check()
            except EndpointError as error:
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is not an address patients' data may be sent to: write it with "
                        "https, or that of a service on this same machine.",
                        url=service.url,
                    )
                ) from error

    def _endpoint(self):
        """As the value the package takes."""
        self.ensure_one()
        secret = self.sudo()
        return Endpoint(
            (self.url or '').strip(), self.model or '', secret.key or '', self.seconds or 15
        )

    @api.model
    def _of(self, company, kind):
        """The service of a clinic that is switched on; empty if there is none."""
        return self.sudo().search(
            [
                ('company_id', '=', company.sudo().root_id.id),
                ('kind', '=', kind),
                ('on', '=', True),
            ],
            limit=1,
        )

    @api.model
    def _error_words(self, error):
        """What went wrong, in a sentence for the screen."""
        return {
            'late': self.env._("It did not answer in time."),
            'silent': self.env._("It cannot be reached: look at the address."),
            'refused': self.env._(
                "It said no (%(status)s): look at the key and the model.", status=error.status
            ),
            'address': self.env._("The address may not be used."),
        }.get(error.reason) or self.env._("It answered in a form that is not the agreed one.")

    def _note_call(self, result):
        """Keep what a call came to: in the log of costs, and as the last trouble.

        :param result: what an adapter gave, which tells what it `used`, or its `EndpointError`
        """
        service = self.sudo().with_context(lang=self.company_id.sudo()._staff_lang())
        failed = isinstance(result, EndpointError)
        trouble = service._error_words(result) if failed else False
        if (service.last_error or False) != trouble:
            service.last_error = trouble
        used = getattr(result, 'used', None) or Used()
        self.env['clinic.language.call'].sudo().create(
            {
                'service_id': self.id,
                'outcome': result.reason if failed else 'used',
                'sent': used.sent,
                'received': used.received,
                'cost': (used.sent * service.price_sent + used.received * service.price_received)
                / 1_000_000,
            }
        )

    def action_calls(self):
        """What it was asked and what that cost."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'clinic_crm.clinic_language_call_action'
        )
        return action | {'domain': [('service_id', '=', self.id)]}

    def _try_out(self):
        """Ask it something that tells nothing; what it took that for, in a sentence."""
        if self.kind != 'chat':
            raise UserError(
                self.env._("It is tested with the first voice note: what goes wrong is shown here.")
            )
        found = propose(self._endpoint(), "Hola, quiero una cita", ('agendar', 'saludo'))
        return self.env._(
            "It works. “Hola, quiero una cita” was taken for: %(intent)s.",
            intent=found.intent or '—',
        )

    def action_test(self):
        self.ensure_one()
        self.check_access('write')
        try:
            message = self._try_out()
        except EndpointError as error:
            raise UserError(self._error_words(error)) from error
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': message,
            },
        }
