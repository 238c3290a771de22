from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .clinic_health import Check

LINES = 'clinic_appointment_booking'
OVERLAP = f'{LINES}_no_overlap'
NEVER_EMPTY = ('resource_id', 'seat', 'capacity', 'block_start', 'block_stop', 'blocking')


class ClinicHealth(models.AbstractModel):
    """What makes a double booking impossible must really be in the database."""

    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        return super()._checks() + [
            Check(
                'agenda',
                'critical',
                self._check_agenda,
                label=self.env._("Nothing is booked twice"),
                remedy=self.env._(
                    "Update the clinic's addons. If it stays red, two visits already overlap: the "
                    "server's log of the update says which."
                ),
            ),
        ]

    @api.model
    def _check_agenda(self):
        missing = self._missing_in_agenda()
        if missing:
            return False, self.env._(
                "The database does not enforce: %(names)s.", names=", ".join(missing)
            )
        return True, self.env._("The database refuses double bookings.")

    @api.model
    def _missing_in_agenda(self):
        """What of the lines' protection the database lacks; a constraint of that name that excludes
        nothing, or a column that may be empty, protects nothing."""
        [[excludes]] = self.env.execute_query(
            SQL(
                """
            SELECT count(*) FROM pg_constraint
             WHERE conrelid = to_regclass(%s) AND conname = %s AND contype = 'x' AND convalidated
               AND pg_get_constraintdef(oid) LIKE %s
            """,
                LINES,
                OVERLAP,
                '%block_start, block_stop%WITH &&%WHERE (blocking)%',
            )
        )
        nullable = self.env.execute_query(
            SQL(
                """
            SELECT attname FROM pg_attribute
             WHERE attrelid = to_regclass(%s) AND attname = ANY(%s) AND NOT attnotnull
             ORDER BY attname
            """,
                LINES,
                list(NEVER_EMPTY),
            )
        )
        return ([] if excludes else [OVERLAP]) + [f"{LINES}.{name} NOT NULL" for [name] in nullable]

    @api.model
    def _verify_constraints(self):
        result = super()._verify_constraints()
        missing = self._missing_in_agenda()
        if missing:
            raise UserError(
                self.env._(
                    "The database does not enforce %(names)s, so visits could be booked twice: the "
                    "installation stops here. The server's log says above why it could not be "
                    "added; correct that and install or update again.",
                    names=", ".join(missing),
                )
            )
        return result
