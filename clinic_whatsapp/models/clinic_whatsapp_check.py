import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.clinic_crm.addresses import is_here

from ..cloud_api import CloudApiError

DONE, MISSING, ADVICE, WAITING = 'done', 'missing', 'advice', 'waiting'
ENDS_SOON = timedelta(days=10)
RIGHTS = ('whatsapp_business_messaging', 'whatsapp_business_management')


@dataclass(frozen=True)
class Step:
    """One step of connecting a number.

    ``state``: ``done``; ``missing``: without it WhatsApp does not work; ``advice``: it works, and
    this makes it better; ``waiting``: not tried, because a step before it is missing.
    """

    name: str
    label: str
    state: str
    detail: str = ''


class ClinicWhatsappAccount(models.Model):
    """Is the number connected? Each step is tried and named, and what Meta tells is kept."""

    _inherit = 'clinic.whatsapp.account'

    check_steps = fields.Text(readonly=True, copy=False, help="JSON: the steps as last tested.")
    check_html = fields.Html(string="Connection", compute='_compute_check_html')
    checked_at = fields.Datetime(string="Tested on", readonly=True, copy=False)
    connected = fields.Boolean(readonly=True, copy=False)
    is_trial = fields.Boolean(
        compute='_compute_is_trial', help="It speaks to the sandbox on this machine, not to Meta."
    )

    @api.depends('check_steps')
    def _compute_check_html(self):
        for account in self:
            account.check_html = self.env['ir.qweb']._render(
                'clinic_whatsapp.connection_steps', {'steps': account._kept_steps()}
            )

    @api.depends('base_url')
    def _compute_is_trial(self):
        for account in self:
            account.is_trial = is_here(account.base_url)

    def _kept_steps(self):
        return json.loads(self.check_steps or '[]')

    def action_test_connection(self):
        """Try every step of the connection, show which one is missing, and go on if it works."""
        self.check_access('write')
        # all is asked before a row is written: nothing is locked while others answer
        asked = [(account, account._survey(), account._probe_address()) for account in self]
        for account, told, address in asked:
            steps = account._connection_steps(told, address)
            works = {step.name for step in steps if step.state in (DONE, ADVICE)}
            if {'token', 'number'} <= works:
                account._resume()
            account.sudo().write(
                {
                    'check_steps': json.dumps([asdict(step) for step in steps]),
                    'checked_at': fields.Datetime.now(),
                    'connected': not any(step.state in (MISSING, WAITING) for step in steps),
                }
            )

    # ------------------------------------------------------------------ the steps
    def _connection_steps(self, told, address):
        """The steps in order. What rests on one that is missing is not tried.

        :param told: `cloud_api.Survey`, None without a token
        :param str address: what `_probe_address` found
        """
        self.ensure_one()
        steps = [
            self._step(
                'secrets',
                self.env._("Access token and app secret"),
                self.has_token and self.has_app_secret and self.has_verify_token,
                self.env._("Paste the access token and the app secret, and save."),
            )
        ]
        if told:
            steps += self._meta_steps(told)
        else:
            steps += self._untried('token', 'app_secret', 'number', 'subscribed')
        return [
            *steps,
            *self._address_steps(address),
            self._news_step(),
            self._templates_step(),
            self._quality_step(),
            self._jobs_step(),
        ]

    def _step(self, name, label, done, remedy, found='', otherwise=MISSING):
        return Step(name, label, DONE if done else otherwise, found if done else remedy)

    def _untried(self, *names):
        labels = {
            'token': self.env._("Meta accepts the token"),
            'app_secret': self.env._("The secret is of the same app"),
            'number': self.env._("The number is of this business account"),
            'subscribed': self.env._("The app gets this account's news"),
        }
        detail = self.env._("It is tried once the steps before are right.")
        return [Step(name, labels[name], WAITING, detail) for name in names]

    def _meta_steps(self, told):
        """What only Meta can say."""
        token, app_secret, belongs, subscribed = self._untried(
            'token', 'app_secret', 'number', 'subscribed'
        )
        number, problem = self._answer(told.number)
        if number is None:
            steps = [self._step('token', token.label, False, problem)]
            return [*steps, app_secret, belongs, subscribed]
        self._note_number(number)
        return [
            self._token_step(told, token.label),
            self._app_secret_step(told, app_secret.label),
            self._belongs_step(told, belongs.label),
            self._subscribed_step(told, subscribed.label),
        ]

    def _token_step(self, told, label):
        info, _problem = self._answer(told.token)
        self._note_token(info or {})
        lacking = [right for right in RIGHTS if right not in (info or {}).get('scopes', RIGHTS)]
        if lacking:
            return Step(
                'token',
                label,
                MISSING,
                self.env._(
                    "The token lacks the right %(rights)s. Make a new one and tick both rights of "
                    "WhatsApp.",
                    rights=", ".join(lacking),
                ),
            )
        if info is None:
            return Step('token', label, DONE, self.env._("Meta does not say when it runs out."))
        if not self.token_expires_at:
            return Step('token', label, DONE, self.env._("It does not run out."))
        day = fields.Datetime.context_timestamp(self, self.token_expires_at).date()
        return Step(
            'token',
            label,
            ADVICE,
            self.env._(
                "It runs out on %(day)s. Make one that never does: Business settings, System "
                "users, Generate token, “Never”.",
                day=format_date(self.env, day),
            ),
        )

    def _app_secret_step(self, told, label):
        if told.proof is None:
            return self._untried('app_secret')[0]
        if isinstance(told.proof, CloudApiError):
            if not self._is_about_proof(told.proof):
                detail = self.env._("Meta did not answer just now.")
                return Step('app_secret', label, WAITING, detail)
            return Step(
                'app_secret',
                label,
                MISSING,
                self.env._(
                    "The secret is not of the app that made the token. Copy it again: the "
                    "app's page, Settings, Basic, App secret, Show."
                ),
            )
        return Step('app_secret', label, DONE)

    def _belongs_step(self, told, label):
        name = told.number.get('verified_name') or ''
        found = " · ".join(filter(None, [self.display_number, name]))
        numbers, problem = self._answer(told.numbers)
        if numbers is None:
            return Step('number', label, MISSING, problem)
        ids = {str(each.get('id')) for each in numbers}
        return self._step(
            'number',
            label,
            self.phone_number_id in ids,
            self.env._(
                "Number %(number)s is not of business account %(account)s: copy both IDs from the "
                "same page, WhatsApp, API Setup.",
                number=self.phone_number_id,
                account=self.waba_id,
            ),
            found,
        )

    def _subscribed_step(self, told, label):
        apps, problem = self._answer(told.subscriptions)
        remedy = problem or self.env._("Meta did not take the subscription: try again in a minute.")
        return self._step('subscribed', label, bool(apps), remedy)
