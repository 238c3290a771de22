from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _middle_of_month(self, at):
        """A moment of the same month by the branch's clock, the same for all of it."""
        self.ensure_one()
        local = self._on_clock(at.replace(microsecond=0))
        return local.replace(day=1, hour=12, minute=0, second=0) + timedelta(days=14)


def keep_month(records, names, zone, **more):
    """Leave of these moments of rows their month, by a clock; `more` columns get a value, or SQL.

    In SQL, since no field may write these.
    """
    month = "date_trunc('month', %s AT TIME ZONE 'UTC' AT TIME ZONE %s) + interval '14.5 days'"
    columns = {name: SQL(month, SQL.identifier(name), zone) for name in names} | more
    records.env.cr.execute(
        SQL(
            "UPDATE %s SET %s WHERE id = ANY(%s)",
            SQL.identifier(records._table),
            SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items()
            ),
            records.ids,
        )
    )
