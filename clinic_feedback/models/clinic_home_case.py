from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_home import Card, Row

from .clinic_feedback_case import OPEN


class ClinicHome(models.AbstractModel):
    """What the page «Today» says of complaints: those one is in charge of."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'cases',
                self.env._("Complaints in your charge"),
                self._card_cases,
                sequence=45,
                only_if_any=True,
            ),
        ]

    @api.model
    def _card_cases(self):
        mine = [('user_id', '=', self.env.uid), ('state', 'in', OPEN)]
        Case = self.env['clinic.feedback.case']
        return self._counted(
            Case._name,
            mine,
            lambda case: Row(case.display_name, case.patient_name, case._name, case.id),
            order='deadline_at, id',
            empty="",
            action={
                **self.env['ir.actions.act_window']._for_xml_id(
                    'clinic_feedback.clinic_feedback_case_action'
                ),
                'domain': mine,
                'context': {},
            },
            tone='danger' if Case.search_count([*mine, ('is_late', '=', True)]) else 'warning',
        )
