import logging
from datetime import timedelta
from uuid import uuid4

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import email_normalize, formataddr

from ..conversation import sms_words
from ..identity import normalise_phone
from ..jobs import work_off
from ..links import SignedLink
from .clinic_message_channel import DeliveryError

_logger = logging.getLogger(__name__)

LASTS = timedelta(days=2)  # the link
LEASE = timedelta(minutes=2)  # longer than a gateway takes
LINK = SignedLink('clinic.alert.link')


class WayError(Exception):
    """This way does not reach the person: why, in one sentence."""


class ClinicAlertCall(models.Model):
    """One person was asked to take an alert: on their own phone, by the first way that works.

    What leaves the clinic says that there is something urgent and where to tap, never who wrote or
    what. Written with the alert; a job of its own tells the person, outside any other transaction.
    """

    _name = 'clinic.alert.call'
    _description = "Person asked to take an alert"
    _order = 'id desc'
    _log_access = False

    alert_id = fields.Many2one(
        'clinic.alert', required=True, readonly=True, ondelete='cascade', index=True
    )
    company_id = fields.Many2one(related='alert_id.company_id', store=True, index=True)
    user_id = fields.Many2one(
        'res.users', string="Who", required=True, readonly=True, ondelete='cascade', index=True
    )
    uuid = fields.Char(readonly=True, groups=fields.NO_ACCESS, default=lambda self: str(uuid4()))
    at = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [
            ('queued', "To be told"),
            ('sending', "Being told"),
            ('sent', "Told"),
            ('failed', "Could not be told"),
            ('withdrawn', "Not needed any more"),
        ],
        required=True,
        readonly=True,
        default='queued',
    )
    way = fields.Selection([('sms', "SMS"), ('email', "E-mail")], string="By", readonly=True)
    tried = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    lease_until = fields.Datetime(readonly=True, groups=fields.NO_ACCESS)
    error = fields.Char(string="Why not", readonly=True)

    _to_tell = models.Index("(id) WHERE state IN ('queued', 'sending')")

    @api.model
    def _call(self, alert, user):
        """Ask a person, in the transaction of the alert."""
        call = self.sudo().create({'alert_id': alert.id, 'user_id': user.id})
        call._wake()
        return call

    @api.model
    def _wake(self):
        self.env.ref('clinic_crm.ir_cron_alert_calls').sudo()._trigger()

    def _withdraw(self):
        """It was taken: nobody else need be told."""
        self.filtered(lambda call: call.state == 'queued').write({'state': 'withdrawn'})

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_tell(self):
        """Tell whoever is to be told, one person a transaction; one that was cut off goes again:
        twice is better than not at all."""
        work_off(self.env, self._to_be_told, lambda call: call._tell_one(), 1, in_all=True)

    @api.model
    def _to_be_told(self):
        return self.search(
            [
                '|',
                ('state', '=', 'queued'),
                '&',
                ('state', '=', 'sending'),
                ('lease_until', '<', fields.Datetime.now()),
            ],
            order='id',
            limit=100,
        )

    def _tell_one(self):
        self = self.with_context(lang=self.company_id._staff_lang())
        if self.alert_id.state != 'new':
            self.write({'state': 'withdrawn'})
            return
        reasons = [self.error] if self.error else []
        for way in self._ways():
            if way in (self.tried or '').split(','):
                continue
            try:
                getattr(self, f'_go_by_{way}')()
            except WayError as reason:
                reasons.append(str(reason))
                continue
            except (OperationalError, ConcurrencyError):
                raise
            except Exception as error:  # noqa: BLE001 - the next way may work
                _logger.error("Call %s by %s: %s", self.id, way, type(error).__name__)
                reasons.append(self.env._("The system failed on it."))
                continue
            self.write({'state': 'sent', 'way': way, 'lease_until': False, 'error': False})
            return
        self._gave_up(" ".join(dict.fromkeys(reasons)))

    def _gave_up(self, reason):
        """Nothing reaches the person outside of Odoo: the first time round the next is asked."""
        self.write({'state': 'failed', 'error': reason[:300], 'lease_until': False})
        alert = self.alert_id
        users, _on_duty = alert._chain()
        unasked = users - alert.call_ids.user_id
        if alert.asked_user_id == self.user_id and unasked and not self._is_here():
            alert.next_at = fields.Datetime.now()
            alert._wake()
        alert._tell()

    def _is_here(self):
        """Whether the person has Odoo before them."""
        return bool(self.env['clinic.duty'].sudo()._at_work(self.user_id, fields.Datetime.now()))

    def _leaves(self):
        """Commit that it leaves now, before anything outside is called."""
        self.write({'state': 'sending', 'lease_until': fields.Datetime.now() + LEASE})
        self.env['ir.cron']._commit_progress()

    # ------------------------------------------------------------------ ways
    @api.model
    def _ways(self):
        """The ways to a person's own phone, best first; each has a method `_go_by_<way>`."""
        return ['sms', 'email']

    @api.model
    def _reached_by(self, user, company):
        """What a person of the list is told by, for the screen."""
        ways = []
        if self.env['clinic.message.channel.sms']._in_use(company.sudo()) and self._number(user):
            ways.append(self.env._("SMS"))
        if email_normalize(user.sudo().email or ''):
            ways.append(self.env._("E-mail"))
        return ", ".join(ways) or self.env._("Only in Odoo: write down a phone or an e-mail")

    @api.model
    def _number(self, user):
        phone = normalise_phone(user.sudo().partner_id.phone or '')
        return phone.e164 if phone.can_text else ''

    def _words(self):
        """What leaves the clinic: no name, no word of the patient."""
        return f"{self.company_id.name}: aviso urgente. Abra el enlace para tomarlo: {self._link()}"

    def _go_by_sms(self):
        channel, company = self.env['clinic.message.channel.sms'], self.company_id.sudo()
        if not channel._in_use(company):
            raise WayError(self.env._("SMS is not switched on."))
        number = self._number(self.user_id)
        if not number:
            raise WayError(self.env._("%(who)s has no mobile phone.", who=self.user_id.name))
        try:
            channel._text(company, number, sms_words(self._words()), self.uuid, self._leaves)
        except DeliveryError as error:
            words = self.env._("The SMS gateway did not take it.")
            if error.unknown:
                words = self.env._("The SMS gateway did not answer.")
            raise WayError(words) from error

    def _go_by_email(self):
        address = email_normalize(self.user_id.sudo().email or '')
        if not address:
            raise WayError(self.env._("%(who)s has no e-mail address.", who=self.user_id.name))
        company = self.company_id
        channel = self.env['clinic.message.channel.email']
        sender = channel._sender(company)
        if not sender:
            raise WayError(self.env._("The clinic has no e-mail address to send from."))
        email = self.env['ir.mail_server']._build_email__(
            email_from=formataddr((company.name, sender)),
            email_to=[address],
            subject=f"Aviso urgente de {company.name}",
            body=self._words(),
            subtype='plain',
            headers={'Auto-Submitted': 'auto-generated', 'X-Priority': '1'},
        )
        self._leaves()  # no lock is held while a server that hangs is waited for
        try:
            channel._post(email)
        except DeliveryError as error:
            raise WayError(self.env._("The mail server did not take it.")) from error

    # ------------------------------------------------------------------ the link
    def _link(self):
        """The address of the page on which this person takes it."""
        self.ensure_one()
        return f'{self.get_base_url()}/clinic/alert/{self._link_token()}'

    def _link_token(self):
        return LINK.token(self, (self.at + LASTS).date())

    @api.model
    def _of_link(self, token):
        """The call of a token, as superuser; empty if it is none of ours, or has ended."""
        call = LINK.find(self, token)
        if not call:
            return call
        able = self.env['clinic.duty'].sudo()._able(call.company_id)
        return call if call.user_id in able or call.alert_id.sudo().chain else call.browse()
