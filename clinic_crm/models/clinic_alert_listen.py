from odoo import api, models


class ClinicAlert(models.Model):
    """Every text of a patient is read first for what cannot wait, wherever it comes from."""

    _inherit = 'clinic.alert'

    @api.model
    def _listen(self, text, record=None, company=None, patient=None, key=None):
        """Read a text; if it is urgent, raise the alert in the caller's transaction.

        :return: ``(Triage, alert)``; the alert is empty when nothing is urgent
        """
        company = self._company_of(record, company, patient)
        Category = self.env['clinic.urgent.category']
        found, words = Category._reading(text, company)
        if not found.urgent:
            return found, self.sudo().browse()
        staff = Category.with_context(lang=company._staff_lang())
        return found, self._raise(
            'urgent',
            staff._explained(found, words),
            record,
            company,
            person_words=text,
            patient=patient,
            key=key,
        )
