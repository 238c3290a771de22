from odoo import models
from odoo.tools import SQL

from .. import vault
from ..trail import note_fetched


class ClinicEncryptedMixin(models.AbstractModel):
    """Files of a record, sealed in a column of its own table.

    The field is `Binary(attachment=False, audited=True, copy=False, groups=NO_ACCESS)`: whatever
    reads it finds the envelope. Only the two methods below know what is in it, one record at a
    time, so that no list or export ever carries a file.
    """

    _inherit = 'clinic.encrypted.mixin'

    def _seal_bytes(self, name, content):
        """Keep `content`, bytes, in the field `name` of this record.

        :raise UserError: no key file, or the record's key was destroyed
        """
        self.ensure_one()
        self.flush_recordset()
        uuid = self._vault_uuid()
        key = self.env['clinic.vault.key']._data_key(self._name, uuid)
        sealed = vault.seal_bytes(key, content, model=self._name, uuid=uuid, field=name)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(self._table),
                SQL.identifier(name),
                sealed,
                self.id,
            )
        )
        self.invalidate_recordset([name], flush=False)

    def _open_bytes(self, name):
        """The bytes in the field `name` of this record; the reading is logged.

        :return: `None` when there are none, or when the record's key was destroyed
        :raise UserError: no key file, or what lies there does not belong to this record
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "SELECT uuid, %s FROM %s WHERE id = %s",
                SQL.identifier(name),
                SQL.identifier(self._table),
                self.id,
            )
        )
        uuid, sealed = self.env.cr.fetchone() or (None, None)
        if sealed is None:
            return None
        key = self.env['clinic.vault.key']._kept_key(self._name, uuid)
        if key is None:
            return None
        note_fetched(self, [name])
        try:
            return vault.open_bytes(key, sealed, model=self._name, uuid=uuid, field=name)
        except vault.VaultError as error:
            raise self.env['clinic.vault.key']._sentence(error) from error
