from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from .ir_websocket import WISH

AROUND = timedelta(days=1)  # of now: what the boards of all zones may show
KEY = 'clinic_crm.board'
AGENDA = 'clinic_crm.agenda'


class ClinicAppointment(models.Model):
    """Boards and agendas hear at once that something changed, and read it again with their own
    rights.

    What travels are ids and, for agendas, which days. The bus keeps its messages for a day, in
    clear.
    """

    _inherit = 'clinic.appointment'

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._announce()
        return visits

    def write(self, vals):
        self._announce()  # also to those who have it now and will not have it then
        result = super().write(vals)
        self._announce()
        return result

    def _announce(self):
        """Tell the boards and agendas of these branches, once the transaction is through."""
        now = fields.Datetime.now()
        for visit in self.sudo():
            self._announce_days_later(visit.company_id, visit.start, visit.stop)
            if (
                visit.state in ('arrived', 'in_consultation')
                or now - AROUND <= visit.start <= now + AROUND
            ):
                self._announce_later(visit.company_id, visit.id)

    @api.model
    def _announce_later(self, branch, visit_id):
        data = self.env.cr.precommit.data
        if KEY not in data:
            data[KEY] = defaultdict(set)
            self.env.cr.precommit.add(self._announce_now)
        data[KEY][branch.id].add(visit_id)

    @api.model
    def _announce_days_later(self, branch, start, stop):
        data = self.env.cr.precommit.data
        if AGENDA not in data:
            data[AGENDA] = {}
            self.env.cr.precommit.add(self._announce_days_now)
        first, last = data[AGENDA].get(branch.id, (start, stop))
        data[AGENDA][branch.id] = min(first, start), max(last, stop)

    @api.model
    def _announce_days_now(self):
        for branch_id, (first, last) in self.env.cr.precommit.data.pop(AGENDA, {}).items():
            self.env['bus.bus']._sendone(
                (self.env['res.company'].sudo().browse(branch_id), WISH),
                'clinic.agenda/changed',
                {
                    'from': fields.Datetime.to_string(first),
                    'until': fields.Datetime.to_string(last),
                },
            )

    @api.model
    def _announce_now(self):
        for branch_id, visit_ids in self.env.cr.precommit.data.pop(KEY, {}).items():
            branch = self.env['res.company'].sudo().browse(branch_id)
            self.env['bus.bus']._sendone(
                (branch, WISH),
                'clinic.board/changed',
                {'branch': branch_id, 'visits': sorted(visit_ids)},
            )
