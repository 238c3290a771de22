from uuid import uuid4

from odoo import api, models
from odoo.tools import SQL

from .. import vault
from ..fields import Encrypted


class ClinicEncryptedMixin(models.AbstractModel):
    """What arrives by the hundred, or under a clock, and may arrive again."""

    _inherit = 'clinic.encrypted.mixin'

    @api.model
    def _insert_once(self, rows, conflict):
        """Insert rows in one statement; those whose key is there already are left out.

        No defaults, computes or checks of the ORM run: give every column. The data keys are made
        in the same transaction, so that a sealed value without its key cannot be.

        :param list rows: dicts of the same stored fields → values; `Encrypted` ones as text
        :param conflict: names of the columns of the unique key
        :return: the new records, those left out missing, in no order
        """
        if not rows:
            return self.browse()
        ring = self.env['clinic.vault.key']._ring()
        names = list(rows[0])
        sealed = [name for name in names if isinstance(self._fields[name], Encrypted)]
        keys, values = {}, []
        for row in rows:
            uuid, key = str(uuid4()), vault.new_data_key()
            keys[uuid] = key
            place = {'model': self._name, 'uuid': uuid}
            envelopes = {
                name: vault.seal_value(key, row[name], **place, field=name)
                for name in sealed
                if row[name]
            }
            values.append((uuid, *(envelopes.get(n) if n in sealed else row[n] for n in names)))
        wrapped = (
            (uuid, vault.wrap_key(ring, key, model=self._name, uuid=uuid))
            for uuid, key in keys.items()
        )
        self.env.cr.execute(
            SQL(
                """
                WITH new AS (
                    INSERT INTO %s (uuid, %s) VALUES %s
                        ON CONFLICT (%s) DO NOTHING RETURNING id, uuid),
                made AS (
                    INSERT INTO clinic_vault_key (uuid, model_name, wrapped, master_id)
                    SELECT uuid, %s, wrapped, %s
                      FROM new JOIN (VALUES %s) AS keys (uuid, wrapped) USING (uuid))
                SELECT id FROM new
                """,
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(SQL("%s", value) for value in values),
                SQL(", ").join(map(SQL.identifier, conflict)),
                self._name,
                ring.current_id,
                SQL(", ").join(SQL("%s", row) for row in wrapped),
            )
        )
        return self.browse(record_id for [record_id] in self.env.cr.fetchall())
