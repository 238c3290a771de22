from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .clinic_message_kind import PURPOSES

ANSWERS = [('granted', "Yes"), ('refused', "No"), ('not_asked', "Not asked")]
# One tick accepts the notice and these; promotions need a yes of their own.
READERS = ','.join(
    f'clinic_crm.group_{role}' for role in ('reception', 'nurse', 'practitioner', 'privacy')
)
BY_ACCEPTING = ('care', 'appointments', 'follow_up', 'feedback')


def _answer(label):
    return fields.Selection(
        ANSWERS,
        string=label,
        compute='_compute_consents',
        inverse='_inverse_consents',
        groups=READERS,
    )


class ClinicPatient(models.Model):
    """What the patient agreed to: the answer given last for each purpose."""

    _inherit = 'clinic.patient'

    consent_ids = fields.One2many(
        'clinic.consent',
        'patient_id',
        string="Consents",
        readonly=True,
        copy=False,
        groups=READERS,
    )
    consent_accept = fields.Boolean(
        string="Accepts the privacy notice",
        store=False,
        help="One tick says yes to care, appointments, follow-up and surveys; each can be "
        "changed. Promotions are asked apart.",
    )
    consent_notice = fields.Text(compute='_compute_consent_notice')
    consent_care = _answer("Care")
    consent_appointments = _answer("Appointments")
    consent_follow_up = _answer("Follow-up")
    consent_marketing = _answer("Promotions")
    consent_feedback = _answer("Opinion")

    @api.depends('company_id')
    def _compute_consent_notice(self):
        Notice = self.env['clinic.privacy.notice']
        for patient in self:
            company = patient.company_id or self.env.company
            patient.consent_notice = Notice._in_force(company).short_text

    @api.depends('consent_ids')
    def _compute_consents(self):
        stored = self._origin
        for purpose, _label in PURPOSES:
            states = stored._consent_states(purpose)
            for patient in self:
                patient[f'consent_{purpose}'] = states.get(patient._origin.id, 'not_asked')

    @api.onchange('consent_accept')
    def _onchange_consent_accept(self):
        for purpose in BY_ACCEPTING:
            name = f'consent_{purpose}'
            if self.consent_accept and self[name] == 'not_asked':
                self[name] = 'granted'
            elif not self.consent_accept and not self._origin:
                self[name] = 'not_asked'

    def _inverse_consents(self):
        """Write a row for each answer that changed."""
        given = [
            (patient, purpose, patient[f'consent_{purpose}'])
            for patient in self
            for purpose, _label in PURPOSES
        ]  # taken first: recording one answer forgets what the form said of the others
        for patient, purpose, answer in given:
            if answer and answer != patient._consent_state(purpose):
                if answer == 'not_asked':
                    raise UserError(
                        self.env._(
                            "An answer cannot be unasked. Choose No to withdraw a consent.",
                        )
                    )
                patient._record_consent(
                    purpose,
                    answer,
                    'in_person',
                    evidence=self.env._("Answered at the desk."),
                )

    def _consent_state(self, purpose):
        """Return 'granted', 'refused' or 'not_asked' for one patient and purpose."""
        self.ensure_one()
        return self._consent_states(purpose).get(self.id, 'not_asked')

    def _consent_states(self, purpose):
        """Return {patient id: state} of those who answered; one query for any number of patients.

        A withdrawal reads as refused. An exception reads as granted until it ends, and then as if
        it had never been. What an absorbed duplicate answered counts as the patient's.
        """
        return {patient: state for patient, (state, _at) in self._last_answers(purpose).items()}

    def _last_answers(self, purpose):
        """Return {patient id: (state, given at)} of those who answered, as `_consent_states`."""
        if not self.ids:
            return {}
        rows = self.env.execute_query(
            self._last_answers_sql(purpose, SQL("id = ANY(%s)", list(self.ids)))
        )
        meaning = {'revoked': 'refused', 'exception': 'granted'}
        return {patient: (meaning.get(state, state), at) for patient, state, at in rows}

    @api.model
    def _last_answers_sql(self, purpose, scope=None):
        """SQL of the answer that counts: one row (patient_id, state, at) a patient who answered.

        The one place that knows which answer that is: the one given last, by the patient or by a
        record merged into theirs, without the exceptions that have ended.

        :param SQL scope: condition on `clinic_patient`; default: all of them
        """
        self.env['clinic.consent'].flush_model()
        self.env['clinic.patient'].flush_model(['merged_into_id'])
        return SQL(
            """
            WITH RECURSIVE record (id, owner) AS (
                SELECT id, id FROM clinic_patient WHERE %(scope)s
                UNION
                SELECT merged.id, record.owner
                  FROM clinic_patient merged
                  JOIN record ON merged.merged_into_id = record.id
            )
            SELECT DISTINCT ON (record.owner) record.owner AS patient_id, consent.state, consent.at
              FROM record
              JOIN clinic_consent consent ON consent.patient_id = record.id
             WHERE consent.purpose = %(purpose)s
               AND (consent.state != 'exception'
                    OR consent.until > (now() AT TIME ZONE 'UTC'))
             ORDER BY record.owner, consent.at DESC, consent.id DESC
            """,
            scope=scope or SQL("TRUE"),
            purpose=purpose,
        )

    @api.model
    def _nursing_fields(self):
        answers = {f'consent_{purpose}' for purpose, _label in PURPOSES}
        return super()._nursing_fields() | answers | {'consent_accept'}

    def _record_consent(self, purpose, state, channel, evidence=None, *, at=None, until=None):
        """Add an answer to the ledger of each patient.

        :param str state: 'granted', 'refused', 'revoked' or 'exception' (with `until` and evidence)
        :param str channel: a channel of `clinic.consent`
        :param datetime at: when it was given, naive UTC; default: now
        :return: the `clinic.consent` rows
        """
        if not self.env.su:
            keeper = self.env.user.has_group('clinic_crm.group_privacy')
            self.check_access('read' if keeper else 'write')
        now = fields.Datetime.now()
        if at and at > now:
            raise ValidationError(self.env._("A consent cannot be dated in the future."))
        before = self._consent_states(purpose)
        Notice = self.env['clinic.privacy.notice']
        notices = {company: Notice._in_force(company) for company in self.sudo().company_id}
        rows = (
            self.env['clinic.consent']
            .sudo()
            .create(
                [
                    {
                        'patient_id': patient.id,
                        'purpose': purpose,
                        'state': 'revoked'
                        if state == 'refused' and before.get(patient.id) == 'granted'
                        else state,
                        'channel': channel,
                        'evidence': evidence,
                        'given_by': patient._reader().name,
                        'notice_id': notices[patient.company_id].id,
                        'at': at or now,
                        'until': until,
                        'user_id': self.env.uid,
                    }
                    for patient in self.sudo()
                ]
            )
        )
        self.invalidate_recordset(
            ['consent_ids', 'reminder_problem', *(f'consent_{p}' for p, _label in PURPOSES)],
        )
        return rows.with_env(self.env)
