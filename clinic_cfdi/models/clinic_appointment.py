from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .account_move import SEES

CHARGEABLE = ('in_consultation', 'done')


class ClinicAppointment(models.Model):
    """From the visit to its invoice, so that nobody types patient and service again.

    The link is a column of the visit, so it can have one only: of two people who charge it at the
    same instant the second cannot write the row, is asked again by Odoo and opens the first one's.
    """

    _inherit = 'clinic.appointment'

    invoice_id = fields.Many2one(
        'account.move',
        ondelete='set null',
        index='btree_not_null',
        copy=False,
        readonly=True,
        groups=SEES,
    )
    is_charged = fields.Boolean(compute='_compute_is_charged', compute_sudo=True, groups=SEES)

    @api.depends('invoice_id.state', 'invoice_id.payment_state')
    def _compute_is_charged(self):
        """Whether its invoice still counts: not one cancelled or given back."""
        for visit in self:
            move = visit.invoice_id
            void = move.state == 'cancel' or move.payment_state == 'reversed'
            visit.is_charged = bool(move) and not void

    def action_charge(self):
        """Open the visit's invoice; the first time a draft is made of it."""
        self.ensure_one()
        self.env['account.move'].check_access('create')
        self.check_access('read')
        if self.is_charged:
            return self.action_open_invoice()
        self._check_chargeable()
        move = self.env['account.move'].with_company(self.company_id)
        self.sudo().invoice_id = move.create(self._prepare_invoice_vals())
        opened = self.action_open_invoice()
        if self.sudo().type_id.product_id:
            return opened
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning',
                'title': self.env._("The service is missing"),
                'message': self.env._(
                    "The type of visit “%(type)s” has no price yet. Choose the service in the "
                    "invoice; the direction writes the price once in the type of visit.",
                    type=self.type_id.name,
                ),
                'next': opened,
            },
        }

    def action_open_invoice(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Invoice"),
            'res_model': 'account.move',
            'res_id': self.invoice_id.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }

    def _check_chargeable(self):
        if self.is_session or not self.sudo().patient_id:
            raise UserError(self.env._("A visit without a patient is not charged."))
        if self.state not in CHARGEABLE:
            raise UserError(
                self.env._("This visit is not charged yet: first the patient is sent in.")
            )

    # ------------------------------------------------------------------ what is on it
    def _prepare_invoice_vals(self):
        """Who pays, what the type of visit sells, in the branch's journal; nothing else of it."""
        payer, product = self._payer(), self.sudo().type_id.product_id
        vals = {
            'move_type': 'out_invoice',
            'company_id': self.company_id.id,
            'partner_id': payer.id,
        }
        journal = self._charge_journal()
        if journal:
            vals['journal_id'] = journal.id
        if product:
            # its name alone, in the payer's language
            name = product.with_context(lang=payer.lang or self.env.lang).name
            line = {'product_id': product.id, 'quantity': 1, 'name': name}
            vals['invoice_line_ids'] = [Command.create(line)]
        return vals

    def _payer(self):
        """Whoever was written down, else the guardian of a minor, else the patient."""
        patient = self.sudo().patient_id._survivor()
        guardian = patient.guardian_id if patient.is_minor else False
        return (patient.payer_id or guardian or patient.partner_id).with_env(self.env)

    def _charge_journal(self):
        """The sales journal of the branch, or of the nearest of its parents."""
        journals = self.env['account.journal']
        found = journals.search(
            [*journals._check_company_domain(self.company_id), ('type', '=', 'sale')]
        )
        return found.sorted(lambda one: -one.company_id.sudo().parent_path.count('/'))[:1]
