from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ATTENDING_GROUPS


class ClinicPatient(models.Model):
    """Whom nothing reaches."""

    _inherit = 'clinic.patient'

    unreached_count = fields.Integer(
        string="Messages that wait for a phone or e-mail",
        compute='_compute_unreached',
        search='_search_unreached_count',
        groups=ATTENDING_GROUPS,
    )
    unreached_text = fields.Char(
        compute='_compute_unreached',
        groups=ATTENDING_GROUPS,
    )

    def _compute_unreached(self):
        message_sudo = self.env['clinic.message'].sudo()
        domain = message_sudo._parked_domain() & Domain('patient_id', 'in', self.ids)
        counts = dict(message_sudo._read_group(domain, ['patient_id'], ['__count']))
        for patient in self:
            count = counts.get(patient._origin, 0)
            patient.unreached_count, patient.unreached_text = count, False
            if count:
                missing = (
                    self.env['clinic.message.channel']
                    .sudo()
                    ._missing(patient.sudo(), self.env['clinic.message.kind'])
                )
                patient.unreached_text = missing or self.env._(
                    "Messages wait for a way to reach the patient."
                )

    @api.model
    def _search_unreached_count(self, operator, value):
        if (operator, value) not in (('>', 0), ('!=', 0)):
            return NotImplemented
        message_sudo = self.env['clinic.message'].sudo()
        waiting = message_sudo._read_group(message_sudo._parked_domain(), ['patient_id'])
        return Domain('id', 'in', [patient.id for [patient] in waiting])

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {'guardian_id', 'birthdate', 'preferred_channel'}:
            self.env['clinic.message']._unpark(self)
        return result
