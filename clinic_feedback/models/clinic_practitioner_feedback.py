from odoo import fields, models

from .clinic_feedback_case import OPEN


class ClinicPractitioner(models.Model):
    """What patients say of a practitioner, one click from the practitioner."""

    _inherit = 'clinic.practitioner'

    open_case_count = fields.Integer(string="Open complaints", compute='_compute_open_case_count')

    def _compute_open_case_count(self):
        Case = self.env['clinic.feedback.case']
        counts = {}
        if Case.has_access('read'):
            counts = dict(
                Case._read_group(
                    [('practitioner_id', 'in', self.ids), ('state', 'in', OPEN)],
                    ['practitioner_id'],
                    ['__count'],
                )
            )
        for practitioner in self:
            practitioner.open_case_count = counts.get(practitioner._origin, 0)

    def action_cases(self):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'clinic_feedback.clinic_feedback_case_action'
            ),
            'domain': [('practitioner_id', '=', self.id)],
            'context': {},
        }
