from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import AGENDA_READERS

UPCOMING = ('hold', 'scheduled', 'confirmed', 'arrived', 'in_consultation')


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    practitioner_id = fields.Many2one(
        'clinic.practitioner',
        string="Usual practitioner",
        ondelete='restrict',
        index='btree_not_null',
    )
    appointment_count = fields.Integer(
        string="Visits", compute='_compute_appointment_count', groups=AGENDA_READERS
    )

    def _compute_appointment_count(self):
        records = self._origin._with_history()
        counts = dict(
            self.env['clinic.appointment']._read_group(
                [('patient_id', 'in', records.ids)], ['patient_id'], ['__count']
            )
        )
        for patient in self:
            own = patient._origin
            if len(records) > len(self):  # some of them were merged into others
                own = own._with_history()
            patient.appointment_count = sum(counts.get(record, 0) for record in own)

    def write(self, vals):
        if vals.get('active') is False and not self.env.su:
            self._check_nothing_to_come()
        return super().write(vals)

    def _check_nothing_to_come(self):
        """Nobody would find who comes tomorrow among the patients."""
        visit = (
            self.env['clinic.appointment']
            .sudo()
            .search(
                [
                    ('patient_id', 'in', self.ids),
                    ('state', 'in', UPCOMING),
                    ('start', '>', fields.Datetime.now()),
                ],
                order='start',
                limit=1,
            )
        )
        if visit:
            raise UserError(
                self.env._(
                    "%(name)s has a visit %(when)s. Cancel it first, then archive the record.",
                    name=visit.patient_id.name,
                    when=visit._agenda_when(visit.start, dated=True),
                )
            )

    def action_open_appointments(self):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('clinic_crm.clinic_appointment_action'),
            'name': self.env._("Visits"),
            'view_mode': 'list,calendar,form',
            'views': [(False, 'list'), (False, 'calendar'), (False, 'form')],
            'domain': [('patient_id', 'in', self._with_history().ids)],
            'context': {'default_patient_id': self.id},
        }

    @api.model
    def _merge_filled_fields(self):
        return [*super()._merge_filled_fields(), 'practitioner_id']

    def _move_to_survivor(self, survivor):
        """What is still to come belongs to the record that answers; what has been stays."""
        result = super()._move_to_survivor(survivor)
        upcoming = self.env['clinic.appointment'].search(
            [('patient_id', 'in', self.ids), ('state', 'in', UPCOMING)]
        )
        upcoming._through_door().write({'patient_id': survivor.id})
        return result

    def _point_here(self, rows, field):
        if rows._name == 'clinic.appointment':
            rows = rows._through_door()
        return super()._point_here(rows, field)
