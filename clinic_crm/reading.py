"""Reading with few queries."""


def columns(model):
    """The fields that reading any one of them would fetch along."""
    return [
        name
        for name, field in model._fields.items()
        if field.prefetch is True and model._has_field_access(field, 'read')
    ]


def find(model, domain, also=(), **options):
    """Search, and fetch in the same query what is read of a record right after.

    :param also: names of sealed fields that are read in any case
    """
    return model.search_fetch(domain, [*columns(model), *also], **options)
