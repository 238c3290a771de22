from odoo import api, fields, models
from odoo.exceptions import UserError

from .clinic_cfdi_document import LIVE, problems
from .res_company import payment_forms
from .res_partner import uses

PUE, PPD = 'PUE', 'PPD'
TO_DEFINE = '99'
STATES = [
    ('none', "To stamp"),
    ('to_stamp', "Being stamped"),
    ('stamped', "Stamped"),
    ('cancel_requested', "Cancellation requested"),
    ('cancelled', "CFDI cancelled"),
    ('rejected', "Refused"),
    ('error', "To look at"),
]


# whoever may read a `clinic.cfdi.document`
SEES = 'account.group_account_invoice,clinic_cfdi.group_accountant'


class AccountMove(models.Model):
    """What an invoice of a Mexican clinic says to SAT, and where its CFDI stands."""

    _inherit = 'account.move'

    cfdi_applies = fields.Boolean(compute='_compute_cfdi_applies')
    cfdi_document_ids = fields.One2many(
        'clinic.cfdi.document', 'move_id', readonly=True, groups=SEES
    )
    cfdi_document_id = fields.Many2one(
        'clinic.cfdi.document',
        string="CFDI",
        compute='_compute_cfdi_document_id',
        compute_sudo=True,
        groups=SEES,
    )
    # not stored: the job that stamps must not wait for who edits the invoice
    cfdi_state = fields.Selection(
        STATES,
        string="CFDI state",
        compute='_compute_cfdi_document_id',
        search='_search_cfdi_state',
        compute_sudo=True,
    )
    cfdi_uuid = fields.Char(
        string="Fiscal folio (UUID)", compute='_compute_cfdi_document_id', compute_sudo=True
    )
    cfdi_problem = fields.Char(compute='_compute_cfdi_document_id', compute_sudo=True)
    cfdi_remedy = fields.Char(compute='_compute_cfdi_document_id', compute_sudo=True)
    cfdi_send_later = fields.Boolean(compute='_compute_cfdi_document_id', compute_sudo=True)
    cfdi_check = fields.Json(compute='_compute_cfdi_check', compute_sudo=True)

    cfdi_use = fields.Selection(
        uses,
        string="Use of the CFDI",
        compute='_compute_cfdi_use',
        store=True,
        readonly=False,
        copy=False,
    )
    cfdi_method = fields.Selection(
        [(PUE, "PUE Paid at once"), (PPD, "PPD Paid later or in parts")],
        string="Method of payment",
        compute='_compute_cfdi_method',
        store=True,
        readonly=False,
        help="At once: paid now or before the month ends. Else each payment needs its complement.",
    )
    cfdi_form = fields.Selection(
        payment_forms,
        string="Form of payment",
        compute='_compute_cfdi_form',
        store=True,
        readonly=False,
    )
    cfdi_public = fields.Boolean(
        string="Without the customer's RFC",
        help="Stamped to SAT's generic RFC: the customer cannot deduct it.",
        copy=False,
    )
    cfdi_relation = fields.Selection(
        [
            ('01', "01 Credit note"),
            ('03', "03 Goods returned"),
            ('04', "04 Replaces the former"),
            ('07', "07 Advance applied"),
        ],
        string="Relation",
        compute='_compute_cfdi_relation',
        store=True,
        readonly=False,
        copy=False,
    )
    cfdi_related_ids = fields.Many2many(
        'clinic.cfdi.document',
        'clinic_cfdi_move_related',
        'move_id',
        'document_id',
        string="Related CFDI",
        compute='_compute_cfdi_relation',
        store=True,
        readonly=False,
        copy=False,
        domain="[('uuid', '!=', False)]",
        groups=SEES,
    )

    # ------------------------------------------------------------------ fields
    @api.depends('move_type', 'company_id.account_fiscal_country_id')
    def _compute_cfdi_applies(self):
        for move in self:
            country = move.company_id.account_fiscal_country_id.code
            move.cfdi_applies = country == 'MX' and move.move_type in ('out_invoice', 'out_refund')

    @api.depends(
        'state',
        'cfdi_document_ids.state',
        'cfdi_document_ids.uuid',
        'cfdi_document_ids.problem',
        'cfdi_document_ids.remedy',
        'cfdi_document_ids.send_later',
    )
    def _compute_cfdi_document_id(self):
        for move in self:
            documents = move.cfdi_document_ids.sorted('id', reverse=True)
            document = documents.filtered(lambda one: one.state in LIVE)[:1] or documents[:1]
            move.cfdi_document_id = document
            move.cfdi_uuid = document.uuid
            move.cfdi_problem, move.cfdi_remedy = document.problem, document.remedy
            move.cfdi_send_later = bool(document.send_later)
            move.cfdi_state = False
            if document and document.state != 'draft':
                move.cfdi_state = document.state
            elif move.state == 'posted' and move.cfdi_applies:
                move.cfdi_state = 'none'

    @api.model
    def _search_cfdi_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        wanted = [one for one in value if one and one != 'none']
        others = [one for one in LIVE if one not in wanted]
        # not a refused one that was stamped since; `any!`: whoever asks, as it is shown
        domain = fields.Domain('cfdi_document_ids', 'any!', [('state', 'in', wanted)])
        domain &= ~fields.Domain('cfdi_document_ids', 'any!', [('state', 'in', others)])
        if 'none' in value:
            domain |= (
                fields.Domain('state', '=', 'posted')
                & fields.Domain('move_type', 'in', ('out_invoice', 'out_refund'))
                & fields.Domain('company_id.account_fiscal_country_id.code', '=', 'MX')
                & ~fields.Domain('cfdi_document_ids', 'any!', [('state', '!=', 'draft')])
            )
        if False in value:
            domain |= fields.Domain('state', '!=', 'posted') | fields.Domain(
                'move_type', 'not in', ('out_invoice', 'out_refund')
            )
        return domain

    @api.depends('partner_id', 'commercial_partner_id', 'cfdi_public', 'move_type')
    def _compute_cfdi_use(self):
        for move in self:
            if not move.cfdi_applies:
                move.cfdi_use = False
            elif move.move_type == 'out_refund' and move.reversed_entry_id:
                move.cfdi_use = 'G02' if move._cfdi_may_use('G02') else move._cfdi_default_use()
            else:
                move.cfdi_use = move._cfdi_default_use()

    def _cfdi_default_use(self):
        partner = self.commercial_partner_id
        rfc = self._cfdi_receiver_rfc()
        return partner._cfdi_use_for(rfc, partner._cfdi_regime(rfc))

    @api.depends('invoice_date_due', 'invoice_date', 'move_type')
    def _compute_cfdi_method(self):
        for move in self:
            if not move.cfdi_applies:
                move.cfdi_method = False
                continue
            begun = move.invoice_date or fields.Date.context_today(move)
            due = move.invoice_date_due or begun
            later = (due.year, due.month) > (begun.year, begun.month)
            move.cfdi_method = PPD if later and move.move_type == 'out_invoice' else PUE

    @api.depends('cfdi_method')
    def _compute_cfdi_form(self):
        for move in self:
            if not move.cfdi_applies:
                move.cfdi_form = False
            elif move.cfdi_method == PPD:
                move.cfdi_form = TO_DEFINE
            elif not move.cfdi_form or move.cfdi_form == TO_DEFINE:
                move.cfdi_form = move.company_id._cfdi_value('cfdi_form')

    @api.depends('reversed_entry_id', 'move_type')
    def _compute_cfdi_relation(self):
        for move in self:
            origin = move.reversed_entry_id.sudo().cfdi_document_id
            if move.move_type == 'out_refund' and origin.uuid:
                move.cfdi_relation = '01'
                move.cfdi_related_ids = origin
            else:
                move.cfdi_relation = move.cfdi_relation
                move.cfdi_related_ids = move.cfdi_related_ids

    # ------------------------------------------------------------------ stamping
    def action_cfdi_stamp(self):
        """Stamp what a person chose: a few at once, many in the background."""
        self.check_access('write')
        return self._cfdi_stamp()

    def _cfdi_stamp(self):
        moves = self.filtered(
            lambda move: (
                move.cfdi_applies
                and move.state == 'posted'
                and move.cfdi_state in ('none', 'rejected', 'to_stamp')
            )
        )
        if not moves:
            raise UserError(self.env._("Nothing here is to be stamped: post the invoice first."))
        waiting = moves.sudo().cfdi_document_id.filtered(lambda one: one.state == 'to_stamp')
        waiting.attempt_ids._hasten()
        if len(moves) > 1:
            return self.env['clinic.cfdi.batch']._begin(moves).action_open()
        wrong = self.env['clinic.cfdi.document'].sudo()._of_moves(moves)
        if wrong:
            raise UserError(" ".join(problems(next(iter(wrong.values())))))
        moves.invalidate_recordset(['cfdi_document_id'])
        moves._cfdi_go(moves.sudo().cfdi_document_id.filtered(lambda one: one.state == 'to_stamp'))
        return True

    @api.model
    def _cfdi_go(self, documents):
        """Commit what was sealed, and call: see `clinic.cfdi.document._stamp_now`."""
        if not documents:
            return
        self.env.flush_all()
        if self.env['account.move.send']._can_commit():
            self.env.cr.commit()  # pylint: disable=invalid-commit
        documents._stamp_now()
        if self.env['account.move.send']._can_commit():
            self.env.cr.commit()  # pylint: disable=invalid-commit  # see what the calls wrote

    def action_cfdi_document(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'clinic.cfdi.document',
            'res_id': self.cfdi_document_id.id,
            'view_mode': 'form',
        }

    def action_cfdi_resolve(self):
        self.ensure_one()
        return self.cfdi_document_id.action_resolve()

    # ------------------------------------------------------------------ what must not happen
    def _cfdi_refuse_if_live(self):
        live = self.sudo().filtered(lambda move: move.cfdi_document_id.state in LIVE)
        if live:
            raise UserError(
                self.env._(
                    "%(names)s has a CFDI at SAT, or one on its way: it cannot go back to draft "
                    "nor be deleted. Make a credit note, or cancel the CFDI first.",
                    names=", ".join(live.mapped('name')),
                )
            )

    def button_draft(self):
        self._cfdi_refuse_if_live()
        return super().button_draft()

    def button_cancel(self):
        self._cfdi_refuse_if_live()
        return super().button_cancel()

    def write(self, vals):
        if vals.get('state') in ('draft', 'cancel'):
            self._cfdi_refuse_if_live()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cfdi(self):
        self._cfdi_refuse_if_live()

    # no `depends` on our field: with it, uninstalling would take the field from Odoo's own models
    def _compute_show_reset_to_draft_button(self):
        result = super()._compute_show_reset_to_draft_button()
        for move in self:
            if move.sudo().cfdi_document_id.state in LIVE:
                move.show_reset_to_draft_button = False
        return result
