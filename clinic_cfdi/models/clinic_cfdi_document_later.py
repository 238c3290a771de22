import logging

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from .clinic_cfdi_document import FINAL

_logger = logging.getLogger(__name__)

# what a person chose when sending, as plain values; the rest is made again
CHOSEN = (
    'sending_methods',
    'author_user_id',
    'author_partner_id',
    'mail_lang',
    'mail_subject',
    'mail_body',
    'mail_partner_ids',
)


class ClinicCfdiDocument(models.Model):
    """What a person sent while the PAC's answer was missing is sent once it is stamped."""

    _inherit = 'clinic.cfdi.document'

    send_later = fields.Json(readonly=True, copy=False, help="How it is sent once it is stamped.")

    def _remember_to_send(self, settings):
        """:param dict settings: of Odoo's Send, of this one invoice"""
        chosen = {name: settings[name] for name in CHOSEN if settings.get(name)}
        chosen['sending_methods'] = sorted(settings.get('sending_methods') or ())
        if chosen.get('mail_body'):
            chosen['mail_body'] = str(chosen['mail_body'])
        self.send_later = chosen
        self._wake()  # should it be stamped in this very moment, nothing else wakes the job

    def _settled(self, attempt, stamped=None):
        result = super()._settled(attempt, stamped)
        if self.state in FINAL and self.send_later:
            self._wake()
        return result

    @api.model
    def _cron_stamp(self):
        result = super()._cron_stamp()
        self._send_the_late()
        return result

    @api.model
    def _send_the_late(self):
        """Each in one transaction with its being forgotten: sent once, or not yet."""
        for document in self.search([('send_later', '!=', False), ('state', 'in', FINAL)]):
            try:
                if document.try_lock_for_update() and document.send_later:
                    document._send_as_remembered()
                self.env['ir.cron']._commit_progress(1)
            except (OperationalError, ConcurrencyError):  # somebody sends it now: the next run
                self.env.cr.rollback()
                self.env.invalidate_all()
            except Exception as error:  # noqa: BLE001 - one that cannot go holds up no stamp
                self.env.cr.rollback()
                self.env.invalidate_all()
                _logger.error("CFDI %s was not sent: %s", document.id, type(error).__name__)
                document.send_later = False  # it is among what is to be delivered
                self.env['ir.cron']._commit_progress(1)

    def _send_as_remembered(self):
        chosen = dict(self.send_later)
        if chosen.get('mail_body'):
            chosen['mail_body'] = Markup(chosen['mail_body'])
        here = self.with_company(self.company_id)
        here.env['account.move.send']._generate_and_send_invoices(
            here.move_id, from_cron=True, **chosen
        )
        self.send_later = False
