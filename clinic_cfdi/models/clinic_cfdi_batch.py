from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError, UserError

from .clinic_cfdi_document import problems

SEALED = 20  # invoices a transaction
KEPT = 30  # days
SOON = timedelta(seconds=5)


class ClinicCfdiBatch(models.Model):
    """Many invoices that a person asked to stamp: the job does it, a page shows how far it is.

    Nothing depends on who looks: whatever dies on the way, `left_ids` are the invoices that are
    still to be sealed, and of those sealed the job knows by itself.
    """

    _name = 'clinic.cfdi.batch'
    _description = "Invoices being stamped together"
    _order = 'id desc'

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    move_ids = fields.Many2many(
        'account.move', 'clinic_cfdi_batch_move', 'batch_id', 'move_id', readonly=True
    )
    left_ids = fields.Many2many(
        'account.move', 'clinic_cfdi_batch_left', 'batch_id', 'move_id', readonly=True
    )
    wrong = fields.Json(readonly=True, help="Why invoices were not sealed, by their id.")
    done = fields.Boolean(string="Nothing is left", readonly=True, index=True)

    @api.depends('move_ids')
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = self.env._("%(count)s invoices", count=len(batch.move_ids))

    @api.model
    def _begin(self, moves):
        """In the caller's transaction: the job begins when it commits."""
        batch = self.sudo().create(
            {
                'company_id': self.env.company.id,
                'move_ids': [fields.Command.set(moves.ids)],
                'left_ids': [fields.Command.set(moves.ids)],
            }
        )
        self.env['clinic.cfdi.document'].sudo()._wake()
        return batch.with_env(self.env)

    def action_open(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.client',
            'tag': 'clinic_cfdi_progress',
            'name': self.env._("Stamping"),
            'path': 'timbrado',
            'context': {'active_id': self.id},
        }

    # ------------------------------------------------------------------ the job's part
    @api.model
    def _seal_some(self):
        """Seal the next few of what waits; whether there were any."""
        batch = self.sudo().search([('left_ids', '!=', False)], order='id', limit=1)
        try:
            if not batch or not batch.try_lock_for_update():
                return False
            moves = batch.left_ids.sorted('id')[:SEALED]
            batch = batch.with_context(lang=batch.create_uid.lang or 'es_MX')
            wrong = {**(batch.wrong or {}), **batch._seal(moves)}
            left = [fields.Command.unlink(one) for one in moves.ids]
            batch.write({'left_ids': left, 'wrong': wrong})
            self.env['ir.cron']._commit_progress(len(moves))
        except (OperationalError, ConcurrencyError):  # somebody changes one of them: the next run
            self.env.cr.rollback()
            self.env.invalidate_all()
            self.env['clinic.cfdi.document'].sudo()._wake(fields.Datetime.now() + SOON)
            self.env['ir.cron']._commit_progress(0)
            return False
        return True

    def _seal(self, moves):
        """{id: why not}. Together; one by one when one of them breaks the whole."""
        documents = self.env['clinic.cfdi.document'].sudo()
        moves = moves.with_env(self.env)  # in the language of whoever asked
        try:
            with self.env.cr.savepoint():
                return _worded(documents._of_moves(moves))
        except UserError:
            wrong = {}
            for move in moves:
                try:
                    with self.env.cr.savepoint():
                        wrong |= _worded(documents._of_moves(move))
                except LockError:
                    wrong[str(move.id)] = self.env._(
                        "Somebody was changing it at that moment: stamp it again."
                    )
                except UserError as error:
                    wrong[str(move.id)] = str(error)
            return wrong

    @api.model
    def _close_what_ended(self):
        for batch in self.sudo().search([('done', '=', False)]):
            states = set(batch.move_ids.mapped('cfdi_state'))
            if not batch.left_ids and 'to_stamp' not in states:
                batch.done = True

    @api.autovacuum
    def _gc_old(self):
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT)
        self.sudo().search([('done', '=', True), ('create_date', '<', old)]).unlink()

    # ------------------------------------------------------------------ what the page shows
    def _counts(self):
        """{'total', 'stamped', 'waiting', 'trouble'}"""
        self.ensure_one()
        moves, left, wrong = self.sudo().move_ids, self.sudo().left_ids, self.wrong or {}
        stamped = waiting = 0
        for move in moves:
            if move.cfdi_state in ('stamped', 'cancel_requested', 'cancelled'):
                stamped += 1
            elif move in left or move.cfdi_state == 'to_stamp':
                waiting += 1
            elif move.cfdi_state == 'none' and str(move.id) not in wrong:
                waiting += 1
        trouble = len(moves) - stamped - waiting
        return {'total': len(moves), 'stamped': stamped, 'waiting': waiting, 'trouble': trouble}

    def _in_words(self):
        counts = self._counts()
        return self.env._("%(stamped)s of %(total)s stamped", **counts)

    @api.model
    @api.readonly
    def get_progress(self, batch_id=False):
        """How far a batch is; without an id the last one of this person.

        :return: `_counts` with ``id``, ``running`` and ``troubles``: [{'id', 'name', 'text'}];
            False: there is none
        """
        batch = self.browse(batch_id or []).exists()
        if not batch:
            batch = self.search([('create_uid', '=', self.env.uid)], limit=1)
        if not batch:
            return False
        batch.check_access('read')
        counts, wrong = batch._counts(), batch.wrong or {}
        troubles = []
        for move in batch.sudo().move_ids:
            state, text = move.cfdi_state, wrong.get(str(move.id), '')
            if state in ('rejected', 'error'):
                text = f"{move.cfdi_problem or ''} {move.cfdi_remedy or ''}".strip()
            elif state != 'none' or move in batch.sudo().left_ids:
                continue
            if text:
                who = f'{move.name} · {move.partner_id.name}'
                troubles.append({'id': move.id, 'name': who, 'text': text})
        return {
            **counts,
            'id': batch.id,
            'running': bool(counts['waiting']),
            'troubles': troubles[:50],
        }


def _worded(wrong):
    return {str(move.id): problems(findings)[0] for move, findings in wrong.items()}
