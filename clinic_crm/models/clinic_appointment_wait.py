from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class ClinicAppointment(models.Model):
    """How long patients really waited, from their arrival to the call."""

    _inherit = 'clinic.appointment'

    wait_minutes = fields.Integer(
        string="Waited (minutes)",
        compute='_compute_wait_minutes',
        store=True,
        aggregator='avg',
        help="From the arrival to the call. Averages leave out visits without both.",
    )

    @api.depends('arrived_at', 'started_at')
    def _compute_wait_minutes(self):
        for visit in self:
            waited = (
                visit.started_at - visit.arrived_at
                if (visit.arrived_at and visit.started_at)
                else timedelta()
            )
            visit.wait_minutes = max(0, int(waited.total_seconds() // 60))

    def _read_group_select(self, aggregate_spec, query):
        """A wait of no minute was not measured, since nobody was received before being called in:
        it is no part of an average."""
        expression = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec == 'wait_minutes:avg':
            return SQL("AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, 'wait_minutes', query))
        return expression
