import logging
from concurrent.futures import ThreadPoolExecutor

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.clinic_crm.jobs import wake_once

from ..cloud_api import Client, messages

_logger = logging.getLogger(__name__)

AT_ONCE = 40
THREADS = 8


class ClinicWhatsappConversation(models.Model):
    """Meta is told what was read here, by a job of its own: the person's ticks turn blue.

    A mark that is lost is lost; the next one covers it.
    """

    _inherit = 'clinic.whatsapp.conversation'

    def _mark_read(self):
        """Have the last word of the person marked as read, if it is not."""
        self.ensure_one()
        last = self.env['clinic.whatsapp.message'].search(
            [('identity_id', '=', self.identity_id.id), ('direction', '=', 'in')],
            order='at desc, id desc',
            limit=1,
        )
        if last and last.wamid not in (self.mark_wamid, self.marked_wamid):
            self.mark_wamid = last.wamid
            wake_once(self.env.ref('clinic_whatsapp.ir_cron_mark_read').sudo())

    @api.model
    def _cron_mark_read(self):
        Cron = self.env['ir.cron']
        with ThreadPoolExecutor(THREADS, 'whatsapp-read') as pool:
            while True:
                calls = self._claim_marks()
                left = Cron._commit_progress(len(calls), remaining=self._count_marks())
                for problem in pool.map(_mark, calls):  # outside any transaction
                    if problem:
                        _logger.info("A read mark did not go: %s", problem)
                if not calls or not left:
                    return

    @api.model
    def _claim_marks(self):
        """The next marks as plain values, taken off the list."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT c.id FROM clinic_whatsapp_conversation c
                 WHERE c.mark_wamid IS NOT NULL
                 ORDER BY c.id LIMIT %s FOR UPDATE SKIP LOCKED
                """,
                AT_ONCE,
            )
        )
        calls = []
        for conversation in self.browse(row_id for [row_id] in self.env.cr.fetchall()):
            account, wamid = conversation.identity_id.account_id, conversation.mark_wamid
            conversation.write({'mark_wamid': False, 'marked_wamid': wamid})
            if account.has_token and not account.parked_at:
                calls.append((account._connection(), account.phone_number_id, wamid))
        return calls

    @api.model
    def _count_marks(self):
        return self.search_count([('mark_wamid', '!=', False)], limit=AT_ONCE)


def _mark(call):
    """One call, in a thread of its own; returns what went wrong."""
    connection, number, wamid = call
    try:
        client = Client(**connection)
        try:
            client.mark_read(number, messages.read_mark(wamid))
        finally:
            client.close()
    except Exception as error:  # noqa: BLE001 - it is a courtesy, whatever went wrong
        return type(error).__name__
    return None
