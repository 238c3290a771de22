from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .clinic_message_problem import RECENT
from .clinic_panel import Bars, Figure, Tile


class ClinicPanel(models.AbstractModel):
    """How well patients are reached. Counts alone: the direction reads no message."""

    _inherit = 'clinic.panel'

    @api.model
    def _figures(self):
        return super()._figures() + [
            Figure('consent', self.env._("May be written to"), self._figure_consent, 30),
            Figure('not_sent', self.env._("Messages that did not go"), self._figure_not_sent, 40),
            Figure('messages', self.env._("Messages (30 days)"), self._figure_messages, 120),
        ]

    @api.model
    def _figure_consent(self):
        patients = self.env['clinic.patient'].search_count([('stage', '=', 'patient')])
        if not patients:
            return None
        answers = self._last_answers('appointments')
        granted = answers.get('granted', 0) + answers.get('exception', 0)
        answered = sum(answers.values())
        return Tile(
            f'{round(100 * granted / patients)} %',
            self.env._(
                "%(refused)s refused, %(missing)s not asked",
                refused=self._number(answered - granted),
                missing=self._number(patients - answered),
            ),
        )

    @api.model
    def _last_answers(self, purpose):
        """Return ``{state: patients}`` of the last answer of each patient on a purpose."""
        Patient = self.env['clinic.patient']
        Patient.flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT last.state, count(*)
                      FROM (%(answers)s) last
                      JOIN clinic_patient patient ON patient.id = last.patient_id
                     WHERE patient.active AND patient.stage = 'patient'
                       AND patient.company_id = ANY(%(companies)s)
                     GROUP BY last.state
                    """,
                    answers=Patient._last_answers_sql(purpose),
                    companies=self.env.companies.root_id.ids,
                )
            )
        )

    @api.model
    def _own_messages(self):
        companies = self.env.companies.root_id.ids
        return self.env['clinic.message'].sudo(), Domain('patient_id.company_id', 'in', companies)

    @api.model
    def _figure_not_sent(self):
        message_sudo, own = self._own_messages()
        count = message_sudo.search_count(own & Domain('did_not_go', '=', True))
        hint = self.env._("in the last 30 days")
        return Tile(self._number(count), hint, tone='danger' if count else 'good')

    @api.model
    def _figure_messages(self):
        message_sudo, own = self._own_messages()
        since = fields.Datetime.now() - RECENT
        domain = own & Domain('create_date', '>=', since)
        groups = message_sudo._read_group(domain, ['state'], ['__count'], order='__count DESC')
        labels = dict(message_sudo._fields['state']._description_selection(self.env))
        return Bars(
            points=[(labels.get(state, state), count) for state, count in groups],
            empty=self.env._("No message in the last 30 days."),
        )
