from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.clinic_crm.language import redact

NOTHING = ('ninguna', 'neutral')


class ClinicFeedbackAnalysis(models.Model):
    """What staff corrected, as texts to build the analyser's next model from."""

    _inherit = 'clinic.feedback.analysis'

    @api.model
    def _corrections(self, since=None):
        """Corrected comments as lines of `clinic_feedback.analysis.corpus`, without identifiers.

        Names of the patient, of those who answer for them and of the staff are taken out, and what
        looks like a number, date, address or e-mail. A person reads the lines before they are used.

        :param datetime since: only corrected from then on
        :return: list of ``labels | text``
        """
        domain = [('corrected_at', '>=', since)] if since else [('corrected_at', '!=', False)]
        found = self.search(domain, order='id')
        said = found._said()
        staff = {root: self._staff_names(root) for root in found.sudo().company_id.root_id}
        return [
            f'{one._labels()} | {" ".join(redact(text, one._known_names(staff)).split())}'
            for one in found
            if (text := said.get(one.line_id.id))
        ]

    def action_export_corrections(self):
        """Download them as a text file."""
        self._check_may_export()
        return {
            'type': 'ir.actions.act_url',
            'url': '/clinic/feedback/corrections',
            'target': 'download',
        }

    @api.model
    def _check_may_export(self):
        if not self.env.user.has_group('clinic_feedback.group_manager'):
            raise AccessError(self.env._("Only who keeps the feedback exports its corrections."))

    def _labels(self):
        self.ensure_one()
        labels = [self.polarity, self.emotion, self.severity]
        labels += [f'{one.aspect}{one.sign}' for one in self.aspect_ids]
        return ' '.join(label for label in labels if label not in NOTHING)

    @api.model
    def _staff_names(self, clinic):
        users = self.env['res.users'].sudo().search([('company_ids', 'child_of', clinic.id)])
        doctors = (
            self.env['clinic.practitioner'].sudo().search([('company_id', 'child_of', clinic.id)])
        )
        return [*users.mapped('name'), *doctors.mapped('name')]

    def _known_names(self, staff):
        """
        :param dict staff: the names of the staff by clinic, searched once for all comments
        """
        self.ensure_one()
        patient = self.sudo().request_id.patient_id
        people = patient.partner_id | patient.guardian_id | patient.payer_id
        names = [*people.mapped('name'), *staff[self.sudo().company_id.root_id]]
        return {
            'nombre': [name for name in names if name],
            'telefono': [phone for phone in people.mapped('phone') if phone],
            'correo': [email for email in people.mapped('email') if email],
            'curp': [curp for curp in patient.mapped('curp') if curp],
            'expediente': [number for number in patient.mapped('record_number') if number],
        }
