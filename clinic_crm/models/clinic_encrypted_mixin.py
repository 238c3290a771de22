from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..fields import FETCH_KEY, FETCH_TOKEN, Encrypted


class ClinicEncryptedMixin(models.AbstractModel):
    """Records with `Encrypted` fields.

    Each has a `uuid`, given when it is created and never changed, that binds its sealed values to
    it and names its data key in `clinic.vault.key`.
    """

    _name = 'clinic.encrypted.mixin'
    _description = "Record with encrypted fields"
    _inherit = ['clinic.audited.mixin']

    uuid = fields.Char(
        string="UUID",
        size=36,
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid4()),
    )
    vault_destroyed_at = fields.Datetime(
        string="Protected data destroyed on",
        compute='_compute_vault_destroyed_at',
        help="When the key of this record was destroyed by law. Its encrypted texts cannot be read "
        "again by anybody.",
    )

    _uuid_unique = models.Constraint('UNIQUE (uuid)', "Two records have the same UUID.")

    @api.private
    def init(self):
        result = super().init()
        if self._auto and not self._abstract:
            for statement in self.env['clinic.vault.key']._guards(self._table):
                self.env.cr.execute(statement)
        return result

    def _init_column(self, column_name):
        if column_name == 'uuid':
            query = "UPDATE %s SET uuid = gen_random_uuid() WHERE uuid IS NULL"
            self.env.cr.execute(SQL(query, SQL.identifier(self._table)))
            return None
        if isinstance(self._fields[column_name], Encrypted):
            return None  # one that comes to existing records starts empty
        return super()._init_column(column_name)

    @api.depends('uuid')
    def _compute_vault_destroyed_at(self):
        destroyed = self.env['clinic.vault.key']._destroyed_at(self.mapped('uuid'))
        for record in self:
            record.vault_destroyed_at = destroyed.get(record.uuid)

    # -- reading --------------------------------------------------------------------------------

    def _fetch_query(self, query, fields):
        if not any(isinstance(field, Encrypted) for field in fields):
            return super()._fetch_query(query, fields)
        # the uuid first: it is needed to open the values
        fields = [self._fields['uuid'], *(field for field in fields if field.name != 'uuid')]
        fetcher = self.with_context(**{FETCH_KEY: FETCH_TOKEN})
        fetched = super(ClinicEncryptedMixin, fetcher)._fetch_query(query, fields)
        return fetched.with_env(self.env)

    # -- writing --------------------------------------------------------------------------------

    @api.model
    def _create(self, data_list):
        # the last place before the INSERT: whatever a caller gave, the uuid is fresh, the indexes
        # match their values, and there is a data key for each record that seals something
        encrypted = self._encrypted_fields()
        sealing = []
        for data in data_list:
            stored = data['stored']
            stored['uuid'] = str(uuid4())
            for field in encrypted:
                if field.index_field:
                    stored[field.index_field] = self._vault_index(field, stored.get(field.name))
            if any(stored.get(field.name) not in (None, False) for field in encrypted):
                sealing.append(stored['uuid'])
        self.env['clinic.vault.key']._prepare(self._name, sealing, fresh=True)
        return super()._create(data_list)

    def write(self, vals):
        if 'uuid' in vals and any(record.uuid != vals['uuid'] for record in self):
            raise UserError(self.env._("The UUID of a record never changes."))
        kept = {field.index_field for field in self._encrypted_fields()} | {'uuid'}
        return super().write({name: value for name, value in vals.items() if name not in kept})

    def _flush(self):
        # what is emptied needs no key
        dirty = {
            record_id
            for field in self._encrypted_fields()
            for record_id in self.env._field_dirty.get(field, ())
            if field._get_cache(self.env).get(record_id) is not None
        }
        if dirty:
            uuids = self.browse(dirty)._vault_uuids()
            self.env['clinic.vault.key']._prepare(self._name, uuids.values())
        return super()._flush()

    # -- helpers --------------------------------------------------------------------------------

    @api.model
    def _blind_index(self, field_name, value):
        """The blind index of `value` for an `Encrypted` field with an `index_field`.

        :rtype: str, or `False` when there is no value
        :raise UserError: the key file is missing or unusable
        """
        return self._vault_index(self._fields[field_name], value)

    @api.model
    def _vault_index(self, field, value):
        if not isinstance(value, str) or not value.strip():
            return False
        return self.env['clinic.vault.key']._blind_index(self._name, field.name, value)

    @api.model
    def _encrypted_fields(self):
        return [
            field for field in self._fields.values() if isinstance(field, Encrypted) and field.store
        ]

    def _vault_uuid(self):
        self.ensure_one()
        return self._vault_uuids()[self.id]

    def _vault_uuids(self):
        """The uuid of each stored record, by id, without flushing or logging anything."""
        cache = self._fields['uuid']._get_cache(self.env)
        uuids = {record_id: cache[record_id] for record_id in self._ids if cache.get(record_id)}
        if missing := [record_id for record_id in self._ids if record_id not in uuids]:
            self.env.cr.execute(
                SQL(
                    "SELECT id, uuid FROM %s WHERE id IN %s",
                    SQL.identifier(self._table),
                    tuple(missing),
                )
            )
            uuids.update(self.env.cr.fetchall())
        return uuids
