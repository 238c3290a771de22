from dataclasses import dataclass

import requests

from odoo import fields, models

from ..cloud_api import Client, CloudApiError, GraphError, NotSent


@dataclass(frozen=True)
class Step:
    """One step of connecting a number: whether it is done, and what to do if not."""

    label: str
    done: bool
    remedy: str = ''


class ClinicWhatsappAccount(models.Model):
    """Is the number connected? Each step is tried and named."""

    _inherit = 'clinic.whatsapp.account'

    check_html = fields.Html(string="Connection", readonly=True, copy=False)
    checked_at = fields.Datetime(string="Tested on", readonly=True, copy=False)
    connected = fields.Boolean(readonly=True, copy=False)

    def action_test_connection(self):
        """Try every step of the connection and show which one is missing."""
        self.check_access('write')
        for account in self:
            steps = account._connection_steps()
            if len(steps) > 1 and all(step.done for step in steps[:2]):
                account._resume()
            account.sudo().write(
                {
                    'check_html': self.env['ir.qweb']._render(
                        'clinic_whatsapp.connection_steps', {'steps': steps}
                    ),
                    'checked_at': fields.Datetime.now(),
                    'connected': all(step.done for step in steps),
                }
            )

    def _connection_steps(self):
        """The steps in order; those after one that fails are not tried."""
        self.ensure_one()
        steps = [
            Step(
                self.env._("The three secrets are written down"),
                self.has_token and self.has_app_secret and self.has_verify_token,
                self.env._("Write the access token, the app secret and a verify token, and save."),
            )
        ]
        if not steps[0].done:
            return steps
        client = Client(**self._connection())
        try:
            number, problem = self._ask(lambda: client.phone_number(self.phone_number_id))
            steps.append(
                Step(self.env._("Meta knows the token and the number"), number is not None, problem)
            )
            if number is None:
                return steps
            self.sudo().display_number = number.get('display_phone_number') or False
            apps, problem = self._ask(lambda: client.subscriptions(self.waba_id))
            if apps == []:
                _done, problem = self._ask(lambda: client.subscribe(self.waba_id))
                apps, problem = self._ask(lambda: client.subscriptions(self.waba_id))
            steps.append(
                Step(
                    self.env._("The account sends us its news"),
                    bool(apps),
                    problem
                    or self.env._("Meta did not take the subscription: try again in a minute."),
                )
            )
        finally:
            client.close()
        steps.append(self._webhook_step())
        steps.append(
            Step(
                self.env._("News from Meta have arrived"),
                bool(self.last_webhook_at),
                self.env._(
                    "Write the callback URL and the verify token in Meta's webhook page, subscribe "
                    "to “messages”, and send the number a message from any phone."
                ),
            )
        )
        return steps

    def _ask(self, call):
        """What a call answers, or None and what is wrong in words."""
        try:
            return call(), ''
        except GraphError as error:
            if error.code == 190 or error.http == 401:
                return None, self.env._(
                    "Meta does not accept the token: it has run out or was copied in part. Make "
                    "one that does not expire, and write it here."
                )
            if error.code in (10, 100) or 200 <= error.code < 300:
                return None, self.env._(
                    "Meta does not find it, or the token has no right to it (%(answer)s). Check "
                    "the IDs and the rights of the system user.",
                    answer=str(error)[:200],
                )
            return None, self.env._("Meta answers: %(answer)s", answer=str(error)[:200])
        except NotSent:
            return None, self.env._(
                "No connection to %(address)s. Check the address and the server's own network.",
                address=self.base_url,
            )
        except CloudApiError:
            return None, self.env._("Meta gave no usable answer. Try again in a minute.")

    def _webhook_step(self):
        """Whether our own address answers a handshake, as Meta will ask for it."""
        label = self.env._("Our address answers Meta's question")
        secret = self._secret('verify_token')
        try:
            answer = requests.get(
                self.webhook_url,
                params={
                    'hub.mode': 'subscribe',
                    'hub.challenge': '4711',
                    'hub.verify_token': secret,
                },
                timeout=10,
            )
        except requests.RequestException:
            return Step(
                label,
                False,
                self.env._(
                    "%(address)s does not answer from here. It must be reachable from the "
                    "internet, by https.",
                    address=self.webhook_url,
                ),
            )
        return Step(
            label,
            answer.status_code == 200 and answer.text == '4711',
            self.env._(
                "%(address)s answers something else. The server must serve one database for this "
                "address (dbfilter), with the clinic's addons.",
                address=self.webhook_url,
            ),
        )
