from odoo import api, fields, models

from odoo.addons.clinic_crm.models.clinic_home import CARD_ROWS, Card, Content, Home, Row


class ClinicHome(models.AbstractModel):
    _inherit = 'clinic.home'

    @api.model
    def _homes(self):
        return super()._homes() + [
            Home('clinic_cfdi.group_accountant', 'clinic_cfdi.clinic_invoice_action', 50)
        ]

    @api.model
    def _cards(self):
        return super()._cards() + [
            Card(
                'invoices_late',
                self.env._("Invoices past their due date"),
                self._card_invoices_late,
                groups='clinic_cfdi.group_accountant',
                sequence=60,
            )
        ]

    @api.model
    def _card_invoices_late(self):
        domain = [
            ('move_type', '=', 'out_invoice'),
            ('state', '=', 'posted'),
            ('payment_state', 'in', ('not_paid', 'partial')),
            ('invoice_date_due', '<', fields.Date.context_today(self)),
            ('company_id', 'in', self.env.companies.ids),
        ]
        move = self.env['account.move']
        count = move.search_count(domain)
        late = move.search(domain, limit=CARD_ROWS, order='invoice_date_due, id') if count else move
        return Content(
            count=count,
            empty=self.env._("Nothing is past its due date."),
            action='clinic_cfdi.clinic_invoice_action',
            rows=[
                Row(invoice.partner_id.display_name, invoice.name, invoice._name, invoice.id)
                for invoice in late
            ],
            tone='warning',
        )
