"""What a database holds besides its records: the schema, and what modules put into Odoo's own
tables. Two snapshots of databases that should be alike are compared name by name.
"""

from collections import Counter
from contextlib import closing

from tests.support.ground import connect

OWN = "n.nspname = 'public'"
NOT_OF_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend WHERE objid = {oid} AND deptype = 'e')"

# Each query gives one text column: what there is of that kind.
SCHEMA = {
    # A sequence's own relation is named after its id.
    'relations': rf"""
        SELECT concat_ws(' ', c.relkind, regexp_replace(c.relname, '^ir_sequence_\d+$', '#'))
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OWN} AND {NOT_OF_EXTENSION.format(oid='c.oid')}""",
    'columns': """
        SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length,
                         is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'""",
    'constraints': f"""
        SELECT concat_ws(' ', r.relname, c.conname, pg_get_constraintdef(c.oid))
        FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
        JOIN pg_namespace n ON n.oid = r.relnamespace WHERE {OWN}""",
    'indexes': "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    'triggers': """
        SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
    'functions': f"""
        SELECT concat_ws(' ', p.proname, md5(p.prosrc)) FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE {OWN} AND {NOT_OF_EXTENSION.format(oid='p.oid')}""",
}
CONTENT = {
    'modules': "SELECT name || ' ' || state FROM ir_module_module WHERE state != 'uninstalled'",
    'models': "SELECT model || ' ' || COALESCE(name->>'en_US', '') FROM ir_model",
    'fields': "SELECT concat_ws(' ', model, name, ttype, relation) FROM ir_model_fields",
    'choices': """
        SELECT concat_ws(' ', f.model, f.name, s.value) FROM ir_model_fields_selection s
        JOIN ir_model_fields f ON f.id = s.field_id""",
    'constraint names': "SELECT name FROM ir_model_constraint",
    'relation names': "SELECT name FROM ir_model_relation",
    # Not of what Odoo reflects of classes: it moves those ids between modules as it likes, and
    # what they stand for is compared itself.
    'XML ids': """
        SELECT concat_ws(' ', module || '.' || name, model, noupdate) FROM ir_model_data
        WHERE model NOT LIKE 'ir.model.%' OR model = 'ir.model.access'""",
    'menus': "SELECT concat_ws(' ', name->>'en_US', split_part(action, ',', 1)) FROM ir_ui_menu",
    # A button's action stands in a view by its id, which is another one after a new install.
    'views': r"""
        SELECT concat_ws(' ', name, model, key,
                         md5(regexp_replace(arch_db->>'en_US', '\d+', '#', 'g')))
        FROM ir_ui_view""",
    'actions': "SELECT concat_ws(' ', type, name->>'en_US') FROM ir_actions",
    'groups': "SELECT name->>'en_US' FROM res_groups",
    'privileges': "SELECT name->>'en_US' FROM res_groups_privilege",
    'access': "SELECT name FROM ir_model_access",
    'rules': "SELECT concat_ws(' ', name, domain_force) FROM ir_rule",
    'jobs': "SELECT cron_name FROM ir_cron",
    'sequences': "SELECT concat_ws(' ', code, name) FROM ir_sequence",
    'parameters': "SELECT key FROM ir_config_parameter",
    'mail templates': "SELECT name->>'en_US' FROM mail_template",
    'message subtypes': "SELECT name->>'en_US' FROM mail_message_subtype",
    'activity types': "SELECT name->>'en_US' FROM mail_activity_type",
    'assets': "SELECT concat_ws(' ', bundle, path) FROM ir_asset",
    'defaults': "SELECT json_value FROM ir_default",
    'attachments': """
        SELECT concat_ws(' ', name, res_model, res_field) FROM ir_attachment
        WHERE COALESCE(url, '') NOT LIKE '/web/assets/%' AND res_field IS NULL""",
    'products': "SELECT name->>'en_US' FROM product_template",
    'contacts': "SELECT name FROM res_partner",
    'users': "SELECT login FROM res_users",
}


def take(database: str) -> dict[str, list[str]]:
    """Read a snapshot: for each kind the sorted names."""
    with closing(connect(database)) as connection, connection.cursor() as cursor:
        found = {}
        for kind, query in (SCHEMA | CONTENT).items():
            cursor.execute(query)
            found[kind] = sorted(name or '' for (name,) in cursor)
    return found


def difference(before: dict, after: dict) -> list[str]:
    """What `after` lacks (`-`) or has in excess (`+`), readable in a test's report."""
    lines = []
    for kind, names in before.items():
        was, became = Counter(names), Counter(after[kind])
        lines += [f'- {kind}: {name}' for name in (was - became).elements()]
        lines += [f'+ {kind}: {name}' for name in (became - was).elements()]
    return lines
