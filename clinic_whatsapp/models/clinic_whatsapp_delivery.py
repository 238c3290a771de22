import hashlib
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models, modules
from odoo.tools import mute_logger

from odoo.addons.clinic_crm.fields import Encrypted
from odoo.addons.clinic_crm.jobs import wake_once

from ..cloud_api import MalformedDelivery, parse
from .clinic_whatsapp_event import COLLISIONS

KEPT_DAYS = 30
BATCH, BYTES = 20, 512 * 1024  # at most so much a transaction
PURGED = 2000  # rows a slice


class ClinicWhatsappDelivery(models.Model):
    """The raw body of a webhook, kept before anything is made of it.

    Meta delivers at least once and in any order: the same body is kept once. What is in it becomes
    `clinic.whatsapp.event` rows by a job of its own.
    """

    _name = 'clinic.whatsapp.delivery'
    _description = "Webhook of WhatsApp"
    _inherit = ['clinic.whatsapp.kept.mixin', 'clinic.encrypted.mixin']
    _order = 'id desc'
    _log_access = False

    account_id = fields.Many2one(
        'clinic.whatsapp.account',
        required=True,
        readonly=True,
        ondelete='cascade',
        index=True,
    )
    digest = fields.Char(required=True, readonly=True)
    body = Encrypted(readonly=True, audited=False, groups=fields.NO_ACCESS)
    size = fields.Integer(string="Bytes", readonly=True)
    received_at = fields.Datetime(required=True, readonly=True, index=True)
    state = fields.Selection(
        [('new', "Received"), ('done', "Read"), ('quarantine', "Not understood")],
        required=True,
        readonly=True,
        default='new',
    )
    error = fields.Char(readonly=True)

    _digest_uniq = models.Constraint('UNIQUE (account_id, digest)', "This body is kept already.")
    _waiting = models.Index("(id) WHERE state = 'new'")
    _stuck = models.Index("(account_id) WHERE state = 'quarantine'")

    # ------------------------------------------------------------------ in
    @api.model
    def _receive(self, account, body):
        """Keep a body whose signature was found good; returns once it is committed.

        In a transaction of its own at READ COMMITTED: copies that arrive at one instant wait for
        each other there, and would be repeated by Odoo under its own isolation.

        :param bytes body: what came over the wire; UTF-8
        """
        with self.env.registry.cursor() as cr:
            if not modules.module.current_test:  # a test's cursors share one transaction
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            env = api.Environment(cr, self.env.uid, {})
            kept = env[self._name]._insert_once(
                [
                    {
                        'account_id': account.id,
                        'digest': hashlib.sha256(body).hexdigest(),
                        'body': body.decode(),
                        'size': len(body),
                        'received_at': fields.Datetime.now(),
                        'state': 'new',
                    }
                ],
                ('account_id', 'digest'),
            )
            if kept:
                env[self._name]._wake()

    @api.model
    def _wake(self):
        """Run the job that reads deliveries, unless a call for it is pending already."""
        wake_once(self.env.ref('clinic_whatsapp.ir_cron_read_deliveries').sudo())

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_read(self):
        """Take deliveries apart, some a transaction. Several jobs may run side by side."""
        Cron = self.env['ir.cron']
        collisions = 0
        while True:
            try:
                with mute_logger('odoo.sql_db'):
                    waiting = self.search([('state', '=', 'new')], order='id', limit=BATCH * 2)
                    some = waiting.try_lock_for_update(limit=BATCH)._together()
                    for delivery in some:
                        delivery._read_alone()
                    self.env['clinic.whatsapp.event']._wake()
                    left = Cron._commit_progress(len(some), remaining=len(waiting) - len(some))
            except OperationalError:  # another job was faster
                collisions += 1
                if collisions > COLLISIONS:
                    raise
                self._step_back(collisions)
                continue
            collisions = 0
            if not some or not left:
                return

    def _together(self):
        """The first of these that are read in one transaction: a thousand events are enough."""
        size, some = 0, self.browse()
        for delivery in self:
            size += delivery.size
            if some and size > BYTES:
                break
            some += delivery
        return some

    def _read_alone(self):
        """Read one; what is wrong with it holds no other up."""
        try:
            with self.env.cr.savepoint():
                self._read_events()
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - it is kept, and shown
            self.write({'state': 'quarantine', 'error': type(error).__name__})

    def _read_events(self):
        """Make events of what one delivery holds; those that are there already are left alone."""
        self.ensure_one()
        try:
            events = parse((self.sudo().body or '').encode())
        except MalformedDelivery as error:
            self.write({'state': 'quarantine', 'error': str(error)})
            return
        self.env['clinic.whatsapp.event']._keep(self, events)
        self.write({'state': 'done'})

    def action_read_again(self):
        """Read these bodies once more, after what could not be understood was mended."""
        self.check_access('write')
        self.sudo().write({'state': 'new', 'error': False})
        self._wake()

    @api.autovacuum
    def _gc_bodies(self):
        """Forget bodies that were read and are old; what was not understood stays."""
        days = int(
            self.env['ir.config_parameter']
            .sudo()
            .get_param('clinic_whatsapp.delivery_days', KEPT_DAYS)
        )
        old = self.sudo().search(
            [
                ('state', '=', 'done'),
                ('received_at', '<', fields.Datetime.now() - timedelta(days=max(days, 8))),
            ],
            order='id',
            limit=PURGED,
        )
        old.unlink()
        return len(old), PURGED if len(old) == PURGED else 0
