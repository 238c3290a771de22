from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .clinic_message_kind import PURPOSES

TRIGGER = 'clinic_consent_append_only'


class ClinicConsent(models.Model):
    """One answer of a patient on one purpose. The ledger only grows; the answer given last
    counts (`at`), whenever it was recorded.

    A patient without a row was *not asked*, which is not *refused*.
    """

    _name = 'clinic.consent'
    _description = "Consent"
    _inherit = ['clinic.timeline.mixin']
    _order = 'id desc'
    _rec_name = 'purpose'

    patient_id = fields.Many2one(
        'clinic.patient',
        required=True,
        readonly=True,
        ondelete='restrict',
    )
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    state = fields.Selection(
        [
            ('granted', "Agreed"),
            ('refused', "Refused"),
            ('revoked', "Withdrawn"),
            ('exception', "Exception by law"),
        ],
        required=True,
        readonly=True,
        help="Exception: an emergency, or care while the patient cannot consent, by someone bound "
        "to professional secrecy (LFPDPPP, art. 9). It ends at its date.",
    )
    channel = fields.Selection('_selection_channel', required=True, readonly=True)
    evidence = fields.Text(readonly=True, help="What proves it: words, signed page, message.")
    given_by = fields.Char(readonly=True, help="Who answered: the patient, or the guardian.")
    notice_id = fields.Many2one('clinic.privacy.notice', readonly=True, ondelete='restrict')
    at = fields.Datetime(string="When", required=True, readonly=True)
    until = fields.Datetime(readonly=True, help="End of an exception.")
    user_id = fields.Many2one(
        'res.users',
        string="Recorded by",
        required=True,
        readonly=True,
        ondelete='restrict',
    )

    _exception_ends = models.Constraint(
        "CHECK (state != 'exception' OR (until IS NOT NULL AND evidence IS NOT NULL))",
        "An exception needs its reason and the date on which it ends.",
    )
    _patient_purpose = models.Index('(patient_id, purpose, at DESC, id DESC)')

    @api.private
    def init(self):
        """Refuse changes and deletions in the database too, whoever asks."""
        self.env.cr.execute(
            SQL(
                """
            CREATE OR REPLACE FUNCTION %(trigger)s() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'the consent ledger only grows: record a new answer';
            END $$;
            DROP TRIGGER IF EXISTS %(trigger)s ON clinic_consent;
            CREATE TRIGGER %(trigger)s BEFORE UPDATE OR DELETE ON clinic_consent
                FOR EACH ROW EXECUTE FUNCTION %(trigger)s();
            DROP TRIGGER IF EXISTS %(whole)s ON clinic_consent;
            CREATE TRIGGER %(whole)s BEFORE TRUNCATE ON clinic_consent
                FOR EACH STATEMENT EXECUTE FUNCTION %(trigger)s();
        """,
                trigger=SQL.identifier(TRIGGER),
                whole=SQL.identifier(f'{TRIGGER}_whole'),
            )
        )

    @api.model
    def _selection_channel(self):
        return [
            *self.env['clinic.message']._selection_channel(),
            ('paper', self.env._("Signed paper")),
            ('web', self.env._("Web page")),
            ('import', self.env._("Earlier records")),
        ]

    def write(self, vals):
        if self:
            raise UserError(self.env._("A consent is never changed: record the new answer."))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_never(self):
        raise UserError(self.env._("A consent is never deleted: record the new answer."))

    def _timeline_entries(self, patients, before, limit):
        rows = self.search(
            [('patient_id', 'in', patients.ids), ('at', '<=', before)],
            order='at desc, id desc',
            limit=limit,
        )
        states = dict(self._fields['state']._description_selection(self.env))
        purposes = dict(self._fields['purpose']._description_selection(self.env))
        channels = dict(self._selection_channel())
        return [
            row._timeline_entry(
                'consent',
                row.at,
                title=self.env._(
                    "%(purpose)s: %(state)s",
                    purpose=purposes[row.purpose],
                    state=states[row.state],
                ),
                text=row.evidence or '',
                channel=row.channel,
                channel_label=channels.get(row.channel, row.channel),
                author=row.sudo().user_id.name,
                can_open=False,
            )
            for row in rows
        ]

    @api.model
    def _timeline_kinds(self):
        return [('consent', self.env._("Consents"), 'fa-handshake-o')]
