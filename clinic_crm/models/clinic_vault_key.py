import logging

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, split_every

from .. import vault

_logger = logging.getLogger(__name__)

PREPARED = 'clinic_crm.data_keys'
DESTROYED = 'destroyed'


class ClinicVaultKey(models.Model):
    """The data key of each record with encrypted values, wrapped by a master key.

    Rotation re-wraps these keys and never touches a record; destroying one makes all the encrypted
    values of its record unreadable for ever. Nobody has access by the interface: the methods below
    work in SQL, and the ORM refuses to make, change or delete a row.
    """

    _name = 'clinic.vault.key'
    _description = "Wrapped data key"
    _inherit = ['clinic.key.ring']
    _log_access = False

    uuid = fields.Char(string="Record UUID", size=36, required=True, readonly=True)
    model_name = fields.Char(string="Record model", required=True, readonly=True)
    wrapped = fields.Binary(string="Wrapped key", attachment=False, readonly=True)
    master_id = fields.Char(string="Master key", index=True, readonly=True)
    destroyed_at = fields.Datetime(readonly=True)

    _uuid_unique = models.Constraint('UNIQUE (uuid)', "A record has one data key.")
    _wrapped_or_destroyed = models.Constraint(
        'CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))',
        "A data key is either kept or destroyed.",
    )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Data keys are kept by the clinic's vault alone."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Data keys are kept by the clinic's vault alone."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("Data keys are kept by the clinic's vault alone."))

    # -- health ----------------------------------------------------------------------------

    @api.model
    def _key_problem(self):
        """What is wrong with the keys, in words for the health page, or `None`.

        :rtype: str | None
        """
        try:
            ring = self._load_ring()
        except vault.VaultError as error:
            return self._sentence(error).args[0]
        # one key of each master in use is opened: a ring may hold another key under the same id
        self.env.cr.execute(
            "SELECT DISTINCT ON (master_id) model_name, uuid, wrapped FROM clinic_vault_key "
            "WHERE wrapped IS NOT NULL ORDER BY master_id, id"
        )
        for model_name, uuid, wrapped in self.env.cr.fetchall():
            try:
                vault.unwrap_key(ring, wrapped, model=model_name, uuid=uuid)
            except vault.Tampered:
                return self.env._(
                    "The key file (CLINIC_KEY_FILE) is not the one of these records. Put it back."
                )
            except vault.VaultError as error:
                return self._sentence(error).args[0]
        return None

    # -- sealing and opening --------------------------------------------------------------------

    @api.model
    def _prepare(self, model_name, uuids, fresh=False):
        """Have the data keys of `uuids` at hand for sealing; those that are missing are made.

        They are asked for anew at each batch: a key made in a savepoint that was rolled back could
        open nothing later. Where another transaction made the key meanwhile, Odoo repeats this one.
        :param bool fresh: the uuids were drawn a moment ago, so none of them has a key
        :raise UserError: the key file is missing or unusable
        """
        uuids = list(uuids)
        if not uuids:
            return
        ring = self._ring()
        keys = {} if fresh else self._stored_keys(uuids)
        made = {uuid: vault.new_data_key() for uuid in uuids if uuid not in keys}
        for some in split_every(1000, made.items()):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO clinic_vault_key (uuid, model_name, wrapped, master_id) VALUES %s "
                    "ON CONFLICT (uuid) DO NOTHING",
                    SQL(", ").join(
                        (
                            uuid,
                            model_name,
                            vault.wrap_key(ring, key, model=model_name, uuid=uuid),
                            ring.current_id,
                        )
                        for uuid, key in some
                    ),
                )
            )
            if self.env.cr.rowcount != len(some):  # never seal with a key that was not kept
                raise ConcurrencyError("another transaction made the same data key")
        prepared = self.env.cr.precommit.data.setdefault(PREPARED, {})
        prepared.update(made)
        prepared.update(
            {
                uuid: DESTROYED
                if wrapped is None
                else self._unwrap(ring, model_name, uuid, wrapped)
                for uuid, wrapped in keys.items()
            }
        )

    @api.model
    def _seal(self, field, model, uuid, text):
        """The envelope of `text` for one field of the record with `uuid`.

        :raise UserError: no key file, or the record's key was destroyed
        """
        key = self._data_key(model._name, uuid)
        return vault.seal_value(key, text, model=model._name, uuid=uuid, field=field.name)

    @api.model
    def _data_key(self, model_name, uuid):
        """The key to seal with of the record with `uuid`, made if there is none.

        :raise UserError: no key file, or the record's key was destroyed
        """
        prepared = self.env.cr.precommit.data.get(PREPARED, {})
        if uuid not in prepared:
            self._prepare(model_name, [uuid])
            prepared = self.env.cr.precommit.data[PREPARED]
        key = prepared[uuid]
        if key == DESTROYED:
            raise UserError(
                self.env._(
                    "The protected data of this record was destroyed by law: nothing can be added."
                )
            )
        return key

    @api.model
    def _open(self, field, records, sealed):
        """The texts in the envelopes of `field`, `{record id: envelope or None}`.

        :return: `{record id: text or None}`; `None` also where the key was destroyed
        :raise UserError: no key file, or a value that does not belong to its record
        """
        opened = dict.fromkeys(sealed)
        sealed = {record_id: value for record_id, value in sealed.items() if value is not None}
        if not sealed:
            return opened
        ring = self._ring()
        uuids = records.browse(sealed)._vault_uuids()
        wrapped = self._stored_keys(uuids.values())
        model_name = records._name
        for record_id, envelope in sealed.items():
            uuid = uuids[record_id]
            try:
                if uuid not in wrapped:
                    raise vault.Tampered("A record lost its data key.")
                if wrapped[uuid] is None:
                    continue
                key = vault.unwrap_key(ring, wrapped[uuid], model=model_name, uuid=uuid)
                opened[record_id] = vault.open_value(
                    key, envelope, model=model_name, uuid=uuid, field=field.name
                )
            except vault.VaultError as error:
                _logger.error("Cannot open %s(%s).%s: %s", model_name, record_id, field.name, error)
                raise self._sentence(error) from error
        return opened

    @api.model
    def _kept_key(self, model_name, uuid):
        """The key that opens the record with `uuid`; `None` where it was destroyed.

        :raise UserError: no key file, or the key is missing or foreign
        """
        kept = self._stored_keys([uuid])
        if uuid not in kept:
            raise self._sentence(vault.Tampered("A record lost its data key."))
        return kept[uuid] and self._unwrap(self._ring(), model_name, uuid, kept[uuid])

    def _stored_keys(self, uuids):
        """`{uuid: wrapped key, or None where it was destroyed}` of the given uuids."""
        self.env.cr.execute(
            "SELECT uuid, wrapped FROM clinic_vault_key WHERE uuid = ANY(%s)", [list(uuids)]
        )
        return {uuid: wrapped and bytes(wrapped) for uuid, wrapped in self.env.cr.fetchall()}

    def _unwrap(self, ring, model_name, uuid, wrapped):
        try:
            return vault.unwrap_key(ring, wrapped, model=model_name, uuid=uuid)
        except vault.VaultError as error:
            raise self._sentence(error) from error

    # -- rotation and destruction ---------------------------------------------------------------

    @api.model
    def _rotate(self, limit=1000):
        """Wrap up to `limit` data keys with the current master key that are wrapped with another.

        One transaction's worth of work: call it until it returns 0, committing in between. Keys
        that another transaction is busy with are left for a later call.
        :return: how many were wrapped anew
        :raise UserError: the key file is unusable or lacks an old master key
        """
        ring = self._ring()
        self.env.cr.execute(
            "SELECT id, model_name, uuid, wrapped FROM clinic_vault_key "
            "WHERE master_id != %s AND wrapped IS NOT NULL ORDER BY id LIMIT %s "
            "FOR UPDATE SKIP LOCKED",
            [ring.current_id, limit],
        )
        rows = [
            (
                row_id,
                vault.wrap_key(
                    ring, self._unwrap(ring, model_name, uuid, wrapped), model=model_name, uuid=uuid
                ),
            )
            for row_id, model_name, uuid, wrapped in self.env.cr.fetchall()
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    "UPDATE clinic_vault_key k SET wrapped = v.wrapped, master_id = %s "
                    "FROM (VALUES %s) AS v (id, wrapped) WHERE k.id = v.id",
                    ring.current_id,
                    SQL(", ").join(rows),
                )
            )
            self.invalidate_model()
        return len(rows)

    @api.model
    def _destroy(self, records):
        """Destroy the data keys of `records`, for a deletion the law asks for.

        What was sealed stays in its columns and can never be read again; the fields read as empty
        and `vault_destroyed_at` says since when. Blind indexes are emptied, since they would still
        recognise a known value. Backups made before hold the wrapped keys: they end with their own
        retention.
        """
        records.flush_recordset()
        uuids = list(records._vault_uuids().values())
        if not uuids:
            return
        # rows are made for records that never sealed anything: they must not start to
        self.env.cr.execute(
            "INSERT INTO clinic_vault_key (uuid, model_name, destroyed_at) "
            "SELECT unnest(%s), %s, now() AT TIME ZONE 'UTC' "
            "ON CONFLICT (uuid) DO UPDATE SET wrapped = NULL, master_id = NULL, "
            "destroyed_at = EXCLUDED.destroyed_at WHERE clinic_vault_key.destroyed_at IS NULL",
            [uuids, records._name],
        )
        indexes = {field.index_field for field in records._encrypted_fields() if field.index_field}
        if indexes:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id IN %s",
                    SQL.identifier(records._table),
                    SQL(", ").join(
                        SQL("%s = NULL", SQL.identifier(name)) for name in sorted(indexes)
                    ),
                    records._ids,
                )
            )
        self.env.cr.precommit.data.pop(PREPARED, None)
        records.invalidate_recordset()
        self.invalidate_model()

    @api.model
    def _destroyed_at(self, uuids):
        self.env.cr.execute(
            "SELECT uuid, destroyed_at FROM clinic_vault_key "
            "WHERE uuid = ANY(%s) AND destroyed_at IS NOT NULL",
            [[uuid for uuid in uuids if uuid]],
        )
        return dict(self.env.cr.fetchall())

    # -- the database -----------------------------------------------------------------------------

    @api.model
    def _guards(self, table):
        """SQL that keeps the uuids of `table` and drops the data key of a deleted row."""
        return [
            """CREATE OR REPLACE FUNCTION clinic_uuid_is_kept() RETURNS trigger
               LANGUAGE plpgsql AS $$
               BEGIN
                   RAISE EXCEPTION 'The UUID of a record never changes.'
                       USING ERRCODE = 'restrict_violation';
               END $$""",
            """CREATE OR REPLACE FUNCTION clinic_vault_forget() RETURNS trigger
               LANGUAGE plpgsql AS $$
               BEGIN
                   DELETE FROM clinic_vault_key WHERE uuid = OLD.uuid;
                   RETURN NULL;
               END $$""",
            SQL(
                """CREATE OR REPLACE TRIGGER clinic_uuid_is_kept BEFORE UPDATE OF uuid ON %s
                   FOR EACH ROW WHEN (OLD.uuid IS DISTINCT FROM NEW.uuid AND OLD.uuid IS NOT NULL)
                   EXECUTE FUNCTION clinic_uuid_is_kept()""",
                SQL.identifier(table),
            ),
            SQL(
                """CREATE OR REPLACE TRIGGER clinic_vault_forget AFTER DELETE ON %s
                   FOR EACH ROW EXECUTE FUNCTION clinic_vault_forget()""",
                SQL.identifier(table),
            ),
        ]
