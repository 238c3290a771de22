from odoo import api, fields, models
from odoo.http import Stream

from .. import vault
from ..trail import note_fetched

PLACE = 'attachment_ids'  # what a sealed file is bound to, beside its record


class IrAttachment(models.Model):
    """Files of messages to patients: sealed where Odoo keeps files, under their message's key.

    To whoever may read them they are as any other; each reading is logged. With the key of the
    message they end.
    """

    _inherit = 'ir.attachment'

    clinic_sealed = fields.Boolean(string="Sealed", readonly=True, copy=False)

    @api.model
    def _create_sealed(self, record, files):
        """Keep files of a record, which has `clinic.encrypted.mixin`.

        :param files: (name, bytes) pairs
        :raise UserError: no key file, or the record's key was destroyed
        """
        record.flush_recordset()
        attachments = self.with_context(image_no_postprocess=True).create(
            [
                {
                    'name': name,
                    'mimetype': self._compute_mimetype({'name': name, 'raw': content}),
                    'raw': self._seal(record, content),
                    'res_model': record._name,
                    'res_id': record.id,
                    'clinic_sealed': True,
                }
                for name, content in files
            ]
        )
        attachments.index_content = False  # words of what is sealed mean nothing
        return attachments

    @api.model
    def _seal(self, record, content):
        uuid = record._vault_uuid()
        key = self.env['clinic.vault.key'].sudo()._data_key(record._name, uuid)
        return vault.seal_bytes(key, content, model=record._name, uuid=uuid, field=PLACE)

    def _open_sealed(self, sealed):
        record, Key = self._owner(), self.env['clinic.vault.key'].sudo()
        uuid = record._vault_uuid()
        key = Key._kept_key(record._name, uuid)
        if key is None or not sealed:
            return False
        note_fetched(record.with_env(self.env), [PLACE])
        try:
            return vault.open_bytes(key, sealed, model=record._name, uuid=uuid, field=PLACE)
        except vault.VaultError as error:
            raise Key._sentence(error) from error

    def _owner(self):
        return self.env[self.res_model].sudo().browse(self.res_id)

    def _compute_raw(self):
        result = super()._compute_raw()
        for attachment in self.filtered('clinic_sealed'):
            attachment.raw = attachment._open_sealed(attachment.raw)
        return result

    def _set_attachment_data(self, asbytes):
        """What is sealed stays so, whoever writes it anew: also a move of all files."""
        return super()._set_attachment_data(
            lambda one: (
                self._seal(one._owner(), asbytes(one)) if one.clinic_sealed else asbytes(one)
            )
        )

    def _to_http_stream(self):
        if not self.clinic_sealed:
            return super()._to_http_stream()
        content = self.raw or b''
        return Stream(
            type='data',
            data=content,
            size=len(content),
            mimetype=self.mimetype,
            download_name=self.name,
            etag=self.checksum,
            last_modified=self.write_date,
        )
