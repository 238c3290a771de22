from odoo import fields, models

from ..const import AGENDA_READERS
from .clinic_waiting_entry import OPEN


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    waiting_count = fields.Integer(
        string="Waits for", compute='_compute_waiting_count', groups=AGENDA_READERS
    )

    def _compute_waiting_count(self):
        counts = dict(
            self.env['clinic.waiting.entry']._read_group(
                [('patient_id', 'in', self.ids), ('state', 'in', OPEN)],
                ['patient_id'],
                ['__count'],
            )
        )
        for patient in self:
            patient.waiting_count = counts.get(patient._origin, 0)

    def action_open_waiting(self):
        """The patient's entries; a new one at once when there is none."""
        self.ensure_one()
        entries = self.env['clinic.waiting.entry'].search(
            [('patient_id', '=', self.id), ('state', 'in', OPEN)]
        )
        action = self.env['ir.actions.act_window']._for_xml_id('clinic_crm.clinic_waiting_action')
        action.update(
            domain=[('patient_id', '=', self.id)], context={'default_patient_id': self.id}
        )
        if len(entries) <= 1:
            action.update(views=[(False, 'form')], res_id=entries.id)
        return action

    def _move_to_survivor(self, survivor):
        """Who waited goes on waiting under the record that answers."""
        result = super()._move_to_survivor(survivor)
        Entry = self.env['clinic.waiting.entry'].sudo()
        mine = Entry.search([('patient_id', 'in', self.ids), ('state', 'in', OPEN)])
        theirs = Entry.search([('patient_id', '=', survivor.id), ('state', 'in', OPEN)])
        for entry in mine.sorted('asked_at'):
            if entry.type_id in theirs.type_id:
                entry.action_withdraw()  # asked for twice
            else:
                entry.patient_id = survivor
                theirs += entry
        return result
