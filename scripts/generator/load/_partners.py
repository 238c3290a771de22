"""Values of `res.partner` from the world's values."""


def address_vals(env, address):
    """Values of an address for a contact or a company."""
    if address is None:
        return {}
    country_id, states = _states(env.registry.db_name, env)
    return {
        'street': address.street,
        'street2': address.colonia,
        'city': address.city,
        'zip': address.zip,
        'state_id': states[address.state],
        'country_id': country_id,
    }


def contact_vals(env, contact):
    return {
        'name': contact.name,
        'is_company': contact.is_company,
        'phone': contact.phone,
        'email': contact.email,
        'lang': 'es_MX',
        **address_vals(env, contact.address),
    }


_cache = {}


def _states(database, env):
    if database not in _cache:
        mexico = env.ref('base.mx')
        _cache[database] = mexico.id, {state.code: state.id for state in mexico.state_ids}
    return _cache[database]
