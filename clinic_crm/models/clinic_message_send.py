import json
import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import mute_logger

_logger = logging.getLogger(__name__)


class ClinicMessage(models.Model):
    """What business code calls: tell a patient something, or write down what was said."""

    _inherit = 'clinic.message'

    @api.model
    def _send(
        self,
        patient,
        kind,
        variables=None,
        attachments=(),
        *,
        dedupe_key,
        expires_at=None,
        record=None,
    ):
        """Tell a patient something once, in the caller's transaction.

        If the transaction is rolled back nothing goes; if it commits, one message is on its way or
        says in one sentence why not. A second call with the same key returns the first message and
        changes nothing, whatever the other arguments.

        :param patient: `clinic.patient`, one record
        :param str kind: code of a `clinic.message.kind`
        :param dict variables: the kind's variables → str, int or Decimal
        :param attachments: `ir.attachment` the caller may read, or (name, bytes) pairs
        :param str dedupe_key: unique in the database, such as `reminder:<uuid>:<rule>:<start>`
        :param datetime expires_at: naive UTC after which it must not go; default: by the kind
        :param record: the business record it is about
        :return: the `clinic.message`
        :raise UserError: the text cannot be made, or the kind carries no files; nothing is stored
        :raise ConcurrencyError: another transaction made the same message meanwhile; Odoo retries
            the request, a job must let it pass and run again
        """
        if not dedupe_key:
            raise ValueError("a message needs a dedupe_key")
        patient.ensure_one()
        same = self.sudo().search([('dedupe_key', '=', dedupe_key)])
        if same:
            return same.with_env(self.env)
        kind = self.env['clinic.message.kind']._get(kind)
        patient = patient.sudo()._survivor()
        messages = self.sudo().with_context(lang=patient.company_id._staff_lang())
        vals = messages._prepare_send_vals(patient, kind, variables or {}, expires_at, record)
        files = self._prepare_files(attachments)
        if files and not kind.allow_attachments:
            raise UserError(self.env._("A message \"%(kind)s\" carries no files.", kind=kind.name))
        try:
            with mute_logger('odoo.sql_db'):
                message = messages.create(vals | {'dedupe_key': dedupe_key})
                message._attach(files)
        except UniqueViolation as error:
            raise ConcurrencyError("the same message was made by another transaction") from error
        message._dispatch()
        return message.with_env(self.env)

    @api.model
    def _send_kind(self, patient, kind, values, *, branch, **how):
        """`_send` from a branch, with those of the values that the kind has a place for.

        :param kind: `clinic.message.kind`, the record
        :param how: the other arguments of `_send`
        """
        wanted = {name: values.get(name) for name in kind.variable_ids.mapped('name')}
        return self.with_company(branch)._send(patient, kind.code, wanted, **how)

    @api.model
    def _if_made(self, what, make):
        """Return the message that ``make()`` makes; an empty one when its text cannot be made.

        Nothing that ``make`` did stays then. Logged is what it was about, never the error's words:
        they may be of the patient.

        :param str what: for the log
        """
        try:
            with self.env.cr.savepoint():
                return make()
        except AccessError:
            raise
        except UserError:
            _logger.warning("%s cannot be made: look at the text of its kind.", what)
            return self.browse()

    @api.model
    def _log(
        self,
        patient,
        channel,
        direction,
        body,
        *,
        at=None,
        purpose='care',
        subject=None,
        attachments=(),
        dedupe_key=None,
        record=None,
    ):
        """Write down what was said: a message that came in, a call, a talk at the desk.

        :return: the `clinic.message`; the first one if the key is already there
        """
        patient.ensure_one()
        if dedupe_key:
            same = self.sudo().search([('dedupe_key', '=', dedupe_key)])
            if same:
                return same.with_env(self.env)
        files = self._prepare_files(attachments)
        patient = patient.sudo()._survivor()
        at = at or fields.Datetime.now()
        try:
            with mute_logger('odoo.sql_db'):
                message = self.sudo().create(
                    {
                        'patient_id': patient.id,
                        'company_id': self._branch(patient).id,
                        'purpose': purpose,
                        'channel': channel,
                        'direction': direction,
                        'state': 'received' if direction == 'in' else 'sent',
                        'subject': subject,
                        'body': body,
                        'at': at,
                        'sent_at': at if direction == 'out' else False,
                        'author_id': self.env.uid,
                        'res_model': record._name if record else False,
                        'res_id': record.id if record else False,
                        'dedupe_key': dedupe_key,
                    }
                )
                message._attach(files)
        except UniqueViolation as error:
            raise ConcurrencyError("the same message was made by another transaction") from error
        if direction == 'out':
            self._answered(patient)
        return message.with_env(self.env)

    def _prepare_send_vals(self, patient, kind, variables, expires_at, record):
        company = self._branch(patient)
        standard = self._standard_values(patient, company)
        subject, body = kind._render(
            variables | standard,
            lang=patient.lang,
            informal=company.root_id.clinic_informal,
        )
        if not expires_at and kind.expire_hours:
            expires_at = fields.Datetime.add(fields.Datetime.now(), hours=kind.expire_hours)
        return {
            'patient_id': patient.id,
            'company_id': company.id,
            'kind_id': kind.id,
            'purpose': kind.purpose,
            'direction': 'out',
            'state': 'queued',
            'subject': subject,
            'body': body,
            'variables': json.dumps(
                {name: str(value) for name, value in (variables | standard).items()},
                ensure_ascii=False,
            ),
            'expires_at': expires_at,
            'author_id': self.env.uid,
            'res_model': record._name if record else False,
            'res_id': record.id if record else False,
        }

    @api.model
    def _standard_values(self, patient, company):
        """Return the places every text may use: who reads it, about whom, and from whom."""
        reader = patient._reader()
        return {
            'nombre': (reader.name or '').split(' ')[0] or patient.name,
            'paciente': patient.name,
            'clinica': company.name,
        }

    @api.model
    def _branch(self, patient):
        """Return the branch at work if it is one of the patient's clinic, else the clinic."""
        company = self.env.company
        return company if company.root_id == patient.company_id.root_id else patient.company_id

    @api.model
    def _prepare_files(self, attachments):
        """Return [(name, bytes)] of records or pairs; reading records needs the caller's right."""
        if isinstance(attachments, models.BaseModel):
            return [(attachment.name, attachment.raw or b'') for attachment in attachments]
        return [(name, content) for name, content in attachments]

    def _attach(self, files):
        if files:
            self.env['ir.attachment'].sudo()._create_sealed(self, files)
            self.invalidate_recordset(['attachment_ids'])
