import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.tools import format_date

from ..cloud_api import (
    Client,
    CloudApiError,
    GraphError,
    NotSent,
    asks_itself,
    decide,
    people_a_day,
    probe,
)
from .clinic_whatsapp_account import LOOPBACK

DONE, MISSING, ADVICE, WAITING = 'done', 'missing', 'advice', 'waiting'
ENDS_SOON = timedelta(days=10)
RIGHTS = ('whatsapp_business_messaging', 'whatsapp_business_management')
QUALITIES = [('GREEN', "Good"), ('YELLOW', "Middling"), ('RED', "Poor"), ('UNKNOWN', "Not rated")]


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
    handshake_at = fields.Datetime(string="Webhook verified on", readonly=True, copy=False)
    token_expires_at = fields.Datetime(string="Token is good until", readonly=True, copy=False)
    quality = fields.Selection(QUALITIES, readonly=True, copy=False)
    messaging_limit = fields.Integer(
        string="People a day, as Meta says", readonly=True, copy=False, help="0: not told yet."
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
            account.is_trial = urlsplit(account.base_url or '').hostname in LOOPBACK

    def write(self, vals):
        """What was found out with one token or address says nothing of another."""
        if 'new_token' in vals and (vals['new_token'] or '').strip():
            vals = {**vals, 'token_expires_at': False}
        return super().write(vals)

    def _kept_steps(self):
        return json.loads(self.check_steps or '[]')

    def action_test_connection(self):
        """Try every step of the connection, show which one is missing, and go on if it works."""
        self.check_access('write')
        for account in self:
            steps = account._connection_steps()
            works = {step.name for step in steps if step.state == DONE}
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
    def _connection_steps(self):
        """The steps in order. What rests on one that is missing is not tried."""
        self.ensure_one()
        steps = [
            self._step(
                'secrets',
                self.env._("Access token and app secret"),
                self.has_token and self.has_app_secret and self.has_verify_token,
                self.env._("Paste the access token and the app secret, and save."),
            )
        ]
        if self.has_token:
            client = Client(**self._connection())
            proving = Client(**self._connection(), app_secret=self._secret('app_secret'))
            try:
                steps += self._meta_steps(client, proving)
            finally:
                client.close()
                proving.close()
        else:
            steps += self._untried('token', 'app_secret', 'number', 'subscribed')
        return [
            *steps,
            *self._address_steps(),
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

    def _meta_steps(self, client, proving):
        """What only Meta can say."""
        token, app_secret, belongs, subscribed = self._untried(
            'token', 'app_secret', 'number', 'subscribed'
        )
        number, problem = self._ask(lambda: client.phone_number(self.phone_number_id))
        if number is None:
            steps = [self._step('token', token.label, False, problem)]
            return [*steps, app_secret, belongs, subscribed]
        self._note_number(number)
        return [
            self._token_step(client, token.label),
            self._app_secret_step(proving, app_secret.label),
            self._belongs_step(client, belongs.label, number),
            self._subscribed_step(client, subscribed.label),
        ]

    def _token_step(self, client, label):
        info, _problem = self._ask(client.token_info)
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

    def _app_secret_step(self, proving, label):
        if not self.has_app_secret:
            return self._untried('app_secret')[0]
        try:
            proving.phone_number(self.phone_number_id)
        except CloudApiError as error:
            if not self._is_about_proof(error):
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

    def _belongs_step(self, client, label, number):
        name = number.get('verified_name') or ''
        found = " · ".join(filter(None, [self.display_number, name]))
        numbers, problem = self._ask(lambda: client.phone_numbers(self.waba_id))
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

    def _subscribed_step(self, client, label):
        apps, problem = self._ask(lambda: client.subscriptions(self.waba_id))
        if apps == []:
            _done, problem = self._ask(lambda: client.subscribe(self.waba_id))
            apps, problem = self._ask(lambda: client.subscriptions(self.waba_id))
        remedy = problem or self.env._("Meta did not take the subscription: try again in a minute.")
        return self._step('subscribed', label, bool(apps), remedy)

    def _address_steps(self):
        """Whether Meta could reach us: an address by https, that leads to this very database."""
        url = self.webhook_url
        steps = [
            self._step(
                'https',
                self.env._("The address is public and encrypted"),
                url.startswith('https://') or self.is_trial,
                self.env._(
                    "%(url)s: Meta calls only addresses with https://. Set web.base.url to the "
                    "clinic's public address.",
                    url=url,
                ),
                self.env._("Not needed for a trial on this machine.") if self.is_trial else url,
            )
        ]
        label = self.env._("The address leads to this clinic")
        if not self.has_verify_token:
            return [*steps, Step('webhook', label, WAITING, self.env._("Save first."))]
        found = probe(url, self._secret('verify_token'))
        remedy = {
            'silent': self.env._(
                "%(url)s does not answer from here: the server, its proxy or its name on the "
                "internet is not ready.",
                url=url,
            ),
            'refused': self.env._(
                "Another database answers at %(url)s: one database for each address (dbfilter), "
                "with the clinic's addons.",
                url=url,
            ),
            'other': self.env._(
                "Something else answers at %(url)s. Serve one database for this address "
                "(dbfilter), with the clinic's addons, and let the proxy pass /clinic/ on.",
                url=url,
            ),
        }.get(found, '')
        return [*steps, self._step('webhook', label, found == 'ok', remedy)]

    def _news_step(self):
        label = self.env._("News from Meta arrive")
        if self.last_webhook_at:
            return Step('news', label, DONE, self.env._("Signed with the app secret."))
        if self.handshake_at:
            return Step(
                'news',
                label,
                MISSING,
                self.env._(
                    "Meta knows the address. Subscribe to “messages” there and write to the number "
                    "from any phone. If nothing comes, the app secret is another app's."
                ),
            )
        return Step(
            'news',
            label,
            MISSING,
            self.env._(
                "Meta has not asked for the address yet: give it address and verify token (step 3)."
            ),
        )

    def _templates_step(self):
        usable = self.env['clinic.whatsapp.template'].search_count(
            [('account_id.waba_id', '=', self.waba_id), ('usable', '=', True)]
        )
        return self._step(
            'templates',
            self.env._("Approved texts"),
            usable,
            self.env._(
                "None yet: only whoever wrote within 24 hours can be answered. Draft them and "
                "submit them; Meta takes minutes to a day."
            ),
            self.env._("%(count)s may be used.", count=usable),
            otherwise=ADVICE,
        )

    def _quality_step(self):
        words = dict(self._fields['quality']._description_selection(self.env))
        found = self.env._(
            "Quality: %(quality)s. Up to %(people)s people a day may be written to first.",
            quality=words.get(self.quality, words['UNKNOWN']),
            people=self.messaging_limit or self.daily_limit,
        )
        return self._step(
            'quality',
            self.env._("Quality and limit"),
            self.quality not in ('RED', 'YELLOW'),
            found + " " + self.env._("Patients block or report it: write less, and only what "
                                     "they asked for."),
            found,
            otherwise=ADVICE,
        )  # fmt: skip

    def _jobs_step(self):
        data = self.env['ir.model.data'].sudo().search(
            [('model', '=', 'ir.cron'), ('module', '=', 'clinic_whatsapp')]
        )  # fmt: skip
        jobs = self.env['ir.cron'].sudo().browse(data.mapped('res_id')).exists()
        Health = self.env['clinic.health']
        problems = [problem for job in jobs if (problem := Health._job_problem(job, False))]
        return self._step(
            'jobs',
            self.env._("The work in the background runs"),
            not problems,
            " ".join(problems[:2]) + " " + self.env._("See “System health”."),
        )

    # ------------------------------------------------------------------ what Meta tells
    def _ask(self, call):
        """What a call answers (True for nothing), or None and what is wrong in words."""
        try:
            answer = call()
        except GraphError as error:
            return None, self._refusal_words(error)
        except NotSent:
            return None, self.env._(
                "No connection to %(address)s. Check the address and the server's own network.",
                address=self.base_url,
            )
        except CloudApiError:
            return None, self.env._("Meta gave no usable answer. Try again in a minute.")
        return (True if answer is None else answer), ''

    def _is_about_proof(self, error):
        return isinstance(error, GraphError) and 'appsecret_proof' in error.message

    def _refusal_words(self, error):
        """Meta's refusal as a sentence: what it means and what to do."""
        answer = (error.details or error.message)[:200]
        if error.code == 190 and error.subcode == 463:
            return self.env._("The token has run out. Make one that does not, and paste it here.")
        if error.code in (0, 190) or error.http == 401:
            return self.env._(
                "Meta does not accept the token: it was copied in part, or taken back. Make a new "
                "one, and paste it here."
            )
        if self._is_about_proof(error):
            return self.env._(
                "The app asks for a proof with every call. In the app's page, Settings, Advanced, "
                "switch off “Require app secret”."
            )
        if error.code in (33, 100):
            return self.env._(
                "Meta does not find this ID with this token (%(answer)s). Copy both IDs again, and "
                "give the system user the business account as an asset.",
                answer=answer,
            )
        if error.code == 10 or 200 <= error.code < 300:
            return self.env._(
                "The token has no right to it (%(answer)s). Make one with both rights of WhatsApp.",
                answer=answer,
            )
        if error.code == 131042:
            return self.env._("Meta has no way of payment: add one in WhatsApp Manager, Payments.")
        if error.code in (368, 131031):
            return self.env._(
                "Meta has locked the account (%(answer)s): see Business support home.",
                answer=answer,
            )
        if error.code in (4, 80007) or error.http == 429:
            return self.env._("Meta asks us to wait: try again in some minutes.")
        return self.env._("Meta answers: %(answer)s", answer=answer or error.code)

    def _note_number(self, number):
        """Keep what Meta tells of the number; its daily limit is ours until somebody lowers it."""
        people = people_a_day(number.get('whatsapp_business_manager_messaging_limit'))
        quality = str(number.get('quality_rating') or '').upper()
        vals = {
            'display_number': number.get('display_phone_number') or self.display_number,
            'quality': quality if quality in dict(QUALITIES) else 'UNKNOWN',
        }
        self.sudo().write(vals | self._limit_vals(people))

    def _limit_vals(self, people):
        """Meta's limit, followed unless the clinic has set itself a lower one."""
        if not people:
            return {}
        by_hand = self.messaging_limit and self.daily_limit < self.messaging_limit
        follow = not by_hand or people < self.daily_limit
        return {'messaging_limit': people} | ({'daily_limit': people} if follow else {})

    def _note_token(self, info):
        try:
            until = datetime.utcfromtimestamp(int(info.get('expires_at') or 0))
        except (TypeError, ValueError, OverflowError, OSError):
            return
        self.sudo().token_expires_at = until if until.year > 1970 else False

    def _handshake_seen(self, challenge):
        """Meta itself has asked for our address."""
        self.ensure_one()
        if not asks_itself(challenge) and not self.handshake_at:
            self.sudo().handshake_at = fields.Datetime.now()

    @api.model
    def _cron_look(self):
        """Once a day: what Meta says of each number and token, before a patient waits in vain."""
        Cron = self.env['ir.cron']
        accounts = self.sudo().search([('has_token', '=', True)])
        for done, account in enumerate(accounts, 1):
            lang = (
                account.company_id.partner_id.lang or self.env.lang
            )  # its reader's, not the job's
            account.with_context(lang=lang)._look()
            if not Cron._commit_progress(1, remaining=len(accounts) - done):
                return

    def _look(self):
        client = Client(**self._connection())
        try:
            self._note_number(client.phone_number(self.phone_number_id))
            self._note_token(self._ask(client.token_info)[0] or {})
        except GraphError as error:
            # only what stops every message stops the number: this was but a question
            if error.code in (0, 190) or error.http == 401:
                self._learn(decide(error, 0), self._refusal_words(error))
        except CloudApiError:
            return  # no connection: what is sent tells of it, and tomorrow is another look
        finally:
            client.close()
