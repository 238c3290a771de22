from odoo import api, models

PREVIEW = 280


class ClinicFeedbackCase(models.Model):
    """Complaints on the patient's timeline, for whoever may read them."""

    _name = 'clinic.feedback.case'
    _inherit = ['clinic.feedback.case', 'clinic.timeline.mixin']

    @api.model
    def _timeline_kinds(self):
        return [('case', self.env._("Complaints"), 'fa-frown-o')]

    def _timeline_entries(self, patients, before, limit):
        cases = self.search(
            [('patient_id', 'in', patients.ids), ('opened_at', '<=', before)],
            order='opened_at desc, id desc',
            limit=limit,
        )
        states = dict(self._fields['state']._description_selection(self.env))
        words = cases.sudo().analysis_ids._said()
        entries = []
        for case in cases:
            lines = case.sudo().analysis_ids.line_id
            said = '\n'.join(filter(None, map(words.get, lines.ids)))
            entries.append(
                case._timeline_entry(
                    'case',
                    case.opened_at,
                    title=case.display_name,
                    text=said if len(said) <= PREVIEW else said[:PREVIEW].rstrip() + "…",
                    state=case.state,
                    state_label=states[case.state],
                    author=case.sudo().user_id.name,
                )
            )
        return entries
