from odoo import api, models
from odoo.tools import format_date

from .clinic_home import Card, Row


class ClinicHome(models.AbstractModel):
    """Whose control is overdue: whom to call."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'controls',
                self.env._("Controls overdue"),
                self._card_controls,
                groups='clinic_crm.group_reception',
                sequence=35,
            ),
        ]

    @api.model
    def _card_controls(self):
        Plan = self.env['clinic.care.plan']
        if not Plan.search_count([('state', '=', 'active')], limit=1):
            return None
        return self._counted(
            Plan._name,
            [('overdue', '=', True)],
            self._control_row,
            'next_due, id',
            empty=self.env._("Nobody owes a control."),
            action={
                'type': 'ir.actions.act_window',
                'name': self.env._("Controls overdue"),
                'res_model': Plan._name,
                'views': [(False, 'list'), (False, 'kanban'), (False, 'form')],
                'domain': [('overdue', '=', True)],
            },
            tone='warning',
        )

    @api.model
    def _control_row(self, plan):
        due = format_date(self.env, plan.next_due, date_format='d MMM y')
        hint = f"{plan.type_id.name} · {due}"
        return Row(plan.patient_id.display_name, hint, plan._name, plan.id)
