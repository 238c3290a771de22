"""Field types of the clinic."""

from odoo import fields
from odoo.exceptions import AccessError

from .trail import note_read, note_written

# Given in the context by `clinic.encrypted.mixin` while it fetches columns. An object, so that
# nobody outside the server can give it: contexts that arrive from a client hold plain data only.
FETCH_KEY = 'clinic_vault_fetch'
FETCH_TOKEN = object()


class Encrypted(fields.Text):
    """A text that the database only ever holds sealed.

    To Python code it is a `fields.Text`; the column (`bytea`) holds an envelope of the vault,
    bound to the model, the record's `uuid` and the field. The model must inherit
    `clinic.encrypted.mixin`.

    The value cannot be searched, sorted or grouped by: that is refused in words, never answered
    with nothing. It is fetched for the asked records alone, and each read goes to
    `clinic.access.log`; code that needs it on many records calls `records.fetch([name])` once
    instead of looping.

    :param str index_field: name of a stored, indexed `Char` of the same model that keeps a blind
        index (HMAC) of the value. It allows exact lookups, and only those:
        `[('curp', '=', value)]`, `in`, `!=`, `not in`, also with `False` for "no value". Upper
        and lower case and spaces around do not matter. The field is kept by the ORM alone; give it
        `copy=False, readonly=True, index=True, groups=fields.NO_ACCESS`.
    :param bool audited: whether reads are logged (default: yes)
    """

    prefetch = False
    index_field: str | None = None
    audited: bool = True

    _column_type = ('bytea', 'bytea')

    _related_index_field = None

    # -- set-up ---------------------------------------------------------------------------------

    def _get_attrs(self, model_class, name):
        attrs = super()._get_attrs(model_class, name)
        for attribute in ('tracking', 'translate', 'company_dependent', 'index', 'size'):
            if attrs.get(attribute):
                raise TypeError(
                    f"{model_class._name}.{name} is Encrypted: {attribute} would put its text in "
                    f"clear somewhere, or cannot work on sealed values."
                )
        attrs['prefetch'] = False
        return attrs

    def setup_nonrelated(self, model):
        super().setup_nonrelated(model)
        if not self.store:
            return
        mixin = model.pool.get('clinic.encrypted.mixin')
        if mixin is None or not isinstance(model, mixin):
            raise TypeError(f"{self} is Encrypted: its model must inherit clinic.encrypted.mixin.")
        if self.index_field:
            index = model._fields.get(self.index_field)
            if index is None or index.type != 'char' or not index.store or index.copy:
                raise TypeError(
                    f"{self}: {self.index_field} must be a stored Char with copy=False."
                )

    def _convert_db_column(self, model, column):
        raise TypeError(
            f"{self} is Encrypted, but its column holds {column['udt_name']}. A migration has to "
            f"seal what is there into a new column."
        )

    @property
    def _description_searchable(self):
        return bool(self.index_field) if self.store else bool(self.search)

    def _description_sortable(self, env):
        return False

    def _description_groupable(self, env):
        return False

    def _description_aggregator(self, env):
        return None

    # -- between cache and column ---------------------------------------------------------------

    def convert_to_column(self, value, record, values=None, validate=True):
        raise TypeError(f"The value of {self} is never put into SQL in clear.")

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        text = self.convert_to_cache(value, record, validate)
        if text is None:
            return None
        uuid = values['uuid'] if values else record._vault_uuid()
        return record.env['clinic.vault.key']._seal(self, record, uuid, text)

    def _insert_cache(self, records, values):
        cache = self._get_cache(records.env)
        sealed = {
            record_id: value
            for record_id, value in zip(records._ids, values, strict=True)
            if record_id not in cache
        }
        cache.update(records.env['clinic.vault.key']._open(self, records, sealed))

    def _update_cache(self, records, cache_value, dirty=False):
        if self.store and self.audited:
            note_written(records, self.name)
        return super()._update_cache(records, cache_value, dirty)

    def _to_prefetch(self, record):
        # only what is asked for leaves the vault: the log tells what was read, not what was near
        return record

    def write(self, records, value):
        if self.index_field and self.store and (stored := records.filtered('id')):
            index = stored._vault_index(self, value)
            records._fields[self.index_field].write(stored, index)
        return super().write(records, value)

    def __get__(self, record, owner=None):
        value = super().__get__(record, owner)
        if record is not None and self.store and self.audited and record._ids:
            # fetching was logged already; this sees what another user left in the cache
            note_read(record._origin, self.name)
        return value

    # -- searching ------------------------------------------------------------------------------

    def to_sql(self, model, alias):
        if model.env.context.get(FETCH_KEY) is not FETCH_TOKEN:
            raise self._refusal(model)
        return super().to_sql(model, alias)

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        model._check_field_access(self, 'read')
        if not self._is_lookup(field_expr, operator, value):
            raise self._refusal(model)
        # whoever may read the value may look it up: the index itself can be closed to everybody
        index, model = model._fields[self.index_field], model.sudo()
        indexes = [model._vault_index(self, text) for text in value]
        return index.condition_to_sql(self.index_field, operator, indexes, model, alias, query)

    def filter_function(self, records, field_expr, operator, value):
        records._check_field_access(self, 'read')
        if not self._is_lookup(field_expr, operator, value):
            raise self._refusal(records)
        wanted = {records._vault_index(self, text) for text in value}
        return lambda record: record.sudo()[self.index_field] in wanted

    def _is_lookup(self, field_expr, operator, value):
        return bool(
            self.index_field
            and field_expr == self.name
            and operator in ('in', 'not in')
            and all(item is None or item is False or isinstance(item, str) for item in value)
        )

    def _refusal(self, model):
        env = model.env
        label = self.get_description(env, ['string'])['string']
        if self.index_field:
            return AccessError(
                env._(
                    "“%(field)s” is stored encrypted: look for its exact value. It cannot be "
                    "searched in part, sorted or grouped by.",
                    field=label,
                )
            )
        return AccessError(
            env._(
                "“%(field)s” is stored encrypted: it can be read on each record, but not "
                "searched, sorted or grouped by. Look for the record in another way.",
                field=label,
            )
        )
