"""Statements on many rows at once, beside the models: for what a model stamps with the present."""

from odoo.tools import SQL, split_every


def execute(env, query, rows):
    """Run a statement on many rows of plain values, which stand for its `%s`."""
    for some in split_every(2000, rows):
        env.cr.execute(SQL(query, SQL(", ").join(map(tuple, some))))
