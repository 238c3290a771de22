"""What was loaded already, by external ids of a module name that no addon has."""

NAMESPACE = '__generator__'


class Ledger:
    """Creates records under keys, each once.

    :param prefix: sets the keys of one seed apart; empty for what all seeds share
    """

    def __init__(self, env, prefix=''):
        self.env = env
        self.prefix = prefix

    def known(self, model, keys):
        """Return {key: id} of what is there."""
        names = {self._name(model, key): key for key in keys}
        self.env['ir.model.data'].flush_model()
        self.env.cr.execute(
            "SELECT name, res_id FROM ir_model_data"
            " WHERE module = %s AND model = %s AND name = ANY(%s)",
            (NAMESPACE, model, list(names)),
        )
        found = {names[name]: res_id for name, res_id in self.env.cr.fetchall()}
        alive = set(self.env[model].browse(found.values()).exists().ids)
        return {key: res_id for key, res_id in found.items() if res_id in alive}

    def ensure(self, model, values):
        """Create what is missing of {key: vals} in one batch; return {key: id} of all.

        Values of fields that the model does not have (yet) are left out.
        """
        ids = self.known(model, values)
        missing = [key for key in values if key not in ids]
        if missing:
            Model = self.env[model]
            fields = Model._fields
            records = Model.create(
                [{f: v for f, v in values[key].items() if f in fields} for key in missing]
            )
            self.remember(model, dict(zip(missing, records.ids, strict=True)))
            ids.update(zip(missing, records.ids, strict=True))
        return ids

    def remember(self, model, ids):
        """Note records made elsewhere, {key: id}."""
        self.env['ir.model.data']._update_xmlids(
            [
                {
                    'xml_id': f'{NAMESPACE}.{self._name(model, key)}',
                    'record': self.env[model].browse(res_id),
                    'noupdate': True,
                }
                for key, res_id in ids.items()
            ]
        )

    def _name(self, model, key):
        return f"{self.prefix}{model.replace('.', '_')}_{key}"


def seed_ledger(env, world):
    return Ledger(env, f's{world.seed}_')
