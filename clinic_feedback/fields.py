"""Fields of surveys."""

from odoo import fields


class Answered(fields.Integer):
    """A number somebody gave: 0 is one, and False is that none was given, in averages too.

    Odoo's own integers are 0 where nothing is stored.
    """

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        return _number(value)

    def convert_to_cache(self, value, record, validate=True):
        return _number(value)

    def convert_to_record(self, value, record):
        return False if value is None else value


def _number(value):
    return None if value is None or value is False else int(value)
