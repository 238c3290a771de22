from odoo import api, models


class ClinicBoard(models.AbstractModel):
    """Who sent word of being late."""

    _inherit = 'clinic.board'

    @api.model
    def _row(self, visit, names, facts):
        """``told_late``: the minutes they said, -1 when they gave none, 0: no word of it."""
        told = visit.late_told_at and visit.state in ('scheduled', 'confirmed')
        late = (visit.late_minutes or -1) if told else 0
        return super()._row(visit, names, facts) | {'told_late': late}
