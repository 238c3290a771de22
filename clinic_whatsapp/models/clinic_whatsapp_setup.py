import os
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..cloud_api import Client
from .clinic_whatsapp_check import ENDS_SOON

# What the page may write. The secrets go in and never come out.
ASKED = (
    'name',
    'company_id',
    'phone_number_id',
    'waba_id',
    'base_url',
    'new_token',
    'new_app_secret',
)
WEBHOOK_FIELDS = (
    'messages',
    'message_template_status_update',
    'template_category_update',
    'phone_number_quality_update',
    'business_capability_update',
    'account_update',
)
# What stands in for Meta on this machine, as `./clinic up` starts it (sandbox/README.md).
TRIAL = {
    'phone_number_id': '100000000000001',
    'waba_id': '200000000000001',
    'new_token': 'sandbox-token',
    'new_app_secret': 'sandbox-app-secret',
}


class ClinicWhatsappAccount(models.Model):
    """The page that connects a number, and the banner that tells when it broke."""

    _inherit = 'clinic.whatsapp.account'

    def action_setup(self):
        """Open the page, for this number or, without one, for a new number."""
        return {
            'type': 'ir.actions.client',
            'tag': 'clinic_whatsapp_setup',
            'name': self.env._("Connect a number"),
            'path': 'whatsapp-conectar',
            'context': {'active_id': self[:1].id},
        }

    # ------------------------------------------------------------------ the page
    @api.model
    def get_setup(self, account_id=False):
        """What the page shows. The verify token only until Meta has asked for it.

        :param account_id: of the number; False for a new one
        :return: dict; ``steps`` as in `Step`, empty when it was never tested
        """
        self.check_access('write')
        account = self.browse(account_id or []).exists()
        account.check_access('write')
        company = account.company_id or self.env.company
        return {
            'id': account.id,
            'name': account.name or '',
            'company_id': company.id,
            'companies': self._setup_companies(account),
            'phone_number_id': account.phone_number_id or '',
            'waba_id': account.waba_id or '',
            'base_url': account.base_url or self.default_get(['base_url'])['base_url'],
            'display_number': account.display_number or '',
            'is_trial': account.is_trial,
            'has_token': account.has_token,
            'has_app_secret': account.has_app_secret,
            'webhook_url': account.webhook_url or '',
            'verify_token': account._verify_token_to_copy() if account else '',
            'webhook_fields': list(WEBHOOK_FIELDS),
            'steps': account._kept_steps() if account else [],
            'checked_at': account.checked_at,
            'connected': account.connected,
            'parked_reason': account.parked_reason if account.parked_at else '',
            'waiting': account._count_waiting() if account else 0,
        }

    def _setup_companies(self, account):
        """The branches one may choose, and which of them have a number already."""
        # sudo: who works in one branch may not open the clinic's own data, and knows its name
        companies = (self.env.companies | account.company_id).sudo()
        taken = self.search([('id', '!=', account.id)]).company_id
        return [
            {'id': company.id, 'name': company.name, 'taken': company in taken}
            for company in companies
        ]

    def _verify_token_to_copy(self):
        """Whoever sets the number up has to copy it; once Meta knows it, nobody has to."""
        self.ensure_one()
        self.check_access('write')
        return '' if self.handshake_at or self.last_webhook_at else self._secret('verify_token')

    @api.model
    def save_setup(self, account_id, vals):
        """Keep what was typed.

        :return: as `get_setup`
        :raises ValidationError: what is wrong with it, in words; nothing is kept then
        """
        self.check_access('write')
        unknown = set(vals) - set(ASKED)
        if unknown:
            raise AccessError(self.env._("This page does not write %(names)s.",
                                         names=", ".join(sorted(unknown))))  # fmt: skip
        typed = {name: value.strip() if isinstance(value, str) else value
                 for name, value in vals.items()}  # fmt: skip
        self._check_typed(typed, account_id)
        account = self.browse(account_id or []).exists()
        if account:
            account.write(typed)
        else:
            # nobody has to think of a verify token
            account = self.create(typed | {'new_verify_token': secrets.token_urlsafe(18)})
        return self.get_setup(account.id)

    def _check_typed(self, typed, account_id):
        """A slip that would be told by the database is told before, with what to do."""
        labels = {
            'name': self.env._("a name for this number"),
            'phone_number_id': self.env._("the phone number ID"),
            'waba_id': self.env._("the business account ID"),
        }
        for name, label in labels.items():
            asked = not account_id or name in typed
            if asked and not typed.get(name):
                raise ValidationError(self.env._("Write %(what)s.", what=label))
        number = typed.get('phone_number_id')
        # sudo: it may be another branch's, or archived
        other = number and self.sudo().with_context(active_test=False).search(
            [('phone_number_id', '=', number), ('id', '!=', account_id or 0)], limit=1
        )
        if other:
            raise ValidationError(
                self.env._("This number is connected already, as “%(name)s”.", name=other.name)
                if other.active
                else self.env._(
                    "This number is archived, as “%(name)s”: take it out of the archive under "
                    "Numbers.",
                    name=other.name,
                )
            )

    @api.model
    def trial_values(self):
        """What to write for a trial with the sandbox on this machine."""
        self.check_access('write')
        port = os.environ.get('CLINIC_SANDBOX_PORT') or '8090'
        return TRIAL | {'name': self.env._("Trial"), 'base_url': f'http://127.0.0.1:{port}'}

    def register_webhook(self):
        """Give Meta our address for this account, in place of whoever would do it in Meta's page.

        :return: as `get_setup`
        :raises UserError: why Meta did not take it, in words
        """
        self.ensure_one()
        self.check_access('write')
        if not self.has_token:
            raise UserError(self.env._("Save the access token first."))
        client = Client(**self._connection())
        token, waba_id, url = self._secret('verify_token'), self.waba_id, self.webhook_url
        self._let_go()  # Meta asks our address meanwhile, and that is noted in another transaction
        try:
            done, problem = self._ask(lambda: client.subscribe(waba_id, url, token))
        finally:
            client.close()
        if done is None:
            raise UserError(
                self.env._(
                    "Meta could not be given the address: %(problem)s You can do it by hand with "
                    "the two values shown here.",
                    problem=problem,
                )
            )
        self.invalidate_recordset(['handshake_at'])
        return self.get_setup(self.id)

    def renew_verify_token(self):
        """Another verify token: the old one is good no more, and Meta has to be told.

        :return: as `get_setup`
        """
        self.ensure_one()
        self.write({'new_verify_token': secrets.token_urlsafe(18), 'handshake_at': False})
        return self.get_setup(self.id) | {'verify_token': self._secret('verify_token')}

    def test_setup(self):
        """Test, and show.

        :return: as `get_setup`
        """
        self.ensure_one()
        self.action_test_connection()
        return self.get_setup(self.id)

    # ------------------------------------------------------------------ the banner
    @api.model
    @api.readonly
    def get_troubles(self):
        """What is wrong with the numbers one works with, for the banner; nothing for others.

        :return: ``[{'id', 'tone': 'danger'|'warning', 'text', 'can_mend'}]``
        """
        if not self.env.user.has_group('clinic_whatsapp.group_agent'):
            return []
        can_mend = self.has_access('write')
        soon = fields.Datetime.now() + ENDS_SOON
        domain = Domain('parked_at', '!=', False)
        if can_mend:  # what only will happen is no news for who cannot keep it from happening
            domain |= Domain('token_expires_at', '<=', soon)
        return [
            {'id': account.id, 'can_mend': can_mend, **account._trouble(can_mend)}
            for account in self.search(domain)
        ]

    def _trouble(self, can_mend):
        if self.parked_at and not can_mend:
            return {
                'tone': 'danger',
                'text': self.env._(
                    "WhatsApp “%(name)s” is stopped. Nothing is lost: %(count)s wait.",
                    name=self.name,
                    count=self._count_waiting(),
                ),
            }
        if self.parked_at:
            return {
                'tone': 'danger',
                'text': self.env._(
                    "WhatsApp “%(name)s” is stopped: %(reason)s Nothing is lost: %(count)s wait.",
                    name=self.name,
                    reason=self.parked_reason or '',
                    count=self._count_waiting(),
                ),
            }
        day = fields.Datetime.context_timestamp(self, self.token_expires_at).date()
        return {
            'tone': 'warning',
            'text': self.env._(
                "The token of WhatsApp “%(name)s” runs out on %(day)s: make one that never does "
                "before patients wait in vain.",
                name=self.name,
                day=format_date(self.env, day),
            ),
        }

    def mend(self):
        """Test again, and let the queue go on if the number works.

        :return: ``{'ok': bool, 'text': str}``
        """
        self.ensure_one()
        waiting = self._count_waiting()
        self.action_test_connection()
        if not self.parked_at:
            return {
                'ok': True,
                'text': self.env._("It works again. %(count)s are on their way.", count=waiting),
            }
        missing = [step for step in self._kept_steps() if step['state'] == 'missing']
        first = missing[0] if missing else {'label': '', 'detail': self.parked_reason or ''}
        return {'ok': False, 'text': f"{first['label']}: {first['detail']}"}

    def _count_waiting(self):
        return self.env['clinic.whatsapp.outbox'].sudo().search_count(
            [('account_id', '=', self.id), ('state', '=', 'queued')]
        )  # fmt: skip
