from odoo import api, models
from odoo.fields import Domain

from odoo.addons.clinic_crm.models.clinic_home import Card, Row

CASHIER = 'clinic_cfdi.group_cashier'


class ClinicHome(models.AbstractModel):
    """Who was attended today and has no invoice, on «Today» of whoever charges."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return super()._cards() + [
            Card(
                'to_charge',
                self.env._("To charge today"),
                self._card_to_charge,
                groups=CASHIER,
                sequence=15,
                only_if_any=True,
            )
        ]

    @api.model
    def _card_to_charge(self):
        visits = self.env['clinic.appointment']
        if not visits.has_access('read'):
            return None
        since, _until = self.env['clinic.board']._today(self.env.company.sudo())
        domain = (
            Domain('company_id', 'in', self.env.companies.ids)
            & Domain('state', '=', 'done')
            & Domain('done_at', '>=', since)
            & Domain('invoice_id', '=', False)
            & Domain('is_session', '=', False)
        )
        return self._counted(
            visits._name,
            domain,
            lambda one: Row(one.display_name, one.type_id.name, one._name, one.id),
            'done_at desc, id',
            empty='',
            action={
                **self._act_window('clinic_crm.clinic_appointment_action'),
                'name': self.env._("To charge"),
                'view_mode': 'list,form',
                'views': [(False, 'list'), (False, 'form')],
                'domain': list(domain),
                'context': {},
            },
        )
