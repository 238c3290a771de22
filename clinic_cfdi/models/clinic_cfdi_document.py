import base64
from datetime import timezone

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..engine import CfdiError, build, catalogues, pac, read, sign

LIVE = ('draft', 'to_stamp', 'stamped', 'cancel_requested', 'error')  # holds its invoice
FINAL = ('stamped', 'cancel_requested', 'cancelled')  # has a timbre


class ClinicCfdiDocument(models.Model):
    """One comprobante. Its state is what the clinic may rely on.

    `rejected`: the PAC looked at it and did not stamp: mend what it says and stamp again.
    `error`: whether it was stamped is not known and the PAC does not tell: a person must look.
    """

    _name = 'clinic.cfdi.document'
    _description = "CFDI"
    _order = 'id desc'

    company_id = fields.Many2one('res.company', required=True, index=True, readonly=True)
    move_id = fields.Many2one(
        'account.move', string="Invoice", ondelete='restrict', index=True, readonly=True
    )
    kind = fields.Selection(
        [('I', "Income"), ('E', "Credit note"), ('P', "Payment"), ('G', "Global")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ('draft', "Draft"),
            ('to_stamp', "Being stamped"),
            ('stamped', "Stamped"),
            ('cancel_requested', "Cancellation requested"),
            ('cancelled', "CFDI cancelled"),
            ('rejected', "Refused"),
            ('error', "To look at"),
        ],
        required=True,
        default='draft',
        index=True,
        readonly=True,
    )
    name = fields.Char(string="Number", readonly=True)
    uuid = fields.Char(string="Fiscal folio (UUID)", size=36, readonly=True, copy=False)
    xml = fields.Binary(string="XML", attachment=False, readonly=True, copy=False)
    xml_name = fields.Char(compute='_compute_xml_name')
    receiver_rfc = fields.Char(string="RFC", readonly=True)
    receiver_name = fields.Char(string="Receiver", readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    total = fields.Monetary(readonly=True)
    stamped_at = fields.Datetime(string="Stamped on", readonly=True, copy=False)
    code = fields.Char(readonly=True, copy=False)
    problem = fields.Text(readonly=True, copy=False)
    remedy = fields.Text(string="What to do", readonly=True, copy=False)
    attempt_ids = fields.One2many('clinic.cfdi.attempt', 'document_id', readonly=True)
    attachment_id = fields.Many2one('ir.attachment', readonly=True, copy=False)

    _uuid_uniq = models.Constraint('UNIQUE (uuid)', "Two comprobantes have the same fiscal folio.")
    _move_uniq = models.UniqueIndex(
        "(move_id) WHERE state IN ('draft', 'to_stamp', 'stamped', 'cancel_requested', 'error')",
        "This invoice has a CFDI already.",
    )
    _timbre = models.Constraint(
        "CHECK (state NOT IN ('stamped', 'cancel_requested', 'cancelled')"
        " OR (uuid IS NOT NULL AND xml IS NOT NULL))",
        "A stamped comprobante has its fiscal folio and its XML.",
    )

    @api.depends('name', 'company_id')
    def _compute_xml_name(self):
        for document in self:
            rfc = document.company_id._cfdi_rfc()
            number = ''.join(c if c.isalnum() or c in '-_' else '-' for c in document.name or '')
            document.xml_name = f'{rfc}-{number or document.id}.xml'

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if self.attempt_ids or any(document.state in LIVE for document in self):
            raise UserError(
                self.env._("A comprobante that was sent to be stamped is never deleted.")
            )

    # ------------------------------------------------------------------ make it ready
    @api.model
    def _of_moves(self, moves, now=None):
        """Seal what is to be stamped of these invoices, each once.

        Nothing is called: once the caller has committed, the job (or `_stamp_now`) goes on. One
        that has a comprobante already, being stamped or stamped, is left as it is.

        :return: {move: findings}, of the moves with which something is wrong
        """
        wrong, loaded = {}, {}
        moves = moves.sudo()
        if moves:
            moves.lock_for_update()  # two people at one invoice: the second waits its turn
        for move in moves:
            document = move.cfdi_document_id
            if document and document.state in LIVE and document.state != 'draft':
                continue
            if not move.cfdi_related_ids:  # of a credit note made before its invoice had a folio
                move._compute_cfdi_relation()
            findings = move._cfdi_findings()
            blocking = [one for one in findings if one['blocking']]
            if blocking:
                wrong[move] = blocking
                continue
            comprobante = move._cfdi_comprobante(now or _now())
            if not document or document.state not in ('draft', 'rejected'):
                document = self.sudo().create(
                    {
                        'company_id': move.company_id.id,
                        'move_id': move.id,
                        'kind': comprobante.kind,
                        'name': move.name,
                    }
                )
            document._begin(comprobante, loaded)
        return wrong

    def _begin(self, comprobante, loaded):
        """Seal a comprobante's bytes and keep them with a new attempt.

        :param dict loaded: keys already opened, by certificate: kept by the caller for its batch
        """
        self.ensure_one()
        certificate = self.env['clinic.cfdi.certificate']._for_company(self.company_id)
        if certificate not in loaded:
            loaded[certificate] = certificate._loaded()
        try:
            sealed = sign(build(comprobante), loaded[certificate])
        except CfdiError as error:
            raise UserError(str(error)) from None
        total = read(sealed).total
        self.write(
            {
                'state': 'to_stamp',
                'receiver_rfc': comprobante.receiver.rfc,
                'receiver_name': comprobante.receiver.name,
                'currency_id': self.env['res.currency']
                .with_context(active_test=False)
                .search([('name', '=', comprobante.currency)], limit=1)
                .id,
                'total': float(total),
                'code': False,
                'problem': False,
                'remedy': False,
            }
        )
        return self.env['clinic.cfdi.attempt'].sudo()._open(self, sealed)

    # ------------------------------------------------------------------ what came of it
    def _settled(self, attempt, stamped=None):
        """Write down where its attempt stands."""
        self.ensure_one()
        if attempt.state == 'stamped':
            self.write(
                {
                    'state': 'stamped',
                    'uuid': stamped.uuid,
                    'xml': base64.b64encode(stamped.xml),
                    'stamped_at': fields.Datetime.now(),
                    'code': False,
                    'problem': False,
                    'remedy': False,
                }
            )
            # a PDF made before is not that of the CFDI
            self.move_id.sudo().invoice_pdf_report_id.write({'res_field': False})
            return
        states = {'refused': 'rejected', 'person': 'error'}
        self.write(
            {
                'state': states.get(attempt.state, 'to_stamp'),
                'code': attempt.code,
                'problem': attempt.message,
                'remedy': self._remedy(attempt),
            }
        )

    @api.model
    def _remedy(self, attempt):
        words = pac.codes.REMEDIES.get(attempt.code or '', '')
        if words:
            return words
        if attempt.state == 'refused':
            return self.env._("Mend it in the invoice or in the customer's data and stamp again.")
        if attempt.state == 'person':
            return self.env._(
                "Look it up on the PAC's page by its number and amount before anything else: do "
                "not make another invoice for the same sale."
            )
        return self.env._("Nothing to do: it is asked again by itself within minutes.")

    def _engine(self):
        """The comprobante as it was stamped."""
        self.ensure_one()
        return read(base64.b64decode(self.xml))

    def _attachment(self):
        """The XML as a file of the invoice, made once."""
        self.ensure_one()
        if not self.attachment_id and self.xml:
            self.sudo().attachment_id = (
                self.env['ir.attachment']
                .with_user(SUPERUSER_ID)  # anybody else's XML is kept as plain text
                .create(
                    {
                        'name': self.xml_name,
                        'datas': self.xml,
                        'mimetype': 'application/xml',
                        'res_model': 'account.move',
                        'res_id': self.move_id.id,
                        'company_id': self.company_id.id,
                        'description': self.uuid,
                    }
                )
            )
        return self.attachment_id

    # ------------------------------------------------------------------ actions
    def action_open_move(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'account.move',
            'res_id': self.move_id.id,
            'view_mode': 'form',
        }

    def action_again(self):
        """Seal and stamp anew what was refused; ask at once about what waits."""
        moves = self.filtered(lambda document: document.state == 'rejected').move_id
        waiting = self.filtered(lambda document: document.state == 'to_stamp')
        waiting.sudo().attempt_ids._hasten()
        return moves._cfdi_stamp() if moves else self._stamp_now()

    def action_resolve(self):
        """Let a person say what became of it."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("What became of it"),
            'res_model': 'clinic.cfdi.resolve',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_document_id': self.id},
        }

    def _words(self, table, code):
        """``'601 General de Ley…'``: what people read of a SAT code."""
        entry = catalogues.entry(table, code or '')
        return f'{code} {entry.text}' if entry else code or ''


def _now():
    return fields.Datetime.now().replace(tzinfo=timezone.utc)


def problems(findings):
    """The findings of `_of_moves` as sentences."""
    return [f"{one['message']} {one['remedy']}".strip() for one in findings]
