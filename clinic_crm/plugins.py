"""How channels, topics and timelines find each other: by inheriting the same abstract model."""


def find_plugins(env, base):
    """Return the models that inherit `base`, each an empty recordset, by `_sequence` then name.

    The order does not depend on the order in which addons were installed.
    """
    names = env.registry.descendants([base], '_inherit') - {base}
    return sorted(
        (env[name] for name in names if name in env),
        key=lambda model: (getattr(model, '_sequence', 100), model._name),
    )
